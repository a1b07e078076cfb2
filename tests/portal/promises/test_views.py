"""Mutual commitments: the planner writes them, each side says how it sees its own."""

import datetime

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse

from apps.frameworks.enums import CommitmentStatus
from apps.frameworks.models import MutualCommitment
from apps.frameworks.services.commitments import save_commitment
from tests.factories.agencies import AgencyFactory
from tests.factories.frameworks import (
    FrameworkVersionFactory,
    MutualCommitmentFactory,
    ObjectiveFactory,
    ObjectiveTextFactory,
)

LIST_QUERIES, EDIT_QUERIES = 5, 7


@pytest.fixture
def promised(mission, ministry):
    return MutualCommitmentFactory(
        mission=mission, party=ministry, text="Pay the judges", due_on=datetime.date(2025, 1, 1)
    )


def address(name, **parts):
    return reverse(f"portal:{name}", kwargs={"code": "MISA"} | parts)


def text_of(response):
    return " ".join(response.content.decode().split())


def test_the_list_says_what_is_overdue_and_where_sides_differ(planner, internal_counterpart, promised):
    text = text_of(planner.client.get(address("promises")))
    assert "Overdue" in text
    assert "seen differently" not in text
    MutualCommitment.objects.update(
        status_by_party=CommitmentStatus.KEPT, status_by_others=CommitmentStatus.PARTLY_KEPT
    )
    text = text_of(internal_counterpart.client.get(address("promises")))
    assert "seen differently" in text
    assert "Overdue" not in text
    assert "Say how you see it" in text
    assert address("promise_remove", uuid=promised.uuid) not in text


def test_without_a_promise_the_page_says_what_belongs_there(planner, editor_a):
    assert address("promise_new") in text_of(planner.client.get(address("promises")))
    assert address("promise_new") not in text_of(editor_a.client.get(address("promises")))


def test_the_planner_writes_changes_and_takes_out(planner, mission, ministry):
    objective = ObjectiveTextFactory(mission=mission, code="O1", title="Courts").objective
    page = address("promise_new")
    empty = planner.client.post(page, {"text": "", "party": ""})
    assert set(empty.context["form"].errors) == {"text"}
    nobody = planner.client.post(page, {"text": "Pay the judges"})
    assert set(nobody.context["form"].errors) == {"party"}
    given = {
        "text": "Pay the judges",
        "party": str(ministry.uuid),
        "due_on": "2026-06-30",
        "objective": str(objective.uuid),
        "status_by_others": "not_due",
    }
    assert planner.client.post(page, given).url == address("promises")
    row = MutualCommitment.objects.get()
    assert (row.party, row.objective, row.status_by_others, row.status_by_party) == (
        ministry,
        objective,
        "not_due",
        None,
    )
    here = address("promise", uuid=row.uuid)
    planner.client.post(here, given | {"row_version": 1, "text": "Pay all judges"})
    stale = planner.client.post(here, given | {"row_version": 1, "text": "Pay some judges"})
    assert stale.status_code == 409
    assert "Pay some judges" in text_of(stale)
    gone = address("promise_remove", uuid=row.uuid)
    assert planner.client.post(gone, {"row_version": 1}).status_code == 409
    assert planner.client.post(gone, {"row_version": 2}).url == address("promises")
    assert not MutualCommitment.objects.exists()


def test_a_party_says_its_own_side_and_nothing_else(internal_counterpart, promised):
    page = address("promise", uuid=promised.uuid)
    given = {
        "row_version": 1,
        "status_by_party": "partly_kept",
        "text": "Another",
        "status_by_others": "kept",
    }
    assert internal_counterpart.client.post(page, given).url == address("promises")
    promised.refresh_from_db()
    assert (promised.status_by_party, promised.status_by_others, promised.text) == (
        "partly_kept",
        None,
        "Pay the judges",
    )
    entry = LogEntry.objects.get_for_object(promised).latest("pk")
    assert entry.actor == internal_counterpart.user


@pytest.mark.parametrize("persona", ["editor_a", "editor_b", "donor", "mission_admin"])
def test_nobody_else_says_anything(request, promised, persona):
    client = request.getfixturevalue(persona).client
    for name in ("promise", "promise_remove"):
        assert client.post(address(name, uuid=promised.uuid), {"row_version": 1}).status_code == 404


def test_strangers_promise_nothing_here(promised):
    promised.party, promised.objective = AgencyFactory(), ObjectiveFactory()
    with pytest.raises(ValidationError) as caught:
        save_commitment(by=None, commitment=promised, fields=["party", "objective"])
    assert set(caught.value.message_dict) == {"party", "objective"}


def test_pages_cost_the_same_for_one_and_for_three(planner, promised, mission, django_assert_num_queries):
    version = FrameworkVersionFactory(mission=mission)
    for more in (1, 2):
        for _one in range(more):
            text = ObjectiveTextFactory(mission=mission, framework_version=version)
            MutualCommitmentFactory(mission=mission, party=promised.party, objective=text.objective)
        for path, expected in (
            (address("promises"), LIST_QUERIES),
            (address("promise", uuid=promised.uuid), EDIT_QUERIES),
        ):
            with django_assert_num_queries(expected):
                assert planner.client.get(path).status_code == 200
