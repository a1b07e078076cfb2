"""More or less coherent as a partial order over the four levels, never as a total. Section C.2."""

from collections.abc import Mapping

from apps.coherence.engine.results import LEVELS, ProportionChange
from apps.core.values import TOLERANCE, at_least, newcombe

UP = "up"
DOWN = "down"
STEADY = "steady"


def direction(before: float | None, after: float | None, delta: float) -> str | None:
    """Whether a level has moved by at least `delta`; None where a date is not assessed."""
    if before is None or after is None:
        return None
    if at_least(after - before, delta):
        return UP
    return DOWN if at_least(before - after, delta) else STEADY


def verdict(directions: Mapping[str, str | None]) -> str:
    """The one word for the four directions, by level: not comparable as soon as one is unknown."""
    found = {directions[level] for level in LEVELS}
    if None in found:
        return "not_comparable"
    if {UP, DOWN} <= found:
        return "trade_off"
    if UP in found:
        return "more_coherent"
    return "less_coherent" if DOWN in found else "no_clear_change"


def proportion_change(before: tuple[float, int], after: tuple[float, int]) -> ProportionChange:
    """Newcombe's interval for two proportions given as (successes, trials); a change if it leaves out 0."""
    difference, low, high = newcombe(before, after)
    return ProportionChange(difference, low, high, low > TOLERANCE or high < -TOLERANCE)
