"""Change since the latest earlier recorded assessment: a partial order over the four levels, never a total.
Section C.2."""

from apps.coherence.engine.index import Index
from apps.coherence.engine.inputs import RecordedAssessment
from apps.coherence.engine.measure import PROPORTIONS
from apps.coherence.engine.partial_order import DOWN, UP, direction, proportion_change, verdict
from apps.coherence.engine.results import CONSISTENCY, LEVELS, Levels, Subject, Trend


def consistency_of(recorded: RecordedAssessment) -> dict[str, float | None]:
    """The degree of each level that a recorded assessment holds."""
    return {
        item.level: item.value
        for item in recorded.values
        if item.strip == CONSISTENCY and item.indicator is None and item.status == "assessed"
    }


def trend(index: Index, levels: Levels) -> Trend | None:
    """Which levels moved, or None without an earlier recorded assessment."""
    earlier = [row for row in index.inputs.assessments if row.as_of < index.as_of]
    if not earlier:
        return None
    against = max(earlier, key=lambda row: (row.as_of, row.key))
    before = consistency_of(against)
    directions = {
        level: direction(
            before.get(level), levels.headline(level).consistency.value, index.settings.change_delta
        )
        for level in LEVELS
    }
    proportions = {}
    for item in against.values:
        part = levels.headline(item.level)
        if item.indicator not in PROPORTIONS or not isinstance(part, Subject) or item.k is None or not item.n:
            continue
        now = part.indicators.get(item.indicator)
        if now is not None and now.value is not None and 0 <= item.k <= item.n:
            proportions[item.indicator] = proportion_change((item.k, int(item.n)), (now.value * now.n, now.n))
    return Trend(
        against.key,
        verdict(directions),
        tuple(level for level in LEVELS if directions[level] == UP),
        tuple(level for level in LEVELS if directions[level] == DOWN),
        proportions,
    )
