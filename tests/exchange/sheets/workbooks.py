"""Workbooks and pasted ranges of our own for the tests."""

import io
import zipfile

from xlsxwriter import Workbook


def workbook(rows, *, merged=(), sheets=None):
    """An .xlsx file as bytes. `merged` are (top, left, bottom, right, value)."""
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        for name, lines in (sheets or {"Projects": rows}).items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(lines):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(place, column, cell)
            for top, left, bottom, right, value in merged:
                sheet.merge_range(top, left, bottom, right, value)
    return content.getvalue()


def with_member(content, name, data, *, flags=0):
    """The archive with one more member."""
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, data)
    return made.getvalue()
