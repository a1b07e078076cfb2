"""What would become of figures that somebody brings: new, changed, the same, or refused with the reason."""

import copy
import datetime
import hashlib
import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.benchmarks.enums import ObservationState, ValueType
from apps.benchmarks.models import Indicator, Observation
from apps.benchmarks.services.observing import check
from apps.benchmarks.values import said, value_columns
from apps.exchange.series.reading import MISSING, Series, day_of
from apps.missions.models import Area

Reader = AbstractBaseUser | AnonymousUser
MOST_PEOPLE = 2_147_483_647
VALUES = ("value_number", "value_money", "value_stage", "value_yes")


class Outcome(StrEnum):
    """What becomes of a figure."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure as somebody brings it, in texts. `more` holds columns of an observation beside the value.

    A column that is not in `more`, or None in it, says nothing and leaves what is stored.
    """

    row: int
    indicator: Indicator
    on: str
    value: str
    group: str | None = None
    area: Area | None = None
    more: Mapping[str, str | None] | None = None


@dataclass(slots=True)
class Line:
    """What becomes of one figure: the row as it would be stored, and how it read before and after."""

    row: int
    outcome: Outcome
    on: datetime.date | None
    observation: Observation | None
    before: str | None
    after: str | None
    reason: str | None = None
    title: str = ""
    part: str = ""


def wanted_of(series: Series, indicator: Indicator, group: str | None) -> list[Wanted]:
    """The figures of a series as observations of an indicator."""
    return [
        Wanted(
            one.row,
            indicator,
            one.on,
            one.value,
            group,
            None,
            {
                "standard_error": one.standard_error,
                "interval_low": one.low,
                "interval_high": one.high,
            },
        )
        for one in series.figures
    ]


def plan(
    user: Reader,
    wanted: Sequence[Wanted],
    *,
    today: datetime.date,
    planner: bool,
    only_new: bool = False,
    agencies: Collection[int] = (),
) -> list[Line]:
    """What becomes of each figure, by day. `planner`: whether accepted ones may be changed too, and those of
    every agency; others change those of their own `agencies`, and hand in beside what others handed in.

    One query for what is stored of the same indicators and days, as far as the reader may see it.
    """
    stored = _stored(user, wanted, None if planner else agencies)
    seen: dict[tuple[Any, ...], Line] = {}
    lines = []
    for one in wanted:
        line = _line(one, stored, today=today, planner=planner, only_new=only_new)
        key = (one.indicator.pk, line.on, one.group, one.area and one.area.pk)
        twin = seen.get(key)
        if twin is not None and line.on is not None and line.outcome != Outcome.REFUSED:
            if line.after == twin.after:
                continue
            line.outcome = Outcome.REFUSED
            line.reason = _(
                "Row %(first)d says something else of the same day: keep one of the two and bring the file "
                "again."
            ) % {"first": twin.row}
        seen.setdefault(key, line)
        lines.append(line)
    return sorted(lines, key=lambda line: (line.on or datetime.date.min, line.row))


def _stored(
    user: Reader, wanted: Iterable[Wanted], agencies: Collection[int] | None
) -> dict[tuple[Any, ...], Observation]:
    figures = list(wanted)
    rows: Any = Observation.objects.visible_to(user).filter(
        indicator__in={one.indicator.pk for one in figures}
    )
    if agencies is not None:
        rows = rows.filter(Q(submitted_by__in=agencies) | Q(state=ObservationState.ACCEPTED))
    found: dict[tuple[Any, ...], Observation] = {}
    # The one that counts stands before those that do not, the later before the earlier.
    for row in rows.order_by("pk").select_related("indicator"):
        key = (row.indicator_id, row.observed_on, row.group, row.area_id)
        if key not in found or found[key].state != ObservationState.ACCEPTED:
            found[key] = row
    return found


def _line(
    one: Wanted,
    stored: Mapping[tuple[Any, ...], Observation],
    *,
    today: datetime.date,
    planner: bool,
    only_new: bool,
) -> Line:
    on = day_of(one.on)
    part = one.group or (one.area.name if one.area else "")
    line = Line(one.row, Outcome.REFUSED, on, None, None, one.value, None, one.indicator.title, part)
    if on is None:
        line.reason = _("“%(text)s” is no day: write it as 2024-12-31.") % {"text": one.on[:40]}
        return line
    if on > today:
        line.reason = _("This day is still to come: write the day of the observation.")
        return line
    before = stored.get((one.indicator.pk, on, one.group, one.area and one.area.pk))
    if before is not None:
        line.before = said(before)
    try:
        given = columns_of(one)
        row = _row(one, on) if before is None else copy.copy(before)
        differing = {name for name, value in given.items() if not _alike(getattr(row, name), value)}
        for name, value in given.items():
            setattr(row, name, value)
        check(row)
    except ValidationError as error:
        line.reason = " ".join(error.messages)
        return line
    line.observation, line.after = row, said(row)
    if before is None:
        line.outcome = Outcome.NEW
    elif not differing or only_new:
        line.outcome = Outcome.SAME
    elif before.state == ObservationState.ACCEPTED and not planner:
        line.reason = _("It is accepted: a planner returns it first, so that it can be corrected.")
    else:
        line.outcome = Outcome.CHANGED
    return line


def _row(one: Wanted, on: datetime.date) -> Observation:
    mission = one.indicator.mission
    return Observation(
        mission=mission, indicator=one.indicator, observed_on=on, group=one.group, area=one.area
    )


def columns_of(one: Wanted) -> dict[str, Any]:
    """The columns of an observation that a figure says something of. Raises ValidationError."""
    indicator = one.indicator
    if indicator.value_type in {ValueType.NUMBER, ValueType.PERCENT}:
        columns: dict[str, Any] = dict.fromkeys(VALUES)
        columns["value_number"] = _number(one.value, _("the value"))
    else:
        columns = value_columns("value", indicator.value_type, one.value, indicator.stages)
    names = {
        "standard_error": _("the standard error"),
        "interval_low": _("the beginning of the interval"),
        "interval_high": _("the end of the interval"),
        "people": _("the number of people"),
    }
    for name, text in (one.more or {}).items():
        if text is None or text.strip().casefold() in MISSING:
            continue
        columns[name] = _number(text, names[name]) if name in names else text.strip()
    if "people" in columns:
        if not 0 <= columns["people"] <= MOST_PEOPLE or not columns["people"].is_integer():
            raise ValidationError(_("The number of people is a whole number, such as 120."))
        columns["people"] = int(columns["people"])
    return columns


def _number(text: str, name: str) -> float:
    try:
        number = float(text.strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", ""))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValidationError(
            _("“%(text)s” is no number for %(name)s: write one such as 12.5.")
            % {"text": text[:40], "name": name}
        )
    return number


def _alike(before: Any, after: Any) -> bool:
    if isinstance(before, float) and isinstance(after, float):
        return math.isclose(before, after, rel_tol=1e-12, abs_tol=1e-12)
    return bool(before == after)


def counts(lines: Iterable[Line]) -> dict[str, int]:
    """How many lines there are of each outcome."""
    found = dict.fromkeys((one.value for one in Outcome), 0)
    for line in lines:
        found[line.outcome] += 1
    return found


def fingerprint(lines: Iterable[Line]) -> str:
    """Tells whether a plan is still the one that somebody looked at."""
    told = [
        (
            line.row,
            line.outcome,
            str(line.on),
            line.after,
            None if line.observation is None else line.observation.row_version,
        )
        for line in lines
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]
