"""Amounts against marks: what is there, what is needed or allowed, and what is missing or too much."""

from collections.abc import Sequence

from apps.core.figures.base import (
    NARROW_EM,
    WIDTH,
    Figure,
    Format,
    Number,
    Table,
    cut,
    draw,
    hatch,
    label,
    linked,
    nothing,
    num,
    plain,
    rect,
    text_of,
    width_of,
)

ROW = 44.0
COLUMNS = ("Name", "Amount", "Mark")


def against(
    *,
    prefix: str,
    title: str,
    desc: str,
    rows: Sequence[tuple[str, Number | None, Number | None, str, str | None]],
    gaps: bool = True,
    fmt: Format = plain,
    empty: str = "",
    columns: Sequence[str] = COLUMNS,
) -> Figure:
    """Bars on one scale from zero, each against its own upright mark; 600 wide, 44 a row.

    `rows` are (label, amount, mark, words at the end of the line, href). Up to the mark the bar is solid,
    beyond it red, and with `gaps` what is missing to the mark is hatched; nothing is drawn for what is not
    known. No rows: the figure says `empty`. Table: one row each (label, amount, mark).
    """
    header = tuple(columns)
    if not rows:
        return nothing(prefix=prefix, title=title, desc=desc, empty=empty, header=header, names="against")
    high = max([0.0, *(float(part) for row in rows for part in row[1:3] if part is not None)])
    unit = (WIDTH - 4) / high if high > 0 else 0.0
    fill = f"{text_of(prefix)}-h"
    parts: list[str] = []
    for place, (name, amount, mark, words, href) in enumerate(rows):
        top = place * ROW
        parts.append(rect(0, top + 20, WIDTH, 10, "track"))
        parts += _bar(top + 20, (amount, mark), unit, fill if gaps else "", fmt)
        shown = cut(name, WIDTH - width_of(words, NARROW_EM) - 16)
        parts.append(linked(href, label(0, top + 15, shown, hint=name)))
        parts.append(
            label(WIDTH, top + 15, words, anchor="end", names="missing-text" if amount is None else "b")
        )
    svg = draw(
        prefix=prefix,
        title=title,
        desc=desc,
        width=WIDTH,
        height=len(rows) * ROW,
        parts=parts,
        names="against",
        defs=hatch(f"{prefix}-h"),
    )
    return Figure(svg, Table(header, tuple((name, amount, mark) for name, amount, mark, _, _ in rows)))


def _bar(
    top: float, parts: tuple[Number | None, Number | None], unit: float, fill: str, fmt: Format
) -> list[str]:
    """The bar of an amount and its mark."""
    amount, mark = parts
    shapes = []
    have = 0.0 if amount is None else max(float(amount), 0.0) * unit
    if amount is not None:
        inside = have if mark is None else min(have, float(mark) * unit)
        shapes.append(rect(0, top, inside, 10, "bar", hint=fmt(amount)))
    if mark is not None:
        at = float(mark) * unit
        if amount is not None and have > at:
            shapes.append(rect(at, top, have - at, 10, "over", hint=fmt(float(amount) - float(mark))))
        elif fill and amount is not None and have < at:
            hint = fmt(float(mark) - float(amount))
            shapes.append(rect(have, top, at - have, 10, "short", hint=hint, fill=fill))
        way = f"M{num(at + 1)} {num(top - 3)}v16"
        shapes.append(f'<path class="target" d="{way}"><title>{text_of(fmt(mark))}</title></path>')
    return shapes
