"""The whole assessment of one mission at one date: facts once, then level by level, then what follows from
them."""

from collections.abc import Mapping
from datetime import date

from apps.coherence.engine.agreement import Agreement, agreements, provisional
from apps.coherence.engine.benchmarks import benchmark_results
from apps.coherence.engine.concordance import Positions, positions_by_objective
from apps.coherence.engine.exit import exit_readiness
from apps.coherence.engine.gates import gate_results
from apps.coherence.engine.index import Index, build_index
from apps.coherence.engine.inputs import Inputs
from apps.coherence.engine.levels.all import four_levels
from apps.coherence.engine.movers import movers
from apps.coherence.engine.pairs import Pair, interdependent_pairs
from apps.coherence.engine.preconditions import preconditions
from apps.coherence.engine.results import LEVELS, Assessment, Levels, Signal, Weakest
from apps.coherence.engine.signals.alignment import orphan_objectives, strategic_deficit
from apps.coherence.engine.signals.burden import consultation_burden
from apps.coherence.engine.signals.independence import humanitarian_guard
from apps.coherence.engine.signals.integrity import integrity
from apps.coherence.engine.signals.load import absorption, coordination_cost
from apps.coherence.engine.signals.network import network
from apps.coherence.engine.signals.overlap import overlap
from apps.coherence.engine.signals.phases import phase_fit
from apps.coherence.engine.signals.resources import concentration, funding_cliff, resource_gap
from apps.coherence.engine.signals.tension import contradictions, false_coherence
from apps.coherence.engine.trade_offs import trade_offs
from apps.coherence.engine.transitions import regression_findings, transitions
from apps.coherence.engine.trend import trend
from apps.coherence.engine.who_says_so import who_says_so


def assess(inputs: Inputs, as_of: date) -> Assessment:
    """The assessment of a mission as it was known at `as_of`. Pure; the order of rows makes no difference.

    Cost: linear in activities, links, lines and contradictions; pairs of agencies by bitset.
    """
    index = build_index(inputs, as_of)
    positions = positions_by_objective(index)
    pairs = interdependent_pairs(index)
    agreed = agreements(index)
    levels = provisional(four_levels(index, pairs, positions), agreed)
    benchmarks = benchmark_results(index)
    between_gates = transitions(index)
    signals = {signal.id: signal for signal in _signals(index, levels, pairs, positions, agreed)}
    return Assessment(
        mission=inputs.mission.code,
        as_of=as_of,
        method_version=inputs.mission.method_version,
        framework_version=None if index.version is None else index.version.key,
        exempt_activities=tuple(sorted(index.exempt)),
        links=index.grades,
        preconditions=preconditions(index, benchmarks),
        levels=levels,
        who_says_so=who_says_so(index, levels),
        weakest=weakest(levels),
        trade_offs=trade_offs(index),
        trend=trend(index, levels),
        signals=signals,
        gates=gate_results(index, signals),
        benchmarks=benchmarks,
        movers=movers(index, levels),
        transitions=between_gates,
        regressions=regression_findings(between_gates),
        exit=exit_readiness(index, signals),
    )


def _signals(
    index: Index,
    levels: Levels,
    pairs: Mapping[Pair, int],
    positions: Positions,
    agreed: Mapping[str, Agreement],
) -> list[Signal]:
    return [
        strategic_deficit(index),
        orphan_objectives(index),
        overlap(index),
        contradictions(index, positions),
        false_coherence(index),
        humanitarian_guard(index),
        coordination_cost(index, levels),
        consultation_burden(index),
        absorption(index),
        phase_fit(index),
        resource_gap(index),
        concentration(index),
        funding_cliff(index),
        network(index, pairs),
        integrity(index, positions, agreed),
    ]


def weakest(levels: Levels) -> Weakest:
    """The lowest of the assessed levels, with its band; the first of equally low ones."""
    values = [(levels.headline(level).consistency.value, level) for level in LEVELS]
    known = [(value, level) for value, level in values if value is not None]
    if not known:
        return Weakest(None, None, None)
    value, level = min(known, key=lambda item: item[0])
    band = levels.headline(level).band
    return Weakest(level, value, None if band is None else band.label)
