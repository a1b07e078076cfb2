"""Counts of a draw: how often each organisation came up."""

from collections.abc import Callable, Sequence
from operator import itemgetter

Counts = Sequence[int]
"""How often each organisation was drawn."""


def picker(places: Sequence[int]) -> Callable[[Counts], Counts]:
    """Takes the counts at these places."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda counts: [counts[place] for place in places]
