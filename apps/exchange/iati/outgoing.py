"""What leaves of one activity, in the words of IATI 2.03, before it is XML. Pure; missing is None."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation with its identifier and the code of its type, as far as they are known."""

    name: str
    identifier: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Transaction:
    """Money that was committed (2), disbursed (3) or spent (4), with the provider's name."""

    type: str
    day: date
    value: Decimal
    currency: str
    value_date: date
    provider: Organisation


@dataclass(frozen=True, slots=True)
class Planned:
    """Money planned for a period; a budget has no provider and always an end."""

    start: date
    end: date | None
    value: Decimal
    currency: str
    value_date: date
    provider: Organisation | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A value in a result. A qualitative one has no value but words. `parts` name a group or an area."""

    value: str | None
    words: str | None = None
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Period:
    start: date
    end: date
    targets: list[Figure] = field(default_factory=list)
    actuals: list[Figure] = field(default_factory=list)


@dataclass(slots=True)
class Baseline:
    year: int
    day: date | None
    figure: Figure


@dataclass(slots=True)
class Indicator:
    """`measure`: 1 unit, 2 percentage, 5 qualitative. `ascending`: None where neither is better."""

    title: str
    measure: str
    ascending: bool | None = None
    language: str | None = None
    baseline: Baseline | None = None
    periods: list[Period] = field(default_factory=list)


@dataclass(slots=True)
class Result:
    """`type`: 2 outcome, 9 other. `shared`: it is that of many activities and must not be added up."""

    title: str
    type: str
    shared: bool = False
    language: str | None = None
    description: str | None = None
    indicators: list[Indicator] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A document on the web: its media type and the code of its category."""

    url: str
    format: str
    title: str
    category: str
    language: str | None = None
    day: date | None = None


@dataclass(slots=True)
class Outgoing:
    """One activity. `region` is named where no single country is known; `sectors` as (vocabulary, code,
    percent or None, words or None); `markers` as (code, words) of our own vocabulary."""

    identifier: str
    reporting: Organisation
    secondary: bool
    title: str
    language: str
    humanitarian: bool | None
    status: str
    descriptions: list[tuple[str, str]] = field(default_factory=list)
    parties: list[tuple[str, Organisation]] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    dates: list[tuple[str, date]] = field(default_factory=list)
    country: str | None = None
    region: str | None = None
    places: list[Place] = field(default_factory=list)
    sectors: list[tuple[str, str, Decimal | None, str | None]] = field(default_factory=list)
    markers: list[tuple[str, str]] = field(default_factory=list)
    budgets: list[Planned] = field(default_factory=list)
    planned: list[Planned] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
