"""Who may put a disagreement on record, answer it and withdraw it, asked by name."""

import rules
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from apps.alignment.models import Dissent
from apps.missions.models import MissionAgency
from apps.missions.rules import (
    is_agency_editor_of,
    is_counterpart_of,
    name_rules,
    plans_its_mission,
    writes_for,
)

Person = AbstractBaseUser | AnonymousUser


@rules.predicate
def speaks_for_its_agency(user: Person, dissent: Dissent | None) -> bool:
    """An editor or the internal counterpart for the agency that raised it, in its mission. Two queries."""
    if dissent is None:
        return False
    presence = MissionAgency.objects.filter(mission=dissent.mission, agency=dissent.agency_id).first()
    return is_agency_editor_of(user, presence) or is_counterpart_of(user, presence)


rules.add_perm("alignment.raise_dissent", is_agency_editor_of | is_counterpart_of)
rules.add_perm("alignment.answer_dissent", plans_its_mission)
rules.add_perm("alignment.withdraw_dissent", speaks_for_its_agency)

LEADS = plans_its_mission | writes_for("activity__lead")

name_rules(
    "alignment",
    change={
        "alignmentlink": LEADS,
        "linkdispute": writes_for("by"),
        "comment": plans_its_mission | writes_for("agency"),
        "commitmenttrace": LEADS,
        "consultation": LEADS | writes_for("requested_by", "internal_actor"),
        "contradiction": plans_its_mission | writes_for("raised_by", "activity_a__lead", "activity_b__lead"),
        "dissent": plans_its_mission | writes_for("agency"),
        # What an internal actor answered is changed by nobody but itself.
        "internalreview": writes_for("internal_actor"),
        "liaisonrequest": plans_its_mission | writes_for("requested_by", "internal_actor"),
        "policycommitment": plans_its_mission | writes_for("agency"),
        "policyposition": writes_for("agency"),
        "policyproduct": plans_its_mission | writes_for("agency"),
        "relationship": plans_its_mission | writes_for("agency_a", "agency_b"),
        "strategytrace": LEADS,
    },
)
