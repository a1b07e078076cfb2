"""Who may put a disagreement on record, answer it and withdraw it, asked by name."""

import rules
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from apps.alignment.models import Dissent
from apps.missions.models import MissionAgency
from apps.missions.rules import is_agency_editor_of, is_counterpart_of, is_planner

Person = AbstractBaseUser | AnonymousUser


@rules.predicate
def speaks_for_its_agency(user: Person, dissent: Dissent | None) -> bool:
    """An editor or the internal counterpart for the agency that raised it, in its mission. Two queries."""
    if dissent is None:
        return False
    presence = MissionAgency.objects.filter(mission=dissent.mission, agency=dissent.agency_id).first()
    return is_agency_editor_of(user, presence) or is_counterpart_of(user, presence)


@rules.predicate
def plans_its_mission(user: Person, dissent: Dissent | None) -> bool:
    return dissent is not None and is_planner(user, dissent.mission)


rules.add_perm("alignment.raise_dissent", is_agency_editor_of | is_counterpart_of)
rules.add_perm("alignment.answer_dissent", plans_its_mission)
rules.add_perm("alignment.withdraw_dissent", speaks_for_its_agency)
