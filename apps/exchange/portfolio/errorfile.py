"""The file back as a workbook: each row as it came, and two more columns. No text becomes a formula."""

import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from apps.exchange.enums import RowOutcome, RunForm
from apps.exchange.models import ImportRow, ImportRun
from apps.exchange.portfolio.notes import sentence
from apps.exchange.portfolio.record import Note
from apps.exchange.portfolio.running import layout_of, sheet_of
from apps.exchange.sheets.cells import Cell

LONGEST = 32_000
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def error_file(run: ImportRun) -> bytes:
    """An .xlsx file. One query, and one for the file."""
    rows = {
        row.line: row
        for row in ImportRow.objects.filter(run=run).only("line", "outcome", "notes", "identifier", "title")
    }
    content = io.BytesIO()
    book = Workbook(content, {**AS_TEXT, "in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    if run.form == RunForm.SHEET:
        _table(sheet, run, rows)
    else:
        _list(sheet, rows)
    book.close()
    return content.getvalue()


def _table(sheet: Any, run: ImportRun, rows: dict[int, ImportRow]) -> None:
    came = sheet_of(run)
    layout = layout_of(run, came)
    width = max(came.width, len(layout.headings))
    for place, cells in enumerate(came.rows):
        for column, cell in enumerate(cells):
            _write(sheet, place, column, cell)
        if place == layout.first - 1:
            _line(sheet, place, width, [_("What becomes of it"), _("Remarks")])
        elif place + 1 in rows:
            _line(sheet, place, width, _said(rows[place + 1]))


def _list(sheet: Any, rows: dict[int, ImportRow]) -> None:
    _line(sheet, 0, 0, [_("Line"), _("Identifier"), _("Title"), _("What becomes of it"), _("Remarks")])
    for place, row in enumerate(rows.values(), start=1):
        sheet.write_number(place, 0, row.line)
        _line(sheet, place, 1, [row.identifier or "", row.title or "", *_said(row)])


def _said(row: ImportRow) -> list[str]:
    remarks = " ".join(sentence(Note.of(entry)) for entry in row.notes)
    return [str(RowOutcome(row.outcome).label), remarks]


def _line(sheet: Any, place: int, column: int, texts: Sequence[str]) -> None:
    for offset, text in enumerate(texts):
        sheet.write_string(place, column + offset, text[:LONGEST])


def _write(sheet: Any, place: int, column: int, cell: Cell) -> None:
    match cell:
        case None:
            return
        case bool():
            sheet.write_boolean(place, column, cell)
        case float() | int():
            sheet.write_number(place, column, cell)
        case datetime() | date():
            sheet.write_datetime(place, column, cell)
        case timedelta():
            sheet.write_string(place, column, str(cell))
        case _:
            sheet.write_string(place, column, cell[:LONGEST])
