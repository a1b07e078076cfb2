"""From a validated mission bundle (the parsed JSON document) to `Inputs`; also the loader's specification."""

from collections.abc import Iterable, Sequence
from typing import Any

from apps.coherence.engine.document import actors, alignment, framework, means
from apps.coherence.engine.document.actors import settings_from
from apps.coherence.engine.document.read import Row
from apps.coherence.engine.fingerprint import fingerprint
from apps.coherence.engine.inputs import Inputs, canonical

__all__ = ["fingerprint", "inputs_from_document", "settings_from"]


def inputs_from_document(bundle: Row) -> Inputs:
    """The columns the engine reads, in canonical order. `bundle` must be valid; absent and null mean
    missing."""
    rows_of = _rows_of(bundle)
    benchmark_indicators = [item for item in rows_of("indicators") if item.get("benchmark") is not None]
    stages = {item["key"]: item.get("stages") for item in benchmark_indicators}
    return canonical(
        Inputs(
            mission=actors.mission(bundle["mission"]),
            agencies=_map(actors.agency, rows_of("agencies")),
            mission_agencies=_map(actors.mission_agency, rows_of("mission_agencies")),
            areas=_map(actors.area, rows_of("areas")),
            phase_periods=_map(actors.phase_period, rows_of("phase_periods")),
            events=tuple(
                framework.event(row) for row in rows_of("events") if row.get("regression_trigger") is True
            ),
            framework_versions=_map(framework.framework_version, rows_of("framework_versions")),
            objective_texts=_map(framework.objective_text, rows_of("objective_texts")),
            benchmarks=_map(framework.benchmark, rows_of("benchmarks")),
            benchmark_texts=_map(framework.benchmark_text, rows_of("benchmark_texts")),
            indicators=_map(framework.indicator, benchmark_indicators),
            milestones=framework.milestones(rows_of("milestones"), stages),
            observations=framework.observations(rows_of("observations"), stages),
            gates=_map(framework.gate, rows_of("gates")),
            gate_decisions=_map(framework.gate_decision, rows_of("gate_decisions")),
            dissents=tuple(
                framework.dissent(row)
                for row in rows_of("dissents")
                if row.get("benchmark") is not None or row.get("gate") is not None
            ),
            activities=_map(alignment.activity, rows_of("activities")),
            alignment_links=_map(alignment.link, rows_of("alignment_links")),
            policy_commitments=_map(alignment.commitment, rows_of("policy_commitments")),
            policy_products=_map(alignment.product, rows_of("policy_products")),
            policy_positions=_map(alignment.position, rows_of("policy_positions")),
            contradictions=_map(alignment.contradiction, rows_of("contradictions")),
            contradiction_reviews=_map(alignment.contradiction_review, rows_of("contradiction_reviews")),
            audit_samples=_map(alignment.audit_sample, rows_of("audit_samples")),
            consultations=tuple(
                alignment.consultation(row)
                for row in rows_of("consultations")
                if row.get("activity") is not None
            ),
            internal_reviews=_map(alignment.internal_review, rows_of("internal_reviews")),
            relationships=_map(actors.relationship, rows_of("relationships")),
            forums=_map(actors.forum, rows_of("forums")),
            forum_meetings=_map(actors.forum_meeting, rows_of("forum_meetings")),
            joint_missions=_map(actors.joint_mission, rows_of("joint_missions")),
            analytic_work=_map(actors.analytic_work, rows_of("analytic_work")),
            funding_lines=_map(means.funding_line, rows_of("funding_lines")),
            exchange_rates=_map(means.exchange_rate, rows_of("exchange_rates")),
            forward_plans=_map(means.forward_plan, rows_of("forward_plans")),
            resource_requirements=_map(means.resource_requirement, rows_of("resource_requirements")),
            capacities=_map(means.capacity, rows_of("capacities")),
            funding_outlooks=_map(means.funding_outlook, rows_of("funding_outlooks")),
            whole_of_government_strategies=_map(
                alignment.strategy, rows_of("whole_of_government_strategies")
            ),
            needs=_map(alignment.need, rows_of("needs")),
            liaison_requests=_map(actors.liaison_request, rows_of("liaison_requests")),
            coordination_costs=_map(means.coordination_cost, rows_of("coordination_costs")),
            handovers=_map(means.handover, rows_of("handovers")),
            scenarios=_map(means.scenario, rows_of("scenarios")),
            assessments=_map(framework.assessment, rows_of("assessments")),
        )
    )


def _rows_of(bundle: Row) -> Any:
    def rows_of(name: str) -> Sequence[Row]:
        return bundle.get(name) or ()

    return rows_of


def _map(make: Any, items: Iterable[Row]) -> Any:
    return tuple(make(item) for item in items)
