"""How far people who coded the same thing agree: Krippendorff's alpha. Method section C.3.

Of contradictions: activities whose relation two or more agencies have scored (ordinal, -3 to +3). Of links:
activities that two or more agencies have checked in random audits (nominal: confirmed or not). Nothing else
is coded twice in the record.

Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from random import Random

from apps.coherence.engine.audit import ANSWERS, CONFIRMED
from apps.coherence.engine.index import Index, pair_of
from apps.coherence.engine.results import Indicator, Interval, Levels, RowKey, Subject, SubjectLevel
from apps.coherence.engine.settings import ALPHA_MIN_N, ALPHA_RELIABLE, ALPHA_TENTATIVE
from apps.core.values import at_least, quantile

DRAWS = 1000
SEED = 2011
WITHDRAWN = "withdrawn"
CONTRADICTIONS, LINKS = "contradictions", "links"
AFFECTED = {CONTRADICTIONS: ("A3", "W3", "E6", "I7"), LINKS: ("A5", "E1", "I2")}
"""The indicators that rest on what was coded; provisional while people agree too little."""

Codings = tuple[int, ...]
Metric = Callable[[int, int], float]
"""Squared difference of two values."""


@dataclass(frozen=True, slots=True)
class Coded:
    """One thing that was coded twice or more: the rows that say so and what they say."""

    keys: tuple[RowKey, ...]
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """`value` None where less than two things were coded twice, or all codings are the same value: then
    nothing varies. `interval` holds it in 95 of 100 draws of the things. `status` is not_assessed,
    too_few, reliable, tentative or unreliable."""

    value: float | None
    interval: Interval | None
    coded: tuple[Coded, ...]
    codings: int
    status: str


def agreements(index: Index) -> dict[str, Agreement]:
    """Of contradictions and of links. O(contradictions + audit units), and the draws."""
    return {
        CONTRADICTIONS: agreement(_scored(index), ordinal),
        LINKS: agreement(_checked(index), nominal),
    }


def agreement(coded: Sequence[Coded], metric: Callable[[Mapping[int, int]], Metric]) -> Agreement:
    """Alpha of what was coded, with its interval by drawing the coded things again; the seed is fixed."""
    units = [one.values for one in coded]
    difference = metric(Counter(value for unit in units for value in unit))
    value = alpha(units, difference)
    if value is None or len(units) < 2:
        return Agreement(None, None, tuple(coded), sum(map(len, units)), "not_assessed")
    # Equal codings are one kind: a draw counts kinds, so that many coded things cost no more than few.
    kinds = Counter(tuple(sorted(unit)) for unit in units)
    patterns = list(kinds)
    weights = list(accumulate(kinds.values()))
    chance = Random(SEED)  # noqa: S311  repeatable on purpose, no secret
    drawn = []
    for _ in range(DRAWS):
        found = Counter(chance.choices(patterns, cum_weights=weights, k=len(units)))
        one = alpha(found.keys(), difference, times=found)
        drawn.append(1.0 if one is None else one)
    interval = (quantile(drawn, 0.025), quantile(drawn, 0.975))
    return Agreement(value, interval, tuple(coded), sum(map(len, units)), _status(value, len(units)))


def alpha(
    units: Iterable[Codings], difference: Metric, times: Mapping[Codings, int] | None = None
) -> float | None:
    """1 - observed over expected disagreement; None where all codings are one value. Units of a single coding
    do not count; `times` says how often each unit counts, once without it."""
    observed = 0.0
    marginal: Counter[int] = Counter()
    for unit in units:
        if len(unit) < 2:
            continue
        often = 1 if times is None else times[unit]
        counts = Counter(unit)
        pairs = sum(
            counts[one] * counts[other] * difference(one, other) for one in counts for other in counts
        )
        observed += often * pairs / (len(unit) - 1)
        for value, count in counts.items():
            marginal[value] += often * count
    total = sum(marginal.values())
    expected = sum(
        marginal[one] * marginal[other] * difference(one, other) for one in marginal for other in marginal
    )
    if expected == 0:
        return None
    return 1 - (total - 1) * observed / expected


def nominal(_marginal: Mapping[int, int]) -> Metric:
    """Two values are the same or not."""
    return lambda one, other: float(one != other)


def ordinal(marginal: Mapping[int, int]) -> Metric:
    """Two values lie as far apart as there are codings between them."""
    known: dict[tuple[int, int], float] = {}
    values = sorted(marginal)
    for one in values:
        for other in values:
            low, high = min(one, other), max(one, other)
            between = sum(marginal[value] for value in values if low <= value <= high)
            known[one, other] = (
                (between - (marginal[one] + marginal[other]) / 2) ** 2 if one != other else 0.0
            )
    return lambda one, other: known[one, other]


def _status(value: float, count: int) -> str:
    if count < ALPHA_MIN_N:
        return "too_few"
    if at_least(value, ALPHA_RELIABLE):
        return "reliable"
    return "tentative" if at_least(value, ALPHA_TENTATIVE) else "unreliable"


def _scored(index: Index) -> list[Coded]:
    """Pairs of activities that two or more agencies scored, by the latest score of each; withdrawn ones and
    those of which nobody says who raised them are no codings."""
    of_pair: dict[tuple[str, str], dict[str, tuple[str, str, int]]] = defaultdict(dict)
    for row in index.inputs.contradictions:
        if row.raised_by is None or row.status == WITHDRAWN or not index.known(row.raised_on):
            continue
        said = of_pair[pair_of(row.activity_a, row.activity_b)]
        coding = ("" if row.raised_on is None else row.raised_on.isoformat(), row.key, row.score)
        said[row.raised_by] = max(said.get(row.raised_by, coding), coding)
    return [
        Coded(
            (
                *(("activities", key) for key in pair),
                *(("contradictions", key) for _on, key, _score in sorted(said.values())),
            ),
            tuple(score for _on, _key, score in sorted(said.values())),
        )
        for pair, said in sorted(of_pair.items())
        if len(said) > 1
    ]


def _checked(index: Index) -> list[Coded]:
    """Activities that two or more agencies checked in random audits, by the latest answer of each."""
    of_activity: dict[str, dict[str, tuple[str, str, int]]] = defaultdict(dict)
    for sample in index.inputs.audit_samples:
        for activity, _chance, outcome, checked_on, checker in sample.units or ():
            if outcome in ANSWERS and checker is not None and index.known(checked_on):
                coding = (
                    "" if checked_on is None else checked_on.isoformat(),
                    sample.key,
                    int(outcome == CONFIRMED),
                )
                said = of_activity[activity]
                said[checker] = max(said.get(checker, coding), coding)
    return [
        Coded(
            (("activities", key), *(("agencies", checker) for checker in sorted(said))),
            tuple(said[checker][2] for checker in sorted(said)),
        )
        for key, said in sorted(of_activity.items())
        if len(said) > 1
    ]


def provisional(levels: Levels, found: Mapping[str, Agreement]) -> Levels:
    """The levels, the indicators flagged that rest on codings on which people agree too little. No value
    changes."""
    disputed = {
        name: what for what, one in found.items() if one.status == "unreliable" for name in AFFECTED[what]
    }
    if not disputed:
        return levels

    def flagged(subject: Subject) -> Subject:
        indicators: dict[str, Indicator] = {
            name: _disputed(one, disputed[name]) if name in disputed else one
            for name, one in subject.indicators.items()
        }
        return replace(subject, indicators=indicators)

    def all_of(level: SubjectLevel) -> SubjectLevel:
        return replace(level, subjects={key: flagged(one) for key, one in level.subjects.items()})

    return Levels(
        agency=all_of(levels.agency),
        whole_of_government=all_of(levels.whole_of_government),
        external=flagged(levels.external),
        internal_external=flagged(levels.internal_external),
    )


def _disputed(one: Indicator, what: str) -> Indicator:
    """Flagged, unless a declaration already says why it is not applicable."""
    if one.flag is not None:
        return one
    return replace(one, flag="links_disputed") if what == LINKS else replace(one, flag="scores_disputed")
