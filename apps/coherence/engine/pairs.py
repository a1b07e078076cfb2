"""Interdependent pairs of agencies and whether their relationship lies in its band (E7, W2, D6). Method
section A.4."""

from collections import defaultdict
from collections.abc import Iterable
from heapq import nsmallest

from apps.coherence.engine.index import Index, pair_of
from apps.coherence.engine.inputs import Relationship
from apps.coherence.engine.measure import left_out
from apps.coherence.engine.results import Unit
from apps.coherence.engine.settings import COUNTERPARTS

Pair = tuple[str, str]

SAME_STATE_BAND = (3, 5)
DEFAULT_BAND = (2, 5)
GUARDED_BAND = (1, 2)
"""Principled humanitarian and political or security agency; its ceiling holds even against an agreed band."""
PRINCIPLED_BAND = (1, 4)


def interdependent_pairs(index: Index) -> dict[Pair, int]:
    """Pairs that should be rated, with their number of shared objective x area cells.

    Both lead active activities and share a cell (among the ten closest counterparts of either), or a live
    contradiction, or an area where one of them is principled humanitarian.
    """
    shared = _closest(shared_cells(index))
    for edge in index.edges:
        if edge.a.lead != edge.b.lead:
            shared.setdefault(pair_of(edge.a.lead, edge.b.lead), 0)
    areas: dict[str, set[str]] = defaultdict(set)
    for agency, activities in index.led_by.items():
        for activity in activities:
            for area in activity.areas or ():
                areas[area].add(agency)
    for agencies in areas.values():
        for principled in (agency for agency in agencies if index.principled(agency)):
            for other in agencies - {principled}:
                shared.setdefault(pair_of(principled, other), 0)
    return shared


def shared_cells(index: Index) -> dict[Pair, int]:
    """Number of objective x area cells that two agencies share, for pairs sharing any. One bitset per
    agency."""
    bit_of: dict[tuple[str, str], int] = {}
    agencies_of: list[int] = []
    cells: dict[str, int] = {}
    names = sorted(index.led_by)
    for place, agency in enumerate(names):
        mask = 0
        for activity in index.led_by[agency]:
            areas = activity.areas or ()
            for link in index.links.get(activity.key, ()):
                for area in areas:
                    bit = bit_of.setdefault((link.objective, area), len(bit_of))
                    if bit == len(agencies_of):
                        agencies_of.append(0)
                    agencies_of[bit] |= 1 << place
                    mask |= 1 << bit
        cells[agency] = mask
    shared: dict[Pair, int] = {}
    for place, agency in enumerate(names):
        mask = cells[agency]
        if not mask:
            continue
        for other in names[place + 1 :]:
            common = mask & cells[other]
            if common:
                shared[agency, other] = common.bit_count()
    return shared


def _closest(shared: dict[Pair, int]) -> dict[Pair, int]:
    """The union of each agency's ten closest counterparts; ties by key."""
    counterparts: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for (a, b), count in shared.items():
        counterparts[a].append((-count, b))
        counterparts[b].append((-count, a))
    kept: dict[Pair, int] = {}
    for agency, others in counterparts.items():
        for count, other in nsmallest(COUNTERPARTS, others):
            kept[pair_of(agency, other)] = -count
    return kept


def band_of(index: Index, pair: Pair, row: Relationship | None) -> tuple[int, int]:
    """The band the pair should lie in: the agreed one, else the default of its kind."""
    a, b = pair
    principled = index.principled(a) or index.principled(b)
    state = index.agencies[a].state
    guarded = principled and (
        index.agencies[a].political_or_security or index.agencies[b].political_or_security
    )
    if guarded:
        low, high = GUARDED_BAND
    elif principled:
        low, high = PRINCIPLED_BAND
    elif state is not None and state == index.agencies[b].state:
        low, high = SAME_STATE_BAND
    else:
        low, high = DEFAULT_BAND
    if row is not None and index.known(row.band_agreed_on):
        low = low if row.band_min is None else row.band_min
        high = high if row.band_max is None else row.band_max
    return low, min(high, GUARDED_BAND[1]) if guarded else high


def relationship_units(index: Index, pairs: Iterable[Pair]) -> list[Unit]:
    """One unit per pair: 1 inside its band, 0 outside; unassessed unless both sides rated it."""
    units = []
    for pair in sorted(pairs):
        row = index.relationships.get(pair)
        keys = tuple(("agencies", agency) for agency in pair)
        if row is not None:
            keys = (("relationships", row.key), *keys)
        if row is None or row.rating_a is None or row.rating_b is None:
            one_sided = row is not None and (row.rating_a is not None or row.rating_b is not None)
            units.append(left_out(keys, "rated_by_one_side" if one_sided else "not_rated"))
            continue
        low, high = band_of(index, pair, row)
        if min(row.rating_a, row.rating_b) < low:
            units.append(Unit(keys, 0.0, reason="below_band"))
        elif max(row.rating_a, row.rating_b) > high:
            units.append(Unit(keys, 0.0, reason="above_band"))
        else:
            units.append(Unit(keys, 1.0, reason="in_band"))
    return units
