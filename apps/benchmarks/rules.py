"""Who may read and change benchmarks and what was observed of them, asked by name."""

from apps.benchmarks.models import Observation
from apps.missions.fields import Known, guard
from apps.missions.rules import name_rules, plans_its_mission, writes_for

name_rules(
    "benchmarks",
    change={
        "observation": plans_its_mission | writes_for("submitted_by"),
        "statusjudgement": plans_its_mission | writes_for("agency"),
    },
)

guard(
    Observation,
    ["value", "standard_error", "interval_low", "interval_high"],
    Known(roles=(), when="about_few"),
)
