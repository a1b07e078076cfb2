"""Who says so? Each level in two words after IPCC practice: how much evidence, how much agreement.

Method section C.3. The cuts are our convention; they qualify a level and never change it.
"""

from collections.abc import Iterable

from apps.coherence.engine.grades import EVIDENCE_RANK, RANK, VERIFIED
from apps.coherence.engine.index import Index
from apps.coherence.engine.results import LEVELS, Levels, SubjectLevel, WhoSaysSo
from apps.coherence.engine.settings import (
    AGREEMENT_HIGH,
    AGREEMENT_MEDIUM,
    AGREEMENT_MIN_N,
    EVIDENCE_COVERAGE,
    EVIDENCE_VERIFIED,
    LOW_N,
    RATINGS_APART,
)
from apps.core.values import at_least, ratio

LIMITED, MEDIUM, ROBUST = "limited", "medium", "robust"
LOW, HIGH = "low", "high"


def who_says_so(index: Index, levels: Levels) -> dict[str, WhoSaysSo]:
    """Per level the words and what they rest on: the links of the activities behind its indicators, the
    contradictions and ratings that these name. O(units + links)."""
    return {level: _level(index, levels, level) for level in LEVELS}


def _level(index: Index, levels: Levels, level: str) -> WhoSaysSo:
    part = getattr(levels, level)
    subjects = list(part.subjects.values()) if isinstance(part, SubjectLevel) else [part]
    found = [item for subject in subjects for item in subject.indicators.values()]
    rows = {key for item in found for unit in item.units for key in unit.keys}
    known, eligible = sum(item.n for item in found), sum(item.N for item in found)
    coverage = ratio(known, eligible)
    activities = {key for collection, key in rows if collection == "activities"}
    links = [link.key for key in activities for link in index.links.get(key, ())]
    ranks = [RANK[index.grades[key].effective] for key in links]
    edges = [edge for edge in index.edges if ("contradictions", edge.key) in rows]
    ranks += [RANK[edge.row.grade] for edge in edges]
    graded = sum(rank >= EVIDENCE_RANK for rank in ranks)
    verified = sum(rank == RANK[VERIFIED] for rank in ranks)
    voices = [*_links(index, links), *_ratings(index, rows)]
    voices += [True for edge in edges if edge.row.acknowledged_by]
    return WhoSaysSo(
        evidence=_evidence(coverage, verified, graded),
        agreement=_agreement(voices),
        coverage=coverage,
        graded=graded,
        verified=verified,
        second_voices=len(voices),
        agreeing=sum(voices),
    )


def _evidence(coverage: float | None, verified: int, graded: int) -> str:
    """limited below half of the units known; robust from four fifths on if at least ten statements are
    evidenced and half of these verified independently; medium between."""
    if coverage is None or not at_least(coverage, EVIDENCE_COVERAGE[0]):
        return LIMITED
    solid = graded >= LOW_N and at_least(verified / graded, EVIDENCE_VERIFIED)
    return ROBUST if solid and at_least(coverage, EVIDENCE_COVERAGE[1]) else MEDIUM


def _agreement(voices: list[bool]) -> str | None:
    """How many of the statements on which a second party has spoken it shares; None below three of them."""
    share = ratio(sum(voices), len(voices))
    if share is None or len(voices) < AGREEMENT_MIN_N:
        return None
    if at_least(share, AGREEMENT_HIGH):
        return HIGH
    return MEDIUM if at_least(share, AGREEMENT_MEDIUM) else LOW


def _links(index: Index, keys: Iterable[str]) -> list[bool]:
    """A verified link is shared, a disputed one is not; on the others nobody else has spoken."""
    grades = [index.grades[key] for key in keys]
    return [not grade.disputed for grade in grades if grade.disputed or grade.effective == VERIFIED]


def _ratings(index: Index, rows: Iterable[tuple[str, str]]) -> list[bool]:
    """Two ratings of one relation are shared if they are at most one step apart."""
    wanted = {key for collection, key in rows if collection == "relationships"}
    return [
        abs(row.rating_a - row.rating_b) < RATINGS_APART
        for row in index.relationships.values()
        if row.key in wanted and row.rating_a is not None and row.rating_b is not None
    ]
