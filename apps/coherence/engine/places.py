"""Places in their tree, and the phase of each: its own, else its nearest ancestor's, else the mission's."""

from collections.abc import Iterator, Mapping

from apps.coherence.engine.index import Index
from apps.coherence.engine.inputs import PhasePeriod

PHASES = ("stabilisation", "transition", "consolidation", "exit")

Place = str | None
"""The key of an area, or None for the whole mission."""


def parents_of(index: Index) -> dict[str, Place]:
    """The parent of each area; None at the top of the tree."""
    return {row.key: row.parent for row in index.inputs.areas}


def upwards(place: Place, parents: Mapping[str, Place]) -> Iterator[Place]:
    """The place itself, its ancestors from the nearest on, and the mission. A circle is walked once."""
    seen: set[str] = set()
    while place is not None and place not in seen:
        yield place
        seen.add(place)
        place = parents.get(place)
    yield None


def periods_in_force(index: Index) -> dict[Place, PhasePeriod]:
    """The phase period that holds at the date for each area, and for the mission where it has one of its own.

    Of several that cover the date in one place, the one that began last.
    """
    own: dict[Place, PhasePeriod] = {}
    for row in index.inputs.phase_periods:
        covers = row.period_from <= index.as_of and (row.period_to is None or index.as_of < row.period_to)
        known = own.get(row.area)
        if covers and (known is None or (row.period_from, row.phase) >= (known.period_from, known.phase)):
            own[row.area] = row
    parents = parents_of(index)
    found: dict[Place, PhasePeriod] = {None: own[None]} if None in own else {}
    for area in parents:
        nearest = next((own[place] for place in upwards(area, parents) if place in own), None)
        if nearest is not None:
            found[area] = nearest
    return found
