"""Change since the latest earlier recorded assessment: a partial order over the four levels, never a total.
Section C.2."""

from apps.coherence.engine.index import Index
from apps.coherence.engine.measure import PROPORTIONS
from apps.coherence.engine.results import (
    CONSISTENCY,
    LEVELS,
    Levels,
    ProportionChange,
    Subject,
    Trend,
)
from apps.core.values import TOLERANCE, at_least, newcombe


def trend(index: Index, levels: Levels) -> Trend | None:
    """Which levels moved, or None without an earlier recorded assessment."""
    earlier = [row for row in index.inputs.assessments if row.as_of < index.as_of]
    if not earlier:
        return None
    against = max(earlier, key=lambda row: (row.as_of, row.key))
    before = {
        item.level: item.value
        for item in against.values
        if item.strip == CONSISTENCY and item.indicator is None and item.status == "assessed"
    }
    up, down, comparable = [], [], True
    for level in LEVELS:
        old, new = before.get(level), levels.headline(level).consistency.value
        if old is None or new is None:
            comparable = False
        elif at_least(new - old, index.settings.change_delta):
            up.append(level)
        elif at_least(old - new, index.settings.change_delta):
            down.append(level)
    proportions = {}
    for item in against.values:
        part = levels.headline(item.level)
        if item.indicator not in PROPORTIONS or not isinstance(part, Subject) or item.k is None or not item.n:
            continue
        now = part.indicators.get(item.indicator)
        if now is not None and now.value is not None and 0 <= item.k <= item.n:
            difference, low, high = newcombe((item.k, int(item.n)), (now.value * now.n, now.n))
            changed = low > TOLERANCE or high < -TOLERANCE
            proportions[item.indicator] = ProportionChange(difference, low, high, changed)
    return Trend(against.key, _verdict(up, down, comparable=comparable), tuple(up), tuple(down), proportions)


def _verdict(up: list[str], down: list[str], *, comparable: bool) -> str:
    if not comparable:
        return "not_comparable"
    if up and down:
        return "trade_off"
    if up:
        return "more_coherent"
    return "less_coherent" if down else "no_clear_change"
