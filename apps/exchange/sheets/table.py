"""A workbook, a comma-separated file or a pasted range as rows of cells; nothing of it is trusted.

Sizes are checked before anything is unpacked, and the unpacked bytes are counted against what the archive
says of itself, for an archive may lie.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from apps.exchange.portfolio.record import Unreadable
from apps.exchange.sheets.cells import Cell

MOST_UNPACKED = 64 * 1024 * 1024
MOST_GROWTH = 100
MOST_MEMBERS = 2_000
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_SHEETS = 50
LONGEST_CELL = 20_000
DELIMITERS = ",;\t|"
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


@dataclass(slots=True)
class Sheet:
    """The rows of one sheet as they stand; `merged` are ranges as (top, left, bottom, right), from 0."""

    name: str
    rows: list[list[Cell]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)


def is_workbook(content: bytes) -> bool:
    return content[:4] == b"PK\x03\x04"


def read_workbook(content: bytes) -> list[Sheet]:
    """The visible sheets of an .xlsx file that hold anything. Raises Unreadable."""
    _check_archive(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = []
        for about in book.sheets_metadata[:MOST_SHEETS]:
            if (
                str(about.visible) != "SheetVisibleEnum.Visible"
                or str(about.typ) != "SheetTypeEnum.WorkSheet"
            ):
                continue
            sheet = book.get_sheet_by_name(about.name)
            if sheet.height > MOST_ROWS or sheet.total_height > MOST_ROWS * 2:
                raise _too_many_rows()
            rows = [_cut(row) for row in sheet.to_python(skip_empty_area=False)]
            if any(any(cell is not None for cell in row) for row in rows):
                ranges = [
                    (start[0], start[1], end[0], end[1])
                    for start, end in (sheet.merged_cell_ranges or [])[:10_000]
                ]
                found.append(Sheet(about.name, rows, ranges))
    except (CalamineError, *BROKEN) as error:
        raise _not_a_workbook() from error
    if not found:
        raise Unreadable(_("The workbook holds no cells."))
    return found


def _cut(row: Iterable[object]) -> list[Cell]:
    cells: list[Cell] = []
    for place, cell in enumerate(row):
        if place >= MOST_COLUMNS:
            break
        if isinstance(cell, str):
            cells.append(cell.replace("\x00", "")[:LONGEST_CELL] if cell.strip() else None)
        else:
            cells.append(cell)  # type: ignore[arg-type]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _check_archive(content: bytes) -> None:
    """Raises Unreadable for an archive that would unpack to too much, or that is more than a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            total = sum(member.file_size for member in members)
            if (
                len(members) > MOST_MEMBERS
                or total > MOST_UNPACKED
                or total > 65_536 + MOST_GROWTH * len(content)
            ):
                raise Unreadable(_("Unpacked, the workbook is larger than any real one: it was not read."))
            for member in members:
                _check_member(archive, member)
            if "xl/workbook.xml" not in archive.namelist():
                raise _not_a_workbook()
    except BROKEN as error:
        raise _not_a_workbook() from error


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    name = member.filename
    if member.flag_bits & 1:
        raise Unreadable(_("The workbook has a password: save it without one and bring it again."))
    if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
        raise _not_a_workbook()
    if "vba" in name.lower():
        raise Unreadable(_("The workbook has macros: save it as .xlsx and bring it again."))
    # Reads no more than the archive says there is, and fails where that was not the truth.
    head = b""
    with archive.open(member) as packed:
        while block := packed.read(1 << 16):
            head = head or block
    if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in head.replace(b"\x00", b""):
        raise Unreadable(_("The workbook defines something that no workbook needs: it was not read."))


def _not_a_workbook() -> Unreadable:
    return Unreadable(_("This is not a workbook (.xlsx) that can be read. Save it as .xlsx or .csv."))


def _too_many_rows() -> Unreadable:
    return Unreadable(_("The sheet has more than %(count)d rows: divide it.") % {"count": MOST_ROWS})


def read_text(content: bytes, name: str) -> list[Sheet]:
    """The rows of a comma-separated file or a pasted range. Raises Unreadable."""
    text = _decoded(content)
    if not text.strip():
        raise Unreadable(_("There is nothing in it."))
    if any(sign in text[:4096] for sign in ("\x00", "\x01", "\x02", "\x03")):
        raise Unreadable(_("This is neither a workbook (.xlsx) nor text: it cannot be read."))
    csv.field_size_limit(1_000_000)
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            if len(rows) >= MOST_ROWS:
                raise _too_many_rows()
            rows.append(_cut(_unquoted(cell) for cell in row))
    except csv.Error as error:
        raise Unreadable(_("The rows cannot be told apart: a quotation mark is never closed.")) from error
    while rows and not rows[-1]:
        rows.pop()
    return [Sheet(name, rows)]


def _unquoted(cell: str) -> str:
    """A cell as it was before a guard against formulas was put in front of it."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t\r" else cell


def _delimiter(text: str) -> str:
    """The sign that divides the first lines most evenly."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:20]
    if any("\t" in line for line in lines):
        return "\t"

    def evenness(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines]
        return (min(counts), sum(counts))

    return max(DELIMITERS, key=evenness)


def _decoded(content: bytes) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", errors="replace").lstrip("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What spreadsheets write where they do not write UTF-8; every byte of it means something.
        return content.decode("cp1252", errors="replace")
