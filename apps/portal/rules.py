"""Reports and filters that somebody keeps are their own alone."""

import rules
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from apps.missions.rules import may_see, name_rules
from apps.portal.models import SavedFilter, SavedReport


@rules.predicate
def is_owner(user: AbstractBaseUser | AnonymousUser, row: SavedFilter | SavedReport | None) -> bool:
    """It is the person's own. No query."""
    return row is not None and user.pk is not None and row.owner_id == user.pk


name_rules(
    "portal",
    read={"savedfilter": may_see & is_owner, "savedreport": may_see & is_owner},
    change={"savedfilter": may_see & is_owner, "savedreport": may_see & is_owner},
)
