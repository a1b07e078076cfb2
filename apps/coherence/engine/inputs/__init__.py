"""What the engine reads: one frozen dataclass per collection, only the columns that some formula uses.

Rows are named by their key in the bundle and refer to each other by it. Dates are `date`, amounts floats in
the row's
own currency, grades and statuses the words of the bundle. `None` is missing, `()` is recorded as empty; a
flag that
the method treats the same whether it is false or missing is a plain bool. A lower room of the house may
build these
rows from the database, `document.py` builds them from a bundle: both give equal `Inputs` for equal content
once
`canonical` has put rows and lists in order.
"""

from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from typing import Any

from apps.coherence.engine.inputs.actors import (
    Agency,
    AnalyticWork,
    Area,
    Forum,
    ForumMeeting,
    JointMission,
    LiaisonRequest,
    Mission,
    MissionAgency,
    PhasePeriod,
    Relationship,
)
from apps.coherence.engine.inputs.alignment import (
    Activity,
    AuditSample,
    AuditUnit,
    Commitment,
    Consultation,
    Contradiction,
    ContradictionReview,
    InternalReview,
    Link,
    Need,
    Position,
    Product,
    Strategy,
    Traces,
)
from apps.coherence.engine.inputs.framework import (
    Benchmark,
    BenchmarkIndicator,
    BenchmarkText,
    Dissent,
    Event,
    FrameworkVersion,
    Gate,
    GateBenchmark,
    GateDecision,
    Milestone,
    ObjectiveText,
    Observation,
    RecordedAssessment,
    RecordedValue,
)
from apps.coherence.engine.inputs.means import (
    Capacity,
    CoordinationCost,
    ExchangeRate,
    ForwardPlan,
    FundingLine,
    FundingOutlook,
    Handover,
    ResourceRequirement,
    Scenario,
)

__all__ = [
    "COLLECTIONS",
    "UNORDERED",
    "Activity",
    "Agency",
    "AnalyticWork",
    "Area",
    "AuditSample",
    "AuditUnit",
    "Benchmark",
    "BenchmarkIndicator",
    "BenchmarkText",
    "Capacity",
    "Commitment",
    "Consultation",
    "Contradiction",
    "ContradictionReview",
    "CoordinationCost",
    "Dissent",
    "Event",
    "ExchangeRate",
    "Forum",
    "ForumMeeting",
    "ForwardPlan",
    "FrameworkVersion",
    "FundingLine",
    "FundingOutlook",
    "Gate",
    "GateBenchmark",
    "GateDecision",
    "Handover",
    "Inputs",
    "InternalReview",
    "JointMission",
    "LiaisonRequest",
    "Link",
    "Milestone",
    "Mission",
    "MissionAgency",
    "Need",
    "ObjectiveText",
    "Observation",
    "PhasePeriod",
    "Position",
    "Product",
    "RecordedAssessment",
    "RecordedValue",
    "Relationship",
    "ResourceRequirement",
    "Scenario",
    "Strategy",
    "Traces",
    "canonical",
]


@dataclass(frozen=True, slots=True)
class Inputs:
    """One whole mission as the engine sees it: a tuple of rows per collection of the bundle, by key."""

    mission: Mission
    agencies: tuple[Agency, ...] = ()
    mission_agencies: tuple[MissionAgency, ...] = ()
    areas: tuple[Area, ...] = ()
    phase_periods: tuple[PhasePeriod, ...] = ()
    events: tuple[Event, ...] = ()
    framework_versions: tuple[FrameworkVersion, ...] = ()
    objective_texts: tuple[ObjectiveText, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    benchmark_texts: tuple[BenchmarkText, ...] = ()
    indicators: tuple[BenchmarkIndicator, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    observations: tuple[Observation, ...] = ()
    gates: tuple[Gate, ...] = ()
    gate_decisions: tuple[GateDecision, ...] = ()
    dissents: tuple[Dissent, ...] = ()
    activities: tuple[Activity, ...] = ()
    alignment_links: tuple[Link, ...] = ()
    policy_commitments: tuple[Commitment, ...] = ()
    policy_products: tuple[Product, ...] = ()
    policy_positions: tuple[Position, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    contradiction_reviews: tuple[ContradictionReview, ...] = ()
    audit_samples: tuple[AuditSample, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    internal_reviews: tuple[InternalReview, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    forums: tuple[Forum, ...] = ()
    forum_meetings: tuple[ForumMeeting, ...] = ()
    joint_missions: tuple[JointMission, ...] = ()
    analytic_work: tuple[AnalyticWork, ...] = ()
    funding_lines: tuple[FundingLine, ...] = ()
    exchange_rates: tuple[ExchangeRate, ...] = ()
    forward_plans: tuple[ForwardPlan, ...] = ()
    resource_requirements: tuple[ResourceRequirement, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    funding_outlooks: tuple[FundingOutlook, ...] = ()
    whole_of_government_strategies: tuple[Strategy, ...] = ()
    needs: tuple[Need, ...] = ()
    liaison_requests: tuple[LiaisonRequest, ...] = ()
    coordination_costs: tuple[CoordinationCost, ...] = ()
    handovers: tuple[Handover, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    assessments: tuple[RecordedAssessment, ...] = ()
    # No part of the constructor, so that `replace` never copies it to rows in another order.
    in_order: bool = field(default=False, init=False, compare=False, repr=False)


COLLECTIONS = tuple(item.name for item in fields(Inputs) if item.name not in {"mission", "in_order"})

# Lists whose order carries no meaning; deliveries of a scenario are by period and stay as they are.
UNORDERED = {
    "framework_versions": ("acknowledged_by", "reservations"),
    "objective_texts": ("endorsements",),
    "indicators": ("breaks", "shocks", "required_groups", "required_areas"),
    "gates": ("benchmarks", "blocking_signals"),
    "activities": ("implementers", "intended_phases", "areas", "people_by_area"),
    "policy_commitments": ("activities",),
    "contradictions": ("acknowledged_by",),
    "contradiction_reviews": ("activities",),
    "audit_samples": ("units",),
    "forums": ("chairs",),
    "joint_missions": ("participants",),
    "analytic_work": ("participants",),
    "whole_of_government_strategies": ("signatories", "activities"),
    "assessments": ("values",),
}


def canonical(inputs: Inputs) -> Inputs:
    """The same content with rows in order of key and unordered lists sorted; itself if it came from here."""
    if inputs.in_order:
        return inputs
    ordered: dict[str, Any] = {}
    for name in COLLECTIONS:
        rows = getattr(inputs, name)
        lists = UNORDERED.get(name, ())
        if lists:
            rows = [_sorted_lists(row, lists) for row in rows]
        ordered[name] = tuple(sorted(rows, key=attrgetter("key")))
    dimensions = inputs.mission.dimensions
    mission = (
        inputs.mission
        if dimensions is None
        else replace(inputs.mission, dimensions=tuple(sorted(dimensions)))
    )
    found = Inputs(mission=mission, **ordered)
    object.__setattr__(found, "in_order", True)
    return found


def _sorted_lists(row: Any, names: tuple[str, ...]) -> Any:
    changed = {}
    for name in names:
        items = getattr(row, name)
        if items is not None and len(items) > 1:
            ordered = tuple(sorted(items, key=repr))
            if ordered != items:
                changed[name] = ordered
    return replace(row, **changed) if changed else row
