"""Which indicators moved, and which rows moved them."""

from collections.abc import Iterator, Mapping
from math import fsum

from apps.coherence.engine.compare.results import APPEARED, CHANGED, LEFT, NOT_RECORDED, Movement, RowChange
from apps.coherence.engine.compare.snapshot import PartKey, Snapshot, identity
from apps.coherence.engine.measure import PROPORTIONS
from apps.coherence.engine.partial_order import proportion_change
from apps.coherence.engine.results import NOT_APPLICABLE, Indicator, ProportionChange, RowKey, Unit
from apps.core.values import same

ROWS_KEPT = 10
MOVEMENTS_KEPT = 20
Identity = tuple[RowKey, ...]


def movements(level: str, before: Snapshot, after: Snapshot) -> list[Movement]:
    """Every indicator of a level whose value or units differ, the biggest fall first.

    With rows only where the units of both snapshots were recorded.
    """
    parts = {part: None for shot in (before, after) for part in shot.indicators if part[0] == level}
    found = [one for part in parts for one in _of_part(part, before, after)]
    return sorted(found, key=lambda one: (one.difference or 0.0, one.subject or "", one.indicator))


def proportions(before: Snapshot, after: Snapshot) -> dict[str, ProportionChange]:
    """The change of every yes-or-no indicator of the levels that are measured as a whole."""
    found = {}
    for part, indicators in after.indicators.items():
        if part[1] is None:
            for name, now in indicators.items():
                change = _proportion(before.indicators.get(part, {}).get(name), now)
                if change is not None:
                    found[name] = change
    return found


def _of_part(part: PartKey, before: Snapshot, after: Snapshot) -> Iterator[Movement]:
    old, new = before.indicators.get(part, {}), after.indicators.get(part, {})
    recorded = before.leads is not None and after.leads is not None
    for name in sorted({**old, **new}):
        was, now = old.get(name), new.get(name)
        value_before = None if was is None else was.value
        value_after = None if now is None else now.value
        known = None if value_before is None or value_after is None else value_after - value_before
        rows = _rows(was, now) if recorded else []
        moved = value_before != value_after if known is None else not same(known, 0.0)
        one = now or was
        if one is not None and (moved or rows):
            yield Movement(
                level=part[0],
                subject=part[1],
                indicator=name,
                strip=one.strip,
                status_before=_status(was, before),
                status_after=_status(now, after),
                before=value_before,
                after=value_after,
                difference=known,
                proportion=_proportion(was, now),
                rows=tuple(rows[:ROWS_KEPT]),
                count=len(rows),
            )


def _status(indicator: Indicator | None, shot: Snapshot) -> str:
    """Of an indicator at one date; one that is not there was not recorded where only values were."""
    if indicator is not None:
        return indicator.status
    return NOT_RECORDED if shot.leads is None else NOT_APPLICABLE


def _proportion(was: Indicator | None, now: Indicator | None) -> ProportionChange | None:
    if was is None or now is None or was.value is None or now.value is None or was.id not in PROPORTIONS:
        return None
    return proportion_change((was.value * was.n, was.n), (now.value * now.n, now.n))


def _rows(was: Indicator | None, now: Indicator | None) -> list[RowChange]:
    """The units that differ, the one that lowered the indicator most first."""
    old, new = _by_identity(was), _by_identity(now)
    top = fsum(unit.score * unit.weight for unit in old.values() if unit.score is not None)
    weight = fsum(unit.weight for unit in old.values() if unit.score is not None)
    found = []
    for key in {**old, **new}:
        one, other = old.get(key), new.get(key)
        if _differs(one, other):
            found.append(_change(one, other, top, weight))
    return sorted(found, key=lambda row: (row.effect or 0.0, row.keys))


def _by_identity(indicator: Indicator | None) -> Mapping[Identity, Unit]:
    return {} if indicator is None else {identity(unit): unit for unit in indicator.units}


def _differs(one: Unit | None, other: Unit | None) -> bool:
    if one is None or other is None:
        return True
    if one.score is None or other.score is None:
        return one.score is not other.score
    return not (same(one.score, other.score) and same(one.weight, other.weight))


def _change(one: Unit | None, other: Unit | None, top: float, weight: float) -> RowChange:
    top_then, weight_then = top, weight
    for unit, sign in ((one, -1), (other, 1)):
        if unit is not None and unit.score is not None:
            top_then += sign * unit.score * unit.weight
            weight_then += sign * unit.weight
    known = weight > 0 and weight_then > 0
    present = other or one
    return RowChange(
        keys=() if present is None else present.keys,
        kind=APPEARED if one is None else LEFT if other is None else CHANGED,
        before=None if one is None else one.score,
        after=None if other is None else other.score,
        reason_before=None if one is None else one.reason,
        reason_after=None if other is None else other.reason,
        effect=top_then / weight_then - top / weight if known else None,
    )
