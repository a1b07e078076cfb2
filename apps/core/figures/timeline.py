"""Many calendars on one scale of time: stretches as bars, single days as marks, lane under lane."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from apps.core.figures.axes import FormatDate, Frame, date_axis
from apps.core.figures.base import (
    NARROW_EM,
    WIDTH,
    Figure,
    Table,
    cut,
    draw,
    label,
    linked,
    nothing,
    num,
    rect,
    text_of,
)

ROW = 44.0  # 24 px on a telephone: what a finger needs
HEAD = 34.0
TOP = 30.0
SIDE = 8.0
COLUMNS = ("Calendar", "Row", "What", "From", "To")
SHAPES = {
    "lozenge": "M{x} {top}l7 7l-7 7l-7 -7z",
    "triangle": "M{x} {top}l7 13h-14z",
    "square": "M{left} {high}h11v11h-11z",
    "cross": "M{left} {high}l11 11m0 -11l-11 11",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in a lane; without an end it goes on. `style` 1 to 3 sets neighbours apart."""

    start: date
    end: date | None
    name: str
    style: int = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """A single day in a lane, by one of SHAPES."""

    on: date
    name: str
    shape: str = "lozenge"


@dataclass(frozen=True, slots=True)
class Lane:
    """One row: its name, where it leads, what happens in it."""

    label: str
    spans: tuple[Span, ...] = ()
    marks: tuple[Mark, ...] = ()
    href: str | None = None


def timeline(
    *,
    prefix: str,
    title: str,
    desc: str,
    groups: Sequence[tuple[str, Sequence[Lane]]],
    first: date,
    last: date,
    today: date | None = None,
    today_label: str = "",
    fmt_date: FormatDate = date.isoformat,
    empty: str = "",
    columns: Sequence[str] = COLUMNS,
) -> Figure:
    """Groups of lanes between two days, 600 wide; time runs to the right in every language.

    What lies outside of the two days is cut off or left out of the drawing, and stands in the table: a row
    for each stretch and mark (group, lane, name, from, to). No lanes: the figure says `empty`.
    """
    table = Table(
        tuple(columns),
        tuple(
            row
            for group, lanes in groups
            for lane in lanes
            for row in (
                *((group, lane.label, one.name, one.start, one.end) for one in lane.spans),
                *((group, lane.label, one.name, one.on, one.on) for one in lane.marks),
            )
        ),
    )
    if not any(lanes for _group, lanes in groups):
        bare = nothing(prefix=prefix, title=title, desc=desc, empty=empty, header=columns, names="timeline")
        return Figure(bare.svg, table)
    height = TOP + sum(HEAD + ROW * len(lanes) for _group, lanes in groups if lanes)
    frame = Frame(
        first=first.toordinal(),
        last=max(last.toordinal(), first.toordinal() + 1),
        low=0.0,
        high=1.0,
        left=SIDE,
        right=WIDTH - SIDE,
        top=TOP,
        bottom=height,
    )
    # The dates stand on top, where a long drawing is begun to be read.
    parts = date_axis(
        Frame(frame.first, frame.last, 0.0, 1.0, SIDE, WIDTH - SIDE, 0.0, 0.0), first, last, fmt_date
    )
    if today is not None and first <= today <= last:
        x = num(frame.x(today))
        hint = text_of(f"{today_label} {fmt_date(today)}".strip())
        parts.append(
            f'<path class="mark-line" d="M{x} {num(TOP)}V{num(height)}"><title>{hint}</title></path>'
        )
    top = TOP
    for group, lanes in groups:
        if not lanes:
            continue
        parts.append(label(0, top + 22, cut(group, WIDTH, NARROW_EM), names="head", hint=group))
        top += HEAD
        for lane in lanes:
            parts += _lane(frame, lane, top, fmt_date)
            top += ROW
    svg = draw(
        prefix=prefix, title=title, desc=desc, width=WIDTH, height=height + 4, parts=parts, names="timeline"
    )
    return Figure(svg, table)


def _lane(frame: Frame, lane: Lane, top: float, fmt_date: FormatDate) -> list[str]:
    parts = [
        f'<path class="axis" d="M0 {num(top)}H{num(WIDTH)}"/>',
        linked(lane.href, label(0, top + 17, cut(lane.label, WIDTH), hint=lane.label)),
    ]
    for span in lane.spans:
        end = frame.last if span.end is None else min(span.end.toordinal(), frame.last)
        start = max(span.start.toordinal(), frame.first)
        if end < frame.first or start > frame.last:
            continue
        left, right = frame.x(date.fromordinal(start)), frame.x(date.fromordinal(end))
        until = "" if span.end is None else fmt_date(span.end)
        hint = f"{span.name}: {fmt_date(span.start)} – {until}"
        parts.append(rect(left, top + 24, max(right - left, 2.0), 12, f"span c{span.style}", hint=hint))
    for mark in lane.marks:
        if not frame.first <= mark.on.toordinal() <= frame.last:
            continue
        x = frame.x(mark.on)
        path = SHAPES[mark.shape].format(x=num(x), top=num(top + 23), left=num(x - 5.5), high=num(top + 24.5))
        hint = text_of(f"{mark.name}: {fmt_date(mark.on)}")
        parts.append(f'<path class="moment" d="{path}"><title>{hint}</title></path>')
    return parts
