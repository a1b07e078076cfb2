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
from datetime import date
from typing import Any

from apps.coherence.engine.settings import METHOD_VERSION, Settings

Traces = tuple[tuple[str, str], ...]
"""(activity, grade) pairs."""


@dataclass(frozen=True, slots=True)
class Mission:
    """`dimensions`: (code, core dimension) of the mission's own set, or None for the six core ones."""

    code: str
    currency: str
    method_version: str = METHOD_VERSION
    government_counterpart: str | None = None
    dimensions: tuple[tuple[str, str], ...] | None = None
    joint_missions_register: str | None = None
    analytic_work_register: str | None = None
    forums_register: str | None = None
    coordination_costs_register: str | None = None
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True, slots=True)
class Agency:
    key: str
    side: str
    state: str | None = None
    political_or_security: bool = False
    principled_humanitarian: bool = False


@dataclass(frozen=True, slots=True)
class MissionAgency:
    """A registered presence; agencies that are only named have no such row."""

    key: str
    agency: str
    since: date | None = None
    until: date | None = None
    liaison_hours_per_quarter: float | None = None
    policy_commitments_register: str | None = None
    policy_products_register: str | None = None
    forward_plans_register: str | None = None


@dataclass(frozen=True, slots=True)
class Area:
    key: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class PhasePeriod:
    """`period_to` is the first day no longer covered; without `area` it is the mission's default."""

    key: str
    phase: str
    period_from: date
    period_to: date | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class FrameworkVersion:
    """`acknowledged_by` and `reservations`: (agency, date) pairs."""

    key: str
    number: int
    status: str
    adopted_on: date | None = None
    superseded_on: date | None = None
    acknowledged_by: tuple[tuple[str, date | None], ...] | None = None
    reservations: tuple[tuple[str, date | None], ...] | None = None


@dataclass(frozen=True, slots=True)
class ObjectiveText:
    """`endorsements`: (agency, endorsed on, share of its income from external funders)."""

    key: str
    framework_version: str
    objective: str
    dimension: str
    priority: int | None = None
    endorsements: tuple[tuple[str, date | None, float | None], ...] | None = None


@dataclass(frozen=True, slots=True)
class Benchmark:
    key: str
    objective: str
    retired_on: date | None = None


@dataclass(frozen=True, slots=True)
class BenchmarkText:
    key: str
    framework_version: str
    benchmark: str


@dataclass(frozen=True, slots=True)
class BenchmarkIndicator:
    """An indicator of a benchmark (context series without one are no inputs). Values as numbers."""

    key: str
    benchmark: str
    headline: bool
    direction: str
    reporting_interval_months: float
    baseline_value: float | None = None
    baseline_on: date | None = None
    target_value: float | None = None
    target_on: date | None = None
    tolerance: float | None = None
    range_min: float | None = None
    range_max: float | None = None
    natural_min: float | None = None
    natural_max: float | None = None
    breaks: tuple[date, ...] = ()
    shocks: tuple[date, ...] = ()
    required_groups: tuple[str, ...] = ()
    required_areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Milestone:
    """A point of the headline path (no group, no area) with a value."""

    key: str
    indicator: str
    due_on: date
    value: float


@dataclass(frozen=True, slots=True)
class Observation:
    """An accepted observation with a value, of an indicator of a benchmark."""

    key: str
    indicator: str
    observed_on: date
    value: float
    group: str | None = None
    area: str | None = None
    people: int | None = None
    standard_error: float | None = None
    interval_low: float | None = None
    interval_high: float | None = None
    grade: str | None = None
    attestor: str | None = None
    attested_on: date | None = None


@dataclass(frozen=True, slots=True)
class GateBenchmark:
    benchmark: str
    role: str
    comparator: str
    threshold: float


@dataclass(frozen=True, slots=True)
class Gate:
    """`blocking_signals` None tests all four, () none."""

    key: str
    agreed_on: date | None = None
    benchmarks: tuple[GateBenchmark, ...] = ()
    blocking_signals: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Dissent:
    """A dissent on a benchmark or a gate (others are no inputs)."""

    key: str
    agency: str
    raised_on: date
    resolved_on: date | None = None
    benchmark: str | None = None
    gate: str | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """`people_by_area`: (area, people) pairs."""

    key: str
    lead: str
    dimension: str
    status: str
    implementers: tuple[str, ...] | None = None
    intended_phases: tuple[str, ...] | None = None
    areas: tuple[str, ...] | None = None
    target_group: str | None = None
    intervention_type: str | None = None
    people_planned: int | None = None
    people_by_area: tuple[tuple[str, int | None], ...] | None = None
    approved_on: date | None = None
    start: date | None = None
    end: date | None = None
    q1: float | None = None
    q2: float | None = None
    q3: float | None = None
    verification_deferred: bool = False
    consultations_register: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An alignment link as recorded. `disputed_on` is None if nobody ever disputed it."""

    key: str
    activity: str
    objective: str
    grade: str
    share: float | None = None
    claimed_on: date | None = None
    attestor: str | None = None
    attestor_income_share: float | None = None
    attested_on: date | None = None
    valid_until: date | None = None
    disputed_on: date | None = None
    dispute_resolved_on: date | None = None
    late: bool | None = None
    redesign: bool = False


@dataclass(frozen=True, slots=True)
class Commitment:
    key: str
    agency: str
    made_on: date | None = None
    due_on: date | None = None
    activities: Traces | None = None


@dataclass(frozen=True, slots=True)
class Product:
    key: str
    agency: str
    dated_on: date | None = None
    consulted: bool | None = None
    references: bool | None = None
    contested_points: bool | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """`reserved`: a reservation text is recorded."""

    key: str
    agency: str
    objective: str
    support: int | None = None
    reserved: bool = False
    dated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    key: str
    activity_a: str
    activity_b: str
    score: int
    grade: str
    status: str
    raised_on: date | None = None
    closed_on: date | None = None
    acknowledged_by: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ContradictionReview:
    key: str
    reviewed_on: date
    activities: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Consultation:
    """A consultation on an activity (those on products or drafts are no inputs)."""

    key: str
    activity: str
    internal_actor: str
    held_on: date
    confirmed: bool = False
    response: str | None = None


@dataclass(frozen=True, slots=True)
class InternalReview:
    key: str
    activity: str
    internal_actor: str
    reviewed_on: date
    outcome: str


@dataclass(frozen=True, slots=True)
class Relationship:
    """`rating_a` is the rating by `agency_a`; the pair itself is unordered."""

    key: str
    agency_a: str
    agency_b: str
    period_from: date | None = None
    rating_a: int | None = None
    rating_b: int | None = None
    band_min: int | None = None
    band_max: int | None = None
    band_agreed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Forum:
    key: str
    chairs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ForumMeeting:
    key: str
    forum: str
    held_on: date


@dataclass(frozen=True, slots=True)
class JointMission:
    key: str
    participants: tuple[str, ...]
    started_on: date
    ended_on: date | None = None
    humanitarian: bool = False


@dataclass(frozen=True, slots=True)
class AnalyticWork:
    key: str
    participants: tuple[str, ...]
    published_on: date
    humanitarian: bool = False


@dataclass(frozen=True, slots=True)
class FundingLine:
    """Amounts in `currency`; `to_government_sector` 0 says none, None unknown."""

    key: str
    activity: str
    funder: str
    period_from: date
    currency: str
    period_to: date | None = None
    value_date: date | None = None
    scheduled: float | None = None
    disbursed: float | None = None
    programme_based: bool | None = None
    to_government_sector: float | None = None
    budget_execution: bool | None = None
    financial_reporting: bool | None = None
    audit: bool | None = None
    procurement: bool | None = None


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """Mission units per one unit of `currency`."""

    key: str
    currency: str
    valid_on: date
    rate: float


@dataclass(frozen=True, slots=True)
class ForwardPlan:
    key: str
    funder: str
    years_shared: float | None = None
    shared_on: date | None = None


@dataclass(frozen=True, slots=True)
class ResourceRequirement:
    key: str
    objective: str
    period_from: date
    period_to: date
    currency: str
    amount: float


@dataclass(frozen=True, slots=True)
class FundingOutlook:
    key: str
    function: str
    year: int
    currency: str
    assessed: float | None = None
    voluntary_committed: float | None = None
    national: float | None = None
    need: float | None = None


@dataclass(frozen=True, slots=True)
class Strategy:
    """A whole-of-government strategy. The five mechanism points: at most 5, 2, 1, 1, 1."""

    key: str
    state: str
    status: str
    adopted_on: date | None = None
    signatories: tuple[str, ...] | None = None
    regular_mechanism: float | None = None
    trade_off_mandate: float | None = None
    central_convening: float | None = None
    political_and_technical: float | None = None
    internal_external_mandate: float | None = None
    activities: Traces | None = None


@dataclass(frozen=True, slots=True)
class Need:
    key: str
    dimension: str
    area: str
    target_group: str
    intervention_type: str
    people: int | None = None
    dated_on: date | None = None


@dataclass(frozen=True, slots=True)
class LiaisonRequest:
    key: str
    internal_actor: str
    requested_on: date
    requested_by: str | None = None
    person_hours: float | None = None


@dataclass(frozen=True, slots=True)
class CoordinationCost:
    key: str
    period_from: date
    period_to: date
    currency: str
    person_hours: float | None = None
    hourly_rate: float | None = None
    amount: float | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """An absorption scenario; `delivery` and `capacity_building` by period."""

    key: str
    agency: str | None = None
    plan_of_record: bool = False
    currency: str | None = None
    delivery: tuple[float, ...] | None = None
    capacity_building: tuple[float, ...] | None = None
    first_capacity: float | None = None
    gain: float | None = None
    lag: int | None = None
    lapse: float | None = None
    decay: float | None = None
    capacity_max: float | None = None


@dataclass(frozen=True, slots=True)
class RecordedValue:
    """A value of the whole system (no subject) in an earlier recorded assessment."""

    level: str
    indicator: str | None
    strip: str | None
    status: str
    value: float | None = None
    k: float | None = None
    n: float | None = None


@dataclass(frozen=True, slots=True)
class RecordedAssessment:
    """A recorded assessment (imported, or kept as reference); computed ones are no inputs."""

    key: str
    as_of: date
    values: tuple[RecordedValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Inputs:
    """One whole mission as the engine sees it: a tuple of rows per collection of the bundle, by key."""

    mission: Mission
    agencies: tuple[Agency, ...] = ()
    mission_agencies: tuple[MissionAgency, ...] = ()
    areas: tuple[Area, ...] = ()
    phase_periods: tuple[PhasePeriod, ...] = ()
    framework_versions: tuple[FrameworkVersion, ...] = ()
    objective_texts: tuple[ObjectiveText, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    benchmark_texts: tuple[BenchmarkText, ...] = ()
    indicators: tuple[BenchmarkIndicator, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    observations: tuple[Observation, ...] = ()
    gates: tuple[Gate, ...] = ()
    dissents: tuple[Dissent, ...] = ()
    activities: tuple[Activity, ...] = ()
    alignment_links: tuple[Link, ...] = ()
    policy_commitments: tuple[Commitment, ...] = ()
    policy_products: tuple[Product, ...] = ()
    policy_positions: tuple[Position, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    contradiction_reviews: tuple[ContradictionReview, ...] = ()
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
    funding_outlooks: tuple[FundingOutlook, ...] = ()
    whole_of_government_strategies: tuple[Strategy, ...] = ()
    needs: tuple[Need, ...] = ()
    liaison_requests: tuple[LiaisonRequest, ...] = ()
    coordination_costs: tuple[CoordinationCost, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    assessments: tuple[RecordedAssessment, ...] = ()


COLLECTIONS = tuple(item.name for item in fields(Inputs) if item.name != "mission")

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
    "forums": ("chairs",),
    "joint_missions": ("participants",),
    "analytic_work": ("participants",),
    "whole_of_government_strategies": ("signatories", "activities"),
    "assessments": ("values",),
}


def canonical(inputs: Inputs) -> Inputs:
    """The same content with rows in order of key and unordered lists sorted. Linear when it is so already."""
    ordered: dict[str, Any] = {}
    for name in COLLECTIONS:
        rows = getattr(inputs, name)
        lists = UNORDERED.get(name, ())
        if lists:
            rows = [_sorted_lists(row, lists) for row in rows]
        ordered[name] = tuple(sorted(rows, key=_key))
    dimensions = inputs.mission.dimensions
    mission = (
        inputs.mission
        if dimensions is None
        else replace(inputs.mission, dimensions=tuple(sorted(dimensions)))
    )
    return Inputs(mission=mission, **ordered)


def _key(row: Any) -> str:
    key: str = row.key
    return key


def _sorted_lists(row: Any, names: tuple[str, ...]) -> Any:
    changed = {}
    for name in names:
        items = getattr(row, name)
        if items is not None and len(items) > 1:
            ordered = tuple(sorted(items, key=repr))
            if ordered != items:
                changed[name] = ordered
    return replace(row, **changed) if changed else row
