"""Money, capacity and what coordination costs."""

from dataclasses import dataclass
from datetime import date


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
class Capacity:
    """What an internal institution received and spent in a period, and what it still had to spend before."""

    key: str
    agency: str
    period_from: date
    period_to: date
    currency: str | None = None
    received: float | None = None
    executed: float | None = None
    opening_backlog: float | None = None


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
class CoordinationCost:
    key: str
    period_from: date
    period_to: date
    currency: str
    person_hours: float | None = None
    hourly_rate: float | None = None
    amount: float | None = None


@dataclass(frozen=True, slots=True)
class Handover:
    """A function that passes to another agency; `yearly_cost` in the row's currency."""

    key: str
    to_agency: str | None = None
    due_on: date | None = None
    currency: str | None = None
    yearly_cost: float | None = None
    financed_nationally: bool | None = None


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
