"""The tables of a paper as a workbook and as text files: every table and every figure, one on each sheet."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from apps.core.figures import to_csv
from apps.reports.blocks import Cell, Degree, Grid, Paper, Ratio
from apps.reports.texts import allowed

LONGEST = 32_767
"""Characters that a cell of Excel holds."""
LONGEST_NAME = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
STAMP = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
DATE = (1980, 1, 1, 0, 0, 0)
WIDEST = 60
LOOKS = {
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
}


def as_workbook(paper: Paper) -> bytes:
    """The file, the same bytes for the same paper. Texts stay texts: no formula and no link comes of one."""
    import xlsxwriter

    kept = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    book: Any = xlsxwriter.Workbook(kept, options)
    book.set_properties({"title": allowed(paper.title)[:255], "created": STAMP.replace(tzinfo=None)})
    looks = {
        **{name: book.add_format(look) for name, look in LOOKS.items()},
        "number": book.add_format({"num_format": "#,##0.####", "valign": "top"}),
        "whole": book.add_format({"num_format": "#,##0", "valign": "top"}),
        "ratio": book.add_format({"num_format": "0%", "valign": "top"}),
        "degree": book.add_format({"num_format": "0.00", "valign": "top"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
    }
    used: set[str] = set()
    _about(book, paper, looks, used)
    for grid in paper.tables():
        sheet = book.add_worksheet(_name(grid.name or grid.caption, used))
        if paper.from_right:
            sheet.right_to_left()
        _write(sheet, grid, looks)
        sheet.set_header(f"&L{_escaped(paper.title, 60)}&R{_escaped(paper.audience, 60)}")
        sheet.set_footer(f"&L{_escaped(paper.cut, 120)}&R&P / &N")
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    book.close()
    return kept.getvalue()


def _about(book: Any, paper: Paper, looks: dict[str, Any], used: set[str]) -> None:
    """The first sheet: what this is, for whom, up to when, and what each sheet holds."""
    sheet = book.add_worksheet(_name(_("About"), used))
    if paper.from_right:
        sheet.right_to_left()
        # A name that runs the other way would begin at the far end of the column, where no page reaches.
        looks = {name: book.add_format({**LOOKS[name], "align": "right"}) for name in ("head", "text")}
    sheet.set_column(0, 0, WIDEST * 1.5)
    lines = [paper.title, paper.subtitle, paper.audience, paper.cut, paper.made]
    lines += [grid.caption or grid.name for grid in paper.tables()]
    for number, line in enumerate(line for line in lines if line):
        sheet.write_string(number, 0, allowed(line), looks["head"] if number == 0 else looks["text"])


def _write(sheet: Any, grid: Grid, looks: dict[str, Any]) -> None:
    for place, name in enumerate(grid.header):
        longest = max((len(str(row[place])) for row in grid.rows[:200] if row[place] is not None), default=0)
        sheet.set_column(place, place, min(max(longest, len(name), 8) + 2, WIDEST))
    for place, name in enumerate(grid.header):
        sheet.write_string(0, place, allowed(str(name)), looks["head"])
    for number, row in enumerate(grid.rows, 1):
        for place, value in enumerate(row):
            _cell(sheet, number, place, value, looks)
    sheet.freeze_panes(1, 0)
    if grid.rows:
        sheet.autofilter(0, 0, len(grid.rows), len(grid.header) - 1)


def _cell(sheet: Any, row: int, place: int, value: Cell, looks: dict[str, Any]) -> None:
    """One cell by its kind; nothing is written for what nobody recorded."""
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, Ratio):
        sheet.write_number(row, place, value.value, looks["ratio"])
    elif isinstance(value, Degree):
        sheet.write_number(row, place, value.value, looks["degree"])
    elif isinstance(value, int):
        sheet.write_number(row, place, value, looks["whole"])
    elif isinstance(value, (float, Decimal)):
        sheet.write_number(row, place, float(value), looks["number"])
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row, place, value, looks["date"])
    else:
        sheet.write_string(row, place, allowed(value)[:LONGEST], looks["text"])


def _name(text: str, used: set[str]) -> str:
    """A name for a sheet that Excel takes and that no other sheet has."""
    plain = FORBIDDEN.sub(" ", allowed(text)).strip(" '") or "1"
    name, number = plain[:LONGEST_NAME].strip(" '"), 1
    while name.casefold() in used:
        number += 1
        end = f" {number}"
        name = plain[: LONGEST_NAME - len(end)].strip(" '") + end
    used.add(name.casefold())
    return name


def _escaped(text: str, most: int) -> str:
    """A text in the head or foot of a sheet, of which Excel takes 255 signs; & begins a command there."""
    return allowed(text)[:most].replace("&", "&&")


def as_csv_files(paper: Paper) -> bytes:
    """Every table and figure as a CSV file, together in one archive; the same bytes for the same paper."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in csv_files(paper):
            made.writestr(zipfile.ZipInfo(name, DATE), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def csv_files(paper: Paper) -> Iterator[tuple[str, str]]:
    """(name, text) of each table: numbers with all their digits, shares as ratios, dates in ISO 8601."""
    for number, grid in enumerate(paper.tables(), 1):
        name = slugify(grid.name or grid.caption, allow_unicode=True)[:60] or "table"
        rows = ([one.value if isinstance(one, (Ratio, Degree)) else one for one in row] for row in grid.rows)
        yield f"{number:02}-{name}.csv", to_csv((grid.header, rows))
