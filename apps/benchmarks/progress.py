"""How far a benchmark's indicator has come, against its path and in its groups. Pure: no Django, no clock,
no I/O.

All values are numbers already (`as_number`); missing is None. Method section F.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise

from apps.core.values import (
    TOLERANCE,
    Z_95,
    above,
    at_least,
    clamp,
    mean,
    month_number,
    months_between,
    quantile,
    same,
)

ACHIEVED = "achieved"
ON_TRACK = "on_track"
AT_RISK = "at_risk"
OFF_TRACK = "off_track"
REGRESSING = "regressing"
TOO_EARLY = "too_early_to_rate"
NOT_ASSESSED = "not_assessed"
STATUSES = (ACHIEVED, ON_TRACK, AT_RISK, OFF_TRACK, REGRESSING, TOO_EARLY, NOT_ASSESSED)

SMALL_CELL = 5
FORECAST_READINGS = 4


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Cuts of r and of age (in reporting intervals)."""

    on_track_min: float = 0.90
    at_risk_min: float = 0.60
    stale_factor: float = 1.5
    expired_factor: float = 3.0


@dataclass(frozen=True, slots=True)
class Series:
    """What was planned for one indicator. `path` holds the milestones of the whole mission as (date,
    value)."""

    direction: str
    reporting_interval_months: float
    baseline_value: float | None = None
    baseline_on: date | None = None
    target_value: float | None = None
    target_on: date | None = None
    tolerance: float | None = None
    range_min: float | None = None
    range_max: float | None = None
    natural_min: float | None = None
    natural_max: float | None = None
    path: tuple[tuple[date, float], ...] = ()
    breaks: tuple[date, ...] = ()
    shocks: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One accepted observation. `people` is the size of the group it describes, if recorded."""

    on: date
    value: float
    standard_error: float | None = None
    low: float | None = None
    high: float | None = None
    people: int | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """A status with the numbers it was read from; None where the rule gives no number."""

    status: str
    progress: float | None = None
    expected: float | None = None
    r: float | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """If the recent pace continues: Theil-Sen slope per month, value at the target date, its 10-90 % range.

    `naive` is the forecast of no change; `error` and `naive_error` are the mean absolute errors of both
    when each
    earlier reading is forecast from those before it (None while there are too few).
    """

    slope: float
    point: float
    low: float
    high: float
    naive: float
    target_reached: bool
    error: float | None
    naive_error: float | None


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of one indicator at a date. `status_range` is given if the uncertainty changes the label."""

    status: str
    stale: bool
    expired: bool
    value: float | None
    observed_on: date | None
    age: float | None
    progress: float | None
    expected: float | None
    r: float | None
    status_range: tuple[str, str] | None
    groups: tuple[tuple[str, Rating], ...]
    not_disaggregated: tuple[str, ...]
    masked_disparity: bool
    forecast: Forecast | None


def as_number(value: object, stages: Sequence[str] | None = None) -> float | None:
    """A recorded value as a number: a stage is its position from 0, yes 1, no 0, money its amount; unknown
    is None."""
    if value is None:
        return None
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, (int, float, Decimal)):
        return float(value)
    text = str(value)
    if stages:
        return float(stages.index(text)) if text in stages else None
    return float(Decimal(text))


def expected_at(series: Series, day: date) -> float | None:
    """The value the path asks for on a day, piecewise linear; None if the path says nothing about it.

    Baseline and target are points of the path unless a milestone of the same day says otherwise. Before the
    baseline
    and after the last point the path is flat; before the first milestone of a path without baseline it is
    unknown.
    """
    points: dict[date, float] = {}
    if series.target_value is not None and series.target_on is not None:
        points[series.target_on] = series.target_value
    points.update(series.path)
    if not points:
        return None
    if series.baseline_value is not None and series.baseline_on is not None:
        points.setdefault(series.baseline_on, series.baseline_value)
    ordered = sorted(points.items())
    first_day, first_value = ordered[0]
    if day <= first_day:
        known_start = series.baseline_on is not None or day == first_day
        return first_value if known_start else None
    moment = month_number(day)
    for (left_day, left), (right_day, right) in pairwise(ordered):
        if day <= right_day:
            start, end = month_number(left_day), month_number(right_day)
            return left + (right - left) * (moment - start) / (end - start)
    return ordered[-1][1]


def rate(series: Series, value: float, day: date, thresholds: Thresholds) -> Rating:
    """The rating of one value observed on a day: r is taken at the observation date, not today."""
    tolerance = (series.tolerance or 0.0) + TOLERANCE
    target, base = series.target_value, series.baseline_value
    if series.direction == "range":
        if series.range_min is None and series.range_max is None:
            return Rating(NOT_ASSESSED)
        inside = (series.range_min is None or value >= series.range_min - tolerance) and (
            series.range_max is None or value <= series.range_max + tolerance
        )
        return Rating(ACHIEVED if inside else OFF_TRACK)
    if target is None:
        return Rating(NOT_ASSESSED)
    upward = series.direction in {"increase", "maintain_above"}
    maintained = series.direction in {"maintain_above", "maintain_below"} or (
        base is not None and same(target, base)
    )
    if maintained:
        met = value >= target - tolerance if upward else value <= target + tolerance
        return Rating(ACHIEVED if met else OFF_TRACK)
    if base is None:
        return Rating(NOT_ASSESSED)
    progress = (value - base) / (target - base)
    expected = expected_at(series, day)
    due = None if expected is None else expected - base
    pace = None if due is None or same(due, 0.0) else (value - base) / due
    if at_least(progress, 1.0):
        status = ACHIEVED
    elif due is None:
        status = NOT_ASSESSED
    elif pace is None:
        status = TOO_EARLY
    else:
        status = _label(pace, thresholds)
    return Rating(status, progress, expected, pace)


def _label(pace: float, thresholds: Thresholds) -> str:
    if at_least(pace, thresholds.on_track_min):
        return ON_TRACK
    if at_least(pace, thresholds.at_risk_min):
        return AT_RISK
    return OFF_TRACK if at_least(pace, 0.0) else REGRESSING


def latest(readings: Iterable[Reading]) -> Reading | None:
    """The last reading by date; of several on one day the last given."""
    found: Reading | None = None
    for reading in readings:
        if found is None or reading.on >= found.on:
            found = reading
    return found


def assess_series(
    series: Series,
    readings: Sequence[Reading],
    *,
    as_of: date,
    required: Mapping[str, Sequence[Reading]] | None = None,
    phase_changes: Sequence[date] = (),
    thresholds: Thresholds | None = None,
) -> Progress:
    """The state of an indicator at `as_of` from its accepted readings up to that day.

    `required` holds the readings of each group or area that was declared up front, by its label; they are
    rated
    against the headline's baseline, target and path. `phase_changes` end the window a forecast may look
    back on.
    """
    cuts = thresholds if thresholds is not None else Thresholds()
    headline = latest(readings)
    groups, missing = _rate_groups(series, required or {}, as_of, cuts)
    if headline is None:
        return Progress(
            status=NOT_ASSESSED,
            stale=False,
            expired=False,
            value=None,
            observed_on=None,
            age=None,
            progress=None,
            expected=None,
            r=None,
            status_range=None,
            groups=groups,
            not_disaggregated=missing,
            masked_disparity=False,
            forecast=None,
        )
    age = months_between(headline.on, as_of)
    expired = is_expired(series, age, cuts)
    rating = Rating(NOT_ASSESSED) if expired else rate(series, headline.value, headline.on, cuts)
    masked = rating.status in {ON_TRACK, ACHIEVED} and any(
        group.status in {OFF_TRACK, REGRESSING} for _, group in groups
    )
    return Progress(
        status=rating.status,
        stale=is_stale(series, age, cuts) and not expired,
        expired=expired,
        value=headline.value,
        observed_on=headline.on,
        age=age,
        progress=rating.progress,
        expected=rating.expected,
        r=rating.r,
        status_range=None if expired else _status_range(series, headline, rating.status, cuts),
        groups=groups,
        not_disaggregated=missing,
        masked_disparity=masked,
        forecast=None if expired else forecast(series, readings, phase_changes=phase_changes, as_of=as_of),
    )


def is_stale(series: Series, age: float, thresholds: Thresholds) -> bool:
    """The last reading is older than the stale limit."""
    return above(age, thresholds.stale_factor * series.reporting_interval_months)


def is_expired(series: Series, age: float, thresholds: Thresholds) -> bool:
    """The last reading is too old to say anything."""
    return above(age, thresholds.expired_factor * series.reporting_interval_months)


def _rate_groups(
    series: Series, required: Mapping[str, Sequence[Reading]], as_of: date, cuts: Thresholds
) -> tuple[tuple[tuple[str, Rating], ...], tuple[str, ...]]:
    rated: list[tuple[str, Rating]] = []
    missing: list[str] = []
    for label in sorted(required):
        reading = latest(required[label])
        if reading is None:
            missing.append(label)
        elif is_expired(series, months_between(reading.on, as_of), cuts) or (
            reading.people is not None and reading.people < SMALL_CELL
        ):
            rated.append((label, Rating(NOT_ASSESSED)))
        else:
            rated.append((label, rate(series, reading.value, reading.on, cuts)))
    return tuple(rated), tuple(missing)


def _status_range(series: Series, reading: Reading, status: str, cuts: Thresholds) -> tuple[str, str] | None:
    low, high = reading.low, reading.high
    if (low is None or high is None) and reading.standard_error is not None:
        low = reading.value - Z_95 * reading.standard_error
        high = reading.value + Z_95 * reading.standard_error
    if low is None or high is None:
        return None
    ends = tuple(rate(series, value, reading.on, cuts).status for value in (low, high))
    if ends == (status, status):
        return None
    # Inside a range that the interval leaves on both sides, both ends have the other label.
    return (status, ends[1]) if ends[0] == ends[1] else (ends[0], ends[1])


def pairwise_slopes(points: Sequence[tuple[float, float]]) -> list[float]:
    """The slope of every pair of (month, value) points on different dates, as Theil and Sen take them."""
    return [
        (right - left) / (end - start)
        for (start, left), (end, right) in combinations(points, 2)
        if not same(start, end)
    ]


def forecast(
    series: Series, readings: Sequence[Reading], *, phase_changes: Sequence[date], as_of: date
) -> Forecast | None:
    """The value at the target date if the recent pace continues, or None where that sentence would not be
    honest.

    Needs a target ahead of the last reading and at least four readings since the last break of method, with
    no change
    of phase and no declared shock since the first of them.
    """
    if series.target_on is None or series.target_value is None:
        return None
    since = max((day for day in series.breaks if day <= as_of), default=None)
    window = sorted(
        (item for item in readings if since is None or item.on >= since), key=lambda item: item.on
    )
    if len(window) < FORECAST_READINGS or window[-1].on >= series.target_on:
        return None
    if any(window[0].on < day <= as_of for day in (*phase_changes, *series.shocks)):
        return None
    points = [(month_number(item.on), item.value) for item in window]
    slopes = pairwise_slopes(points)
    if not slopes:
        return None
    ahead = month_number(series.target_on) - points[-1][0]
    last = points[-1][1]
    slope = quantile(slopes, 0.5)
    point, low, high = (
        clamp(last + pace * ahead, series.natural_min, series.natural_max)
        for pace in (slope, quantile(slopes, 0.1), quantile(slopes, 0.9))
    )
    error, naive_error = _back_test(points)
    return Forecast(slope, point, low, high, last, _reaches(series, point), error, naive_error)


def _reaches(series: Series, value: float) -> bool:
    if series.target_value is None:
        return False
    if series.direction in {"decrease", "maintain_below"}:
        return at_least(series.target_value, value)
    return at_least(value, series.target_value)


def _back_test(points: Sequence[tuple[float, float]]) -> tuple[float | None, float | None]:
    """Mean absolute errors (slope, no change) when each reading after the third is forecast from those
    before it."""
    errors: list[float] = []
    naive_errors: list[float] = []
    for place in range(FORECAST_READINGS - 1, len(points)):
        slopes = pairwise_slopes(points[:place])
        if slopes:
            (month, value), (now, actual) = points[place - 1], points[place]
            errors.append(abs(value + quantile(slopes, 0.5) * (now - month) - actual))
            naive_errors.append(abs(value - actual))
    return mean(errors), mean(naive_errors)
