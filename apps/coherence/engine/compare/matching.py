"""The same on the activities that were there at both dates: what moved, and not who came or left."""

from apps.coherence.engine.compare.results import Matched
from apps.coherence.engine.compare.snapshot import Snapshot, activity_of
from apps.coherence.engine.measure import value_of
from apps.coherence.engine.results import CONSISTENCY
from apps.core.values import mean


def matched(level: str, before: Snapshot, after: Snapshot) -> Matched:
    """A level at both dates over the units of the activities that are active at both.

    Units of no single activity stay; agencies that lead none of these activities are left out. Counted are
    the activities with a unit in the level at both dates.
    """
    both = frozenset(before.leads or ()) & frozenset(after.leads or ())
    if before.leads is None or after.leads is None or not both:
        return Matched(0, None, None, None)
    (then, had), (now, have) = _value(before, level, both), _value(after, level, both)
    return Matched(len(had & have), then, now, None if then is None or now is None else now - then)


def _value(shot: Snapshot, level: str, activities: frozenset[str]) -> tuple[float | None, set[str]]:
    """The level over the units of these activities, and which of them have one."""
    counted: set[str] = set()
    if shot.consistency.get((level, None)) is None:
        return None, counted
    leads = {lead for key, lead in (shot.leads or {}).items() if key in activities}
    values = []
    for part, indicators in shot.subjects(level):
        if shot.consistency[part] is None or (level == "agency" and part[1] not in leads):
            continue
        found = []
        for indicator in indicators.values():
            if indicator.strip == CONSISTENCY and indicator.value is not None:
                units = [(unit, activity_of(unit)) for unit in indicator.units]
                kept = [(unit, key) for unit, key in units if key is None or key in activities]
                counted.update(key for _unit, key in kept if key is not None)
                found.append(value_of(unit for unit, _key in kept))
        subject = mean(value for value in found if value is not None)
        if subject is not None:
            values.append(subject)
    return mean(values), counted
