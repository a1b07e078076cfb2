"""The shared framework, its benchmarks and gates, and what was concluded before: rows of the inputs."""

from dataclasses import dataclass
from datetime import date


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
    regression_threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """`blocking_signals` None tests all four, () none; without `area` it is the mission's default."""

    key: str
    from_phase: str
    to_phase: str
    agreed_on: date | None = None
    benchmarks: tuple[GateBenchmark, ...] = ()
    blocking_signals: tuple[str, ...] | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class GateDecision:
    """A day on which a body decided at a gate."""

    key: str
    gate: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class Event:
    """An event that opens a step-back review (others are no inputs); without `area`, of the whole mission."""

    key: str
    starts_on: date
    ends_on: date | None = None
    area: str | None = None


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
