"""Which column of a sheet holds what: recognised by its heading in English, French, Spanish or Arabic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.exchange.portfolio import names
from apps.exchange.sheets.cells import text_of
from apps.exchange.sheets.table import Sheet

LOOKED_AT = 25

LABELS: Mapping[str, Any] = {
    "identifier": _("Identifier"),
    "title": _("Title"),
    "description": _("Description"),
    "lead": _("Lead agency"),
    "implementers": _("Implementing agencies"),
    "funders": _("Funder"),
    "status": _("Status"),
    "start": _("Start"),
    "end": _("End"),
    "dimension": _("Dimension"),
    "sectors": _("DAC sectors"),
    "areas": _("Areas"),
    "target_group": _("Target group"),
    "intervention": _("Intervention type"),
    "people": _("People planned"),
    "committed": _("Committed"),
    "scheduled": _("Scheduled"),
    "disbursed": _("Disbursed"),
    "executed": _("Executed"),
    "currency": _("Currency"),
    "year": _("Year of the money"),
    "humanitarian": _("Humanitarian"),
    "results": _("Results"),
    "language": _("Language"),
}
MONEY = ("committed", "scheduled", "disbursed", "executed")
SPEAKS_OF = {
    "identifier": (),
    "lead": ("lead",),
    "implementers": ("implementers",),
    "areas": ("areas",),
    "sectors": ("sectors",),
    "intervention": ("intervention_type",),
    "people": ("people_planned",),
    "year": (),
    "currency": (),
    "funders": (),
    **dict.fromkeys(MONEY, ("money",)),
}
HEADINGS = Path(__file__).with_name("headings.tsv")


@cache
def known_headings() -> dict[str, str]:
    """The field of each known heading, folded; where two fields claim one, the first of the table has it."""
    found: dict[str, str] = {}
    for line in HEADINGS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            field, _tab, said = line.partition("\t")
            for heading in said.split("|"):
                found.setdefault(names.plain(heading), field)
    return found


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the headings end (`first` is the first row of data, from 0), what they say, and what each column
    is taken for: field names by column, None where nothing was recognised."""

    first: int
    headings: tuple[str, ...]
    fields: tuple[str | None, ...]


def recognise(sheet: Sheet) -> Layout:
    """The headings of a sheet: of its first rows the one with the most known headings; a row above it that
    spans several columns is read together with it."""
    best, where = -1, 0
    for place, row in enumerate(sheet.rows[:LOOKED_AT]):
        known = sum(_field(text_of(cell) or "") is not None for cell in row)
        filled = sum(cell is not None for cell in row)
        score = 4 * known + min(filled, 3)
        if score > best:
            best, where = score, place
    headings = _headings(sheet, where)
    return Layout(where + 1, headings, guess(headings))


def _headings(sheet: Sheet, where: int) -> tuple[str, ...]:
    width = sheet.width
    row = sheet.rows[where] if sheet.rows else []
    above = _spread(sheet, where - 1) if where else {}
    below = _spread(sheet, where)
    found = []
    for column in range(width):
        own = text_of(row[column]) if column < len(row) else None
        own = own or below.get(column)
        top = above.get(column)
        words = [word for word in (top, own) if word]
        found.append(" / ".join(dict.fromkeys(words)).replace("\n", " ")[:200])
    return tuple(found)


def _spread(sheet: Sheet, where: int) -> dict[int, str]:
    """Texts of merged cells of a row, by each column they span."""
    found: dict[int, str] = {}
    for top, left, bottom, right in sheet.merged:
        if top <= where <= bottom and top < len(sheet.rows) and left < len(sheet.rows[top]):
            said = text_of(sheet.rows[top][left])
            if said:
                found |= dict.fromkeys(range(left, min(right + 1, sheet.width)), said)
    return found


def guess(headings: Sequence[str]) -> tuple[str | None, ...]:
    """A field for each heading; each field at most once, the first heading that fits it best."""
    found: list[str | None] = [None] * len(headings)
    taken: set[str] = set()
    for exact in (True, False):
        for column, heading in enumerate(headings):
            if found[column] is not None or not heading:
                continue
            field = _field(heading) if exact else _loosely(heading)
            if field is not None and field not in taken:
                found[column] = field
                taken.add(field)
    return tuple(found)


def _field(heading: str) -> str | None:
    last = heading.rpartition(" / ")[2]
    said = (names.plain(one) for one in (heading, last, names.IN_BRACKETS.sub(" ", last)))
    known = known_headings()
    return next((known[one] for one in said if one in known), None)


def _loosely(heading: str) -> str | None:
    """By the longest known heading of two words or more in it."""
    said = f" {names.plain(heading)} "
    known = known_headings()
    fitting = [one for one in known if " " in one and f" {one} " in said]
    return known[max(fitting, key=len)] if fitting else None


def taken_fields(fields: Sequence[str | None]) -> frozenset[str]:
    """The parts of an activity that a sheet with these columns speaks of; others stay as they are."""
    found = {part for field in fields if field is not None for part in SPEAKS_OF.get(field, (field,))}
    if "sectors" in found:
        found.add("dimension")
    return frozenset(found)


def signature(headings: Sequence[str]) -> str:
    """What two sheets of the same make have in common: their headings, in order."""
    return "\n".join(names.plain(heading) for heading in headings)


def by_column(fields: Mapping[str, str | None], width: int) -> tuple[str | None, ...]:
    """Chosen fields, kept by the number of their column, as a list of that width."""
    return tuple(fields.get(str(column)) or None for column in range(width))
