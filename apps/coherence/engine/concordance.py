"""Policy concordance (W6, E3, I5): share of position pairs that do not oppose each other, objective by
objective.

Closed forms, so that the pairs are never listed: O(positions), not O(agencies squared).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from apps.coherence.engine.index import Index
from apps.coherence.engine.inputs import Position
from apps.coherence.engine.measure import left_out
from apps.coherence.engine.results import RowKey, Unit

Positions = Mapping[str, Sequence[Position]]
Tally = tuple[int, int]
"""(opposed pairs, all pairs)."""


def positions_by_objective(index: Index) -> dict[str, list[Position]]:
    """The latest position of each agency on each objective in force; R6 leaves out those of principled
    agencies
    on political and security objectives."""
    latest: dict[tuple[str, str], Position] = {}
    for row in index.inputs.policy_positions:
        if row.support is None or row.objective not in index.objectives or not index.known(row.dated_on):
            continue
        if index.principled(row.agency) and index.political_or_security_objective(row.objective):
            continue
        pair = (row.agency, row.objective)
        known = latest.get(pair)
        if known is None or (row.dated_on or date.min) >= (known.dated_on or date.min):
            latest[pair] = row
    found: dict[str, list[Position]] = defaultdict(list)
    for (_, objective), row in sorted(latest.items()):
        found[objective].append(row)
    return found


def concordance_units(
    objectives: Iterable[str],
    positions: Positions,
    relevant: Callable[[Position], bool],
    tally: Callable[[Sequence[Position]], Tally],
) -> list[Unit]:
    """One unit per objective: share of pairs not opposed; unassessed while there is no pair at all."""
    units = []
    for objective in sorted(objectives):
        found = [row for row in positions.get(objective, ()) if relevant(row)]
        opposed, pairs = tally(found)
        keys: list[RowKey] = [("objectives", objective)]
        keys += [("policy_positions", row.key) for row in found]
        if pairs == 0:
            units.append(left_out(keys, "too_few_positions"))
        else:
            reason = "positions_opposed" if opposed else "positions_not_opposed"
            units.append(Unit(tuple(keys), 1 - opposed / pairs, reason=reason))
    return units


def among_all(positions: Sequence[Position]) -> Tally:
    """All pairs of the given positions."""
    plus, minus = _signs(positions)
    return plus * minus, _pairs(len(positions))


def between_groups(group: Callable[[str], str]) -> Callable[[Sequence[Position]], Tally]:
    """Pairs of positions whose agencies belong to different groups."""

    def tally(positions: Sequence[Position]) -> Tally:
        opposed, pairs = among_all(positions)
        groups: dict[str, list[Position]] = defaultdict(list)
        for row in positions:
            groups[group(row.agency)].append(row)
        inside = [among_all(rows) for rows in groups.values()]
        return opposed - sum(item[0] for item in inside), pairs - sum(item[1] for item in inside)

    return tally


def across(side: Callable[[str], str], one: str, other: str) -> Callable[[Sequence[Position]], Tally]:
    """Pairs of one position from each of two sides."""

    def tally(positions: Sequence[Position]) -> Tally:
        ours = [row for row in positions if side(row.agency) == one]
        theirs = [row for row in positions if side(row.agency) == other]
        our_plus, our_minus = _signs(ours)
        their_plus, their_minus = _signs(theirs)
        return our_plus * their_minus + our_minus * their_plus, len(ours) * len(theirs)

    return tally


def _signs(positions: Sequence[Position]) -> tuple[int, int]:
    counted = Counter(row.support for row in positions)
    return counted[1], counted[-1]


def _pairs(count: int) -> int:
    return count * (count - 1) // 2
