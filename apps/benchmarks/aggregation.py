"""Values of several places or periods as one, by the rule the indicator names. Pure; missing is never zero.

A rule takes values of which some are missing (None) and says how many were reported. Whoever shows the
result shows both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SUM, MEAN, WEIGHTED_MEAN, LAST, NONE = "sum", "mean", "weighted_mean", "last", "none"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One value out of `expected` ones, of which `reported` could be used.

    A sum with a hole has no value, only a `partial` one. A mean rests on what was reported.
    """

    value: float | None
    reported: int
    expected: int
    partial: float | None = None

    @property
    def complete(self) -> bool:
        """Everything that was expected was reported."""
        return self.reported == self.expected


def add_up(
    rule: str, values: Sequence[float | None], weights: Sequence[float | None] | None = None
) -> Aggregate | None:
    """The values by their rule; None where the rule is not to add them up.

    `weights` belong to the values one by one, for the weighted mean. Raises ValueError for an unknown rule,
    for a weighted mean without weights, and for weights below zero.
    """
    if rule == NONE:
        return None
    if rule == SUM:
        return summed(values)
    if rule == MEAN:
        return averaged(values)
    if rule == WEIGHTED_MEAN and weights is not None:
        return weighted(values, weights)
    if rule == LAST:
        return last_of(values)
    raise ValueError(f"no rule {rule!r} without weights" if rule == WEIGHTED_MEAN else f"no rule {rule!r}")


def summed(values: Sequence[float | None]) -> Aggregate:
    """The sum, if every value was reported; of none there is none."""
    known = [value for value in values if value is not None]
    partial = sum(known) if known else None
    return Aggregate(partial if len(known) == len(values) else None, len(known), len(values), partial)


def averaged(values: Sequence[float | None]) -> Aggregate:
    """The mean of those reported, each counting once."""
    known = [value for value in values if value is not None]
    return Aggregate(sum(known) / len(known) if known else None, len(known), len(values))


def weighted(values: Sequence[float | None], weights: Sequence[float | None]) -> Aggregate:
    """The mean of those reported with a weight; a value of unknown weight counts as not reported."""
    pairs = [
        (value, weight)
        for value, weight in zip(values, weights, strict=True)
        if value is not None and weight is not None
    ]
    if any(weight < 0 for _value, weight in pairs):
        raise ValueError("a weight below zero")
    whole = sum(weight for _value, weight in pairs)
    mean = sum(value * weight for value, weight in pairs) / whole if whole > 0 else None
    return Aggregate(mean, len(pairs), len(values))


def last_of(values: Sequence[float | None]) -> Aggregate:
    """The last one reported, of values in the order of their periods."""
    known = [value for value in values if value is not None]
    return Aggregate(known[-1] if known else None, len(known), len(values))
