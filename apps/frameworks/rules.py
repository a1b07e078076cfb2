"""Who may read and change the shared strategy, asked by name."""

from apps.missions.rules import name_rules, plans_its_mission, writes_for

name_rules(
    "frameworks",
    change={
        "versionreservation": writes_for("agency"),
        "versionacknowledgement": writes_for("agency"),
        "endorsement": plans_its_mission | writes_for("agency"),
        "mutualcommitment": plans_its_mission | writes_for("party"),
    },
)
