import datetime

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from apps.missions.enums import MissionAudience, Role
from apps.missions.models import Membership, Mission
from apps.missions.services import NewMember, add_members, create_mission, remove_members
from tests.factories.accounts import UserFactory
from tests.factories.agencies import AgencyFactory

AT = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)


def entries(model):
    """(action, actor, via) of the log entries that the service wrote at AT, oldest first."""
    return [
        (entry.get_action_display(), entry.actor, entry.additional_data["via"])
        for entry in LogEntry.objects.get_for_model(model).filter(timestamp=AT).order_by("pk")
    ]


def test_a_mission_is_made_and_logged(db):
    user = UserFactory()
    mission = create_mission(by=user, code="NEW", name="New mission", currency="USD", via="command", at=AT)
    assert (Mission.objects.get(), mission.audience) == (mission, None)
    assert entries(Mission) == [("create", user, "command")]


def test_a_code_in_use_is_refused_by_field(mission):
    with pytest.raises(ValidationError) as refusal:
        create_mission(by=None, code="misa", name="Same", currency="USD")
    assert refusal.value.messages == ["Another mission has this code."]
    assert Mission.objects.count() == 1


def test_what_is_missing_is_refused_by_field(db):
    with pytest.raises(ValidationError) as refusal:
        create_mission(by=None, code="", name="", currency="", audience=MissionAudience.PUBLIC)
    assert sorted(refusal.value.message_dict) == ["code", "currency", "name"]


def test_members_come_as_a_list_once(mission, agency_a, ministry, planner, django_assert_num_queries):
    anna, boris = UserFactory(), UserFactory()
    members = [
        NewMember(anna, Role.AGENCY_EDITOR, agency_a),
        NewMember(anna, Role.OBSERVER),
        NewMember(boris, Role.INTERNAL_COUNTERPART, ministry),
        NewMember(boris, Role.INTERNAL_COUNTERPART, ministry),
    ]
    made = add_members(by=planner.user, mission=mission, members=members, at=AT)
    assert {(row.user, row.role, row.agency) for row in made} == {
        (anna, Role.AGENCY_EDITOR, agency_a),
        (anna, Role.OBSERVER, None),
        (boris, Role.INTERNAL_COUNTERPART, ministry),
    }
    assert entries(Membership) == [("create", planner.user, "screen")] * 3
    with django_assert_num_queries(4):  # savepoint, agencies, members, release
        assert add_members(by=planner.user, mission=mission, members=members) == []


@pytest.mark.parametrize("role", [Role.AGENCY_EDITOR, Role.INTERNAL_COUNTERPART])
def test_a_role_done_for_an_agency_needs_one(mission, role):
    user = UserFactory(name="Anna")
    with pytest.raises(ValidationError) as refusal:
        add_members(by=None, mission=mission, members=[NewMember(user, role)])
    assert refusal.value.messages == [f"Anna needs an agency: the role “{role.label}” is done for one."]


def test_an_agency_from_elsewhere_is_refused_and_nothing_stored(mission, agency_a):
    user = UserFactory()
    elsewhere = AgencyFactory(acronym="ELSE")
    with pytest.raises(ValidationError) as refusal:
        add_members(
            by=None,
            mission=mission,
            members=[NewMember(user, Role.OBSERVER), NewMember(user, Role.AGENCY_EDITOR, elsewhere)],
        )
    assert refusal.value.messages == ["ELSE is not in this mission: enter it there first."]
    assert Membership.objects.count() == 0


def test_who_is_removed_is_an_outsider_from_the_next_page_on(mission, planner, editor_a):
    rows = list(Membership.objects.filter(user=editor_a.user))
    assert remove_members(by=planner.user, memberships=rows, at=AT) == 1
    assert not editor_a.user.has_perm("missions.read_mission", mission)
    assert entries(Membership) == [("delete", planner.user, "screen")]
