"""Where each place stands between its gates, and whether what its last gate rested on still holds. Method
section E, regression: a step back is an ordinary transition, and what is not assessed is not safe."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from apps.benchmarks.progress import Thresholds, is_stale
from apps.coherence.engine.benchmarks import headline_indicators, observations_by_indicator, series_of
from apps.coherence.engine.gate_results import Transition, Watched
from apps.coherence.engine.gates import CRITICAL, NOT_ASSESSED, evidenced, passes
from apps.coherence.engine.index import Index
from apps.coherence.engine.inputs import Event, Gate, GateBenchmark, Observation, PhasePeriod
from apps.coherence.engine.places import PHASES, Place, parents_of, periods_in_force, upwards
from apps.coherence.engine.results import Finding, RowKey
from apps.coherence.engine.settings import DWELL, POST_EXIT_YEARS, REVIEW_DAYS
from apps.coherence.engine.signals.phases import FIT, fit_of
from apps.core.values import at_least, months_between

REGRESSED, BEYOND_ONCE, HOLDING = "regressed", "beyond_once", "holding"
AT_RISK, NOT_APPLICABLE = "at_risk", "not_applicable"
WATCH_STATES = (AT_RISK, NOT_ASSESSED, BEYOND_ONCE, HOLDING, NOT_APPLICABLE)
BENCHMARK_WATCH_STATES = (REGRESSED, NOT_ASSESSED, BEYOND_ONCE, HOLDING)
GAP = "gap"


def transitions(index: Index) -> tuple[Transition, ...]:
    """Each place with a phase: the gate it came through, the gate ahead, and the watch over the former.

    The mission's default comes first, areas by key. A gate of the area itself goes before one of its nearest
    ancestor, and that before the mission's; of several in one place the one agreed last counts.
    """
    parents = parents_of(index)
    gates = [row for row in index.inputs.gates if index.known(row.agreed_on)]
    seen = _seen_of_benchmarks(index)
    found = []
    for place, period in sorted(periods_in_force(index).items(), key=lambda item: item[0] or ""):
        chain = list(upwards(place, parents))
        previous = _nearest([row for row in gates if row.to_phase == period.phase], chain)
        ahead = _nearest([row for row in gates if row.from_phase == period.phase], chain)
        between = _Between(place, chain, period, previous, ahead)
        found.append(_transition(index, between, _watched(previous, seen, period.period_from)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Between:
    """A place with its ancestors, the period it is in, the gate before it and the one after."""

    place: Place
    chain: Sequence[Place]
    period: PhasePeriod
    previous: Gate | None
    ahead: Gate | None


def _nearest(gates: Iterable[Gate], chain: Sequence[Place]) -> Gate | None:
    """The forward gate of the first place of the chain that has one."""
    forward = [
        row
        for row in gates
        if row.area in chain and PHASES.index(row.from_phase) < PHASES.index(row.to_phase)
    ]
    return min(
        forward,
        key=lambda row: (chain.index(row.area), -(row.agreed_on or date.min).toordinal(), row.key),
        default=None,
    )


def _transition(index: Index, between: _Between, watched: tuple[Watched, ...]) -> Transition:
    period, previous, ahead = between.period, between.previous, between.ahead
    until = _years_on(period.period_from, POST_EXIT_YEARS) if period.phase == PHASES[-1] else None
    over = PHASES.index(period.phase) == 0 or (until is not None and index.as_of > until)
    decided = sorted(
        row.decided_on
        for row in index.inputs.gate_decisions
        if previous is not None and row.gate == previous.key and row.decided_on <= index.as_of
    )
    triggers = () if over else _open_triggers(index, between, decided)
    state = NOT_APPLICABLE if over else watch_state([row.state for row in watched], triggered=bool(triggers))
    since = None
    if state == AT_RISK:
        since = min(
            [row.starts_on for row in triggers] + [row.since for row in watched if row.since is not None]
        )
    return Transition(
        area=between.place,
        phase=period.phase,
        phase_since=period.period_from,
        next_gate=None if ahead is None else ahead.key,
        previous_gate=None if previous is None else previous.key,
        watch=state,
        watched=() if over else watched,
        triggers=tuple(row.key for row in triggers),
        since=since,
        review_due_on=None if since is None else since + timedelta(days=REVIEW_DAYS),
        reviewed_on=None if since is None else max((day for day in decided if day >= since), default=None),
        losing_fit=() if since is None else _losing_fit(index, between),
        watch_until=until,
    )


def watch_state(states: Sequence[str], *, triggered: bool) -> str:
    """The state of a place from those of its watched benchmarks, by Kleene's logic.

    A known regression or a trigger event beats the unknown; the unknown, also of a place without anything to
    watch, beats what holds.
    """
    if triggered or REGRESSED in states:
        return AT_RISK
    if not states or NOT_ASSESSED in states:
        return NOT_ASSESSED
    return BEYOND_ONCE if BEYOND_ONCE in states else HOLDING


def watch_benchmark(
    row: GateBenchmark, seen: Sequence[Observation], *, stale: bool
) -> tuple[str, date | None]:
    """(state, day of the regression) of a benchmark from its observations since the gate, oldest first.

    Two consecutive observations beyond the regression threshold are a regression; it ends with two that meet
    the gate's own threshold, and what lies between the two thresholds changes nothing. An observation below
    the evidence floor is unknown: it interrupts both counts, and as the last one it leaves the benchmark not
    assessed, as staleness does. The looser of the two thresholds is the one of regression.
    """
    if row.regression_threshold is None or not seen:
        return NOT_ASSESSED, None
    beyond = met = 0
    since: date | None = None
    for item in seen:
        if not evidenced(item):
            beyond = met = 0
        elif passes(row, item.value):
            beyond, met = 0, met + 1
            since = None if met >= DWELL else since
        elif _holds(row, row.regression_threshold, item.value):
            beyond = met = 0
        else:
            beyond, met = beyond + 1, 0
            since = item.observed_on if beyond >= DWELL and since is None else since
    if since is not None:
        return REGRESSED, since
    if stale or not evidenced(seen[-1]):
        return NOT_ASSESSED, None
    return (BEYOND_ONCE if beyond else HOLDING), None


def _holds(row: GateBenchmark, threshold: float, value: float) -> bool:
    if row.comparator == "at_least":
        return at_least(value, threshold)
    return at_least(threshold, value)


Seen = tuple[tuple[Observation, ...], bool]
"""Headline observations of a benchmark up to the date, oldest first, and whether the last one is stale."""


def _seen_of_benchmarks(index: Index) -> dict[str, Seen]:
    thresholds = Thresholds(stale_factor=index.settings.stale_factor)
    observations = observations_by_indicator(index)
    found: dict[str, Seen] = {}
    for benchmark, row in headline_indicators(index).items():
        rows = [item for item in observations.get(row.key, []) if item.group is None and item.area is None]
        if rows:
            age = months_between(rows[-1].observed_on, index.as_of)
            found[benchmark] = tuple(rows), is_stale(series_of(row, ()), age, thresholds)
    return found


def _watched(gate: Gate | None, seen: Mapping[str, Seen], entered: date) -> tuple[Watched, ...]:
    """The critical benchmarks of a gate, by what was observed since; without such, by the last before."""
    if gate is None:
        return ()
    found = []
    for row in gate.benchmarks:
        if row.role == CRITICAL:
            rows, stale = seen.get(row.benchmark, ((), False))
            after = [item for item in rows if item.observed_on >= entered] or rows[-1:]
            found.append(Watched(row.benchmark, *watch_benchmark(row, after, stale=stale)))
    return tuple(sorted(found, key=lambda item: item.benchmark))


def _open_triggers(index: Index, between: _Between, decided: Sequence[date]) -> tuple[Event, ...]:
    """Trigger events of the place since its phase began that no decision at its last gate has answered.

    Where no gate exists to decide at, an event counts until its last day.
    """
    return tuple(
        row
        for row in index.inputs.events
        if row.area in between.chain
        and between.period.period_from <= row.starts_on <= index.as_of
        and not any(day >= row.starts_on for day in decided)
        and (between.previous is not None or row.ends_on is None or index.as_of <= row.ends_on)
    )


def _losing_fit(index: Index, between: _Between) -> tuple[str, ...]:
    """Activities ("activity@area") that fit the phase of the area and would not fit the one it came from."""
    phase, previous = between.period.phase, between.previous
    back = PHASES[PHASES.index(phase) - 1] if previous is None else previous.from_phase
    return tuple(
        f"{activity.key}@{between.place}"
        for activity in index.aligned
        if between.place in (activity.areas or ())
        if activity.intended_phases
        and fit_of(activity.intended_phases, phase) == FIT
        and fit_of(activity.intended_phases, back) != FIT
    )


def _years_on(day: date, years: int) -> date:
    """The same day so many years later; 28 February for a leap day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def regression_findings(found: Iterable[Transition]) -> tuple[Finding, ...]:
    """One finding for each cause: places at risk through the same gate and events are named together."""
    together: dict[object, list[Transition]] = defaultdict(list)
    for row in found:
        if row.watch == AT_RISK:
            together[row.previous_gate, row.watched, row.triggers, row.since].append(row)
    findings = []
    for rows in together.values():
        first = rows[0]
        areas = [row.area for row in rows if row.area is not None]
        losing = sorted({pair.partition("@")[0] for row in rows for pair in row.losing_fit})
        due = None if first.review_due_on is None else first.review_due_on.isoformat()
        behind: tuple[RowKey, ...] = (
            *(("gates", row) for row in {first.previous_gate} if row is not None),
            *(("benchmarks", row.benchmark) for row in first.watched if row.state == REGRESSED),
            *(("events", key) for key in first.triggers),
            *(("areas", key) for key in areas),
            *(("activities", key) for key in losing),
        )
        weight = float(len(rows))
        if first.area is None:
            params: dict[str, object] = {"due": due, "activities": len(losing)}
            findings.append(Finding("D10", GAP, "regression_mission", params, behind, (), weight))
        else:
            params = {"area": first.area, "areas": len(areas), "due": due, "activities": len(losing)}
            findings.append(Finding("D10", GAP, "regression_area", params, behind, (), weight))
    return tuple(sorted(findings, key=lambda item: (-item.weight, item.rows)))
