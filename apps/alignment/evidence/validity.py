"""How long evidence of a link holds by the method: longer where things change more slowly. Section 0.1."""

import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.benchmarks.reporting import add_months
from apps.core.templatetags.nexusplan import day as written
from apps.missions.enums import Phase
from apps.missions.models import Area, PhasePeriod

MONTHS = {Phase.STABILISATION: 12, Phase.TRANSITION: 18, Phase.CONSOLIDATION: 24, Phase.EXIT: 24}
"""Our convention; nobody is held to it."""


def advice(activity: Activity, day: datetime.date) -> str:
    """Until when the method lets evidence of this day hold, in a sentence; empty where no phase is recorded.

    Of several areas in different phases the shortest time counts. Three queries.
    """
    months = [MONTHS[phase] for phase in _phases(activity, day)]
    if not months:
        return ""
    return _("By the method it holds for %(months)s months in this phase, until %(date)s.") % {
        "months": min(months),
        "date": written(add_months(day, min(months))),
    }


def _phases(activity: Activity, day: datetime.date) -> set[Phase]:
    """The phases of the areas of the activity, each its own or that of its nearest ancestor, else the
    mission's."""
    covers = Q(period_to__isnull=True) | Q(period_to__gt=day)
    periods = PhasePeriod.objects.filter(covers, mission=activity.mission, period_from__lte=day)
    # In the order of their beginning, so that the one that began last is kept.
    own: dict[int | None, str] = dict(
        periods.order_by("period_from", "phase").values_list("area_id", "phase")
    )
    parents = dict(Area.objects.filter(mission=activity.mission).values_list("pk", "parent_id"))
    found = set()
    for area in list(activity.areas.values_list("pk", flat=True)) or [None]:
        place: int | None = area
        seen: set[int] = set()
        while place is not None and place not in own and place not in seen:
            seen.add(place)
            place = parents.get(place)
        phase = own.get(place, own.get(None))
        if phase is not None:
            found.add(Phase(phase))
    return found
