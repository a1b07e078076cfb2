"""Who may read and change activities, asked by name."""

import rules

from apps.missions.enums import Role
from apps.missions.models import Mission
from apps.missions.models.held import held_in
from apps.missions.rules import EDITORS, Person, name_rules, plans_its_mission, writes_for


@rules.predicate
def makes_activities(user: Person, mission: Mission | None) -> bool:
    """A planner of the mission, or somebody who writes for one of its agencies. One query."""
    if mission is None or mission.pk is None:
        return False
    return any(one.role in (Role.PLANNER, *EDITORS) for one in held_in(user, mission.pk))


rules.add_perm("activities.make_activity", makes_activities)

OWN = plans_its_mission | writes_for("activity__lead")

name_rules(
    "activities",
    change={
        "activity": plans_its_mission | writes_for("lead"),
        "activityarea": OWN,
        "activitypeople": OWN,
        "activitysector": OWN,
        "sourcerecord": OWN,
    },
)
