"""Who may do what in a mission, asked by name: `user.has_perm("missions.plan_mission", mission)`.

Each predicate costs one query. A superuser passes every one of them, as everywhere in Django, but the pages
of a mission are fetched through `Mission.objects.of_member`, which knows members only.
"""

import rules
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from apps.missions.enums import Role
from apps.missions.models import Membership, Mission, MissionAgency

Person = AbstractBaseUser | AnonymousUser


def _holds(user: Person, mission: Mission | None, **what: object) -> bool:
    if mission is None or not user.is_authenticated:
        return False
    return Membership.objects.filter(user=user.pk, mission=mission, **what).exists()


@rules.predicate
def is_member(user: Person, mission: Mission | None) -> bool:
    return _holds(user, mission)


@rules.predicate
def is_planner(user: Person, mission: Mission | None) -> bool:
    return _holds(user, mission, role=Role.PLANNER)


@rules.predicate
def is_mission_admin(user: Person, mission: Mission | None) -> bool:
    return _holds(user, mission, role=Role.MISSION_ADMIN)


@rules.predicate
def is_internal_counterpart(user: Person, mission: Mission | None) -> bool:
    return _holds(user, mission, role=Role.INTERNAL_COUNTERPART)


@rules.predicate
def is_donor(user: Person, mission: Mission | None) -> bool:
    return _holds(user, mission, role=Role.DONOR)


@rules.predicate
def is_planner_of_agency(user: Person, presence: MissionAgency | None) -> bool:
    """A planner of the mission in which the agency is present."""
    return presence is not None and _holds(user, presence.mission, role=Role.PLANNER)


@rules.predicate
def is_agency_editor_of(user: Person, presence: MissionAgency | None) -> bool:
    """An editor for this agency in this mission; the same agency elsewhere gives nothing here."""
    return presence is not None and _holds(
        user, presence.mission, role=Role.AGENCY_EDITOR, agency=presence.agency_id
    )


@rules.predicate
def is_counterpart_of(user: Person, presence: MissionAgency | None) -> bool:
    """Speaks for this internal actor in this mission."""
    return presence is not None and _holds(
        user, presence.mission, role=Role.INTERNAL_COUNTERPART, agency=presence.agency_id
    )


rules.add_perm("missions.read_mission", is_member)
rules.add_perm("missions.plan_mission", is_planner)
rules.add_perm("missions.administer_mission", is_mission_admin)
rules.add_perm("missions.assess_mission", is_planner | is_mission_admin)
rules.add_perm("missions.edit_for_agency", is_agency_editor_of | is_planner_of_agency)
rules.add_perm("missions.answer_for_agency", is_counterpart_of)
