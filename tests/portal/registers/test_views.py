"""The pages that all registers share, each register opened empty and with rows, and who may write where."""

import datetime

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from apps.alignment.models import UnintendedConsequence
from apps.core.enums import Audience
from apps.portal.registers.kinds import REGISTERS
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import PolicyCommitmentFactory, UnintendedConsequenceFactory
from tests.pages import form_with
from tests.test_factories import FACTORIES

DAY = datetime.date(2026, 1, 1)
MAKE = {factory._meta.model: factory for factory in FACTORIES}
QUERIES = {
    "contradictions": (6, 7),
    "reviews": (7, 7),
    "consequences": (5, 5),
    "relationships": (7, 4),
    "needs": (5, 4),
    "commitments": (7, 7),
    "products": (6, 5),
    "strategies": (7, 8),
    "forums": (8, 9),
    "meetings": (6, 7),
    "joint-missions": (7, 6),
    "analytic-work": (6, 6),
    "handovers": (5, 4),
    "harmonisation": (6, 6),
    "posts": (5, 4),
    "networks": (8, 5),
    "regional-activities": (5, 5),
    "calendar": (6, 5),
}
"""Queries of the list, and of the page of one row, for an editor."""


def address(name, **parts):
    return reverse(f"portal:{name}", kwargs={"code": "MISA"} | parts)


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("name", REGISTERS)
def test_a_register_costs_the_same_for_one_row_and_for_three(
    name, editor_a, mission, django_assert_num_queries
):
    register = REGISTERS[name]
    page = address("register", register=name)
    assert "Nothing is recorded yet" in text_of(editor_a.client.get(page))
    of_list, of_row = QUERIES[name]
    for more in (1, 2):
        for _one in range(more):
            row = MAKE[register.model](mission=mission)
        with django_assert_num_queries(of_list):
            assert editor_a.client.get(page).status_code == 200
        with django_assert_num_queries(of_row):
            here = editor_a.client.get(address("register_row", register=name, uuid=row.uuid))
        assert here.status_code == 200
    assert len(editor_a.client.get(f"{page}?format=csv").content.decode().strip().splitlines()) == 4


def test_the_page_of_all_counts_what_is_seen(editor_a, editor_b, mission, agency_a):
    UnintendedConsequenceFactory(
        mission=mission,
        text="secretword",
        activity=ActivityFactory(mission=mission, lead=agency_a, audience=Audience.AGENCY),
    )
    seen = {
        persona: sum(
            number
            for _title, listed in persona.client.get(address("registers")).context["groups"]
            for *_register, number in listed
        )
        for persona in (editor_a, editor_b)
    }
    assert (seen[editor_a], seen[editor_b]) == (1, 0)
    page = address("register", register="consequences")
    assert "secretword" in text_of(editor_a.client.get(page))
    assert "secretword" not in text_of(editor_b.client.get(page))
    row = UnintendedConsequence.objects.get()
    for name in ("register_row", "register_edit", "register_remove"):
        gone = editor_b.client.get(address(name, register="consequences", uuid=row.uuid))
        assert gone.status_code == 404


def test_a_list_is_narrowed_and_an_unknown_register_is_none(editor_a, mission):
    UnintendedConsequenceFactory(mission=mission, text="Prices fall")
    UnintendedConsequenceFactory(mission=mission, text="Doctors leave", kind="people_drawn_away")
    page = address("register", register="consequences")
    found = text_of(editor_a.client.get(f"{page}?kind=people_drawn_away&q=leave"))
    assert "Doctors leave" in found
    assert "Prices fall" not in found
    assert "No row is like that" in text_of(editor_a.client.get(f"{page}?q=nothing"))
    assert editor_a.client.get(f"{page}?kind=wrong").status_code == 200
    assert editor_a.client.get(address("register", register="wrong")).status_code == 404


def test_a_consequence_is_raised_answered_and_closed(
    editor_a, editor_b, planner, mission, agency_a, agency_b
):
    activity = ActivityFactory(mission=mission, lead=agency_b, title="Wages for guards")
    add = address("register_add", register="consequences")
    found = text_of(editor_a.client.get(f"{add}?pick=activity&q=guards"))
    assert f"activity={activity.uuid}" in found
    chosen = f"{add}?activity={activity.uuid}"
    given = form_with(editor_a.client.get(chosen).content, "kind")
    assert "answer" not in given
    given |= {"kind": ["other"], "text": ["Clerks leave their offices"], "raised_on": ["2026-01-01"]}
    refused = editor_a.client.post(chosen, given)
    assert set(refused.context["form"].errors) == {"kind_in_words"}
    given["kind_in_words"] = ["Wages out of step"]
    assert editor_a.client.post(chosen, given).status_code == 302
    row = UnintendedConsequence.objects.get()
    assert (row.raised_by, row.activity, row.kind_in_words) == (agency_a, activity, "Wages out of step")
    assert LogEntry.objects.get_for_object(row).get().actor == editor_a.user
    # The same form delivered again makes no second row.
    assert editor_a.client.post(chosen, given).url == address(
        "register_row", register="consequences", uuid=row.uuid
    )
    assert UnintendedConsequence.objects.count() == 1

    edit = address("register_edit", register="consequences", uuid=row.uuid)
    answered = form_with(editor_b.client.get(edit).content, "answer")
    assert "text" not in answered
    closed = answered | {"closed_on": ["2026-03-01"]}
    assert set(editor_b.client.post(edit, closed).context["form"].errors) == {"closed_on"}
    closed |= {"answer": ["Wages now follow the scale of the ministry"], "text": ["Nothing happens"]}
    assert editor_b.client.post(edit, closed).status_code == 302
    row.refresh_from_db()
    assert (row.closed_on, row.text) == (datetime.date(2026, 3, 1), "Clerks leave their offices")
    stale = editor_b.client.post(edit, answered | {"answer": ["Another answer"]})
    assert stale.status_code == 409
    remove = address("register_remove", register="consequences", uuid=row.uuid)
    assert planner.client.post(remove, {"row_version": row.row_version}).status_code == 302
    assert not UnintendedConsequence.objects.exists()


def test_nobody_writes_for_another_agency(editor_b, donor, outsider, mission, agency_a):
    row = UnintendedConsequenceFactory(mission=mission, raised_by=agency_a)
    for persona in (editor_b, donor, outsider):
        for name in ("register_edit", "register_remove"):
            page = address(name, register="consequences", uuid=row.uuid)
            assert persona.client.post(page, {"text": "No"}).status_code == 404
    for persona in (donor, outsider):
        assert persona.client.get(address("register_add", register="consequences")).status_code == 404
    add = address("register_add", register="consequences")
    given = {"raised_by": agency_a.pk, "kind": "parallel_structures", "text": "x", "raised_on": "2026-01-01"}
    assert "raised_by" in editor_b.client.post(add, given).context["form"].errors


def test_a_search_for_nothing_that_can_be_written_finds_nothing(editor_a, mission, agency_a):
    """PostgreSQL fails to look for NUL where SQLite finds nothing."""
    row = PolicyCommitmentFactory(mission=mission, agency=agency_a)
    for page in (
        address("register_add", register="contradictions") + "?pick=activity_a&q=a%00",
        address("register_traces", register="commitments", uuid=row.uuid) + "?q=a%00",
        address("register", register="commitments") + "?q=a%00",
    ):
        assert editor_a.client.get(page).status_code == 200
