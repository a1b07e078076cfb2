"""What a record asks for, in the words of the database: agencies, areas, a dimension, lines of money."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from apps.activities.sectors import dimension_of, sectors
from apps.agencies.models import Agency
from apps.core.enums import Audience, Dimension
from apps.exchange.portfolio import names
from apps.exchange.portfolio.directory import Directory
from apps.exchange.portfolio.places import Gazetteer
from apps.exchange.portfolio.record import Party, Record, Sum
from apps.missions.models import Mission

# Columns of Activity by the name that a record has for them.
COLUMNS = {
    "title": "title",
    "description": "description",
    "language": "language",
    "status": "status",
    "approved": "approved_on",
    "start": "start",
    "end": "end",
    "humanitarian": "humanitarian",
    "target_group": "target_group",
    "intervention": "intervention_type",
    "people": "people_planned",
    "results": "results",
}
LARGEST = Decimal(10) ** 18
EXACT = Decimal("0.0001")


@dataclass(slots=True)
class Line:
    """Money of one funder over one period."""

    funder: Agency
    period_from: date
    period_to: date | None
    currency: str
    value_date: date | None = None
    amounts: dict[str, Decimal] = field(default_factory=dict)

    def entry(self) -> list[Any]:
        return [
            str(self.funder.uuid),
            self.period_from.isoformat(),
            None if self.period_to is None else self.period_to.isoformat(),
            self.currency,
            None if self.value_date is None else self.value_date.isoformat(),
            {name: str(value.quantize(EXACT)) for name, value in sorted(self.amounts.items())},
        ]


@dataclass(slots=True)
class Wanted:
    """The activity as a record describes it. `values` are columns; lists are in the order of the source."""

    record: Record
    natural: str
    values: dict[str, Any]
    lead: Agency | None
    co_leads: list[Agency]
    implementers: list[Agency]
    areas: list[int]
    sectors: list[tuple[str, float | None]]
    lines: list[Line]
    taken: dict[str, Any]

    @property
    def digest(self) -> str:
        text = json.dumps(self.taken, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class Reader:
    """Turns records into what they ask for; asks no query of its own."""

    def __init__(
        self,
        mission: Mission,
        source: str,
        directory: Directory,
        gazetteer: Gazetteer,
        *,
        fields: frozenset[str] | None = None,
    ) -> None:
        """`fields` are those that the source speaks of; None for all of them."""
        self.source = source
        self.directory = directory
        self.gazetteer = gazetteer
        self.fields = fields
        self._own_dimension = own_dimensions(mission)

    def want(self, record: Record) -> Wanted:
        """What the record asks for; its notes grow by what was found on the way."""
        lead = self._lead(record)
        if lead is None and not record.refused:
            record.note("no_lead", fault=True)
        co_leads = self._all(record, "accountable", lead)
        implementers = self._all(record, "implementing", None)
        values = {column: getattr(record, name) for name, column in COLUMNS.items()}
        values["dimension"] = self._dimension(record)
        values["intended_phases"] = None if record.phases is None else list(record.phases)
        values["iati_identifier"] = record.identifier if self.source == "iati" else None
        areas = self._areas(record)
        purposes = [(one.code, one.share) for one in record.purposes]
        self._check_sectors(record)
        lines = self._lines(record)
        wanted = Wanted(
            record,
            natural_key(self.source, record),
            values,
            lead,
            co_leads,
            implementers,
            areas,
            purposes,
            lines,
            {},
        )
        wanted.taken = self._taken(wanted)
        return wanted

    def audience_of(self, wanted: Wanted) -> str | None:
        """Who sees a new activity: what the source says, else its own agency if it is humanitarian."""
        if wanted.record.audience is not None:
            return wanted.record.audience
        core = self._own_dimension.core.get(wanted.values["dimension"])
        if wanted.record.humanitarian or core == Dimension.HUMANITARIAN:
            wanted.record.note("humanitarian_kept")
            return Audience.AGENCY
        return None

    def _taken(self, wanted: Wanted) -> dict[str, Any]:
        key_of = self.gazetteer.key_of
        found: dict[str, Any] = {
            **{column: _plain(value) for column, value in wanted.values.items()},
            "lead": None if wanted.lead is None else str(wanted.lead.uuid),
            "co_leads": sorted(str(one.uuid) for one in wanted.co_leads),
            "implementers": sorted(str(one.uuid) for one in wanted.implementers),
            "areas": sorted(key_of[pk] for pk in wanted.areas),
            "sectors": [list(one) for one in wanted.sectors],
            "money": sorted((line.entry() for line in wanted.lines), key=json.dumps),
        }
        if self.fields is not None:
            found = {name: value for name, value in found.items() if name in self.fields}
        return found

    # Who ---------------------------------------------------------------------------------------------

    def _lead(self, record: Record) -> Agency | None:
        """Who is named as lead; else who is accountable; else the reporting organisation if it takes part;
        else who extends, funds or implements; else who reports."""
        candidates: list[Party] = [] if record.lead is None else [record.lead]
        candidates += [one for one in record.parties if one.role == "accountable"]
        reporting = record.reporting
        if reporting is not None and not record.secondary and _takes_part(reporting, record.parties):
            candidates.append(reporting)
            self.directory.find(reporting)  # it may say more of an organisation than its other mention does
        sure = len(candidates)
        for role in ("extending", "funding", "implementing"):
            candidates += [one for one in record.parties if one.role == role]
        if reporting is not None:
            candidates.append(reporting)
        for place, party in enumerate(candidates):
            if self.directory.left_out(party):
                record.note("organisation_left_out", name=party.name or party.identifier)
                continue
            found = self.directory.find(party)
            if found is not None:
                if place >= sure:
                    record.note("lead_from", name=found.name)
                return found
        return None

    def _all(self, record: Record, role: str, without: Agency | None) -> list[Agency]:
        found: dict[Any, Agency] = {}
        for party in record.parties:
            if (
                party.role == role
                and (agency := self.directory.find(party)) is not None
                and agency is not without
            ):
                found[agency.uuid] = agency
        return list(found.values())

    # What and where ----------------------------------------------------------------------------------

    def _dimension(self, record: Record) -> str:
        own = self._own_dimension
        if record.dimension is not None:
            named = own.named.get(names.plain(record.dimension))
            if named is not None:
                return named
        if record.purposes:
            shares = [
                (0.0 if one.share is None else one.share, -place) for place, one in enumerate(record.purposes)
            ]
            main = record.purposes[-max(shares)[1]]
            found = own.of(dimension_of(main.code))
        else:
            found = own.of(Dimension.HUMANITARIAN if record.humanitarian else Dimension.DEVELOPMENT)
            if record.dimension is None and not record.humanitarian:
                record.note("no_dimension", taken=found)
        if record.dimension is not None:
            record.note("dimension_unknown", value=record.dimension[:80], taken=found)
        return found

    def _check_sectors(self, record: Record) -> None:
        known = sectors()
        for one in record.purposes:
            if one.code not in known:
                record.note("sector_unknown", code=one.code)
            elif known[one.code].withdrawn:
                record.note("sector_withdrawn", code=one.code)
        shares = [one.share for one in record.purposes if one.share is not None]
        if shares and len(shares) == len(record.purposes) and abs(sum(shares) - 1) > 0.005:
            record.note("shares", total=f"{100 * sum(shares):.2f}".rstrip("0").rstrip("."))

    def _areas(self, record: Record) -> list[int]:
        found: dict[int, None] = {}
        unknown: list[str] = []
        for site in record.sites:
            pk = self.gazetteer.find(site)
            if pk is not None:
                found[pk] = None
            elif not self.gazetteer.is_whole(site):
                unknown.append(site.name or ", ".join(site.codes) or str(site.point))
        if unknown:
            different = list(dict.fromkeys(unknown))
            said = ", ".join(different[:3]) + (" …" if len(different) > 3 else "")
            record.note("places_unknown", count=len(unknown), names=said[:200])
        return list(found)

    # With what ---------------------------------------------------------------------------------------

    def _lines(self, record: Record) -> list[Line]:
        if not record.sums:
            return []
        funders = self._all(record, "funding", None)
        lines: dict[tuple[Any, ...], Line] = {}
        without_funder = without_day = joint = 0
        for one in record.sums:
            funder = None if one.provider is None else self.directory.find(one.provider)
            if funder is None and len(funders) == 1:
                funder = funders[0]
            elif funder is None and len(funders) > 1:
                funder = self.directory.joint()
                joint += 1
            elif funder is None and record.reporting is not None and not record.secondary:
                funder = self.directory.find(record.reporting)
            day = one.day or record.start
            if funder is None:
                without_funder += 1
            elif day is None or one.currency is None:
                without_day += 1
            else:
                _add(lines, one, funder, day)
        if without_funder:
            record.note("no_funder", count=without_funder)
        if without_day:
            record.note("no_day", count=without_day)
        if joint:
            record.note("several_funders")
        return [line for line in lines.values() if line.amounts]


def _add(lines: dict[tuple[Any, ...], Line], one: Sum, funder: Agency, day: date) -> None:
    """Into the line of the calendar year, or into one of its own where its period is longer than that."""
    start, end = date(day.year, 1, 1), date(day.year, 12, 31)
    if one.until is not None and one.until.year != day.year:
        start, end = day, one.until
    key = (funder.uuid, start, end, one.currency)
    line = lines.setdefault(key, Line(funder, start, end, one.currency or ""))
    total = line.amounts.get(one.amount, Decimal(0)) + one.value
    if abs(total) < LARGEST:
        line.amounts[one.amount] = total.quantize(EXACT)
    said = one.value_date or one.day
    if said is not None and (line.value_date is None or said > line.value_date):
        line.value_date = said


def _takes_part(one: Party, parties: Iterable[Party]) -> bool:
    name = names.plain(one.name or "")
    return any(
        (one.identifier is not None and party.identifier == one.identifier)
        or (name != "" and names.plain(party.name or "") == name)
        for party in parties
    )


def natural_key(source: str, record: Record) -> str:
    """What makes two records the same one: the identifier and who reports it; without one the title."""
    reporting = record.reporting
    who = "" if reporting is None else reporting.identifier or names.plain(reporting.name or "")
    lead = "" if record.lead is None else names.plain(record.lead.name or "")
    what = record.identifier or f"title:{names.plain(record.title or '')}:{lead}"
    return hashlib.sha256(f"{source}\n{what}\n{who}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The dimensions of a mission: by folded code and name, and for each core one the own one."""

    named: dict[str, str]
    core: dict[str, str]

    def of(self, core: Dimension) -> str:
        """The first own dimension that belongs to a core one; else the first of all."""
        own = next((code for code, of in self.core.items() if of == core), None)
        return own if own is not None else next(iter(self.core))


def own_dimensions(mission: Mission) -> Dimensions:
    """Those of the mission, or the six core ones where it has none of its own. No query."""
    named: dict[str, str] = {}
    core: dict[str, str] = {}
    for item in mission.dimensions or [str(one) for one in Dimension.values]:
        own = item if isinstance(item, dict) else {"code": item}
        code = str(own["code"])
        core[code] = str(own.get("core") or code)
        for text in (code, own.get("name")):
            if text:
                named[names.plain(str(text).replace("_", " "))] = code
    for one in Dimension:
        first = next((code for code, of in core.items() if of == one), None)
        if first is not None:
            named.setdefault(names.plain(str(one.label)), first)
    return Dimensions(named, core)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
