"""What would move a level most: the units of its consistency indicators that score below 1 or are missing.

The guard of section D.1 holds here too: nothing about a humanitarian exempt activity is ever proposed.
"""

from collections.abc import Iterator
from heapq import nsmallest

from apps.coherence.engine.index import Index
from apps.coherence.engine.results import (
    CONSISTENCY,
    LEVELS,
    NOT_APPLICABLE,
    Indicator,
    Levels,
    Mover,
    Subject,
    SubjectLevel,
    Unit,
)

MOVERS_PER_LEVEL = 3


def movers(index: Index, levels: Levels) -> dict[str, tuple[Mover, ...]]:
    """Up to three movers per level, biggest effect first; ties by indicator and rows."""
    found = {}
    for level in LEVELS:
        candidates = _candidates(index, level, levels)
        order = lambda item: (-round(item.effect, 9), item.params["indicator"], item.rows)  # noqa: E731
        found[level] = tuple(nsmallest(MOVERS_PER_LEVEL, candidates, key=order))
    return found


def _candidates(index: Index, level: str, levels: Levels) -> Iterator[Mover]:
    part: SubjectLevel | Subject = getattr(levels, level)
    if isinstance(part, Subject):
        yield from _of_subject(index, level, None, part, 1.0)
        return
    applicable = [item for item in part.subjects.values() if item.consistency.status != NOT_APPLICABLE]
    for key, subject in part.subjects.items():
        yield from _of_subject(index, level, key, subject, 1 / len(applicable) if applicable else 0.0)


def _of_subject(index: Index, level: str, key: str | None, subject: Subject, part: float) -> Iterator[Mover]:
    shown = [item for item in subject.indicators.values() if item.strip == CONSISTENCY and item.N]
    for indicator in shown:
        weight = sum(unit.weight for unit in indicator.units)
        for unit in indicator.units:
            if unit.score == 1 or not weight or _exempt(index, unit):
                continue
            effect = part / len(shown) * unit.weight / weight * (1 - (unit.score or 0.0))
            yield _mover(level, key, indicator, unit, effect)


def _exempt(index: Index, unit: Unit) -> bool:
    return any(collection == "activities" and key in index.exempt for collection, key in unit.keys)


def _mover(level: str, subject: str | None, indicator: Indicator, unit: Unit, effect: float) -> Mover:
    collection, key = unit.keys[0]
    params = {
        "indicator": indicator.id,
        "subject": subject,
        "row": key,
        "collection": collection,
        "missing": unit.score is None,
    }
    return Mover(level, f"{indicator.id}_{unit.reason}", params, unit.keys, effect)
