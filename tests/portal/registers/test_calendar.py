"""The shared calendar as a planner, an agency and a donor meet it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.alignment.enums import CalendarState
from apps.alignment.models import CalendarAnswer, CalendarProposal
from tests.factories.alignment import CalendarProposalFactory

AHEAD = datetime.timedelta(days=40)


def at(name, **parts):
    return reverse(f"portal:{name}", kwargs={"code": "MISA", **parts})


def act(client, proposal, act, **said):
    return client.post(at("calendar_act", uuid=proposal.uuid, act=act), said)


def test_a_date_goes_from_a_planner_over_the_parties_onto_the_timeline(
    planner, editor_a, donor, outsider, agency_a, agency_b
):
    day = timezone.localdate() + AHEAD
    form = at("register_add", register="calendar")
    assert editor_a.client.get(form).status_code == 404
    given = {"title": "Joint review", "starts_on": day.isoformat(), "reason": "Before the money ends"}
    wrong = given | {"ends_on": (day - AHEAD).isoformat()}
    assert planner.client.post(form, wrong).status_code == 200
    assert planner.client.post(form, given).status_code == 302
    proposal = CalendarProposal.objects.get()
    assert b"Joint review" in editor_a.client.get(at("my_work")).content
    assert "Proposed, not agreed yet" in donor.client.get(at("timeline")).content.decode()

    assert act(outsider.client, proposal, "endorse").status_code == 404
    assert act(editor_a.client, proposal, "agree").status_code == 404
    assert act(editor_a.client, proposal, "dance").status_code == 404
    own = {"agency": agency_a.pk, "row_version": 1}
    assert act(editor_a.client, proposal, "endorse", **own | {"agency": agency_b.pk}).status_code == 200
    assert "Say why" in act(editor_a.client, proposal, "object", **own).content.decode()
    assert act(editor_a.client, proposal, "object", **own, text="Harvest").status_code == 302
    assert b"Joint review" not in editor_a.client.get(at("my_work")).content
    shown = donor.client.get(at("register_row", register="calendar", uuid=proposal.uuid)).content.decode()
    assert "objects: Harvest" in shown
    late = act(donor.client, proposal, "endorse", agency=agency_b.pk, row_version=1)
    assert late.status_code == 409
    assert act(donor.client, proposal, "endorse", agency=agency_b.pk, row_version=2).status_code == 302
    assert "An agency objects" in act(planner.client, proposal, "agree", row_version=3).content.decode()
    assert act(editor_a.client, proposal, "endorse", **own | {"row_version": 3}).status_code == 302
    assert act(planner.client, proposal, "agree", row_version=4).status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == CalendarState.AGREED
    assert CalendarAnswer.objects.filter(endorses=True).count() == 2
    assert "Joint review: Agreed" in donor.client.get(at("timeline")).content.decode()
    # What is decided stays as it was decided: nobody is led to a form, or gets one.
    change = at("register_edit", register="calendar", uuid=proposal.uuid)
    row = at("register_row", register="calendar", uuid=proposal.uuid)
    assert change not in planner.client.get(row).content.decode()
    assert planner.client.get(change).status_code == 404
    again = act(editor_a.client, proposal, "object", **own, text="No")
    assert again.status_code == 302
    assert CalendarAnswer.objects.filter(endorses=True).count() == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_dates_asks_the_same_for_one_and_three(planner, mission, rows, django_assert_num_queries):
    for _number in range(rows):
        CalendarProposalFactory(mission=mission)
    planner.client.get(at("register", register="calendar"))
    with django_assert_num_queries(6):
        planner.client.get(at("register", register="calendar"))
