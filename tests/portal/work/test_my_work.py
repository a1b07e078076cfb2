"""My work: what waits for each kind of member, and that each row leads to a page that settles it."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.activities.enums import ActivityStatus
from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.alignment.enums import RequestKind, ReviewOutcome
from apps.benchmarks.enums import ObservationState
from apps.coherence.engine.index import build_index
from apps.coherence.engine.levels.agency import agency_level
from apps.coherence.engine.movers import _of_subject
from apps.coherence.selectors.inputs import MEMBERS, load_inputs
from apps.coherence.selectors.moving import moves_of_agencies
from apps.core.enums import Audience, Grade
from apps.frameworks.enums import VersionStatus
from apps.missions.enums import Role
from tests.coherence.conftest import AS_OF, assessed, karo, karo_document  # noqa: F401  the worked example
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import (
    AlignmentLinkFactory,
    CommentRoundFactory,
    ContradictionFactory,
    DissentFactory,
    InternalReviewFactory,
    LiaisonRequestFactory,
    LinkDisputeFactory,
    RoundInvitationFactory,
)
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkTextFactory,
    GateFactory,
    IndicatorFactory,
    ObservationFactory,
)
from tests.factories.frameworks import FrameworkVersionFactory, MutualCommitmentFactory
from tests.pages import form_with
from tests.personas import member

PAGE = "/m/MISA/work/"
DAY = datetime.date(2025, 1, 1)
QUERIES = {"editor_a": 24, "internal_counterpart": 27, "planner": 14, "donor": 5}


def indicator(mission, version, owner):
    benchmark = BenchmarkFactory(mission=mission)
    BenchmarkTextFactory(
        mission=mission, benchmark=benchmark, framework_version=version, owner=owner, statement="Courts open"
    )
    return IndicatorFactory(mission=mission, benchmark=benchmark, baseline_on=DAY, title="Share of courts")


def everything(mission, agency, ministry, version, draft):
    """One thing of every kind for agency A, its ministry and the planner."""
    today = timezone.localdate()
    measured = indicator(mission, version, agency)
    for state in ObservationState.DRAFT, ObservationState.RETURNED, ObservationState.SUBMITTED:
        ObservationFactory(
            mission=mission, indicator=measured, state=state, submitted_by=agency, observed_on=DAY
        )
    indicator(mission, version, None)
    led = ActivityFactory(mission=mission, lead=agency, title="Paving", end=DAY, status=ActivityStatus.ACTIVE)
    link = AlignmentLinkFactory(
        mission=mission, activity=led, grade=Grade.EVIDENCED, valid_until=today, documents_recorded=True
    )
    LinkDisputeFactory(link=link, by=ministry, reason="Not seen")
    ContradictionFactory(
        mission=mission, activity_a=led, activity_b=ActivityFactory(mission=mission), score=-2
    )
    InternalReviewFactory(
        mission=mission, activity=led, internal_actor=ministry, outcome=ReviewOutcome.OBJECTION, text="Open"
    )
    InternalReviewFactory(
        mission=mission,
        activity=led,
        internal_actor=ministry,
        outcome=ReviewOutcome.OBJECTION,
        text="In confidence",
        confidential=True,
    )
    LiaisonRequestFactory(
        mission=mission, activity=led, internal_actor=ministry, kind=RequestKind.VERIFICATION
    )
    ActivityFactory(mission=mission, lead=agency, title="Free")
    ActivityFactory(mission=mission, lead=agency, title="Relief", dimension="humanitarian")
    ActivityFactory(mission=mission, lead=agency, title="Ours", audience=Audience.AGENCY)
    comment_round = CommentRoundFactory(
        mission=mission, framework_version=draft, opened_on=DAY, closes_on=today
    )
    RoundInvitationFactory(round=comment_round, agency=agency)
    MutualCommitmentFactory(mission=mission, party=agency, due_on=DAY, text="Vote the law")
    DissentFactory(mission=mission, gate=GateFactory(mission=mission), agency=ministry, statement="Too soon")


@pytest.fixture
def versions(mission):
    return (
        FrameworkVersionFactory(mission=mission, status=VersionStatus.ADOPTED, adopted_on=DAY, number=1),
        FrameworkVersionFactory(mission=mission, status=VersionStatus.CONSULTATION, number=2),
    )


def items_of(answer):
    return {
        section.key: {(item.kind, item.title, item.action) for item in section.items}
        for section in answer.context["sections"]
    }


def test_each_member_finds_what_waits_and_each_row_leads_to_where_it_is_settled(
    request, mission, versions, agency_a, ministry, editor_a, internal_counterpart, planner, donor
):
    before, after = {}, {}
    names = list(QUERIES)
    everything(mission, agency_a, ministry, *versions)
    for name in names:
        before[name] = asked(request.getfixturevalue(name).client)
    for _more in range(2):
        everything(mission, agency_a, ministry, *versions)
    for name in names:
        after[name] = asked(request.getfixturevalue(name).client)
    assert {name: count for name, (count, _answer) in before.items()} == QUERIES
    assert {name: count for name, (count, _answer) in after.items()} == QUERIES

    editor = items_of(before["editor_a"][1])
    assert editor == {
        "due": {
            ("Observation", "Courts open", "Enter it"),
            ("Observation", "Share of courts", "Hand it in"),
            ("Comment round", "Version 2 of the framework", "Comment and take positions"),
            ("Promise", "Vote the law", "Say whether it is kept"),
            ("Activity", "Paving", "Close it"),
        },
        "returned": {("Observation", "Share of courts", "Correct it and hand it in")},
        "disputed": {
            ("Link", "Paving", "Answer it"),
            ("Contradiction", "Paving", "Answer it"),
            ("Objection", "Paving", "Answer it"),
        },
        "unlinked": {("Activity", "Free", "Link it"), ("Activity", "Ours", "Link it")},
        "expiring": {("Link", "Paving", "Renew the evidence")},
    }
    body = before["editor_a"][1].content.decode()
    assert ("Open" in body, "In confidence" in body, "1 Jan 2025" in body) == (True, False, True)

    counterpart = items_of(before["internal_counterpart"][1])
    assert counterpart["due"] == {
        ("Request to verify", "Paving", "Answer it"),
        ("Comment round", "Version 2 of the framework", "Comment and take positions"),
    }
    assert set(counterpart) == {"due"}

    planning = items_of(before["planner"][1])
    assert planning["due"] == {
        ("Observation", "Courts open", "Enter it"),
        ("Observation", "Share of courts", "Accept or return it"),
        ("Dissent", "Too soon", "Answer it"),
    }
    assert ("Activity", "Ours", "Link it") not in planning["unlinked"]

    assert before["donor"][1].context["sections"] == []
    assert "write for no agency" in before["donor"][1].content.decode()

    for name in names:
        client = request.getfixturevalue(name).client
        for section in before[name][1].context["sections"]:
            for item in section.items:
                assert client.get(item.href).status_code == 200, (name, item)


def asked(client):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(PAGE)
    assert answer.status_code == 200
    return len(queries), answer


def test_what_is_deferred_or_answered_is_not_due(mission, agency_a, ministry, internal_counterpart):
    for fields in ({"activity__verification_deferred": True}, {"follow_up_on": DAY}):
        deferred = fields.pop("activity__verification_deferred", None)
        activity = ActivityFactory(mission=mission, lead=agency_a, verification_deferred=deferred)
        LiaisonRequestFactory(
            mission=mission,
            activity=activity,
            internal_actor=ministry,
            kind=RequestKind.VERIFICATION,
            **fields,
        )
    answer = internal_counterpart.client.get(PAGE)
    assert answer.context["sections"] == []
    assert "Nothing waits for you" in answer.content.decode()


def test_what_is_answered_waits_for_the_other_side(
    mission, versions, agency_a, ministry, editor_a, internal_counterpart
):
    everything(mission, agency_a, ministry, *versions)
    for title, words in (("Link", "We were there"), ("Objection", "It is settled")):
        [section] = [one for one in editor_a.client.get(PAGE).context["sections"] if one.key == "disputed"]
        [item] = [one for one in section.items if one.kind == title]
        field = "reason" if title == "Link" else "text"
        sent = form_with(editor_a.client.get(item.href).content, field)
        assert editor_a.client.post(item.href, sent | {field: words}).status_code == 302
    assert {kind for kind, _title, _action in items_of(editor_a.client.get(PAGE))["disputed"]} == {
        "Contradiction"
    }
    assert items_of(internal_counterpart.client.get(PAGE))["disputed"] == {
        ("Link", "Paving", "End the dispute once it is settled"),
        ("Objection", "Paving", "Say whether it stands"),
    }
    activity = Activity.objects.get(title="Paving")
    body = internal_counterpart.client.get(f"/m/MISA/activities/{activity.uuid}/").content.decode()
    assert ("It is settled" in body, "Answer the objection" in body) == (True, False)


def test_the_card_of_the_own_agency_says_what_would_move_it(assessed, karo):  # noqa: F811
    dev = Agency.objects.get(missionagency__mission=karo, missionagency__key="DEV")
    answer = member("dev", karo, Role.AGENCY_EDITOR, dev).client.get("/m/KARO/work/")
    [card] = answer.context["cards"]
    assert (card["presence"].key, card["led"].total) == ("DEV", 2)
    assert [one["text"].replace("\u2068", "").replace("\u2069", "") for one in card["movers"]][:2] == [
        "Show evidence that Rural roads follows a commitment of DEV.",
        "Have Rural roads of DEV covered by a contradiction review.",
    ]
    assert [one["id"] for one in card["indicators"]] == ["A1", "A2", "A3", "A4", "A5", "A6"]


def test_what_would_move_an_agency_is_what_the_engine_counts(assessed, karo):  # noqa: F811
    index = build_index(load_inputs(karo, MEMBERS), AS_OF)
    subjects = agency_level(index).subjects
    stored = moves_of_agencies(assessed, list(subjects), 99)
    for key, subject in subjects.items():
        computed = {
            (one.indicator, one.unit.keys): round(one.effect, 9)
            for one in _of_subject(index, "agency", key, subject, 1.0)
        }
        found = {(one.indicator, one.rows): round(one.effect, 9) for one in stored.get(key, ())}
        assert found == computed
    assert stored["HUM"] == []  # nothing is proposed about exempt activities


def test_nobody_else_reads_it(mission, outsider, anonymous):
    assert outsider.client.get(PAGE).status_code == 404
    assert anonymous.client.get(PAGE).status_code == 302


def test_signing_in_leads_whoever_writes_for_an_agency_to_the_own_work(
    mission, editor_a, internal_counterpart, planner, outsider
):
    for persona in (editor_a, internal_counterpart):
        assert persona.client.get("/begin/").url == PAGE
    for persona in (planner, outsider):
        led = persona.client.get("/begin/").url
        assert led == ("/" if persona is planner else "/m/MISB/work/")
