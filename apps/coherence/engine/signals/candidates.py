"""Pairs of activities that somebody should look at for a contradiction (D4): suggested, never counted.

Method section D: shared area, and objectives in tension. Nothing marks two objectives as in tension by hand,
so recorded rows do: the leads hold opposed positions on an objective both work for, or a live contradiction
lies between activities of the same two objectives.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product

from apps.coherence.engine.concordance import Positions
from apps.coherence.engine.index import Index, pair_of

OPPOSED = "opposed_positions"
TENSION = "objectives_in_tension"
OF_EACH = 100
"""Candidates of each reason at most: a list to begin with, not a census."""
LOOKED_AT = 20_000
"""Pairs looked at for each reason at most, so that a big country costs no more."""


@dataclass(frozen=True, slots=True)
class Because:
    """Why two activities are suggested: the objectives of the one and the other, and for objectives in
    tension a contradiction that shows it."""

    reason: str
    objectives: tuple[str, ...]
    contradiction: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two active activities that share `areas`; `because` has at least one entry."""

    activity_a: str
    activity_b: str
    areas: tuple[str, ...]
    because: tuple[Because, ...]


Found = Iterator[tuple[str, str, Because]]
Places = Mapping[tuple[str, str], list[str]]
"""(objective, area) -> activities with a counted link there."""


def suggested_contradictions(index: Index, positions: Positions) -> list[Candidate]:
    """At most 200 candidates: opposed positions first, then the objectives with the most severe tension.

    Left out: pairs of which any contradiction is recorded, whatever became of it. Humanitarian activities
    take part by the links that count (R5). Cost: links x areas, and a bounded number of pairs.
    """
    recorded = {pair_of(row.activity_a, row.activity_b) for row in index.inputs.contradictions}
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, links in index.links.items():
        for objective in sorted({link.objective for link in links}):
            for area in sorted(set(index.active[key].areas or ())):
                places[objective, area].append(key)
    areas: dict[str, list[str]] = defaultdict(list)
    for objective, area in sorted(places):
        areas[objective].append(area)
    reasons: dict[tuple[str, str], list[Because]] = {}
    for found in (_opposed(index, positions, places, areas), _in_tension(index, places, areas)):
        new: set[tuple[str, str]] = set()
        for one, other, because in islice(found, LOOKED_AT):
            pair = pair_of(one, other)
            if one == other or pair in recorded:
                continue
            if pair not in reasons:
                if len(new) == OF_EACH:
                    break
                new.add(pair)
            mine = reasons.setdefault(pair, [])
            if all(because.reason != known.reason for known in mine):
                mine.append(because)
    return [Candidate(*pair, _shared(index, *pair), tuple(because)) for pair, because in reasons.items()]


def _opposed(index: Index, positions: Positions, places: Places, areas: Mapping[str, list[str]]) -> Found:
    """Activities for one objective in one area whose leads support and oppose it."""
    for objective in sorted(positions):
        support = {row.agency: row.support for row in positions[objective]}
        if not {1, -1} <= set(support.values()):
            continue
        for area in areas.get(objective, ()):
            there = places[objective, area]
            for_it = [key for key in there if support.get(index.active[key].lead) == 1]
            against = [key for key in there if support.get(index.active[key].lead) == -1]
            for one, other in product(against, for_it):
                yield one, other, Because(OPPOSED, (objective,))


def _in_tension(index: Index, places: Places, areas: Mapping[str, list[str]]) -> Found:
    """Activities in one area for two objectives between whose activities a live contradiction lies."""
    severity: dict[tuple[str, str], float] = defaultdict(float)
    shown_by: dict[tuple[str, str], str] = {}
    for edge in sorted(index.edges, key=lambda edge: (-edge.severity, edge.key)):
        ours, theirs = (
            sorted({link.objective for link in index.links.get(activity.key, ())})
            for activity in (edge.a, edge.b)
        )
        # Two activities that both work for an objective say nothing of a tension inside it.
        for pair in {pair_of(one, other) for one, other in product(ours, theirs) if one != other}:
            severity[pair] += edge.severity
            shown_by.setdefault(pair, edge.key)
    for pair in sorted(severity, key=lambda pair: (-severity[pair], pair)):
        one, other = pair
        for area in sorted(set(areas.get(one, ())) & set(areas.get(other, ()))):
            for ours_key, theirs_key in product(places[one, area], places[other, area]):
                yield ours_key, theirs_key, Because(TENSION, pair, shown_by[pair])


def _shared(index: Index, one: str, other: str) -> tuple[str, ...]:
    return tuple(sorted(set(index.active[one].areas or ()) & set(index.active[other].areas or ())))
