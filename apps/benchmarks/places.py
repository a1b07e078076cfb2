"""The readings of areas as a map, and how sure the last reading is."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.benchmarks.drawings import last_reading, over_areas, over_periods, shown
from apps.benchmarks.enums import BenchmarkStatus
from apps.benchmarks.progress import SMALL_CELL
from apps.benchmarks.selectors.board import BoardRow, Measured, reading
from apps.benchmarks.trend import Trend, trend_of
from apps.core.enums import Grade
from apps.core.figures import Figure
from apps.core.figures.areas import AreaShape, area_map
from apps.core.templatetags.nexusplan import plain_number
from apps.missions.models import Area, Mission


@dataclass(frozen=True, slots=True)
class Sureness:
    """The last reading of a benchmark: which way it goes, how it is backed, of how many it is one."""

    trend: Trend | None
    grade: str | None
    readings: int
    broken: bool

    @property
    def words(self) -> str | None:
        """Grade, number of readings and a change of method, in words; None without a reading."""
        if not self.readings:
            return None
        counted = ngettext("%(n)d reading", "%(n)d readings", self.readings) % {"n": self.readings}
        parts = [str(Grade(self.grade).label) if self.grade else str(_("backing not said")), counted]
        return ", ".join([*parts, _("method changed")] if self.broken else parts)


def sureness_of(measured: Measured | None) -> Sureness:
    """How sure the last reading for the whole mission is. No query."""
    if measured is None:
        return Sureness(None, None, 0, broken=False)
    known = [reading(point) for point in measured.headline]
    last = last_reading(measured)
    broken = bool(known) and any(known[0].on < day <= known[-1].on for day in measured.series.breaks)
    return Sureness(
        trend_of(measured.series, known), None if last is None else last.grade, len(known), broken=broken
    )


def area_figure(mission: Mission, measured: Measured | None, day: datetime.date) -> Figure | None:
    """A map of the latest reading of each area up to the day; None where no area was read.

    Fewer than five people are shown to nobody. One query where there is a reading of an area.
    """
    if measured is None:
        return None
    latest: dict[int, float | None] = {}
    for point in measured.points:
        if point.area is None or point.group is not None or point.on is None or point.on > day:
            continue
        small = point.people is not None and point.people < SMALL_CELL
        latest[point.area] = None if small else point.value
    if not latest:
        return None
    areas: Sequence[Area] = list(Area.objects.filter(mission=mission).order_by("name", "pk"))
    indicator = measured.indicator
    return area_map(
        prefix="map",
        title=_("Last reading by area"),
        desc=_("The latest reading of each area. The same numbers stand in the table below."),
        areas=[
            AreaShape(one.name, one.geometry or {}, latest.get(one.pk))
            for one in areas
            if one.geometry is not None or one.pk in latest
        ],
        fmt=lambda value: str(shown(indicator, float(value)) or plain_number(value)),
        empty=_("No area of this mission has a shape."),
        no_data=_("No data"),
        columns=(_("Area"), _("Last value")),
    )


def range_words(row: BoardRow) -> str | None:
    """Both labels, where the uncertainty of the last reading allows two."""
    if row.progress.status_range is None:
        return None
    low, high = (BenchmarkStatus(one).label for one in row.progress.status_range)
    return _("within its uncertainty: %(one)s to %(other)s") % {"one": low, "other": high}


def together(row: BoardRow, day: datetime.date) -> list[str]:
    """Places and periods as one, where the indicator has a rule for it."""
    if row.measured is None:
        return []
    found = (
        over_areas(row.measured, row.progress),
        over_periods(row.measured, as_of=day),
    )
    return [one for one in found if one is not None]
