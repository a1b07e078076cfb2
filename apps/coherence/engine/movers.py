"""What would move a level most: the units of its consistency indicators that score below 1 or are missing.

The guard of section D.1 holds here too: nothing about a humanitarian exempt activity is ever proposed.
"""

from collections.abc import Iterator
from heapq import nsmallest
from typing import NamedTuple

from apps.coherence.engine.index import Index
from apps.coherence.engine.measure import CRITICAL
from apps.coherence.engine.results import (
    CONSISTENCY,
    LEVELS,
    NOT_APPLICABLE,
    Levels,
    Mover,
    RowKey,
    Subject,
    SubjectLevel,
    Unit,
)

MOVERS_PER_LEVEL = 3
NEVER_ASKED = frozenset({"verification_deferred"})
"""Left out on purpose: asking for it would load those who were to be spared."""


def movers(index: Index, levels: Levels) -> dict[str, tuple[Mover, ...]]:
    """Up to three movers per level, biggest effect first; of equal ones the critical indicator's, then by
    id and rows.

    The effect of a scored unit is what the level gains if it scored 1; of a missing one, how far it opens
    the bounds.
    """
    found = {}
    for level in LEVELS:
        candidates = _candidates(index, level, levels)
        found[level] = tuple(map(_mover, nsmallest(MOVERS_PER_LEVEL, candidates, key=_order)))
    return found


class Candidate(NamedTuple):
    """A unit that could move a level: thousands of them, of which three are told of."""

    level: str
    subject: str | None
    indicator: str
    unit: Unit
    effect: float


def _order(one: Candidate) -> tuple[float, bool, str, tuple[RowKey, ...]]:
    return -round(one.effect, 9), one.indicator != CRITICAL[one.level], one.indicator, one.unit.keys


def _candidates(index: Index, level: str, levels: Levels) -> Iterator[Candidate]:
    part: SubjectLevel | Subject = getattr(levels, level)
    if isinstance(part, Subject):
        yield from _of_subject(index, level, None, part, 1.0)
        return
    applicable = sum(item.consistency.status != NOT_APPLICABLE for item in part.subjects.values())
    for key, subject in part.subjects.items():
        if applicable:
            yield from _of_subject(index, level, key, subject, 1 / applicable)


def _of_subject(
    index: Index, level: str, key: str | None, subject: Subject, part: float
) -> Iterator[Candidate]:
    strip = subject.consistency
    for indicator in subject.indicators.values():
        if indicator.strip != CONSISTENCY or not indicator.N:
            continue
        weight = sum(unit.weight for unit in indicator.units if unit.score is not None)
        for unit in indicator.units:
            if unit.score == 1 or unit.reason in NEVER_ASKED or _exempt(index, unit):
                continue
            scored = unit.score is not None and indicator.value is not None
            effect = part * (
                gain(unit.score, unit.weight, among=weight, assessed=strip.n)
                if scored
                else opening(eligible=indicator.N, applicable=strip.N)
            )
            yield Candidate(level, key, indicator.id, unit, effect)


def gain(score: float | None, weight: float, *, among: float, assessed: int) -> float:
    """What a strip of so many assessed indicators gains if a unit of this weight scored 1; 0 to 1."""
    return weight / among * (1 - (score or 0.0)) / assessed


def opening(*, eligible: int, applicable: int) -> float:
    """How far one unknown unit opens the bounds of a strip of so many applicable indicators; 0 to 1."""
    return 1 / eligible / applicable


def _exempt(index: Index, unit: Unit) -> bool:
    return any(collection == "activities" and key in index.exempt for collection, key in unit.keys)


def _mover(one: Candidate) -> Mover:
    collection, key = one.unit.keys[0]
    params = {
        "indicator": one.indicator,
        "subject": one.subject,
        "row": key,
        "collection": collection,
        "missing": one.unit.score is None,
    }
    return Mover(one.level, f"{one.indicator}_{one.unit.reason}", params, one.unit.keys, one.effect)
