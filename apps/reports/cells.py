"""A cell of a table as people read it on paper, in the language of the paper."""

import datetime
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from apps.core.templatetags.nexusplan import day, degree, fixed, is_number, percent, places_of, plain_number
from apps.reports.blocks import Block, Cell, Degree, Grid, Heading, Paragraph, Ratio

NOTHING = "—"
"""What stands for a value that nobody recorded; the foot of each paper says so."""
BOLD = 1.25
GUTTER = 2.2
LONGEST_WORD = 24
WHOLE = 140
USUAL = 0.8
"""The share of the texts of a column that its width is measured by."""
SMALLEST = 0.75
TURN = 0.9
"""Letters smaller than this share of their size: then the page is turned on its side."""


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
        or all(row[place] is None for row in grid.rows)
        for place in range(len(grid.header))
    ]


def texts_of(grid: Grid) -> list[list[str]]:
    """Every row as texts; the numbers of a column with the same decimals."""
    places = [places_of(row[place] for row in grid.rows) for place in range(len(grid.header))]
    return [
        [text_of(value, places[place] if is_number(value) else None) for place, value in enumerate(row)]
        for row in grid.rows
    ]


def widths_of(grid: Grid, texts: Sequence[Sequence[str]], room: float) -> tuple[list[float], float]:
    """The share of the line that each column gets, and how much smaller the letters must be.

    Every column first has room for its longest word, a day or a number for all of it, `room` being the
    letters of a line; what is left goes to those whose texts are longer, as most of them are.
    """
    least, most = [], []
    for place, name in enumerate(grid.header):
        lengths = sorted(len(row[place]) for row in texts) or [0]
        whole = any(isinstance(row[place], datetime.date) or is_number(row[place]) for row in grid.rows)
        words = lengths if whole else [len(word) for row in texts for word in row[place].split()]
        heads = [len(word) * BOLD for word in name.split()]
        least.append(min(max([*words, *heads, 3.0]), LONGEST_WORD) + GUTTER)
        usual = max(min(lengths[int((len(lengths) - 1) * USUAL)], WHOLE), min(lengths[-1], WHOLE) / 3)
        most.append(max(least[-1], usual + GUTTER, len(name) * BOLD / 2 + GUTTER))
    left = room - sum(least)
    if left <= 0:
        weights = [low + (high - low) / 4 for low, high in zip(least, most, strict=True)]
        return [one / sum(weights) for one in weights], max(room / sum(least), SMALLEST)
    wish = sum(most) - sum(least)
    wide = [
        low + (left * (high - low) / wish if wish else left / len(least))
        for low, high in zip(least, most, strict=True)
    ]
    return [one / room for one in wide], 1.0


def turned(blocks: Iterable[Block], room: float) -> Iterator[tuple[Block, bool]]:
    """Each block, and whether it stands on a page that lies on its side: a table that is too wide for a line
    of so many letters, with the headings and remarks right above it."""
    waiting: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) or (isinstance(block, Paragraph) and block.minor):
            waiting.append(block)
            continue
        wide = isinstance(block, Grid) and bool(block.rows) and is_wide(block, room)
        yield from ((one, wide) for one in waiting)
        yield block, wide
        waiting.clear()
    yield from ((one, False) for one in waiting)


def is_wide(grid: Grid, room: float) -> bool:
    """Whether the letters of a table would be too small in a line of so many."""
    return widths_of(grid, texts_of(grid), room)[1] < TURN


def with_degrees(rows: Iterable[Sequence[Cell]], *columns: int) -> list[list[Cell]]:
    """The rows with the numbers of some columns as degrees."""
    return [
        [
            Degree(float(value)) if place in columns and is_number(value) else value  # type: ignore[arg-type]
            for place, value in enumerate(row)
        ]
        for row in rows
    ]
