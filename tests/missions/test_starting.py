"""A mission from nothing: its maker plans and administers it, and its first phase is on record."""

import datetime

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import AnonymousUser, Permission
from django.core.exceptions import ValidationError

from apps.accounts.models import User
from apps.missions.enums import Phase, Role
from apps.missions.models import Membership, Mission, PhasePeriod
from apps.missions.starting import NewMission, start_mission
from tests.factories.accounts import UserFactory

DAY = datetime.date(2026, 1, 1)


def test_the_maker_plans_and_administers_it(db):
    user = UserFactory()
    mission = start_mission(
        by=user,
        mission=NewMission("NEW", "New", "USD", ["BDI"], ["fr"], Phase.STABILISATION, DAY),
    )
    assert (mission.countries, mission.languages, mission.started_on) == (["BDI"], ["fr"], DAY)
    assert set(Membership.objects.values_list("user", "role")) == {
        (user.pk, Role.PLANNER),
        (user.pk, Role.MISSION_ADMIN),
    }
    period = PhasePeriod.objects.get()
    assert (period.phase, period.period_from, period.period_to, period.area) == (
        "stabilisation",
        DAY,
        None,
        None,
    )
    assert LogEntry.objects.get_for_object(mission).get().actor == user


def test_a_code_in_use_stores_nothing(mission):
    with pytest.raises(ValidationError):
        start_mission(by=UserFactory(), mission=NewMission("misa", "Same", "USD"))
    assert (Mission.objects.count(), Membership.objects.count()) == (1, 0)


def test_who_may_start_one(planner, superuser):
    def may(user):
        return user.has_perm("missions.start_mission")

    assert (may(planner.user), may(superuser.user), may(AnonymousUser())) == (False, True, False)
    planner.user.user_permissions.add(Permission.objects.get(codename="add_mission"))
    assert may(User.objects.get(pk=planner.user.pk))
