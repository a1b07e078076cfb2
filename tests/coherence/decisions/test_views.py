"""Decisions and recommendations of reviews, with who follows them up and what came of it."""

import datetime

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse

from apps.coherence.decisions.services import save_decision
from apps.coherence.enums import DecisionKind
from apps.coherence.models import Decision
from tests.factories.agencies import AgencyFactory
from tests.factories.coherence import AssessmentFactory, DecisionFactory
from tests.pages import form_with

DAY = datetime.date(2025, 1, 1)
LIST_QUERIES, EDIT_QUERIES = 5, 6


def address(name, **parts):
    return reverse(f"coherence:{name}", kwargs={"code": "MISA"} | parts)


def text_of(response):
    return " ".join(response.content.decode().split())


def test_the_planner_writes_one_and_its_owner_says_what_followed(planner, editor_a, agency_a, mission):
    assert "Nothing decided yet" in text_of(planner.client.get(address("decisions")))
    kept = AssessmentFactory(mission=mission)
    page = address("decision_new")
    sent = form_with(planner.client.get(page).content, "title")
    wrong = planner.client.post(page, sent | {"closed_on": ["2025-06-01"], "due_on": ["2024-01-01"]})
    assert {"title", "decided_on"} <= set(wrong.context["form"].errors)
    given = sent | {
        "kind": ["recommendation"],
        "title": ["Pay the judges"],
        "decided_on": ["2025-01-01"],
        "owner": [str(agency_a.pk)],
        "assessment": [str(kept.pk)],
        "due_on": ["2025-06-30"],
    }
    assert planner.client.post(page, given).url == address("decisions")
    row = Decision.objects.get()
    assert (row.kind, row.owner, row.assessment) == (DecisionKind.RECOMMENDATION, agency_a, kept)
    here = address("decision", uuid=row.uuid)
    assert here in text_of(editor_a.client.get(address("decisions")))
    sent = form_with(editor_a.client.get(here).content, "follow_up")
    assert "title" not in sent
    early = editor_a.client.post(here, sent | {"closed_on": ["2025-07-01"]})
    assert set(early.context["form"].errors) == {"follow_up"}
    assert "Overdue" in text_of(planner.client.get(address("decisions")))
    told = sent | {"closed_on": ["2025-07-01"], "follow_up": ["They are paid."], "title": ["Another"]}
    assert editor_a.client.post(here, told).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.follow_up) == ("Pay the judges", "They are paid.")
    assert LogEntry.objects.get_for_object(row).latest("pk").actor == editor_a.user
    text = text_of(planner.client.get(address("decisions")))
    assert "done 1 Jul 2025" in text
    assert "Overdue" not in text


def test_nobody_else_writes(editor_b, donor, mission_admin, agency_a, mission):
    row = DecisionFactory(mission=mission, owner=agency_a)
    for persona in (editor_b, donor, mission_admin):
        assert persona.client.get(address("decision", uuid=row.uuid)).status_code == 404
        assert address("decision", uuid=row.uuid) not in text_of(persona.client.get(address("decisions")))


def test_what_is_of_another_mission_is_refused(mission):
    row = DecisionFactory(mission=mission, decided_on=DAY)
    row.owner, row.assessment = AgencyFactory(), AssessmentFactory()
    row.due_on = row.closed_on = DAY - datetime.timedelta(days=1)
    with pytest.raises(ValidationError) as caught:
        save_decision(by=None, decision=row, fields=["owner"])
    assert set(caught.value.message_dict) == {"owner", "assessment", "due_on", "closed_on", "follow_up"}


def test_it_is_taken_out(planner, mission):
    row = DecisionFactory(mission=mission)
    page = address("decision_remove", uuid=row.uuid)
    assert planner.client.post(page, {"row_version": 1}).url == address("decisions")
    assert not Decision.objects.exists()


def test_pages_cost_the_same_for_one_and_for_three(planner, agency_a, mission, django_assert_num_queries):
    for more in (1, 2):
        for _one in range(more):
            row = DecisionFactory(
                mission=mission, owner=agency_a, assessment=AssessmentFactory(mission=mission)
            )
        for path, expected in (
            (address("decisions"), LIST_QUERIES),
            (address("decision", uuid=row.uuid), EDIT_QUERIES),
        ):
            with django_assert_num_queries(expected):
                assert planner.client.get(path).status_code == 200
