"""Who may read and change money, asked by name."""

from apps.funding.models import Capacity
from apps.missions.enums import Role
from apps.missions.fields import LIAISON, Known, guard
from apps.missions.rules import EDITORS, name_rules, plans_its_mission, writes_for

FUNDERS = (*EDITORS, Role.DONOR)
"""Who writes what an agency gives: its donors' people, too."""

name_rules(
    "funding",
    change={
        "fundingline": plans_its_mission | writes_for("activity__lead") | writes_for("funder", roles=FUNDERS),
        "forwardplan": plans_its_mission | writes_for("funder", roles=FUNDERS),
        "forwardplanamount": plans_its_mission | writes_for("plan__funder", roles=FUNDERS),
        "capacity": plans_its_mission | writes_for("agency"),
        "coordinationcost": plans_its_mission | writes_for("agency"),
        "handover": plans_its_mission | writes_for("from_agency", "to_agency"),
    },
)

guard(Capacity, ["staff_hours_available"], Known(LIAISON, ("agency",)))
