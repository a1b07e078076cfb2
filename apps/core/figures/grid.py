"""Two lists against one another: how much stands where a row and a column meet."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from apps.core.figures.base import (
    NARROW_EM,
    WIDTH,
    Figure,
    Format,
    Number,
    Table,
    cut,
    draw,
    label,
    linked,
    nothing,
    num,
    rect,
)

ROW = 58.0
HEAD = 26.0
BAR = 28.0
CLASSES = 4


@dataclass(frozen=True, slots=True)
class GridCell:
    """What stands where a row and a column meet; `value` None where it is not known, `hint` says it whole."""

    value: Number | None
    href: str | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: its label, where that leads, and a cell for each column, None where they do not meet."""

    label: str
    cells: tuple[GridCell | None, ...]
    href: str | None = None


def grid(
    *,
    prefix: str,
    title: str,
    desc: str,
    columns: Sequence[str],
    rows: Sequence[GridRow],
    fmt: Format,
    unknown: str,
    empty: str = "",
    name_column: str = "Name",
) -> Figure:
    """A row is a label with a field for each column below it, the darker the more, 600 wide.

    The number stands in the field, so nothing is said by its shade alone. A cell that is not known is an
    outline with the word `unknown`; where nothing meets, nothing is drawn. Classes `area` with `a1` to `a4`
    by quarters of the greatest value.
    """
    header = (name_column, *columns)
    if not columns or not rows:
        return nothing(prefix=prefix, title=title, desc=desc, empty=empty, header=header, names="grid")
    wide = WIDTH / len(columns)
    height = HEAD + len(rows) * ROW
    known = [cell.value for row in rows for cell in row.cells if cell is not None and cell.value is not None]
    most = max(known, default=0)
    parts = [
        label(place * wide + 4, 18, cut(name, wide - 8, 1.12 * NARROW_EM), names="head", hint=name)
        for place, name in enumerate(columns)
    ]
    for place, row in enumerate(rows):
        top = HEAD + place * ROW
        parts.append(f'<path class="axis" d="M0 {num(top)}H{num(WIDTH)}"/>')
        parts.append(linked(row.href, label(4, top + 18, cut(row.label, WIDTH - 8), hint=row.label)))
        for column, cell in enumerate(row.cells):
            if cell is not None:
                words = unknown if cell.value is None else fmt(cell.value)
                parts.append(_field(cell, (column * wide + 2, top + 25, wide - 4), most, words))
    svg = draw(prefix=prefix, title=title, desc=desc, width=WIDTH, height=height, parts=parts, names="grid")
    cells = tuple((row.label, *(None if one is None else one.value for one in row.cells)) for row in rows)
    return Figure(svg, Table(header, cells))


def _field(cell: GridCell, place: tuple[float, float, float], most: Number, words: str) -> str:
    x, y, wide = place
    names = "outline" if cell.value is None else f"area a{_class(cell.value, most)}"
    shape = rect(x, y, wide, BAR, names, hint=cell.hint)
    number = label(x + wide / 2, y + 20, cut(words, wide - 2, NARROW_EM), anchor="middle", hint=words)
    return linked(cell.href, shape + number)


def _class(value: Number, most: Number) -> int:
    """From 1, the lightest, to 4: quarters of the greatest value."""
    if most <= 0:
        return 1
    return max(1, min(CLASSES, math.ceil(float(value) / float(most) * CLASSES)))
