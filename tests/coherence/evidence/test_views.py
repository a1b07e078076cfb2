"""Evidence of a link on screen: grade and rule, request and burden, answer, dispute, undo."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.activities.models import Activity
from apps.alignment.models import AlignmentLink, LiaisonRequest, LinkDispute
from apps.coherence.evidence.selectors import LinkPage
from apps.core.enums import Grade
from apps.frameworks.enums import VersionStatus
from apps.missions.models import MissionAgency
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import AlignmentLinkFactory, LiaisonRequestFactory
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveFactory, ObjectiveTextFactory
from tests.factories.funding import FundingLineFactory

DAY = datetime.date(2025, 1, 1)
PAGE_QUERIES, ASK_QUERIES = 11, 10


@pytest.fixture
def link(mission, agency_a):
    version = FrameworkVersionFactory(mission=mission, status=VersionStatus.ADOPTED, adopted_on=DAY, number=1)
    objective = ObjectiveFactory(mission=mission)
    ObjectiveTextFactory(
        mission=mission, framework_version=version, objective=objective, title="Justice", dimension="security"
    )
    activity = ActivityFactory(mission=mission, lead=agency_a, title="Courts")
    return AlignmentLinkFactory(
        mission=mission, activity=activity, objective=objective, grade=Grade.EVIDENCED, rationale="Why"
    )


def at(name, link, **parts):
    return reverse(f"coherence:{name}", kwargs={"code": "MISA", "uuid": link.uuid, **parts})


def text(answer):
    return answer.content.decode()


def fresh(link):
    return AlignmentLink.objects.get(pk=link.pk)


def capacity(ministry, hours):
    MissionAgency.objects.filter(agency=ministry).update(liaison_hours_per_quarter=hours)


def ask(persona, link, ministry, hours="2", **more):
    return persona.client.post(
        at("link_request", link), {"actor": ministry.uuid, "person_hours": hours, **more}, follow=True
    )


def test_the_editor_asks_and_the_counterpart_attests(editor_a, internal_counterpart, link, ministry):
    capacity(ministry, 10)
    page = text(editor_a.client.get(at("link_request", link)))
    assert "asked for 0 of 10 h" in page
    ask(editor_a, link, ministry, topic="Look at the agreement")
    request = LiaisonRequest.objects.get()
    assert (request.person_hours, request.kind, request.internal_actor) == (2, "verification", ministry)
    assert request.requested_by == link.activity.lead
    assert not Activity.objects.get().verification_deferred
    answer_page = text(internal_counterpart.client.get(at("link_verify", link)))
    assert "Look at the agreement" in answer_page
    form = {"answer": "attest", "agency": ministry.uuid, "income_share": "10", "row_version": 1}
    done = internal_counterpart.client.post(at("link_verify", link), form)
    assert done.url == at("link", link)
    assert (fresh(link).grade, fresh(link).attestor_income_share) == (Grade.VERIFIED, 0.1)
    seen = text(editor_a.client.get(at("link", link)))
    assert "answered on" in seen
    assert "somebody independent attests it" in seen


def test_a_request_past_the_mark_defers_and_is_taken_back(editor_a, link, ministry):
    capacity(ministry, 10)
    LiaisonRequestFactory(
        mission=link.mission, internal_actor=ministry, requested_on=timezone.localdate(), person_hours=7
    )
    assert "with this request too much" in text(editor_a.client.get(at("link_request", link)))
    page = text(ask(editor_a, link, ministry))
    activity = Activity.objects.get()
    assert activity.verification_deferred is True
    assert "90%" in activity.verification_deferred_reason
    assert "deferred" in page
    request = LiaisonRequest.objects.get(kind="verification")
    undo = at("link_unask", link, pk=request.pk)
    assert undo in page
    assert "Ministry" in text(editor_a.client.get(undo))
    stale = editor_a.client.post(undo, {"row_version": 7})
    assert stale.status_code == 409
    editor_a.client.post(undo, {"row_version": 1})
    assert not LiaisonRequest.objects.filter(kind="verification").exists()
    assert not Activity.objects.get().verification_deferred
    assert editor_a.client.get(undo).status_code == 404


def test_exactly_the_mark_and_what_cannot_wait_defer_nothing(editor_a, link, ministry):
    capacity(ministry, 10)
    ask(editor_a, link, ministry, hours="8")
    assert not Activity.objects.get().verification_deferred
    LiaisonRequest.objects.all().delete()
    ask(editor_a, link, ministry, hours="9", critical="on")
    assert not Activity.objects.get().verification_deferred


def test_nobody_is_asked_twice_or_without_evidence(editor_a, link, ministry):
    ask(editor_a, link, ministry)
    assert "has not answered yet" in text(ask(editor_a, link, ministry))
    assert LiaisonRequest.objects.count() == 1
    AlignmentLink.objects.update(grade=Grade.CLAIMED)
    LiaisonRequest.objects.all().delete()
    assert "There is no evidence yet" in text(ask(editor_a, link, ministry))
    assert at("link_request", link) not in text(editor_a.client.get(at("link", link)))


def test_who_is_too_close_is_told_and_counts_as_evidenced(editor_a, internal_counterpart, link, ministry):
    FundingLineFactory(mission=link.mission, activity=link.activity, funder=ministry, period_from=DAY)
    assert "Not independent (rule R1): it funds it." in text(editor_a.client.get(at("link_request", link)))
    assert "Not independent" in text(internal_counterpart.client.get(at("link_verify", link)))
    form = {"answer": "attest", "agency": ministry.uuid, "row_version": 1}
    internal_counterpart.client.post(at("link_verify", link), form)
    page = text(editor_a.client.get(at("link", link)))
    assert "R1, Independence." in page
    assert LinkPage(fresh(link), timezone.localdate()).grade.effective == Grade.EVIDENCED


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"grade": Grade.VERIFIED, "attestor_income_share": 0.6}, "R2"),
        ({"grade": Grade.EVIDENCED, "valid_until": DAY}, "R3"),
        ({"grade": Grade.VERIFIED, "attestor_income_share": 0.5}, None),
    ],
)
def test_the_rule_that_bites_is_named(donor, link, ministry, fields, rule):
    AlignmentLink.objects.update(attestor=ministry, attested_on=DAY, **fields)
    assert LinkPage(fresh(link), timezone.localdate()).grade.rule == rule
    page = text(donor.client.get(at("link", link)))
    assert (f"{rule}, " in page) is (rule is not None)


def test_humanitarian_work_for_a_security_objective_is_left_out(donor, link):
    Activity.objects.update(dimension="humanitarian")
    assert "Left out" in text(donor.client.get(at("link", link)))
    assert "R5, Humanitarian exclusion." in text(donor.client.get(at("link", link)))


def test_a_dispute_is_raised_answered_and_settled(editor_a, internal_counterpart, link, ministry):
    form = {"answer": "dispute", "agency": ministry.uuid, "reason": "", "row_version": 1}
    assert "Say why." in text(internal_counterpart.client.post(at("link_verify", link), form))
    internal_counterpart.client.post(at("link_verify", link), form | {"reason": "The courts stand empty."})
    page = text(editor_a.client.get(at("link", link)))
    assert "R4, Dispute." in page
    assert "The courts stand empty." in page
    said = {"agency": link.activity.lead.uuid, "reason": "They opened in May."}
    editor_a.client.post(at("link_say", link), said)
    assert LinkDispute.objects.get().resolved_on is None
    assert "They opened in May." in text(internal_counterpart.client.get(at("link", link)))
    assert editor_a.client.get(at("link_settle", link)).status_code == 404
    settle = {"row_version": fresh(link).row_version}
    assert internal_counterpart.client.post(at("link_settle", link), {"row_version": 1}).status_code == 409
    internal_counterpart.client.post(at("link_settle", link), settle)
    assert LinkDispute.objects.get().resolved_on == timezone.localdate()
    assert "R4, Dispute." not in text(editor_a.client.get(at("link", link)))


def test_a_counterpart_declines_with_a_reason(internal_counterpart, editor_a, link, ministry):
    ask(editor_a, link, ministry)
    form = {"answer": "decline", "agency": ministry.uuid, "reason": "Not our field.", "row_version": 1}
    internal_counterpart.client.post(at("link_verify", link), form)
    page = text(editor_a.client.get(at("link", link)))
    assert "Not our field." in page
    assert "answered on" in page
    assert fresh(link).grade == Grade.EVIDENCED


def test_an_answer_to_a_link_that_changed_meanwhile_is_shown_again(internal_counterpart, link, ministry):
    AlignmentLink.objects.update(row_version=2, rationale="Other words")
    form = {"answer": "attest", "agency": ministry.uuid, "row_version": 1, "reason": ""}
    late = internal_counterpart.client.post(at("link_verify", link), form)
    assert late.status_code == 409
    assert fresh(link).grade == Grade.EVIDENCED


def test_without_internal_actors_nobody_can_be_asked(planner, link):
    assert "nobody can be asked" in text(planner.client.get(at("link_request", link)))


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_requests(editor_a, link, ministry, rows, django_assert_num_queries):
    for _ in range(rows):
        LiaisonRequestFactory(
            mission=link.mission, internal_actor=ministry, activity=link.activity, kind="verification"
        )
    with django_assert_num_queries(PAGE_QUERIES):
        editor_a.client.get(at("link", link))
    with django_assert_num_queries(ASK_QUERIES):
        editor_a.client.get(at("link_request", link))
