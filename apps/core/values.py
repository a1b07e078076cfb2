"""Values that may be missing: dates as months, tolerant comparison, means, intervals, quantiles, money,
periods.

Pure: no Django, no clock, no I/O. Missing is None everywhere and never becomes 0.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

TOLERANCE = 1e-9
Z_95 = 1.96


def month_number(day: date) -> float:
    """Months on one axis: 12 x year + month + (day - 1)/31, so that equal days of the month are whole
    months apart."""
    return 12 * day.year + day.month + (day.day - 1) / 31


def months_between(start: date, end: date) -> float:
    """Months from start to end (negative if end is earlier), on the axis of `month_number`."""
    return month_number(end) - month_number(start)


def at_least(value: float, threshold: float) -> bool:
    """value >= threshold, with tolerance: 0.9 reached by sums of tenths counts as 0.9."""
    return value >= threshold - TOLERANCE


def above(value: float, threshold: float) -> bool:
    """value > threshold by more than the tolerance."""
    return value > threshold + TOLERANCE


def same(a: float, b: float) -> bool:
    """a equals b within the tolerance."""
    return abs(a - b) <= TOLERANCE


def clamp(value: float, low: float | None = 0.0, high: float | None = 1.0) -> float:
    """value moved into [low, high]; None is an open end."""
    if low is not None and value < low:
        return low
    if high is not None and value > high:
        return high
    return value


def ratio(part: float | None, whole: float | None) -> float | None:
    """part / whole, or None if either is missing or the whole is 0."""
    if part is None or whole is None or whole == 0:
        return None
    return part / whole


def mean(values: Iterable[float]) -> float | None:
    """Arithmetic mean, or None of nothing."""
    known = list(values)
    return math.fsum(known) / len(known) if known else None


def total(values: Iterable[float | None]) -> float | None:
    """The sum, or None if any part is missing (the sum of nothing is 0)."""
    parts = list(values)
    known = [part for part in parts if part is not None]
    return math.fsum(known) if len(known) == len(parts) else None


def quantile(values: Sequence[float], share: float) -> float:
    """Quantile by linear interpolation between order statistics. Raises ValueError on an empty sequence."""
    if not values:
        raise ValueError("quantile of nothing")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    lower = math.floor(place)
    upper = min(lower + 1, len(ordered) - 1)
    return ordered[lower] + (place - lower) * (ordered[upper] - ordered[lower])


def wilson(successes: float, trials: float, z: float = Z_95) -> tuple[float, float]:
    """Wilson score interval of a proportion. Raises ValueError if there is no trial."""
    if trials <= 0:
        raise ValueError("interval of no trials")
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return clamp((centre - spread) / scale), clamp((centre + spread) / scale)


def finite_wilson(share: float, trials: float, population: float, z: float = Z_95) -> tuple[float, float]:
    """Wilson interval of a share found in `trials` drawn without replacement from `population`.

    The finite-population correction makes the trials worth (N - 1) / (N - n) times as many; who asked
    everybody knows the share. Raises ValueError if there is no trial, or more of them than population.
    """
    if trials > population + TOLERANCE:
        raise ValueError("more trials than population")
    if trials > 0 and at_least(trials, population):
        return share, share
    worth = trials * (population - 1) / (population - trials)
    low, high = wilson(share * worth, worth, z)
    return min(low, share), max(high, share)


def newcombe(
    before: tuple[float, int], after: tuple[float, int], z: float = Z_95
) -> tuple[float, float, float]:
    """(difference, low, high) of two proportions given as (successes, trials): Newcombe's hybrid of Wilson
    intervals."""
    share_before, share_after = before[0] / before[1], after[0] / after[1]
    low_before, high_before = wilson(*before, z)
    low_after, high_after = wilson(*after, z)
    difference = share_after - share_before
    low = difference - math.hypot(share_after - low_after, high_before - share_before)
    high = difference + math.hypot(high_after - share_after, share_before - low_before)
    return difference, low, high


def as_float(amount: Decimal | str | float | None) -> float | None:
    """A recorded amount as a float, once, on the way in; None stays None."""
    return None if amount is None else float(amount)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both inclusive; None is an open end."""

    start: date | None
    end: date | None

    def covers(self, day: date) -> bool:
        """The day lies in the period."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Window:
    """The trailing months up to and including `end`: a day counts if end - months < day <= end."""

    end: date
    months: float = 12

    def holds(self, day: date) -> bool:
        """A single event on that day counts."""
        return day <= self.end and above(self.months, months_between(day, self.end))

    def meets(self, period: Period) -> bool:
        """A row with that period counts, whole, because some day of it lies in the window."""
        if period.start is not None and period.start > self.end:
            return False
        return period.end is None or above(self.months, months_between(period.end, self.end))


class Rates:
    """Exchange rates into one currency: mission units per unit, the latest on or before the value date."""

    def __init__(self, currency: str, rates: Iterable[tuple[str, date, float]], known_on: date) -> None:
        """`rates` as (currency, valid_on, rate); those after `known_on` do not exist yet."""
        self.currency = currency
        self.known_on = known_on
        self._series: dict[str, tuple[list[date], list[float]]] = {}
        for code, valid_on, rate in sorted(rates):
            if valid_on <= known_on:
                days, values = self._series.setdefault(code, ([], []))
                days.append(valid_on)
                values.append(rate)

    def convert(self, amount: float | None, currency: str | None, day: date | None) -> float | None:
        """The amount in mission currency, or None if it or its rate is unknown. Without a day the last
        known rate."""
        if amount is None or currency is None:
            return None
        if currency == self.currency:
            return amount
        days, values = self._series.get(currency, ([], []))
        place = bisect_right(days, day if day is not None else self.known_on)
        return amount * values[place - 1] if place else None
