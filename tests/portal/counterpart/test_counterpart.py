"""An internal counterpart's day: what is asked, hours, “enough”, answers to activities, positions."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from apps.activities.models import Activity
from apps.alignment.enums import ConsultationResponse, RequestKind, ReviewOutcome
from apps.alignment.liaison.services import enough_reason, quarter_end
from apps.alignment.models import Consultation, InternalReview, LiaisonRequest, PolicyPosition
from apps.coherence.evidence.services import ask_verification
from apps.core.enums import Audience, Grade
from apps.core.models import Job
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import Endorsement
from apps.missions.models import MissionAgency
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import (
    AlignmentLinkFactory,
    ConsultationFactory,
    LiaisonRequestFactory,
    PolicyPositionFactory,
)
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveFactory, ObjectiveTextFactory
from tests.pages import form_with

DAY = datetime.date(2025, 1, 1)
ASKED = "/m/MISA/asked/"
ASKED_QUERIES, REVIEWS_QUERIES, POSITIONS_QUERIES = 6, 6, 7


@pytest.fixture
def presence(mission, ministry):
    return MissionAgency.objects.get(mission=mission, agency=ministry)


@pytest.fixture
def activity(mission, agency_a):
    return ActivityFactory(mission=mission, lead=agency_a, title="Paving")


@pytest.fixture
def link(activity):
    return AlignmentLinkFactory(mission=activity.mission, activity=activity, grade=Grade.EVIDENCED)


@pytest.fixture
def request_(mission, activity, ministry, agency_a, link):
    return LiaisonRequestFactory(
        mission=mission,
        activity=activity,
        internal_actor=ministry,
        requested_by=agency_a,
        requested_on=timezone.localdate(),
        kind=RequestKind.VERIFICATION,
        person_hours=6,
    )


def test_a_quarter_ends_with_its_last_month():
    assert [quarter_end(datetime.date(2026, month, 1)).isoformat() for month in (1, 3, 4, 9, 10, 12)] == [
        "2026-03-31",
        "2026-03-31",
        "2026-06-30",
        "2026-09-30",
        "2026-12-31",
        "2026-12-31",
    ]


def test_what_is_asked_by_whom_and_what_came_of_it(
    mission, ministry, agency_a, agency_b, activity, request_, internal_counterpart
):
    def more():
        today = timezone.localdate()
        LiaisonRequestFactory(
            mission=mission,
            internal_actor=ministry,
            requested_by=agency_b,
            requested_on=today,
            person_hours=None,
            topic="Sector review",
        )
        ConsultationFactory(
            mission=mission,
            activity=activity,
            internal_actor=ministry,
            requested_by=agency_a,
            held_on=today - datetime.timedelta(days=300),
            follow_up_on=today - datetime.timedelta(days=290),
            response=ConsultationResponse.CHANGED,
            topic="Where to pave",
        )
        ConsultationFactory(
            mission=mission,
            activity=ActivityFactory(mission=mission, lead=agency_b, audience=Audience.AGENCY),
            internal_actor=ministry,
            held_on=today,
            topic="Kept inside",
        )

    counts = []
    for rounds in (1, 2):
        for _one in range(rounds):
            more()
        with CaptureQueriesContext(connection) as queries:
            answer = internal_counterpart.client.get(ASKED)
        counts.append(len(queries))
    assert counts == [ASKED_QUERIES] * 2
    [asked] = answer.context["asked"]
    assert [(one.name, one.requests, one.hours) for one in asked.requesters] == [
        ("AGA", 1, 6.0),
        ("AGB", 3, None),
    ]
    assert (asked.followed, asked.decided, asked.burden["demand"]) == (3, 3, 6.0)
    text = answer.content.decode()
    assert ("Where to pave" in text, "Kept inside" in text, "3 of 3 consultations" in text) == (
        True,
        False,
        True,
    )
    assert f"/m/MISA/links/{request_.activity.links.get().uuid}/verify/" in text or "/verify/" in text


def test_hours_are_declared_and_two_colleagues_do_not_overwrite_each_other(
    mission, presence, internal_counterpart
):
    page = f"{ASKED}{presence.agency.uuid}/hours/"
    sent = form_with(internal_counterpart.client.get(page).content, "hours", "row_version")
    Job.objects.all().delete()
    assert internal_counterpart.client.post(page, sent | {"hours": "40"}).url == ASKED
    presence.refresh_from_db()
    assert presence.liaison_hours_per_quarter == 40
    assert Job.objects.filter(task="coherence.assess").exists()
    answer = internal_counterpart.client.post(page, sent | {"hours": "7"})
    assert (answer.status_code, "40" in answer.content.decode()) == (409, True)
    presence.refresh_from_db()
    assert presence.liaison_hours_per_quarter == 40
    assert internal_counterpart.client.post(page, sent | {"hours": "many"}).status_code in {200, 409}


def test_enough_makes_what_is_not_critical_wait_and_is_taken_back(
    mission, presence, activity, request_, internal_counterpart, editor_a, agency_a, ministry
):
    critical = ActivityFactory(mission=mission, lead=agency_a)
    LiaisonRequestFactory(
        mission=mission,
        activity=critical,
        internal_actor=ministry,
        kind=RequestKind.VERIFICATION,
        critical=True,
    )
    by_hand = ActivityFactory(
        mission=mission, lead=agency_a, verification_deferred=True, verification_deferred_reason="Planner"
    )
    LiaisonRequestFactory(
        mission=mission, activity=by_hand, internal_actor=ministry, kind=RequestKind.VERIFICATION
    )
    page, until = f"{ASKED}{presence.agency.uuid}/enough/", quarter_end(timezone.localdate())
    sent = form_with(internal_counterpart.client.get(page).content, "row_version")
    assert internal_counterpart.client.post(page, sent).url == ASKED
    assert internal_counterpart.client.post(page, sent).status_code == 409  # somebody pressed it already
    presence.refresh_from_db()
    assert presence.liaison_paused_until == until
    activity.refresh_from_db()
    assert (activity.verification_deferred, "MIN said that it is enough" in deferral(activity)) == (
        True,
        True,
    )
    assert deferred(critical, by_hand) == [None, True]
    assert "You said that it is enough" in internal_counterpart.client.get(ASKED).content.decode()

    # Whoever asks now is told, and what is not critical waits as well.
    other = AlignmentLinkFactory(
        mission=mission, activity=ActivityFactory(mission=mission, lead=agency_a), grade=Grade.EVIDENCED
    )
    told = editor_a.client.get(f"/m/MISA/coherence/links/{other.uuid}/ask/")
    assert "said that it is enough until" in told.content.decode()
    with translation.override("fr"):
        asked = ask_verification(by=None, link=other, actor=ministry, requested_by=agency_a, person_hours=1)
    assert asked.deferred is True

    sent = form_with(internal_counterpart.client.get(page).content, "row_version")
    assert internal_counterpart.client.post(page, sent).url == ASKED
    presence.refresh_from_db()
    assert presence.liaison_paused_until is None
    other.activity.refresh_from_db()
    assert deferred(activity, other.activity, by_hand) == [None, None, True]


def deferral(activity):
    return activity.verification_deferred_reason or ""


def deferred(*activities):
    return [Activity.objects.get(pk=one.pk).verification_deferred for one in activities]


def test_enough_ends_with_its_quarter(presence):
    presence.liaison_paused_until = DAY
    assert (presence.paused_on(DAY), presence.paused_on(DAY + datetime.timedelta(days=1))) == (DAY, None)
    assert enough_reason(presence.agency, DAY) == "MIN said that it is enough until 1 Jan 2025."


@pytest.mark.parametrize(
    ("answer", "outcome", "confidential"),
    [
        ("no_objection", ReviewOutcome.NO_OBJECTION, False),
        ("objection", ReviewOutcome.OBJECTION, False),
        ("confidential_objection", ReviewOutcome.OBJECTION, True),
        ("no_comment", ReviewOutcome.NO_COMMENT, False),
    ],
)
def test_an_activity_is_answered(activity, ministry, internal_counterpart, answer, outcome, confidential):
    page = f"/m/MISA/reviews/{activity.uuid}/"
    sent = form_with(internal_counterpart.client.get(page).content, "agency")
    said = internal_counterpart.client.post(page, sent | {"answer": answer, "text": "Too near the river"})
    assert said.url == "/m/MISA/reviews/"
    row = InternalReview.objects.get()
    assert (row.internal_actor, row.outcome, row.confidential) == (ministry, outcome, confidential)
    # The same day it is changed, not told twice.
    again = form_with(internal_counterpart.client.get(page).content, "agency", "row_version")
    assert (again["answer"], again["text"]) == ([answer], ["Too near the river"])
    again["text"] = ["Still too near"]
    assert internal_counterpart.client.post(page, again).status_code == 302
    assert InternalReview.objects.get().text == "Still too near"


def test_an_objection_needs_words_and_one_in_confidence_is_never_attributed(
    activity, internal_counterpart, editor_a, planner, donor, ministry
):
    page = f"/m/MISA/reviews/{activity.uuid}/"
    sent = form_with(internal_counterpart.client.get(page).content, "agency")
    wrong = internal_counterpart.client.post(page, sent | {"answer": "objection"})
    assert (wrong.status_code, "Say what you object to" in wrong.content.decode()) == (200, True)
    words = {"answer": "confidential_objection", "text": "They pay our enemies"}
    assert internal_counterpart.client.post(page, sent | words).status_code == 302
    places = [f"/m/MISA/activities/{activity.uuid}/", "/m/MISA/work/", "/m/MISA/changes/", "/m/MISA/"]
    for persona in (editor_a, planner, donor):
        for place in places:
            text = persona.client.get(place).content.decode()
            assert "They pay our enemies" not in text, place
            assert "Internal counterpart" not in re.sub(r"<option.*", "", text), place
    assert "in confidence" in planner.client.get(places[0]).content.decode()
    assert "in confidence" not in donor.client.get(places[0]).content.decode()


def test_the_queue_has_what_waits_for_an_answer(mission, agency_a, ministry, activity, internal_counterpart):
    counts = []
    for title in ("Road", "Bridge"):
        ActivityFactory(mission=mission, lead=agency_a, title=title)
        with CaptureQueriesContext(connection) as queries:
            answer = internal_counterpart.client.get("/m/MISA/reviews/")
        counts.append(len(queries))
    assert counts == [REVIEWS_QUERIES] * 2
    for fields in (
        {"lead": ministry, "title": "Own"},
        {"lead": agency_a, "title": "Relief", "dimension": "humanitarian"},
        {"lead": agency_a, "title": "Past", "status": "completed"},
        {"lead": agency_a, "title": "Hidden", "audience": Audience.AGENCY},
    ):
        ActivityFactory(mission=mission, **fields)
    InternalReview.objects.create(
        mission=mission,
        key="r1",
        activity=activity,
        internal_actor=ministry,
        reviewed_on=DAY,
        outcome="no_objection",
    )
    answer = internal_counterpart.client.get("/m/MISA/reviews/")
    assert [one.title for one in answer.context["page"]] == ["Bridge", "Road"]


def test_positions_outside_of_a_round(mission, ministry, agency_b, internal_counterpart, donor):
    version = FrameworkVersionFactory(mission=mission, status=VersionStatus.ADOPTED, adopted_on=DAY, number=1)
    counts = []
    for title in ("Justice", "Peace"):
        objective = ObjectiveFactory(mission=mission)
        text = ObjectiveTextFactory(
            mission=mission, framework_version=version, objective=objective, title=title
        )
        PolicyPositionFactory(
            mission=mission, agency=agency_b, objective=objective, support=1, reservation="Costs"
        )
        with CaptureQueriesContext(connection) as queries:
            answer = internal_counterpart.client.get("/m/MISA/positions/")
        counts.append(len(queries))
    assert counts == [POSITIONS_QUERIES] * 2
    assert "Costs" in answer.content.decode()
    assert "Take a position" not in donor.client.get("/m/MISA/positions/").content.decode()
    page = f"/m/MISA/positions/{ministry.uuid}/{objective.uuid}/"
    for stance, support, endorsed in (("endorse", 1, True), ("oppose", -1, False)):
        sent = form_with(internal_counterpart.client.get(page).content, "reservation")
        said = internal_counterpart.client.post(page, sent | {"stance": stance, "reservation": "Not ours"})
        assert said.url == "/m/MISA/positions/"
        assert PolicyPosition.objects.get(agency=ministry).support == support
        assert Endorsement.objects.filter(objective_text=text, agency=ministry).exists() == endorsed
    assert "Not ours" in donor.client.get("/m/MISA/positions/").content.decode()


def test_a_consultation_on_an_activity_is_confirmed_by_the_actor_and_answered_by_who_asked(
    mission, activity, ministry, agency_a, internal_counterpart, editor_a, editor_b
):
    talk = ConsultationFactory(
        mission=mission,
        activity=activity,
        internal_actor=ministry,
        requested_by=agency_a,
        held_on=DAY,
        topic="Where to pave",
    )
    page = f"/m/MISA/framework/rounds/consultations/{talk.uuid}/"
    assert editor_b.client.get(page).status_code == 404
    for persona in (internal_counterpart, editor_a):
        assert "Where to pave" in persona.client.get("/m/MISA/work/").content.decode()
    sent = form_with(internal_counterpart.client.get(page).content, "confirmed")
    internal_counterpart.client.post(page, sent | {"confirmed": "true", "hours": "3"})
    sent = form_with(editor_a.client.get(page).content, "response")
    editor_a.client.post(page, sent | {"response": "changed", "follow_up_on": "2025-02-01"})
    talk = Consultation.objects.get()
    assert (talk.confirmed_by_internal_actor, talk.hours, talk.response) == (True, 3, "changed")
    assert LiaisonRequest.objects.count() == 0
    for persona in (internal_counterpart, editor_a):
        assert "Where to pave" not in persona.client.get("/m/MISA/work/").content.decode()
