"""Who may read and change activities, asked by name."""

from apps.missions.rules import name_rules, plans_its_mission, writes_for

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
