"""Policy concordance (W6, E3, I5) where each organisation was drawn so many times, with its positions.

With counts w, the pairs of positions are the sum of w_i x w_j over the pairs of different organisations that
the indicator looks at; counts of one give the indicator itself. Closed forms as in `engine.concordance`.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from operator import mul

from apps.coherence.engine.compare.draws import Counts, picker
from apps.coherence.engine.compare.snapshot import Held, Snapshot
from apps.coherence.engine.index import EXTERNAL, INTERNAL
from apps.coherence.engine.results import Indicator

Organisations = Mapping[str, int]
Tally = Callable[[Counts], tuple[float, float]]
"""(opposed pairs, all pairs) in a draw."""
Known = dict[tuple[str, tuple[Held, ...]], Tally]


def concordance_in_draws(
    shot: Snapshot, indicator: Indicator, places: Organisations, known: Known | None = None
) -> Callable[[Counts], float | None]:
    """The indicator as a function of how often each organisation was drawn: the mean over the objectives that
    have a pair in the draw, None where none has. `known` lets two dates count equal positions once."""
    tallies = []
    known = {} if known is None else known
    for unit in indicator.units:
        if unit.score is not None:
            keys = [key for collection, key in unit.keys if collection == "policy_positions"]
            held = tuple(shot.positions[key] for key in keys)
            if (indicator.id, held) not in known:
                known[indicator.id, held] = _once(_tally(indicator.id, held, places))
            tallies.append(known[indicator.id, held])

    def value(counts: Counts) -> float | None:
        shares = [1 - opposed / pairs for opposed, pairs in (tally(counts) for tally in tallies) if pairs > 0]
        return sum(shares) / len(shares) if shares else None

    return value


def _once(tally: Tally) -> Tally:
    """The tally, counted once for each draw: both dates ask with the very same counts."""
    last: tuple[Counts | None, tuple[float, float]] = (None, (0.0, 0.0))

    def counted(counts: Counts) -> tuple[float, float]:
        nonlocal last
        if counts is not last[0]:
            last = (counts, tally(counts))
        return last[1]

    return counted


def _tally(indicator: str, positions: Sequence[Held], places: Organisations) -> Tally:
    if indicator == "I5":
        return _across(positions, places)
    return _among(positions, places, apart=indicator == "E3")


def _among(positions: Sequence[Held], places: Organisations, *, apart: bool) -> Tally:
    """Pairs of different organisations; `apart`: only of different groups."""
    everyone = picker([places[row.agency] for row in positions])
    plus = picker([places[row.agency] for row in positions if row.support == 1])
    minus = picker([places[row.agency] for row in positions if row.support == -1])
    groups: dict[str, list[Held]] = defaultdict(list)
    if apart:
        for row in positions:
            groups[row.group].append(row)
    inside = [pair for rows in groups.values() for pair in combinations(rows, 2)]
    against = [(one, other) for one, other in inside if one.support * other.support == -1]
    inside_one, inside_other = _pair(inside, places)
    against_one, against_other = _pair(against, places)

    def tally(counts: Counts) -> tuple[float, float]:
        drawn = everyone(counts)
        pairs = (sum(drawn) ** 2 - sum(map(mul, drawn, drawn))) / 2
        opposed = sum(plus(counts)) * sum(minus(counts))
        return (
            opposed - sum(map(mul, against_one(counts), against_other(counts))),
            pairs - sum(map(mul, inside_one(counts), inside_other(counts))),
        )

    return tally


def _across(positions: Sequence[Held], places: Organisations) -> Tally:
    """Pairs of an internal and an external organisation."""

    def of(side: str, *supports: int) -> Callable[[Counts], Counts]:
        return picker(
            [places[row.agency] for row in positions if row.side == side and row.support in supports]
        )

    ours, our_plus, our_minus = of(INTERNAL, -1, 0, 1), of(INTERNAL, 1), of(INTERNAL, -1)
    theirs, their_plus, their_minus = of(EXTERNAL, -1, 0, 1), of(EXTERNAL, 1), of(EXTERNAL, -1)

    def tally(counts: Counts) -> tuple[float, float]:
        opposed = sum(our_plus(counts)) * sum(their_minus(counts))
        opposed += sum(our_minus(counts)) * sum(their_plus(counts))
        return opposed, sum(ours(counts)) * sum(theirs(counts))

    return tally


def _pair(
    pairs: Sequence[tuple[Held, Held]], places: Organisations
) -> tuple[Callable[[Counts], Counts], Callable[[Counts], Counts]]:
    return (
        picker([places[one.agency] for one, _other in pairs]),
        picker([places[other.agency] for _one, other in pairs]),
    )
