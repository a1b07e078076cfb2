"""What one source says of one activity, whatever the file looked like. Pure; missing is None.

Places, parties and sums are as they stand in the source; who and where they are here is found out later.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

# The words of a role, in the order in which one of them is taken as the lead.
ROLES = ("accountable", "extending", "funding", "implementing")
AMOUNTS = ("committed", "scheduled", "disbursed", "executed")


class Unreadable(Exception):
    """A file that cannot be taken at all. Its text is one sentence, on one line, for who brought it."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join("".join(sign if sign.isprintable() else " " for sign in message).split()))


@dataclass(slots=True)
class Party:
    """An organisation as the source names it: at least a name or an identifier."""

    role: str
    name: str | None
    identifier: str | None = None
    kind: str | None = None

    def entry(self) -> dict[str, Any]:
        return _filled({"role": self.role, "name": self.name, "id": self.identifier, "kind": self.kind})


@dataclass(slots=True)
class Sum:
    """Money: what kind of amount, of whom (None: the source does not say), of which day or period."""

    amount: str
    value: Decimal
    currency: str | None
    day: date | None
    until: date | None = None
    value_date: date | None = None
    provider: Party | None = None

    def entry(self) -> dict[str, Any]:
        return _filled(
            {
                "amount": self.amount,
                "value": str(self.value),
                "currency": self.currency,
                "day": _day(self.day),
                "until": _day(self.until),
                "value_date": _day(self.value_date),
                "provider": None if self.provider is None else self.provider.entry(),
            }
        )


@dataclass(slots=True)
class Site:
    """A place: its name, its codes, its point as (latitude, longitude)."""

    name: str | None
    codes: tuple[str, ...] = ()
    point: tuple[float, float] | None = None

    def entry(self) -> dict[str, Any]:
        return _filled(
            {"name": self.name, "codes": list(self.codes) or None, "point": list(self.point or ()) or None}
        )


@dataclass(slots=True)
class Purpose:
    """A DAC sector of three or five digits and its share of the activity, from 0 to 1."""

    code: str
    share: float | None = None

    def entry(self) -> dict[str, Any]:
        return _filled({"code": self.code, "share": self.share})


@dataclass(slots=True)
class Note:
    """Something a person should know about this record: a code (see apps/exchange/portfolio/notes.py) and
    what belongs in its sentence. A `fault` keeps the record out."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)
    fault: bool = False
    column: str | None = None

    def entry(self) -> dict[str, Any]:
        return _filled(
            {
                "code": self.code,
                "values": self.values or None,
                "fault": self.fault or None,
                "column": self.column,
            }
        )

    @classmethod
    def of(cls, entry: dict[str, Any]) -> "Note":
        return cls(entry["code"], entry.get("values") or {}, bool(entry.get("fault")), entry.get("column"))


@dataclass(slots=True)
class Record:
    """One activity of a source. `line` is where it stands in the file, counted from 1."""

    line: int
    identifier: str | None = None
    reporting: Party | None = None
    secondary: bool = False
    title: str | None = None
    language: str | None = None
    description: str | None = None
    status: str | None = None
    start: date | None = None
    end: date | None = None
    approved: date | None = None
    humanitarian: bool | None = None
    dimension: str | None = None
    phases: tuple[str, ...] | None = None
    target_group: str | None = None
    intervention: str | None = None
    people: int | None = None
    results: str | None = None
    audience: str | None = None
    lead: Party | None = None
    parties: list[Party] = field(default_factory=list)
    purposes: list[Purpose] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def note(self, code: str, /, *, fault: bool = False, column: str | None = None, **values: Any) -> None:
        self.notes.append(Note(code, values, fault, column))

    @property
    def refused(self) -> bool:
        return any(one.fault for one in self.notes)

    def entry(self) -> dict[str, Any]:
        """As JSON can hold it; `of` reads it back to an equal record. What is missing is left out."""
        return _filled(
            {
                "line": self.line,
                "identifier": self.identifier,
                "reporting": None if self.reporting is None else self.reporting.entry(),
                "secondary": self.secondary or None,
                **{name: getattr(self, name) for name in _TEXTS},
                **{name: _day(getattr(self, name)) for name in _DAYS},
                "phases": None if self.phases is None else list(self.phases),
                "lead": None if self.lead is None else self.lead.entry(),
                **{name: [one.entry() for one in getattr(self, name)] or None for name in _LISTS},
                "countries": self.countries or None,
                "scopes": self.scopes or None,
                "titles": self.titles or None,
            }
        )

    @classmethod
    def of(cls, entry: dict[str, Any]) -> "Record":
        """The record that `entry` describes."""
        plain: dict[str, Any] = {name: entry.get(name) for name in ("line", "identifier", *_TEXTS)}
        days: dict[str, Any] = {name: _date(entry.get(name)) for name in _DAYS}
        phases = entry.get("phases")
        return cls(
            **plain,
            **days,
            secondary=bool(entry.get("secondary")),
            reporting=_party(entry.get("reporting")),
            lead=_party(entry.get("lead")),
            phases=None if phases is None else tuple(phases),
            parties=[_sure_party(one) for one in entry.get("parties", ())],
            purposes=[Purpose(one["code"], one.get("share")) for one in entry.get("purposes", ())],
            sites=[_site(one) for one in entry.get("sites", ())],
            sums=[_sum(one) for one in entry.get("sums", ())],
            notes=[Note.of(one) for one in entry.get("notes", ())],
            countries=list(entry.get("countries", ())),
            scopes=list(entry.get("scopes", ())),
            titles=dict(entry.get("titles", {})),
        )


_TEXTS = (
    "title",
    "language",
    "description",
    "status",
    "humanitarian",
    "dimension",
    "target_group",
    "intervention",
    "people",
    "results",
    "audience",
)
_DAYS = ("start", "end", "approved")
_LISTS = ("parties", "purposes", "sites", "sums", "notes")


def parties_of(record: Record) -> Iterable[Party]:
    """Every organisation that a record names, those of its money too."""
    if record.reporting is not None:
        yield record.reporting
    if record.lead is not None:
        yield record.lead
    yield from record.parties
    yield from (one.provider for one in record.sums if one.provider is not None)


def _filled(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if value is not None}


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _date(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _sure_party(entry: dict[str, Any]) -> Party:
    return Party(entry["role"], entry.get("name"), entry.get("id"), entry.get("kind"))


def _party(entry: dict[str, Any] | None) -> Party | None:
    return None if entry is None else _sure_party(entry)


def _site(entry: dict[str, Any]) -> Site:
    point = entry.get("point")
    return Site(
        entry.get("name"), tuple(entry.get("codes", ())), None if point is None else (point[0], point[1])
    )


def _sum(entry: dict[str, Any]) -> Sum:
    return Sum(
        entry["amount"],
        Decimal(entry["value"]),
        entry.get("currency"),
        _date(entry.get("day")),
        _date(entry.get("until")),
        _date(entry.get("value_date")),
        _party(entry.get("provider")),
    )
