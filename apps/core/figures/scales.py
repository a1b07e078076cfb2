"""Figures that are one bar: a degree with its bounds, parts by grade, parts by status; and rows of bars."""

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
from apps.core.figures.marks import mark_shape

GRADES = {"verified": "g3", "evidenced": "g2", "claimed": "g1", "unlinked": "g0"}
BAND_COLUMNS = ("At worst", "Degree", "At best")
GRADE_COLUMNS = ("Grade", "Number")
STATUS_COLUMNS = ("Status", "Number")
ROW = 44.0  # 24 px on a telephone: what a finger needs
BAR_COLUMNS = ("Name", "Value")


def band_bar(
    *,
    prefix: str,
    title: str,
    desc: str,
    lo: Number | None,
    value: Number | None,
    hi: Number | None,
    fmt: Format = plain,
    columns: Sequence[str] = BAND_COLUMNS,
) -> Figure:
    """A degree between its bounds on 0..1, 220 x 28.

    Without a value the bounds are hatched; without bounds (either None) the scale stays empty, but for the
    value. Table: one row (lo, value, hi).
    """
    width, middle = 220.0, 9.0
    parts = [f'<path class="scale" d="M0 {num(middle)}H{num(width)}"/>']
    defs = ""
    if lo is not None and hi is not None:
        left, right = width * _ratio(lo), width * _ratio(hi)
        room = max(right - left, 1.0)  # equal bounds are still seen
        hint = f"{fmt(lo)} – {fmt(hi)}"
        if value is None:
            defs = hatch(f"{prefix}-h")
            parts.append(
                rect(left, middle - 4, room, 8, "bounds unknown", hint=hint, fill=f"{text_of(prefix)}-h")
            )
        else:
            parts.append(rect(left, middle - 4, room, 8, "bounds", hint=hint))
    if value is not None:
        at = min(max(width * _ratio(value), 1.5), width - 1.5)
        parts.append(f'<path class="degree" d="M{num(at)} 2V16"><title>{text_of(fmt(value))}</title></path>')
    parts += [label(0, 27, fmt(0)), label(width, 27, fmt(1), anchor="end")]
    svg = draw(
        prefix=prefix,
        title=title,
        desc=desc,
        width=width,
        height=30,
        parts=parts,
        names="band-bar",
        defs=defs,
    )
    return Figure(svg, Table(tuple(columns), ((lo, value, hi),)))


def _ratio(value: Number) -> float:
    return min(max(float(value), 0.0), 1.0)


def grade_bar(
    *,
    prefix: str,
    title: str,
    desc: str,
    counts: Sequence[tuple[str, str, int]],
    empty: str = "",
    columns: Sequence[str] = GRADE_COLUMNS,
) -> Figure:
    """Parts by grade, 220 x 10: verified solid, evidenced lighter, claimed hatched, unlinked blank.

    `counts` are (key, label, n) with the keys of GRADES. No counts, or all zero: the figure says `empty`.
    Table: one row a grade (label, n). Raises KeyError for another key.
    """
    total = sum(n for _, _, n in counts)
    header = tuple(columns)
    table = Table(header, tuple((name, n) for _, name, n in counts))
    if total <= 0:
        bare = nothing(
            prefix=prefix, title=title, desc=desc, empty=empty, header=header, names="grade-bar", width=220.0
        )
        return Figure(bare.svg, table)
    width, left = 220.0, 0.0
    parts: list[str] = []
    for key, name, n in counts:
        part = width * n / total
        names = f"part {GRADES[key]}"
        if n > 0:
            fill = f"{text_of(prefix)}-h" if key == "claimed" else ""
            parts.append(rect(left, 1, part, 8, names, hint=f"{name}: {n}", fill=fill))
        left += part
    parts.append(rect(0.5, 0.5, width - 1, 9, "outline"))
    svg = draw(
        prefix=prefix,
        title=title,
        desc=desc,
        width=width,
        height=10,
        parts=parts,
        names="grade-bar",
        defs=hatch(f"{prefix}-h"),
    )
    return Figure(svg, table)


def status_counts(
    *,
    prefix: str,
    title: str,
    desc: str,
    counts: Sequence[tuple[str, str, int]],
    empty: str = "",
    columns: Sequence[str] = STATUS_COLUMNS,
) -> Figure:
    """Parts by status in one bar 600 wide, each with its shape, and under it shape, label and number.

    `counts` are (status, label, n). No counts, or all zero: the figure says `empty`. Table: one row a status
    (label, n). Raises KeyError for a status without a shape.
    """
    total = sum(n for _, _, n in counts)
    header = tuple(columns)
    table = Table(header, tuple((name, n) for _, name, n in counts))
    if total <= 0:
        bare = nothing(
            prefix=prefix, title=title, desc=desc, empty=empty, header=header, names="status-counts"
        )
        return Figure(bare.svg, table)
    parts: list[str] = []
    left, high = 0.0, 24.0
    for status, name, n in counts:
        if n <= 0:
            continue
        part = WIDTH * n / total
        inner = rect(left, 0, max(part - 2, 0.5), high, "part")
        if part >= 18:
            inner += f'<g class="on-part">{mark_shape(status, left + part / 2 - 1, high / 2, 5)}</g>'
        hint = f"<title>{text_of(f'{name}: {n}')}</title>"
        parts.append(f'<g class="s-{status}">{hint}{inner}</g>')
        left += part
    x, y = 0.0, high + 24
    for status, name, n in counts:
        words = f"{cut(name, WIDTH - 90)} {n}"
        room = 20 + width_of(words, NARROW_EM) + 14
        if x > 0 and x + room > WIDTH + 14:
            x, y = 0.0, y + 24
        parts.append(f'<g class="s-{status}">{mark_shape(status, x + 7, y - 4, 6)}</g>')
        parts.append(label(x + 20, y, words, hint=f"{name} {n}"))
        x += room
    svg = draw(
        prefix=prefix, title=title, desc=desc, width=WIDTH, height=y + 8, parts=parts, names="status-counts"
    )
    return Figure(svg, table)


def bars(
    *,
    prefix: str,
    title: str,
    desc: str,
    rows: Sequence[tuple[str, Number | None, str | None]],
    fmt: Format = plain,
    empty: str = "",
    no_data: str = "—",
    columns: Sequence[str] = BAR_COLUMNS,
) -> Figure:
    """Bars from zero, one row each: label and number in a line, the bar under it; 600 wide, 44 a row.

    `rows` are (label, value, href). Without a value the row has no bar and says `no_data`. No rows: the
    figure says `empty`. Table: one row each (label, value).
    """
    header = tuple(columns)
    if not rows:
        return nothing(prefix=prefix, title=title, desc=desc, empty=empty, header=header, names="bars")
    known = [float(value) for _, value, _ in rows if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    unit = WIDTH / (high - low) if high > low else 0.0
    zero = -low * unit
    parts: list[str] = []
    for place, (name, value, href) in enumerate(rows):
        top = place * ROW
        words = no_data if value is None else fmt(value)
        parts.append(rect(0, top + 20, WIDTH, 10, "track"))
        if value is not None:
            length = abs(float(value)) * unit
            left = zero - length if value < 0 else zero
            parts.append(rect(left, top + 20, length, 10, "bar", hint=f"{name}: {words}"))
        shown = cut(name, WIDTH - width_of(words, NARROW_EM) - 16)
        parts.append(linked(href, label(0, top + 15, shown, hint=name)))
        names = "missing-text" if value is None else "b"
        parts.append(label(WIDTH, top + 15, words, anchor="end", names=names))
    height = len(rows) * ROW
    if low < 0:
        parts.append(f'<path class="axis" d="M{num(zero)} 0V{num(height)}"/>')
    svg = draw(prefix=prefix, title=title, desc=desc, width=WIDTH, height=height, parts=parts, names="bars")
    return Figure(svg, Table(header, tuple((name, value) for name, value, _ in rows)))
