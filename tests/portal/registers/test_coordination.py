"""Forums with chairs and meetings, and what the other forms of coordination refuse."""

import datetime

import pytest
from django.urls import reverse

from apps.funding.models import Handover
from apps.missions.models import (
    Forum,
    ForumMeeting,
    HarmonisationItem,
    MissionAgency,
    Post,
    RegionalActivity,
)
from tests.factories.missions import (
    ForumChairFactory,
    ForumFactory,
    HarmonisationItemFactory,
    NetworkFactory,
    NetworkMemberFactory,
)
from tests.pages import form_with


def address(name, register, **parts):
    return reverse(f"portal:{name}", kwargs={"code": "MISA", "register": register} | parts)


def text_of(response):
    return " ".join(response.content.decode().split())


def test_a_forum_has_chairs_in_order_and_no_circle(planner, editor_a, mission, agency_a, agency_b, ministry):
    add = address("register_add", "forums")
    assert editor_a.client.get(add).status_code == 404
    above = ForumFactory(mission=mission, name="Board")
    given = form_with(planner.client.get(add).content, "name")
    given |= {
        "name": ["Justice group"],
        "decision_authority": ["none"],
        "escalates_to": [str(above.pk)],
        "chair": [str(ministry.pk)],
        "co_chairs": [str(agency_b.pk)],
        "members": [str(agency_a.pk), str(agency_b.pk)],
    }
    assert planner.client.post(add, given).status_code == 302
    row = Forum.objects.get(name="Justice group")
    chairs = list(row.forumchair_set.values_list("agency", "position"))
    assert (chairs, row.chairs_recorded, row.members_recorded) == (
        [(ministry.pk, 0), (agency_b.pk, 1)],
        True,
        True,
    )
    assert "none: it only coordinates" in text_of(planner.client.get(address("register", "forums")))
    edit = address("register_edit", "forums", uuid=row.uuid)
    again = form_with(planner.client.get(edit).content, "name") | {"co_chairs": [str(ministry.pk)]}
    assert set(planner.client.post(edit, again).context["form"].errors) == {"co_chairs"}
    circle = address("register_edit", "forums", uuid=above.uuid)
    round_trip = form_with(planner.client.get(circle).content, "name") | {"escalates_to": [str(row.pk)]}
    assert set(planner.client.post(circle, round_trip).context["form"].errors) == {"escalates_to"}


def test_a_chair_records_a_meeting_with_who_was_there(editor_a, editor_b, mission, agency_a, agency_b):
    forum = ForumFactory(mission=mission)
    ForumChairFactory(forum=forum, agency=agency_a)
    add = address("register_add", "meetings") + f"?forum={forum.uuid}"
    given = form_with(editor_a.client.get(add).content, "held_on")
    assert given["forum"] == [str(forum.pk)]
    given |= {
        "held_on": ["2026-02-01"],
        "attendance-0-agency": [str(agency_a.pk)],
        "attendance-0-persons": ["2"],
        "attendance-1-agency": [str(agency_a.pk)],
    }
    twice = editor_a.client.post(add, given)
    assert "An agency attends a meeting once" in text_of(twice)
    given["attendance-1-agency"] = [str(agency_b.pk)]
    assert editor_a.client.post(add, given).status_code == 302
    row = ForumMeeting.objects.get()
    assert list(row.attendance.values_list("agency", "persons").order_by("pk")) == [
        (agency_a.pk, 2),
        (agency_b.pk, None),
    ]
    edit = address("register_edit", "meetings", uuid=row.uuid)
    assert editor_b.client.get(edit).status_code == 404
    fewer = form_with(editor_a.client.get(edit).content, "held_on") | {"attendance-1-DELETE": ["on"]}
    assert editor_a.client.post(edit, fewer).status_code == 302
    assert row.attendance.count() == 1
    foreign = form_with(editor_b.client.get(address("register_add", "meetings")).content, "held_on")
    refused = editor_b.client.post(
        address("register_add", "meetings"), foreign | {"forum": [str(forum.pk)], "held_on": ["2026-02-01"]}
    )
    assert set(refused.context["form"].errors) == {"forum"}


@pytest.mark.parametrize(
    ("register", "model", "given", "wrong", "field"),
    [
        (
            "handovers",
            Handover,
            {"task": "Pay the judges", "yearly_cost": "10"},
            {"currency": ""},
            "currency",
        ),
        (
            "joint-missions",
            None,
            {"title": "To the north", "started_on": "2026-02-01"},
            {"ended_on": "2026-01-01"},
            "ended_on",
        ),
        (
            "harmonisation",
            HarmonisationItem,
            {"title": "Vehicles", "subject": "rules", "state": "compared"},
            {"state": ""},
            "state",
        ),
        ("posts", Post, {"title": "DSRSG", "hats": "DSRSG\r\nRC\r\nHC"}, {"title": ""}, "title"),
    ],
)
def test_an_agency_writes_its_own(
    register, model, given, wrong, field, editor_a, editor_b, agency_a, agency_b
):
    add = address("register_add", register)
    sent = form_with(editor_a.client.get(add).content, "new")
    sent |= {name: [value] for name, value in given.items()}
    if model is Handover:
        assert sent["currency"] == ["USD"]
    if register == "joint-missions":
        sent["participants"] = [str(agency_a.pk)]
    refused = editor_a.client.post(add, sent | {name: [value] for name, value in wrong.items()})
    assert field in refused.context["form"].errors
    if register == "handovers":
        sent |= {"currency": ["usd"], "from_agency": [str(agency_a.pk)], "financed_nationally": ["true"]}
        nowhere = editor_a.client.post(add, sent | {"to_agency": [str(agency_a.pk)]})
        assert set(nowhere.context["form"].errors) == {"to_agency"}
        strangers = editor_a.client.post(add, sent | {"from_agency": [str(agency_b.pk)]})
        assert set(strangers.context["form"].errors) == {"from_agency"}
    answer = editor_a.client.post(add, sent)
    assert answer.status_code == 302
    assert editor_b.client.get(answer.url + "edit/").status_code == 404
    if model is Handover:
        stored = Handover.objects.get()
        assert (stored.from_agency, stored.currency, stored.financed_nationally) == (agency_a, "USD", True)
    if model is Post:
        assert Post.objects.get().hats == ["DSRSG", "RC", "HC"]
        assert Post.objects.get().phases is None


def test_what_is_overdue_shows(planner, mission):
    HarmonisationItemFactory(mission=mission, next_step_on=datetime.date(2020, 1, 1))
    assert "overdue since 1 Jan 2020" in text_of(planner.client.get(address("register", "harmonisation")))


def test_networks_show_who_is_covered_by_how_many(planner, mission, agency_a, agency_b):
    for name, members in (("EAC", (agency_a, agency_b)), ("IGAD", (agency_a,))):
        network = NetworkFactory(mission=mission, name=name)
        for agency in members:
            NetworkMemberFactory(network=network, agency=agency)
    page = planner.client.get(address("register", "networks"))
    assert [(name, number) for name, _page, number, _names in page.context["covered"]] == [
        ("Agency A", 2),
        ("Agency B", 1),
    ]
    assert page.context["figure"].table.rows == (("EAC", 2, 1), ("IGAD", 1, 1))
    add = address("register_add", "regional-activities") + f"?network={network.uuid}"
    given = form_with(planner.client.get(add).content, "title")
    given |= {"title": ["Envoys"], "kind": ["preventive_diplomacy"], "averted_conflict": ["true"]}
    assert set(planner.client.post(add, given).context["form"].errors) == {"outcome"}
    assert planner.client.post(add, given | {"outcome": ["No march on the capital"]}).status_code == 302
    assert RegionalActivity.objects.get().network == network


def test_a_register_is_declared_empty_by_whose_it_is(planner, editor_a, editor_b, mission, agency_a):
    presence = MissionAgency.objects.get(mission=mission, agency=agency_a)
    for persona, register, holder in ((planner, "forums", mission), (editor_a, "products", presence)):
        assert "Declared empty" not in text_of(persona.client.get(address("register", register)))
        page = address("register_empty", register, uuid=holder.uuid)
        given = form_with(persona.client.get(page).content, "row_version")
        assert persona.client.post(page, given | {"empty": ["on"]}).status_code == 302
        holder.refresh_from_db()
        # Sent again as it was first shown, it takes over what is declared meanwhile.
        assert persona.client.post(page, given).status_code == 302
        assert "Declared empty" in text_of(persona.client.get(address("register", register)))
        assert editor_b.client.get(page).status_code == 404
    assert (mission.register_forums, presence.register_policy_products) == ("declared_empty",) * 2
    assert mission.registers_recorded
