"""Who acts, where and when, and how they work together."""

from dataclasses import dataclass, field
from datetime import date

from apps.coherence.engine.settings import METHOD_VERSION, Settings


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
    kind: str | None = None


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
class LiaisonRequest:
    key: str
    internal_actor: str
    requested_on: date
    requested_by: str | None = None
    person_hours: float | None = None
    kind: str | None = None
    topic: str | None = None
    critical: bool | None = None
    activity: str | None = None
