"""Two assessments of one mission side by side: what moved, by how much, through which rows, and whether that
can be claimed. Sections C.2 and C.3. Pure."""

from apps.coherence.engine.compare.matching import matched
from apps.coherence.engine.compare.movements import MOVEMENTS_KEPT, movements, proportions
from apps.coherence.engine.compare.resampling import MIN_ORGANISATIONS, interval, organisations
from apps.coherence.engine.compare.results import (
    NOT_ASSESSED_AT_BOTH,
    TOO_FEW_ORGANISATIONS,
    UNITS_NOT_RECORDED,
    Comparison,
    LevelChange,
)
from apps.coherence.engine.compare.snapshot import Held, Snapshot, leads_at, positions_of, snapshot
from apps.coherence.engine.measure import strip_of
from apps.coherence.engine.partial_order import DOWN, UP, direction, verdict
from apps.coherence.engine.results import CONSISTENCY, LEVELS, Indicator
from apps.core.values import TOLERANCE

__all__ = [
    "Comparison",
    "Held",
    "LevelChange",
    "Snapshot",
    "compare",
    "leads_at",
    "positions_of",
    "snapshot",
]


def compare(before: Snapshot, after: Snapshot, *, change_delta: float) -> Comparison:
    """What changed from one snapshot to the other; a level has moved from `change_delta` on.

    The two may be of different dates, or of one date as it was known at different times.
    """
    levels = {level: _level(level, before, after, change_delta) for level in LEVELS}
    directions = {level: change.direction for level, change in levels.items()}
    moved = {level: movements(level, before, after) for level in LEVELS}
    known = before.leads is not None and after.leads is not None
    then, now = frozenset(before.leads or ()), frozenset(after.leads or ())
    return Comparison(
        before=before.as_of,
        after=after.as_of,
        verdict=verdict(directions),
        up=tuple(level for level in LEVELS if directions[level] == UP),
        down=tuple(level for level in LEVELS if directions[level] == DOWN),
        levels=levels,
        movements={level: tuple(found[:MOVEMENTS_KEPT]) for level, found in moved.items()},
        moved={level: len(found) for level, found in moved.items()},
        proportions=proportions(before, after),
        arrived=tuple(sorted(now - then)) if known else (),
        gone=tuple(sorted(then - now)) if known else (),
    )


def _level(level: str, before: Snapshot, after: Snapshot, change_delta: float) -> LevelChange:
    whole = (level, None)
    then, now = before.consistency.get(whole), after.consistency.get(whole)
    count = min(len(organisations(shot, level)) for shot in (before, after))
    reason = None
    if then is None or now is None:
        reason = NOT_ASSESSED_AT_BOTH
    elif before.leads is None or after.leads is None:
        reason = UNITS_NOT_RECORDED
    elif count < MIN_ORGANISATIONS:
        reason = TOO_FEW_ORGANISATIONS
    found = interval(before, after, level) if reason is None else None
    if reason is None and found is None:
        reason = TOO_FEW_ORGANISATIONS
    return LevelChange(
        before=then,
        after=now,
        difference=None if then is None or now is None else now - then,
        direction=direction(then, now, change_delta),
        process_before=before.process.get(whole),
        process_after=after.process.get(whole),
        organisations=count,
        interval=found,
        reason=reason,
        claim=found is not None and (found[0] > TOLERANCE or found[1] < -TOLERANCE),
        other_indicators=_other_indicators(level, before, after),
        matched=matched(level, before, after),
    )


def _other_indicators(level: str, before: Snapshot, after: Snapshot) -> tuple[str, ...]:
    if before.leads is None or after.leads is None:
        return ()
    then, now = dict(before.subjects(level)), dict(after.subjects(level))
    return tuple(
        sorted(
            {
                name
                for part in then.keys() & now.keys()
                for name in then[part].keys() | now[part].keys()
                if strip_of(name) == CONSISTENCY
                and _assessed(then[part].get(name)) != _assessed(now[part].get(name))
            }
        )
    )


def _assessed(indicator: Indicator | None) -> bool:
    return indicator is not None and indicator.value is not None
