"""Is the change of a level real? Lead organisations drawn again and again. Section C.3.

The links and activities of one organisation are not independent of each other, so that organisations are
drawn, with all that is theirs at both dates, and not activities: their activities, and their positions on
objectives, also of those that lead nothing. An organisation drawn twice holds its position twice; it makes no
pair with itself.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from random import Random

from apps.coherence.engine.compare.concordance import Known, concordance_in_draws
from apps.coherence.engine.compare.draws import Counts, picker
from apps.coherence.engine.compare.snapshot import Snapshot, activity_of
from apps.coherence.engine.results import CONSISTENCY, Indicator, Interval, Unit
from apps.core.values import quantile

RESAMPLES = 1000
SEED = 20070
MIN_ORGANISATIONS = 8
OF_POSITIONS = frozenset({"W6", "E3", "I5"})

Organisations = Mapping[str, int]
"""Each organisation with its place in the list of counts."""
Value = Callable[[Counts], float | None]
"""A number as a function of how often each organisation was drawn."""


@dataclass(frozen=True, slots=True)
class Part:
    """One indicator as sums by organisation: of score x weight, and of weight; `pick` takes their counts."""

    pick: Callable[[Counts], Counts]
    tops: Sequence[float]
    weights: Sequence[float]
    fixed_top: float
    fixed_weight: float

    def value(self, counts: Counts) -> float | None:
        """The indicator in this draw; None where no unit of it was drawn."""
        picked = self.pick(counts)
        weight: float = self.fixed_weight + sum(map(mul, picked, self.weights))
        if weight <= 0:
            return None
        top: float = self.fixed_top + sum(map(mul, picked, self.tops))
        return top / weight


def organisations(shot: Snapshot, level: str) -> set[str]:
    """The lead organisations behind a level: those with a unit in an assessed indicator of consistency."""
    if level == "agency":
        return {
            key
            for (name, key), value in shot.consistency.items()
            if name == level and key and value is not None
        }
    return {
        lead
        for indicators in _assessed(shot, level)
        for indicator in indicators
        for unit in indicator.units
        if unit.score is not None and (lead := _lead(shot, unit)) is not None
    }


def interval(before: Snapshot, after: Snapshot, level: str) -> Interval | None:
    """The 95 % interval of the difference of a level; None where no draw can be assessed at both dates.

    Repeatable: the seed is fixed. Cost: draws x (organisations x indicators + positions).
    """
    names = sorted(_drawn(before, level) | _drawn(after, level))
    places = {name: place for place, name in enumerate(names)}
    known: Known = {}
    then, now = _level(before, level, places, known), _level(after, level, places, known)
    chance = Random(SEED)  # noqa: S311  repeatable on purpose, no secret
    differences = []
    for _ in range(RESAMPLES):
        counts = [0] * len(names)
        for place in chance.choices(range(len(names)), k=len(names)):
            counts[place] += 1
        one, other = then(counts), now(counts)
        if one is not None and other is not None:
            differences.append(other - one)
    if not differences:
        return None
    return quantile(differences, 0.025), quantile(differences, 0.975)


def level_value(shot: Snapshot, level: str) -> float | None:
    """The level as the draws compute it, with every organisation drawn once."""
    names = sorted(_drawn(shot, level))
    places = {name: place for place, name in enumerate(names)}
    return _level(shot, level, places)([1] * len(names))


def _drawn(shot: Snapshot, level: str) -> set[str]:
    """The organisations that are drawn for a level: the leads, and who holds a position that counts in it."""
    found = organisations(shot, level)
    if level == "agency":
        return found
    return found | {
        shot.positions[key].agency
        for indicators in _assessed(shot, level)
        for indicator in indicators
        for unit in indicator.units
        if unit.score is not None
        for collection, key in unit.keys
        if collection == "policy_positions" and key in shot.positions
    }


def _level(shot: Snapshot, level: str, places: Organisations, known: Known | None = None) -> Value:
    if level == "agency":
        return _of_agencies(shot, places)
    subjects = [
        [_value(shot, indicator, places, known) for indicator in found] for found in _assessed(shot, level)
    ]

    def value(counts: Counts) -> float | None:
        return _mean([_mean([part(counts) for part in parts]) for parts in subjects])

    return value


def _value(shot: Snapshot, indicator: Indicator, places: Organisations, known: Known | None) -> Value:
    if indicator.id in OF_POSITIONS:
        return concordance_in_draws(shot, indicator, places, known)
    return _part(shot, indicator, places).value


def _of_agencies(shot: Snapshot, places: Organisations) -> Value:
    values = {
        places[key]: value
        for (level, key), value in shot.consistency.items()
        if level == "agency" and key is not None and value is not None
    }
    pick = picker(list(values))

    def value(counts: Counts) -> float | None:
        picked = pick(counts)
        drawn = sum(picked)
        top: float = sum(map(mul, picked, values.values()))
        return top / drawn if drawn else None

    return value


def _assessed(shot: Snapshot, level: str) -> list[list[Indicator]]:
    """Per assessed subject its assessed indicators of consistency."""
    return [
        [one for one in indicators.values() if one.strip == CONSISTENCY and one.value is not None]
        for part, indicators in shot.subjects(level)
        if shot.consistency[part] is not None
    ]


def _lead(shot: Snapshot, unit: Unit) -> str | None:
    activity = activity_of(unit)
    return None if activity is None else (shot.leads or {}).get(activity)


def _part(shot: Snapshot, indicator: Indicator, places: Organisations) -> Part:
    tops: dict[str | None, float] = defaultdict(float)
    weights: dict[str | None, float] = defaultdict(float)
    for unit in indicator.units:
        if unit.score is not None:
            lead = _lead(shot, unit)
            tops[lead] += unit.score * unit.weight
            weights[lead] += unit.weight
    names = [name for name in tops if name is not None]
    return Part(
        picker([places[name] for name in names]),
        [tops[name] for name in names],
        [weights[name] for name in names],
        tops[None],
        weights[None],
    )


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
