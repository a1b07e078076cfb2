"""Who may bring in portfolios, asked by name. An import is its owner's alone."""

import rules
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from apps.activities.rules import makes_activities
from apps.exchange.models import ImportRow, ImportRun
from apps.missions.rules import may_see, name_rules, nobody

Person = AbstractBaseUser | AnonymousUser


@rules.predicate
def is_owner(user: Person, row: ImportRun | ImportRow | None) -> bool:
    """The import is the person's own. No query for a run."""
    run = row.run if isinstance(row, ImportRow) else row
    return run is not None and user.pk is not None and run.owner_id == user.pk


name_rules(
    "exchange",
    read={"importrun": may_see & is_owner, "importrow": may_see & is_owner},
    change={
        "importrun": may_see & is_owner,
        "importrow": nobody,
        "columnmapping": nobody,
        "knownname": nobody,
    },
)

# Planners for every agency; who writes for one, what that one leads or implements.
rules.add_perm("exchange.import_portfolio", makes_activities)
