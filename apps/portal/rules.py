"""Reports that somebody keeps are their own alone."""

import rules
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from apps.missions.rules import may_see, name_rules
from apps.portal.models import SavedReport


@rules.predicate
def is_owner(user: AbstractBaseUser | AnonymousUser, row: SavedReport | None) -> bool:
    """The report is the person's own. No query."""
    return row is not None and user.pk is not None and row.owner_id == user.pk


name_rules(
    "portal",
    read={"savedreport": may_see & is_owner},
    change={"savedreport": may_see & is_owner},
)
