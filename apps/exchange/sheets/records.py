"""Rows of a sheet as records. What cannot be read is left open and said; without a title a row is refused."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.activities.sectors import sectors
from apps.core.text import fold
from apps.exchange.portfolio import names
from apps.exchange.portfolio.record import Party, Purpose, Record, Site, Sum
from apps.exchange.sheets.cells import (
    Cell,
    Habits,
    day_of,
    habits_of,
    latin_digits,
    number_of,
    text_of,
    yes_or_no,
)
from apps.exchange.sheets.columns import MONEY, Layout
from apps.exchange.sheets.table import Sheet

BETWEEN = re.compile(r"[;|\n]| / ")
BETWEEN_PLACES = re.compile(r"[;|\n,/،]")
SECTOR = re.compile(
    r"(?<!\d)(\d{5}|\d{3})(?!\d)\s*[^;|\n,%\d]*(?:[(:=-]?\s*(\d{1,3}(?:[.,]\d+)?)\s*%)?", re.ASCII
)
CURRENCY = re.compile(r"\b([A-Z]{3})\b")
SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}
LARGEST = Decimal(10) ** 17
MOST_PEOPLE = 10**10
NOT_FILLED_DOWN = frozenset({*MONEY, "people", "identifier", "title"})

STATUSES = """
proposed: proposed planned pipeline identification prevu prevue planifie planifiee propose proposee مقترح مخطط
proposed: pipelineidentification
proposed: propuesto propuesta planificado planificada previsto prevista
approved: approved signed approuve approuvee signe signee aprobado aprobada firmado firmada معتمد موافق
active: active ongoing on-going running implementation started encours execution actif activo activa encurso
active: enejecucion enmarcha جار جاري نشط
suspended: suspended paused onhold suspendu suspendue suspendido suspendida معلق متوقف
completed: completed complete finished closed ended done acheve achevee termine terminee clos close cloture
completed: completion postcompletion finalisation
completed: finalizado finalizada terminado terminada concluido concluida completado completada cerrado cerrada
completed: مكتمل منجز منتهي مغلق
cancelled: cancelled canceled stopped annule annulee abandonne abandonnee cancelado cancelada ملغى ملغي
"""
STATUS_OF = {
    names.plain(word).replace(" ", ""): line.partition(":")[0]
    for line in STATUSES.strip().splitlines()
    for word in line.partition(":")[2].split()
}


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds where a row says nothing: the lead, the status, the currency."""

    lead: str | None = None
    status: str = "active"
    currency: str | None = None


@dataclass(slots=True)
class Rows:
    """The records of one sheet. `skipped` counts rows without any cell."""

    sheet: Sheet
    layout: Layout
    defaults: Defaults
    skipped: int = 0
    _habits: dict[str, Habits] = field(default_factory=dict)
    _spans: dict[tuple[int, int], Cell] = field(default_factory=dict)
    _columns: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._columns = {one: place for place, one in enumerate(self.layout.fields) if one is not None}
        data = self.sheet.rows[self.layout.first :]
        for one, column in self._columns.items():
            self._habits[one] = habits_of(row[column] for row in data if column < len(row))
        for top, left, bottom, right in self.sheet.merged:
            if bottom > top >= self.layout.first and top < len(self.sheet.rows):
                row = self.sheet.rows[top]
                cell = row[left] if left < len(row) else None
                for column in range(left, min(right, left + 50) + 1):
                    for place in range(top + 1, min(bottom, len(self.sheet.rows)) + 1):
                        self._spans[place, column] = cell

    def __iter__(self) -> Iterator[Record]:
        for place in range(self.layout.first, len(self.sheet.rows)):
            row = self.sheet.rows[place]
            if all(cell is None for cell in row):
                self.skipped += 1
                continue
            yield self._record(place, row)

    def _record(self, place: int, row: Sequence[Cell]) -> Record:
        record = Record(line=place + 1)
        cells: dict[str, Cell] = {}
        for one, column in self._columns.items():
            cell = row[column] if column < len(row) else None
            if cell is None and one not in NOT_FILLED_DOWN and (place, column) in self._spans:
                cell = self._spans[place, column]
                if cell is not None:
                    record.note("merged", column=self.heading(one))
            if cell is not None:
                cells[one] = cell
        for one, cell in cells.items():
            reader = READERS.get(one)
            if reader is not None and not reader(self, record, cell):
                record.note("value_unreadable", column=self.heading(one), value=(text_of(cell) or "")[:80])
        self._settle(record, cells)
        return record

    def heading(self, one: str) -> str:
        """What stands above the column of a field."""
        return self.layout.headings[self._columns[one]]

    def habits(self, one: str) -> Habits:
        return self._habits.get(one, Habits())

    def _settle(self, record: Record, cells: Mapping[str, Cell]) -> None:
        if record.title is None:
            record.note("no_title", fault=True)
        if record.lead is None and self.defaults.lead is not None:
            record.lead = Party("lead", self.defaults.lead)
        if record.status is None:
            record.status = self.defaults.status
        if record.start is not None and record.end is not None and record.end < record.start:
            record.note("end_before_start", start=record.start.isoformat(), end=record.end.isoformat())
        if len(record.purposes) == 1 and record.purposes[0].share is None:
            record.purposes[0].share = 1.0
        self._money(record, cells)

    def _money(self, record: Record, cells: Mapping[str, Cell]) -> None:
        year = None if "year" not in cells else day_of(cells["year"], self.habits("year"))
        for amount in MONEY:
            cell = cells.get(amount)
            if cell is None:
                continue
            value = number_of(cell, self.habits(amount))
            if value is None or abs(value) >= LARGEST:
                record.note("value_unreadable", column=self.heading(amount), value=(text_of(cell) or "")[:80])
                continue
            currency = _currency(cells.get("currency")) or _currency(cell) or _currency(self.heading(amount))
            record.sums.append(Sum(amount, value, currency or self.defaults.currency, year or record.start))


def _currency(cell: Cell) -> str | None:
    text = text_of(cell) if isinstance(cell, str) else None
    if text is None:
        return None
    found = CURRENCY.search(text)
    if found is not None:
        return found[1]
    return next((code for sign, code in SIGNS.items() if sign in text), None)


# Readers of columns: True where the cell could be read ---------------------------------------------------

Taker = Callable[[Rows, Record, Cell], bool]


def _text(name: str, longest: int) -> Taker:
    def take(_rows: Rows, record: Record, cell: Cell) -> bool:
        setattr(record, name, (text_of(cell) or "")[:longest] or None)
        return True

    return take


def _identifier(_rows: Rows, record: Record, cell: Cell) -> bool:
    record.identifier = " ".join((text_of(cell) or "").split())[:200] or None
    return True


def _title(_rows: Rows, record: Record, cell: Cell) -> bool:
    record.title = " ".join((text_of(cell) or "").split())[:2_000] or None
    return True


def _lead(_rows: Rows, record: Record, cell: Cell) -> bool:
    found = _organisations(cell)
    if found:
        record.lead = Party("lead", found[0])
        record.parties.extend(Party("accountable", name) for name in found[1:])
    return True


def _parties(role: str) -> Taker:
    def take(_rows: Rows, record: Record, cell: Cell) -> bool:
        record.parties.extend(Party(role, name) for name in _organisations(cell))
        return True

    return take


def _organisations(cell: Cell) -> list[str]:
    """The names in a cell. A comma divides acronyms only: it stands within many a name."""
    found = []
    for part in BETWEEN.split(text_of(cell) or ""):
        pieces = [piece.strip() for piece in part.split(",")]
        short = len(pieces) > 1 and all(piece.isupper() and len(piece) <= 12 for piece in pieces)
        found += pieces if short else [part.strip()]
    return [name[:300] for name in dict.fromkeys(found) if not names.is_nobody(name)][:30]


def _status(_rows: Rows, record: Record, cell: Cell) -> bool:
    record.status = STATUS_OF.get(names.plain(text_of(cell) or "").replace(" ", ""))
    return record.status is not None


def _day(name: str) -> Taker:
    def take(rows: Rows, record: Record, cell: Cell) -> bool:
        found: date | None = day_of(cell, rows.habits(name), last=name == "end")
        setattr(record, name, found)
        return found is not None or names.is_nobody(text_of(cell))

    return take


def _sectors(_rows: Rows, record: Record, cell: Cell) -> bool:
    text = latin_digits(text_of(cell) or "")
    found = [Purpose(code, _share(percent)) for code, percent in SECTOR.findall(text)]
    if not found:
        known = {
            fold(name): one.code
            for one in sectors().values()
            for name in one.names.values()
            if not one.withdrawn
        }
        parts = [fold(part.strip()) for part in BETWEEN.split(text)]
        found = [Purpose(known[part]) for part in parts if part in known]
    once = {one.code: one for one in reversed(found)}
    record.purposes = list(reversed(once.values()))[:40]
    return bool(found)


def _share(percent: str) -> float | None:
    value = float(percent.replace(",", ".")) if percent else None
    return None if value is None or value > 100 else value / 100


def _areas(_rows: Rows, record: Record, cell: Cell) -> bool:
    parts = (part.strip() for part in BETWEEN_PLACES.split(text_of(cell) or ""))
    record.sites = [
        Site(part[:200], (part[:60],)) for part in dict.fromkeys(parts) if not names.is_nobody(part)
    ][:100]
    return True


def _people(rows: Rows, record: Record, cell: Cell) -> bool:
    value = number_of(cell, rows.habits("people"))
    if value is None or value < 0 or value > MOST_PEOPLE:
        return False
    record.people = int(value)
    return True


def _humanitarian(_rows: Rows, record: Record, cell: Cell) -> bool:
    record.humanitarian = yes_or_no(cell)
    return record.humanitarian is not None


READERS: dict[str, Taker] = {
    "identifier": _identifier,
    "title": _title,
    "description": _text("description", 20_000),
    "lead": _lead,
    "implementers": _parties("implementing"),
    "funders": _parties("funding"),
    "status": _status,
    "start": _day("start"),
    "end": _day("end"),
    "dimension": _text("dimension", 80),
    "sectors": _sectors,
    "areas": _areas,
    "target_group": _text("target_group", 500),
    "intervention": _text("intervention", 500),
    "people": _people,
    "humanitarian": _humanitarian,
    "results": _text("results", 20_000),
    "language": _text("language", 20),
}


def unplaced(layout: Layout) -> list[str]:
    """Headings of columns that are not taken."""
    return [
        heading or _("column without a heading")
        for heading, one in zip(layout.headings, layout.fields, strict=True)
        if one is None
    ]


def sample(sheet: Sheet, layout: Layout, column: int, most: int = 3) -> list[str]:
    """The first different values of a column, for a person to recognise it by."""
    found: dict[str, Any] = {}
    for row in sheet.rows[layout.first : layout.first + 200]:
        said = text_of(row[column]) if column < len(row) else None
        if said:
            found[said[:60]] = None
        if len(found) == most:
            break
    return list(found)
