"""The doors through which a filter is kept under a name, and removed."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.alignment.filters import ActivityFilter
from apps.core.services import change_rows, create_rows, remove_rows
from apps.missions.models import Mission
from apps.portal.models import SavedFilter

LONGEST = 2000
AT_MOST = 50


def query_of(asked: QueryDict) -> str:
    """What an address asks of the list of activities, in one order, without the place in the list."""
    kept = QueryDict(mutable=True)
    for name in sorted(ActivityFilter.base_filters):
        value = (asked.get(name) or "").strip()
        if value:
            kept[name] = value
    return kept.urlencode()


def save_filter(
    *, by: User, mission: Mission, name: str, query: str, at: datetime.datetime | None = None
) -> SavedFilter:
    """Keep a filter for the person; under a name in use it takes the place of the former one.

    Raises ValidationError, by field, without a name, for a filter that asks for nothing or too much, and
    where the person keeps very many. Four queries.
    """
    title = " ".join(name.split())
    if not title:
        raise ValidationError({"name": _("Give it a name.")})
    if not query:
        raise ValidationError(_("The list is not filtered, so there is nothing to keep."))
    if len(query) > LONGEST:
        raise ValidationError(_("This filter is too long to be kept."))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        own = SavedFilter.objects.filter(owner=by, mission=mission)
        there = own.filter(name=title).first()
        if there is not None:
            there.query = query
            change_rows([there], ["query"], by=by, at=at)
            return there
        if own.count() >= AT_MOST:
            raise ValidationError(
                _("You keep %(count)s filters here already: remove one first.") % {"count": AT_MOST}
            )
        row = SavedFilter(owner=by, mission=mission, name=title, query=query)
        create_rows([row], by=by, at=at)
    return row


def remove_filter(*, by: User, row: SavedFilter, at: datetime.datetime | None = None) -> None:
    """Remove a saved filter; the activities stay. Raises EditConflict where it was changed meanwhile."""
    remove_rows([row], by=by, at=at)
