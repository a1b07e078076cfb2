"""A table as a CSV file that spreadsheets open without harm."""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from apps.core.figures.base import Table

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
BOM = "\ufeff"


def to_csv(table: Table | tuple[Sequence[str], Iterable[Sequence[object | None]]]) -> str:
    """The table (or a pair of header and rows) as text: UTF-8 mark first, so that Excel reads Arabic; CRLF.

    Numbers keep a dot and all their digits, without exponent; None is an empty cell; a date is ISO 8601. A
    text that a spreadsheet could run as a formula gets an apostrophe in front. Raises ValueError for a
    number that is not finite.
    """
    header, rows = (table.header, table.rows) if isinstance(table, Table) else table
    return BOM + csv_lines([header]) + csv_lines(rows)


def csv_lines(rows: Iterable[Sequence[object | None]]) -> str:
    """Lines of such a file without its mark, for one that leaves piece by piece."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        if not math.isfinite(value):
            raise ValueError(f"{value} cannot stand in a table")
        return format(Decimal(str(value)), "f")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text
