"""Benchmarks and series in the words of the reader: values, the figure of their course, tables."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.benchmarks.aggregation import Aggregate, add_up
from apps.benchmarks.enums import AddOverAreas, AddOverPeriods, BenchmarkStatus, Comparator, ValueType
from apps.benchmarks.models import GateBenchmark, Indicator, Observation
from apps.benchmarks.progress import Progress, expected_at, latest
from apps.benchmarks.selectors.board import Measured, Point
from apps.core import figures
from apps.core.figures import Figure, Number, Table, Trajectory, trajectory
from apps.core.templatetags.nexusplan import day, fixed, month, percentage, plain_number
from apps.core.values import Window


def number_of(indicator: Indicator, value: Number, places: int | None = None) -> str:
    """A number of this indicator with its sign or currency; with just so many decimals if they are given."""
    text = str(plain_number(value)) if places is None else fixed(value, places)
    if indicator.value_type == ValueType.PERCENT:
        return percentage(text)
    if indicator.value_type == ValueType.MONEY and indicator.currency:
        return f"{text}\u00a0{indicator.currency}"
    return text


def shown(indicator: Indicator, value: Number | None) -> str | None:
    """A value held as a number, as people read it: the name of its stage, yes or no; None is missing."""
    if value is None:
        return None
    if indicator.value_type == ValueType.YES_NO:
        return _("yes") if value >= 1 else _("no")
    if indicator.value_type == ValueType.STAGE:
        stages = indicator.stages or []
        place = round(float(value))
        return (
            str(stages[place]) if 0 <= place < len(stages) else number_of(indicator, round(float(value), 1))
        )
    return number_of(indicator, value if float(value).is_integer() else round(float(value), 4))


def age_words(progress: Progress) -> str | None:
    """How long ago the last reading was, and whether it still says anything; None without one."""
    if progress.age is None:
        return None
    months = int(progress.age + 1e-9)
    words = (
        _("this month")
        if months == 0
        else ngettext("%(n)s month ago", "%(n)s months ago", months) % {"n": months}
    )
    if progress.expired:
        return _("%(age)s: expired") % {"age": words}
    return _("%(age)s: stale") % {"age": words} if progress.stale else words


def gate_words(indicator: Indicator | None, role: GateBenchmark) -> str:
    """What a gate asks of a benchmark."""
    value = str(role.threshold) if indicator is None else shown(indicator, role.threshold)
    words = _("at least %(value)s") if role.comparator == Comparator.AT_LEAST else _("at most %(value)s")
    return words % {"value": value}


def course(
    measured: Measured,
    progress: Progress,
    *,
    title: str,
    prefix: str = "course",
    gate: GateBenchmark | None = None,
) -> Figure:
    """The course of an indicator: readings that count, expected path, gate, target, and where it may go."""
    indicator, series = measured.indicator, measured.series
    seen = _readings(measured)
    label = None if gate is None else _("gate: %(words)s") % {"words": gate_words(indicator, gate)}
    target = None
    if series.target_value is not None and series.target_on is not None:
        words = _("target %(value)s") % {"value": shown(indicator, series.target_value)}
        target = (series.target_on, series.target_value, words)
    return trajectory(
        prefix=prefix,
        title=title,
        desc=describe(measured, progress, label),
        series=Trajectory(
            observations=seen,
            path=_path(measured),
            gate=None if gate is None or label is None else (gate.threshold, label),
            target=target,
            fan=_fan(measured, progress),
            natural_min=series.natural_min,
            natural_max=series.natural_max,
            observed_label=_("observed"),
            path_label=_("expected"),
            fan_label=_("if the recent pace continues"),
            range_label=_("possible values"),
            break_label=_("break in series"),
        ),
        fmt=lambda value: shown(indicator, value) or "",
        fmt_date=lambda date: str(month(date)),
        empty=_("Nothing observed yet."),
        columns=columns(),
    )


def columns() -> tuple[str, ...]:
    return (_("Series"), _("Date"), _("Value"), _("Standard error"), _("Low"), _("High"), _("Note"))


def _readings(measured: Measured) -> tuple[figures.Observation, ...]:
    found: list[figures.Observation] = []
    before: datetime.date | None = None
    for point in measured.headline:
        if point.on is None:
            continue
        broken = before is not None and any(before < one <= point.on for one in measured.series.breaks)
        found.append(
            figures.Observation(point.on, point.value, point.standard_error, point.low, point.high, broken)
        )
        before = point.on
    return tuple(found)


def _path(measured: Measured) -> tuple[tuple[datetime.date, Number], ...]:
    """The corners of the expected path; nothing where the path says nothing."""
    series = measured.series
    days = {on for on, _value in series.path}
    if series.target_on is not None and series.target_value is not None:
        days.add(series.target_on)
    if days and series.baseline_on is not None and series.baseline_value is not None:
        days.add(series.baseline_on)
    if len(days) < 2:
        return ()
    found = ((on, expected_at(series, on)) for on in sorted(days))
    return tuple((on, value) for on, value in found if value is not None)


def _fan(measured: Measured, progress: Progress) -> tuple[tuple[datetime.date, Number, Number], ...]:
    """Where the series may go by the target date; hidden where assuming no change has been nearer."""
    ahead = progress.forecast
    if not pace_holds(progress) or ahead is None or progress.observed_on is None or progress.value is None:
        return ()
    if measured.series.target_on is None:
        return ()
    return (
        (progress.observed_on, progress.value, progress.value),
        (measured.series.target_on, round(ahead.low, 6), round(ahead.high, 6)),
    )


def pace_holds(progress: Progress) -> bool:
    """The forecast by the recent pace has not been worse than assuming no change (method section F)."""
    ahead = progress.forecast
    if ahead is None:
        return False
    return ahead.error is None or ahead.naive_error is None or ahead.error <= ahead.naive_error


def forecast_words(measured: Measured, progress: Progress) -> list[str]:
    """What may be said about the target date, with how well it would have been said before."""
    ahead, indicator = progress.forecast, measured.indicator
    if ahead is None or measured.series.target_on is None:
        return []
    when = day(measured.series.target_on)
    words = []
    if pace_holds(progress):
        words.append(
            _("If the recent pace continues, %(point)s on %(date)s (%(low)s to %(high)s): %(target)s.")
            % {
                "point": shown(indicator, ahead.point),
                "low": shown(indicator, ahead.low),
                "high": shown(indicator, ahead.high),
                "date": when,
                "target": _("the target is reached")
                if ahead.target_reached
                else _("the target is not reached"),
            }
        )
        words.append(_("If nothing changes, %(value)s.") % {"value": shown(indicator, ahead.naive)})
    else:
        words.append(
            _("Assuming no change (%(value)s on %(date)s) has been nearer than the recent pace.")
            % {"value": shown(indicator, ahead.naive), "date": when}
        )
    if ahead.error is None or ahead.naive_error is None:
        words.append(_("There are too few observations to test either on the past."))
    else:
        words.append(
            _("Tested on the past, the pace was off by %(error)s on average, no change by %(naive)s.")
            % {
                "error": number_of(indicator, round(ahead.error, 2)),
                "naive": number_of(indicator, round(ahead.naive_error, 2)),
            }
        )
    return words


def over_areas(measured: Measured, progress: Progress) -> str | None:
    """The required areas as one, by the rule of the indicator, with how many reported; None without a rule.

    An area without a reading, with an expired one, or with fewer than five people counts as not reported.
    """
    rule = measured.indicator.add_over_areas
    labels = [label for label in measured.required if label.startswith("area:")]
    if rule is None or not labels:
        return None
    rated = dict(progress.groups)
    last = [
        latest(measured.required[label])
        if label in rated and rated[label].status != BenchmarkStatus.NOT_ASSESSED
        else None
        for label in labels
    ]
    found = add_up(
        rule,
        [None if one is None else one.value for one in last],
        [None if one is None or one.people is None else float(one.people) for one in last],
    )
    if found is None:
        return None
    return _("Areas together, as a %(rule)s: %(value)s") % {
        "rule": AddOverAreas(rule).label.lower(),
        "value": _aggregate_words(measured.indicator, found),
    }


def over_periods(measured: Measured, *, as_of: datetime.date) -> str | None:
    """The observations of the last twelve months as one, by the rule of the indicator; None without one.

    A reporting interval without an observation counts as not reported.
    """
    rule = measured.indicator.add_over_periods
    if rule is None:
        return None
    window = Window(as_of, 12)
    values = [one.value for one in measured.headline if one.on is not None and window.holds(one.on)]
    due = max(round(12 / measured.indicator.reporting_interval_months), len(values))
    found = add_up(rule, [*[None] * (due - len(values)), *values])
    if found is None:
        return None
    return _("Last twelve months, as a %(rule)s: %(value)s") % {
        "rule": AddOverPeriods(rule).label.lower(),
        "value": _aggregate_words(measured.indicator, found),
    }


def _aggregate_words(indicator: Indicator, found: Aggregate) -> str:
    """The value with how much of what was expected it rests on; a sum with a hole has none."""
    share = {"n": found.reported, "all": found.expected}
    if found.value is not None:
        value = shown(indicator, round(found.value, 4))
        return _("%(value)s (%(n)s of %(all)s reported)") % {"value": value, **share}
    if found.partial is not None:
        value = shown(indicator, round(found.partial, 4))
        return _("not known (%(n)s of %(all)s reported, %(value)s so far)") % {"value": value, **share}
    return _("not known (%(n)s of %(all)s reported)") % share


def describe(measured: Measured, progress: Progress, gate: str | None = None) -> str:
    """The figure in two sentences."""
    indicator, seen = measured.indicator, measured.headline
    if not seen:
        return _("Nothing observed yet.")
    first, last = seen[0], seen[-1]
    words = [
        _("From %(first)s in %(start)s to %(last)s in %(end)s.")
        % {
            "first": shown(indicator, first.value) or _("not recorded"),
            "start": month(first.on),
            "last": shown(indicator, last.value) or _("not recorded"),
            "end": month(last.on),
        }
    ]
    more = []
    if progress.expected is not None:
        more.append(_("expected by then %(value)s") % {"value": shown(indicator, progress.expected)})
    if gate is not None:
        more.append(gate)
    if measured.series.target_value is not None:
        more.append(
            _("target %(value)s on %(date)s")
            % {
                "value": shown(indicator, measured.series.target_value),
                "date": day(measured.series.target_on),
            }
            if measured.series.target_on is not None
            else _("target %(value)s") % {"value": shown(indicator, measured.series.target_value)}
        )
    if more:
        text = ", ".join(more)
        words.append(text[0].upper() + text[1:] + ".")
    return " ".join(words)


def last_reading(measured: Measured | None) -> Point | None:
    """The last reading for the whole mission that counts."""
    return measured.headline[-1] if measured is not None and measured.headline else None


def value_of(row: Observation) -> object | None:
    """The observed value in whichever column holds it; None is missing."""
    return next(
        (
            one
            for one in (row.value_number, row.value_money, row.value_stage, row.value_yes)
            if one is not None
        ),
        None,
    )


def board_table(lines: Iterable[dict[str, Any]]) -> Table:
    """The board for a spreadsheet: values as recorded, missing left empty."""
    header: Sequence[str] = (
        _("Benchmark"),
        _("Statement"),
        _("Objective"),
        _("Status"),
        _("Now"),
        _("Expected"),
        _("Target"),
        _("Unit"),
        _("Last seen"),
        _("Way to the target"),
        _("Since the last"),
        _("Evidence"),
        _("Readings"),
        _("Gate"),
    )
    return Table(
        tuple(header),
        tuple(
            (
                one["row"].plan.key,
                one["row"].plan.statement,
                one["objective"].code if one["objective"] else None,
                one["status"],
                one["row"].progress.value,
                one["row"].progress.expected,
                None if one["row"].measured is None else one["row"].measured.series.target_value,
                None if one["row"].measured is None else one["row"].measured.indicator.unit,
                one["row"].progress.observed_on,
                one["row"].progress.progress,
                one["sure"].trend,
                one["sure"].grade,
                one["sure"].readings,
                "; ".join(f"{gate['title']}: {gate['role']}, {gate['state']}" for gate in one["gates"])
                or None,
            )
            for one in lines
        ),
    )
