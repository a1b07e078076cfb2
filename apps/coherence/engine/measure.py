"""From units to an indicator: value, coverage, bounds, interval. Every indicator goes through here."""

from collections.abc import Iterable
from math import fsum

from apps.coherence.engine.results import (
    ASSESSED,
    CONSISTENCY,
    NOT_APPLICABLE,
    NOT_ASSESSED,
    PROCESS,
    Indicator,
    Interval,
    RowKey,
    Unit,
)
from apps.coherence.engine.settings import LOW_N
from apps.core.values import at_least, clamp, wilson

COUNT = "count"
MONEY = "money"

INDICATORS = {
    "agency": ("A1", "A2", "A3", "A4", "A5", "A6"),
    "whole_of_government": ("W1", "W2", "W3", "W4", "W5", "W6"),
    "external": ("E1", "E2", "E3", "E4", "E5", "E6", "E7"),
    "internal_external": ("I1", "I2", "I3", "I4", "I5", "I6", "I7"),
}
"""Indicators by level."""
OF_PROCESS = frozenset({"A4", "W1", "W2", "W5", "E2", "E4", "E5", "E7", "I3", "I6"})
"""Indicators of coordination; all others are of consistency and make the level's score."""
CRITICAL = {"agency": "A3", "whole_of_government": "W3", "external": "E6", "internal_external": "I2"}
PROPORTIONS = frozenset({"A1", "A2", "A5", "W1", "W2", "W4", "E1", "E2", "E5", "E7", "I2", "I3", "I6"})
"""Indicators whose units are yes or no: with few of them, their Wilson interval is shown."""
IN_MONEY = frozenset({"A6", "E4", "I4"})


def value_of(units: Iterable[Unit]) -> float | None:
    """The value the units give: sum of score x weight over sum of weight, of the units with a score, within
    0-1.

    Units of a count weigh 1, so that this is their mean score; units of a money indicator weigh their
    amount. None if
    no unit has a score or nothing has weight.
    """
    known = [(unit.score, unit.weight) for unit in units if unit.score is not None]
    weight = fsum(weight for _, weight in known)
    return clamp(fsum(score * weight for score, weight in known) / weight) if weight > 0 else None


def strip_of(indicator: str) -> str:
    """consistency or process."""
    return PROCESS if indicator in OF_PROCESS else CONSISTENCY


def measure(indicator: str, units: Iterable[Unit], *, coverage_min: float) -> Indicator:
    """The indicator from its units. No unit: not applicable. Too few known: not assessed, with bounds.

    Money: the bounds take the share c of known lines, lo = c·v and hi = c·v + 1 − c; known lines without
    any money and
    no unknown ones are not applicable. Counts: every unknown unit at 0, then at 1.
    """
    behind = tuple(units)
    n, eligible = sum(unit.score is not None for unit in behind), len(behind)
    value = value_of(behind)
    if eligible == 0 or (value is None and n == eligible):
        return not_applicable(indicator, units=behind)
    coverage = n / eligible
    share = 0.0 if value is None else coverage
    low = share * (value or 0.0)
    status = ASSESSED if value is not None and at_least(coverage, coverage_min) else NOT_ASSESSED
    return Indicator(
        id=indicator,
        strip=strip_of(indicator),
        kind=MONEY if indicator in IN_MONEY else COUNT,
        status=status,
        value=value if status == ASSESSED else None,
        n=n,
        N=eligible,
        lo=clamp(low),
        hi=clamp(low + (1 - share)),
        units=behind,
        wilson=low_n_interval(behind) if status == ASSESSED and indicator in PROPORTIONS else None,
    )


def low_n_interval(units: Iterable[Unit]) -> Interval | None:
    """The 95 % Wilson interval of yes-or-no units where there are fewer than ten with a score."""
    scores = [unit.score for unit in units if unit.score is not None]
    return wilson(fsum(scores), len(scores)) if 0 < len(scores) < LOW_N else None


def not_applicable(indicator: str, *, units: tuple[Unit, ...] = (), flag: str | None = None) -> Indicator:
    """Structurally impossible: nothing to measure, which is neither 0 nor missing."""
    return Indicator(
        id=indicator,
        strip=strip_of(indicator),
        kind=MONEY if indicator in IN_MONEY else COUNT,
        status=NOT_APPLICABLE,
        value=None,
        n=0,
        N=0,
        lo=None,
        hi=None,
        units=units,
        flag=flag,
    )


def left_out(keys: Iterable[RowKey], reason: str) -> Unit:
    """A unit nothing is known about."""
    return Unit(tuple(keys), None, 1.0, reason)
