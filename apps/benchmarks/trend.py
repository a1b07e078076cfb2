"""Which way the last two readings go. Pure: a series in, a word out."""

import math
from collections.abc import Sequence
from enum import StrEnum

from apps.benchmarks.enums import Direction
from apps.benchmarks.progress import Reading, Series

CLEAR = 1.96
"""Standard errors that two readings are apart before a change is told."""


class Trend(StrEnum):
    """What the last reading says against the one before it."""

    BETTER = "better"
    WORSE = "worse"
    UNCHANGED = "unchanged"
    UNCLEAR = "unclear"


def trend_of(series: Series, readings: Sequence[Reading]) -> Trend | None:
    """The way from the last reading but one to the last, oldest first; None with fewer than two, or where
    the method changed between them.

    Unclear: nearer to each other than 1.96 standard errors of their difference. For a range, better is
    nearer to it.
    """
    if len(readings) < 2:
        return None
    before, last = readings[-2], readings[-1]
    if any(before.on < day <= last.on for day in series.breaks):
        return None
    if math.isclose(before.value, last.value, rel_tol=1e-9, abs_tol=1e-12):
        return Trend.UNCHANGED
    error = math.hypot(before.standard_error or 0.0, last.standard_error or 0.0)
    if error and abs(last.value - before.value) < CLEAR * error:
        return Trend.UNCLEAR
    gained = _goodness(series, last.value) - _goodness(series, before.value)
    if math.isclose(gained, 0.0, abs_tol=1e-12):
        return Trend.UNCHANGED
    return Trend.BETTER if gained > 0 else Trend.WORSE


def _goodness(series: Series, value: float) -> float:
    """Grows the better a value is for the series."""
    if series.direction in {Direction.INCREASE, Direction.MAINTAIN_ABOVE}:
        return value
    if series.direction in {Direction.DECREASE, Direction.MAINTAIN_BELOW}:
        return -value
    low = -math.inf if series.range_min is None else series.range_min
    high = math.inf if series.range_max is None else series.range_max
    return -max(low - value, value - high, 0.0)
