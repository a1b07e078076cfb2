"""Who may do what with what adds up, asked by name."""

import rules
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from apps.coherence.models import WhatIf
from apps.missions.rules import (
    is_member,
    is_mission_admin,
    is_planner,
    may_see,
    name_rules,
    nobody,
    plans_its_mission,
    writes_for,
)

Person = AbstractBaseUser | AnonymousUser


@rules.predicate
def is_owner(user: Person, what_if: WhatIf | None) -> bool:
    """It is the person's own. No query."""
    return what_if is not None and user.pk is not None and what_if.owner_id == user.pk


@rules.predicate
def is_member_of_its_mission(user: Person, what_if: WhatIf | None) -> bool:
    return what_if is not None and is_member(user, what_if.mission)


@rules.predicate
def is_shared(_user: Person, what_if: WhatIf | None) -> bool:
    return what_if is not None and what_if.shared


COMPUTED = ("assessment", "frozeninputs", "indicatorvalue", "finding", "signalcontent")
"""Tables that only the program writes."""

name_rules(
    "coherence",
    read={"whatif": may_see & (is_owner | is_shared)},
    change=dict.fromkeys(COMPUTED, nobody)
    | {"whatif": is_owner, "decision": plans_its_mission | writes_for("owner")},
)

# Every member may ask "what if", donors too: it is read from what members may see, and changes nothing.
rules.add_perm("coherence.make_what_if", is_member)
rules.add_perm("coherence.change_what_if", is_owner & is_member_of_its_mission)
# Members compare with what was kept, so that those who plan the mission choose what that is.
rules.add_perm("coherence.keep_assessment", is_planner | is_mission_admin)
