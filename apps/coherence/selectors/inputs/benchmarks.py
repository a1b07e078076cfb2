"""Indicators of benchmarks with their values, gates, and dissents on them."""

from typing import Any

from django.db.models import Q

from apps.alignment.models import Dissent
from apps.benchmarks.enums import ObservationState, SeriesEventKind
from apps.benchmarks.models import (
    Gate,
    GateBenchmark,
    GateDecision,
    Indicator,
    Milestone,
    Observation,
    SeriesEvent,
)
from apps.coherence.engine import inputs as rows
from apps.coherence.selectors.inputs.reader import Reader, as_one, grouped
from apps.missions.models import Event


def series(reader: Reader) -> dict[str, Any]:
    """Indicators of benchmarks with their milestones and accepted observations."""
    of_benchmark = reader.of(Indicator).filter(benchmark__isnull=False)
    stages = dict(of_benchmark.values_list("pk", "stages"))
    events = grouped(
        ((indicator, kind), day)
        for indicator, kind, day in SeriesEvent.objects.filter(indicator__mission=reader.mission).values_list(
            "indicator_id", "kind", "date"
        )
    )
    areas = grouped(
        (indicator, reader.area[area])
        for indicator, area in Indicator.required_areas.through.objects.filter(
            indicator__mission=reader.mission
        ).values_list("indicator_id", "area_id")
    )
    keys = dict(of_benchmark.values_list("pk", "key"))
    value = ("value_number", "value_money", "value_stage", "value_yes")
    return {
        "indicators": tuple(
            rows.BenchmarkIndicator(
                key=key,
                benchmark=reader.benchmark[benchmark],
                headline=headline is True,
                direction=direction,
                reporting_interval_months=interval,
                baseline_value=as_one(baseline, stages.get(pk)),
                baseline_on=baseline_on,
                target_value=as_one(target, stages.get(pk)),
                target_on=target_on,
                tolerance=tolerance,
                range_min=range_min,
                range_max=range_max,
                natural_min=natural_min,
                natural_max=natural_max,
                breaks=tuple(events.get((pk, SeriesEventKind.BREAK), ())),
                shocks=tuple(events.get((pk, SeriesEventKind.SHOCK), ())),
                required_groups=tuple(groups or ()),
                required_areas=tuple(areas.get(pk, ())),
            )
            for (
                pk,
                key,
                benchmark,
                headline,
                direction,
                interval,
                baseline_on,
                target_on,
                tolerance,
                range_min,
                range_max,
                natural_min,
                natural_max,
                groups,
                *measured,
            ) in of_benchmark.values_list(
                "pk",
                "key",
                "benchmark_id",
                "headline",
                "direction",
                "reporting_interval_months",
                "baseline_on",
                "target_on",
                "tolerance",
                "range_min",
                "range_max",
                "natural_min",
                "natural_max",
                "required_groups",
                *(f"baseline{c.removeprefix('value')}" for c in value),
                *(f"target{c.removeprefix('value')}" for c in value),
            )
            for baseline, target in [(measured[:4], measured[4:])]
        ),
        "milestones": tuple(
            rows.Milestone(key, keys[indicator], due_on, number)
            for key, indicator, due_on, *given in reader.of(Milestone)
            .filter(indicator__benchmark__isnull=False, group__isnull=True, area__isnull=True)
            .values_list("key", "indicator_id", "due_on", *value)
            if (number := as_one(given, stages.get(indicator))) is not None
        ),
        "observations": tuple(
            rows.Observation(
                key,
                keys[indicator],
                observed_on,
                number,
                group,
                reader.area.get(area),
                people,
                error,
                low,
                high,
                grade,
                reader.agency.get(attestor),
                attested_on,
            )
            for (
                key,
                indicator,
                observed_on,
                group,
                area,
                people,
                error,
                low,
                high,
                grade,
                attestor,
                attested_on,
                *given,
            ) in reader.of(Observation)
            .filter(indicator__benchmark__isnull=False, state=ObservationState.ACCEPTED)
            .values_list(
                "key",
                "indicator_id",
                "observed_on",
                "group",
                "area_id",
                "people",
                "standard_error",
                "interval_low",
                "interval_high",
                "grade",
                "attestor_id",
                "attested_on",
                *value,
            )
            if (number := as_one(given, stages.get(indicator))) is not None
        ),
    }


def gates(reader: Reader) -> tuple[rows.Gate, ...]:
    asked = GateBenchmark.objects.filter(gate__mission=reader.mission).values_list(
        "gate_id", "benchmark_id", "role", "comparator", "threshold", "regression_threshold"
    )
    named = grouped(
        (gate, rows.GateBenchmark(reader.benchmark[benchmark], role, comparator, threshold, regression))
        for gate, benchmark, role, comparator, threshold, regression in asked
    )
    return tuple(
        rows.Gate(
            key,
            from_phase,
            to_phase,
            agreed_on,
            tuple(named.get(pk, ())),
            None if signals is None else tuple(signals),
            reader.area.get(area),
        )
        for pk, key, from_phase, to_phase, agreed_on, signals, area in reader.of(Gate).values_list(
            "pk", "key", "from_phase", "to_phase", "agreed_on", "blocking_signals", "area_id"
        )
    )


def gate_decisions(reader: Reader) -> tuple[rows.GateDecision, ...]:
    return tuple(
        rows.GateDecision(key, reader.gate[gate], decided_on)
        for key, gate, decided_on in reader.of(GateDecision).values_list("key", "gate_id", "decided_on")
    )


def events(reader: Reader) -> tuple[rows.Event, ...]:
    return tuple(
        rows.Event(key, starts_on, ends_on, reader.area.get(area))
        for key, starts_on, ends_on, area in reader.of(Event)
        .filter(regression_trigger=True)
        .values_list("key", "starts_on", "ends_on", "area_id")
    )


def dissents(reader: Reader) -> tuple[rows.Dissent, ...]:
    return tuple(
        rows.Dissent(
            key,
            reader.agency[by],
            raised,
            resolved,
            reader.benchmark.get(benchmark),
            reader.gate.get(gate),
        )
        for key, by, raised, resolved, benchmark, gate in reader.of(Dissent, named=True)
        .filter(Q(benchmark__isnull=False) | Q(gate__isnull=False))
        .values_list("key", "agency_id", "raised_on", "resolved_on", "benchmark_id", "gate_id")
    )
