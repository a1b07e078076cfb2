"""What waits of the shared calendar."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from apps.alignment.enums import CalendarState
from apps.alignment.models import CalendarAnswer, CalendarProposal
from apps.portal.work.items import MOST, Asking, Item, Kind, kind_of


def calendar_answers(who: Asking) -> Kind:
    """Dates proposed for the shared calendar to which no own agency has said anything yet. One query."""
    if not who.writes:
        return Kind([])
    said = CalendarAnswer.objects.filter(proposal=OuterRef("pk"), agency__in=who.writes)
    rows: Any = CalendarProposal.objects.filter(
        ~Exists(said), mission=who.mission, state=CalendarState.OPEN, starts_on__gte=who.day
    )

    def item(row: CalendarProposal) -> Item:
        return Item(
            kind=_("Shared calendar"),
            title=row.title,
            about=_("A date is proposed"),
            action=_("Endorse it or object"),
            href=who.page("portal:register_row", row.uuid, register="calendar"),
            on=row.starts_on,
        )

    found = rows.order_by("starts_on", "pk")[: MOST + 1]
    return kind_of(found, item, who.page("portal:register", register="calendar") + "?state=open")
