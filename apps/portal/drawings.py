"""Figures and tables of the public portal in the words of the reader."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.benchmarks.drawings import number_of
from apps.benchmarks.enums import ValueType
from apps.benchmarks.models import Indicator, Observation
from apps.benchmarks.values import is_small, said
from apps.core import figures
from apps.core.figures import Figure, Number, Table, Trajectory, trajectory
from apps.core.templatetags.nexusplan import day


def levels_table(cards: Iterable[Mapping[str, Any]]) -> Table:
    """The degrees with their bounds, as the bars of the levels draw them: one row for each card."""
    strips = [(str(card["level"].label), card["consistency"]) for card in cards]
    return Table(
        (_("Level"), _("At worst"), _("Value"), _("At best")),
        tuple((name, strip["lo"], strip["value"], strip["hi"]) for name, strip in strips),
    )


def value_of(row: Observation) -> Number | str | bool | None:
    """The observed value in whichever column holds it; None is missing, or shown to nobody."""
    if is_small(row):
        return None
    for value in (row.value_number, row.value_money, row.value_stage, row.value_yes):
        if value is not None:
            return value
    return None


def series_figure(indicator: Indicator, observations: Sequence[Observation]) -> Figure | None:
    """The course of the values observed for the whole mission; None for what is not a number."""
    if indicator.value_type not in (ValueType.NUMBER, ValueType.PERCENT, ValueType.MONEY):
        return None
    whole = [row for row in observations if row.area_id is None and row.group is None]
    broken = [event.date for event in indicator.series_events.all() if event.kind == "break"]
    readings: list[figures.Observation] = []
    for row in whole:
        value = value_of(row)
        last = readings[-1].on if readings else None
        readings.append(
            figures.Observation(
                on=row.observed_on,
                value=value if isinstance(value, (int, float, Decimal)) else None,
                standard_error=row.standard_error,
                low=row.interval_low,
                high=row.interval_high,
                broken=last is not None and any(last < date <= row.observed_on for date in broken),
            )
        )
    goal = indicator.target_number if indicator.target_number is not None else indicator.target_money
    target = None
    if goal is not None and indicator.target_on is not None:
        target = (indicator.target_on, goal, _("target %(value)s") % {"value": number_of(indicator, goal)})
    return trajectory(
        prefix="series",
        title=indicator.title,
        desc=_describe(indicator, whole),
        series=Trajectory(
            observations=tuple(readings),
            target=target,
            natural_min=indicator.natural_min,
            natural_max=indicator.natural_max,
            observed_label=_("observed"),
            break_label=_("break in series"),
        ),
        fmt=lambda value: number_of(indicator, value),
        fmt_date=lambda date: str(day(date)),
        empty=_("No public observation yet."),
        columns=(
            _("Series"),
            _("Date"),
            _("Value"),
            _("Standard error"),
            _("Low"),
            _("High"),
            _("Note"),
        ),
    )


def _describe(indicator: Indicator, observations: Sequence[Observation]) -> str:
    if not observations:
        return _("No public observation yet.")
    first, last = observations[0], observations[-1]
    return _("From %(first)s on %(start)s to %(last)s on %(end)s.") % {
        "first": said(first, indicator) or _("not recorded"),
        "start": day(first.observed_on),
        "last": said(last, indicator) or _("not recorded"),
        "end": day(last.observed_on),
    }


def observations_table(indicator: Indicator, observations: Sequence[Observation]) -> Table:
    """Every public observation, with place and group where one is named; small cells without a value."""
    header = (
        _("Date"),
        _("Place"),
        _("Group"),
        _("Value"),
        _("Standard error"),
        _("Low"),
        _("High"),
        _("Source"),
    )
    return Table(
        header,
        tuple(
            (
                row.observed_on,
                row.area.name if row.area is not None else None,
                row.group,
                *(
                    (None, None, None, None)
                    if is_small(row)
                    else (value_of(row), row.standard_error, row.interval_low, row.interval_high)
                ),
                row.source or indicator.source,
            )
            for row in observations
        ),
    )
