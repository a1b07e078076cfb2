"""Phase gates: benchmarks agreed in advance, evaluated by three-valued logic and never averaged. Method
section E."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from apps.benchmarks.progress import Thresholds, is_expired, is_stale
from apps.coherence.engine.benchmarks import (
    headline_indicators,
    observations_by_indicator,
    open_dissents,
    series_of,
)
from apps.coherence.engine.gate_results import GateResult
from apps.coherence.engine.grades import EVIDENCE_RANK, RANK, VERIFIED
from apps.coherence.engine.index import INTERNAL, Index
from apps.coherence.engine.inputs import Gate, GateBenchmark, Observation
from apps.coherence.engine.results import Signal
from apps.coherence.engine.settings import (
    CLIFF_GAP,
    GATE_ASSESSED_SHARE,
    GATE_CONDITIONS_SHARE,
    GATE_READY_SHARE,
    OVERLOAD_PEAK,
    RESOURCE_GAP,
)
from apps.core.values import above, at_least, months_between, ratio

SUSTAINED, RECENT, NOT_MET, NOT_ASSESSED = "met_sustained", "met_recent", "not_met", "not_assessed"
MET = frozenset({SUSTAINED, RECENT})
CRITICAL = "critical"
BLOCKING_SIGNALS = ("overload", "funding_cliff", "resource_gap", "humanitarian_involvement")


def gate_results(index: Index, signals: Mapping[str, Signal]) -> dict[str, GateResult]:
    """The recommendation at every gate agreed by the date. The decision itself stays with people."""
    dissents = open_dissents(index)
    recent = recent_observations(index)
    objective_of = {row.key: row.objective for row in index.inputs.benchmarks}
    results = {}
    for gate in index.inputs.gates:
        if not index.known(gate.agreed_on):
            continue
        states = {
            row.benchmark: (row.role, state_of(row, recent.get(row.benchmark, ()))) for row in gate.benchmarks
        }
        against = [row for row in dissents if row.gate == gate.key or row.benchmark in states]
        blockers = _blockers(index, gate, signals, objective_of)
        critical = [row.benchmark for row in gate.benchmarks if row.role == CRITICAL]
        confirmed = any(_internally_verified(index, recent.get(key, ())) for key in critical)
        recommendation, share = recommend(states.values(), blocked=bool(blockers), confirmed=confirmed)
        results[gate.key] = GateResult(
            recommendation=recommendation,
            contested=any(index.side(row.agency) == INTERNAL for row in against),
            supporting_share=share,
            benchmarks=states,
            blockers=tuple(blockers),
            dissents=tuple(row.key for row in against),
            confirmed=confirmed,
        )
    return results


def recent_observations(index: Index) -> dict[str, tuple[Observation, ...]]:
    """Per benchmark its last two headline observations, latest first; nothing if the latest is stale."""
    thresholds = Thresholds(
        stale_factor=index.settings.stale_factor, expired_factor=index.settings.expired_factor
    )
    observations = observations_by_indicator(index)
    found = {}
    for benchmark, row in headline_indicators(index).items():
        rows = [item for item in observations.get(row.key, []) if item.group is None and item.area is None]
        if not rows:
            continue
        age = months_between(rows[-1].observed_on, index.as_of)
        series = series_of(row, ())
        if not (is_stale(series, age, thresholds) or is_expired(series, age, thresholds)):
            found[benchmark] = tuple(rows[-2:][::-1])
    return found


def state_of(gate_benchmark: GateBenchmark, recent: Sequence[Observation]) -> str:
    """Met now and before, met now, not met, or not assessed (no, stale or only claimed observation)."""
    if not recent or not evidenced(recent[0]):
        return NOT_ASSESSED
    if not passes(gate_benchmark, recent[0].value):
        return NOT_MET
    before = recent[1:]
    sustained = before and evidenced(before[0]) and passes(gate_benchmark, before[0].value)
    return SUSTAINED if sustained else RECENT


def evidenced(row: Observation) -> bool:
    """The observation reaches the evidence floor of gates."""
    return row.grade is not None and RANK[row.grade] >= EVIDENCE_RANK


def passes(gate_benchmark: GateBenchmark, value: float) -> bool:
    """The value meets the threshold of the gate."""
    if gate_benchmark.comparator == "at_least":
        return at_least(value, gate_benchmark.threshold)
    return at_least(gate_benchmark.threshold, value)


def _internally_verified(index: Index, recent: Sequence[Observation]) -> bool:
    if not recent:
        return False
    row = recent[0]
    return (
        row.grade == VERIFIED
        and row.attestor is not None
        and index.side(row.attestor) == INTERNAL
        and _by(row.attested_on, index.as_of)
    )


def _by(day: date | None, as_of: date) -> bool:
    return day is None or day <= as_of


def recommend(
    states: Collection[tuple[str, str]], *, blocked: bool, confirmed: bool
) -> tuple[str, float | None]:
    """(recommendation, share met of the assessed supporting benchmarks) from (role, state) pairs, by
    Kleene's logic.

    A known failure beats the unknown. Without an internal actor's verification of a critical benchmark, or
    with a
    blocking signal, at most ready with conditions.
    """
    critical = [state for role, state in states if role == CRITICAL]
    supporting = [state for role, state in states if role != CRITICAL]
    assessed = [state for state in supporting if state != NOT_ASSESSED]
    share = ratio(sum(state in MET for state in assessed), len(assessed))
    enough = not supporting or at_least(len(assessed) / len(supporting), GATE_ASSESSED_SHARE)
    carried = 1.0 if share is None else share
    if NOT_MET in critical:
        return "not_ready", share
    if not states or NOT_ASSESSED in critical or not enough:
        return "not_assessable", share
    if all(state == SUSTAINED for state in critical) and at_least(carried, GATE_READY_SHARE):
        return "ready_with_conditions" if blocked or not confirmed else "ready", share
    if at_least(carried, GATE_CONDITIONS_SHARE):
        return "ready_with_conditions", share
    return "not_ready", share


def _blockers(
    index: Index, gate: Gate, signals: Mapping[str, Signal], objective_of: Mapping[str, str]
) -> list[str]:
    tested = BLOCKING_SIGNALS if gate.blocking_signals is None else gate.blocking_signals
    critical = {objective_of.get(row.benchmark) for row in gate.benchmarks if row.role == CRITICAL}
    plans = {row.key for row in index.inputs.scenarios if row.plan_of_record}
    peaks = [run["peak_overload"] for key, run in signals["D9"].content["scenarios"].items() if key in plans]
    cliffs = [gap for item in signals["D13"].content["functions"].values() for gap in item["gaps"]]
    shortages = [item["gap"] for key, item in signals["D11"].content["objectives"].items() if key in critical]
    raised = {
        "overload": any(peak is not None and above(peak, OVERLOAD_PEAK) for peak in peaks),
        "funding_cliff": any(gap is not None and above(gap, CLIFF_GAP) for gap in cliffs),
        "resource_gap": any(gap is not None and above(gap, RESOURCE_GAP) for gap in shortages),
        "humanitarian_involvement": bool(signals["D6"].content["involvement"]),
    }
    return [name for name in BLOCKING_SIGNALS if name in tested and raised[name]]
