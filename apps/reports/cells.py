"""A cell of a table as people read it on paper, in the language of the paper."""

import datetime
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from apps.core.templatetags.nexusplan import day, degree, fixed, is_number, percent, places_of, plain_number
from apps.reports.blocks import Cell, Degree, Grid, Ratio

NOTHING = "—"
"""What stands for a value that nobody recorded; the foot of each paper says so."""


def text_of(value: Cell, places: int | None = None) -> str:
    """The text of a cell; a number with just so many decimals if they are given."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Ratio):
        return str(percent(value.value))
    if isinstance(value, Degree):
        return str(degree(value.value))
    if isinstance(value, str):
        return value
    if isinstance(value, datetime.date):
        return str(day(value))
    return str(plain_number(value)) if places is None else fixed(value, places)


def numeric_columns(grid: Grid) -> list[bool]:
    """Which columns hold numbers: they stand at the end of their column."""
    return [
        any(is_number(row[place]) or isinstance(row[place], (Ratio, Degree)) for row in grid.rows)
        for place in range(len(grid.header))
    ]


def texts_of(grid: Grid) -> list[list[str]]:
    """Every row as texts; the numbers of a column with the same decimals."""
    places = [places_of(row[place] for row in grid.rows) for place in range(len(grid.header))]
    return [
        [text_of(value, places[place] if is_number(value) else None) for place, value in enumerate(row)]
        for row in grid.rows
    ]


def widths_of(grid: Grid, texts: Sequence[Sequence[str]]) -> list[float]:
    """The share of the line that each column gets: as given, or by how much stands in it."""
    if grid.widths:
        total = sum(grid.widths)
        return [one / total for one in grid.widths]
    lengths = []
    for place, name in enumerate(grid.header):
        longest = max((max(map(len, row[place].split()), default=0) for row in texts), default=0)
        typical = sum(len(row[place]) for row in texts) / max(len(texts), 1)
        word = max(map(len, name.split()), default=1) * 1.25
        lengths.append(min(max(longest, word, typical, 4.0), 40.0) + 2.0)
    total = sum(lengths)
    return [one / total for one in lengths]


def with_degrees(rows: Iterable[Sequence[Cell]], *columns: int) -> list[list[Cell]]:
    """The rows with the numbers of some columns as degrees."""
    return [
        [
            Degree(float(value)) if place in columns and is_number(value) else value  # type: ignore[arg-type]
            for place, value in enumerate(row)
        ]
        for row in rows
    ]
