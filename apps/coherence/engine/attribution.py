"""Money of activities shared out over the objectives they serve, at evidenced or better (E5, D2, D11,
D12)."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from apps.coherence.engine.grades import EVIDENCE_RANK, RANK
from apps.coherence.engine.index import Index, Money
from apps.coherence.engine.results import RowKey

Relation = tuple[str, str]
"""(funder, objective)."""


def evidenced_shares(index: Index) -> dict[str, tuple[tuple[str, float, str], ...]]:
    """Per active activity (objective, share of its money, link) for links at E or better.

    Recorded shares count only if every such link of the activity has one; otherwise all get the same.
    """
    shares = {}
    for activity, links in index.links.items():
        found = [link for link in links if RANK[index.grades[link.key].effective] >= EVIDENCE_RANK]
        if not found:
            continue
        recorded = [link.share for link in found if link.share is not None]
        parts = recorded if len(recorded) == len(found) else [1 / len(found)] * len(found)
        shares[activity] = tuple(
            (link.objective, part, link.key) for link, part in zip(found, parts, strict=True)
        )
    return shares


def attributed(
    shares: dict[str, tuple[tuple[str, float, str], ...]],
    lines: Iterable[Money],
    amount: Callable[[Money], float | None],
) -> tuple[dict[Relation, float], dict[Relation, list[RowKey]]]:
    """(amount per funder and objective, rows behind each).

    Relations without a known positive amount are no relations.
    """
    sums: dict[Relation, float] = defaultdict(float)
    behind: dict[Relation, list[RowKey]] = defaultdict(list)
    for money in lines:
        parts = shares.get(money.line.activity)
        if parts is None:
            continue
        value = amount(money)
        if value is None or value == 0:
            continue
        for objective, part, link in parts:
            relation = (money.line.funder, objective)
            sums[relation] += value * part
            behind[relation] += [("funding_lines", money.line.key), ("alignment_links", link)]
    positive = {relation: value for relation, value in sums.items() if value > 0}
    return positive, {relation: behind[relation] for relation in positive}


def unrecorded(
    shares: dict[str, tuple[tuple[str, float, str], ...]],
    lines: Iterable[Money],
    amount: Callable[[Money], float | None],
) -> dict[str, int]:
    """How many lines of each objective have no known amount, so that what is attributed to it is too low."""
    counts: dict[str, int] = defaultdict(int)
    for money in lines:
        if amount(money) is None:
            for objective, _part, _link in shares.get(money.line.activity, ()):
                counts[objective] += 1
    return dict(counts)


def by_objective(relations: dict[Relation, float]) -> dict[str, dict[str, float]]:
    """objective -> funder -> amount."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for (funder, objective), value in relations.items():
        found[objective][funder] = value
    return found
