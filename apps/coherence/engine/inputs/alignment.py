"""Activities and what ties them to objectives, policies, strategies and each other: rows of the inputs."""

from dataclasses import dataclass
from datetime import date

Traces = tuple[tuple[str, str], ...]
"""(activity, grade) pairs."""


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


AuditUnit = tuple[str, float, str | None, date | None, str | None]
"""(activity, inclusion probability, outcome, checked on, agency that answered)."""


@dataclass(frozen=True, slots=True)
class AuditSample:
    """Activities drawn by chance from `population` that had a link, of `eligible` in scope."""

    key: str
    scope: str
    drawn_on: date
    population: int
    eligible: int | None = None
    units: tuple[AuditUnit, ...] | None = None


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
    raised_by: str | None = None


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
    follow_up_on: date | None = None


@dataclass(frozen=True, slots=True)
class InternalReview:
    key: str
    activity: str
    internal_actor: str
    reviewed_on: date
    outcome: str


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
