"""Verifications put off and taken back on their page: advice, reason, undo, and who may."""

from uuid import uuid4

import pytest
from django.urls import reverse

from apps.activities.models import Activity
from apps.alignment.models import LiaisonRequest
from apps.coherence import services
from tests.coherence.conftest import AS_OF

PAGE = reverse("coherence:deferrals", kwargs={"code": "KARO"})
# session, user, mission, right to decide, assessment, advice, activities due and deferred, each read for its
# list and for its form, agencies
QUERIES = 10


@pytest.fixture
def asked(karo):
    """The ministry, asked for too much, is also asked to verify X2 and X3."""
    request = LiaisonRequest.objects.get(mission=karo, key="LR4")
    for key in ("X2", "X3"):
        request.pk, request.uuid, request.key = None, uuid4(), f"verify-{key}"
        request.activity, request.person_hours = Activity.objects.get(mission=karo, key=key), 0
        request.save()
    return services.assess(mission=karo, as_of=AS_OF)


def activity(key):
    return Activity.objects.get(mission__code="KARO", key=key)


def test_the_page_names_what_should_wait_and_what_does(asked, karo_planner, karo_donor, outsider):
    page = karo_planner.client.get(PAGE)
    assert {one.key for one in page.context["due"]} == {"X2", "X3"}
    assert {one.key for one in page.context["deferred"]} == {"X5"}
    assert [str(actor.label) for actor in page.context["actors"]] == ["MOP"]
    donor = karo_donor.client.get(PAGE)
    assert donor.status_code == 200
    assert b"<form class" not in donor.content
    assert outsider.client.get(PAGE).status_code == 404


def test_a_planner_defers_with_a_reason_and_takes_it_back(asked, karo_planner):
    sent = {"action": "defer", "activities": [activity("X2").pk], "reason": "MOP has no time before June"}
    response = karo_planner.client.post(PAGE, sent, follow=True)
    assert [str(message) for message in response.context["messages"]] == ["1 verification is deferred."]
    assert activity("X2").verification_deferred_reason == "MOP has no time before June"
    assert {one.key for one in response.context["due"]} == {"X3"}
    response = karo_planner.client.post(
        PAGE, {"action": "resume", "activities": [activity("X2").pk, activity("X5").pk]}, follow=True
    )
    assert [str(message) for message in response.context["messages"]] == ["2 verifications are due again."]
    assert activity("X2").verification_deferred is None
    assert response.context["deferred"] == []


def test_without_a_reason_or_an_activity_nothing_is_deferred(asked, karo_planner):
    response = karo_planner.client.post(PAGE, {"action": "defer", "reason": ""})
    assert set(response.context["wrong"].errors) == {"activities", "reason"}
    foreign = karo_planner.client.post(
        PAGE, {"action": "defer", "reason": "-", "activities": [activity("X1").pk]}
    )
    assert set(foreign.context["wrong"].errors) == {"activities"}
    assert Activity.objects.filter(verification_deferred=True).count() == 1


def test_who_does_not_plan_decides_nothing(asked, karo_donor):
    sent = {"action": "resume", "activities": [activity("X5").pk]}
    assert karo_donor.client.post(PAGE, sent).status_code == 404
    assert activity("X5").verification_deferred is True


def test_before_the_first_assessment_nothing_is_advised(karo, karo_planner):
    assert karo_planner.client.get(PAGE).context["due"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_no_more_queries_for_more_activities(asked, karo_planner, django_assert_num_queries, count):
    keys = ["X1", "X4", "X6"][:count]
    Activity.objects.filter(mission__code="KARO", key__in=keys).update(verification_deferred=True)
    with django_assert_num_queries(QUERIES):
        karo_planner.client.get(PAGE)
