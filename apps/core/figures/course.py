"""How degrees from 0 to 1 came about: lines with their bounds, broken where nothing is known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from apps.core.figures.axes import DATES_BELOW, FormatDate, Frame, date_axis, value_axis
from apps.core.figures.base import (
    NARROW_EM,
    WIDE_EM,
    WIDTH,
    Box,
    Figure,
    Format,
    Number,
    Table,
    cut,
    draw,
    hatch,
    label,
    nothing,
    num,
    overlap,
    plain,
    rect,
    text_box,
    text_of,
    width_of,
)

COLUMNS = ("Series", "Date", "Value", "At worst", "At best")
TOP, BOTTOM = 26.0, 136.0
RIGHT = 560.0
STEPS = [0.0, 0.5, 1.0]
LEGEND = 22.0
SAMPLE = 26.0
STYLES = ("c1", "c2", "c3")


@dataclass(frozen=True, slots=True)
class Reading:
    """A degree on a day and how far the truth may lie; `value` None: not assessed."""

    on: date
    value: Number | None
    low: Number | None = None
    high: Number | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One named line. Lines are told apart by how they are drawn, at most three in a figure."""

    label: str
    readings: tuple[Reading, ...]


def course(
    *,
    prefix: str,
    title: str,
    desc: str,
    lines: Sequence[Line],
    marks: Sequence[tuple[date, str]] = (),
    references: Sequence[tuple[date, Number, str]] = (),
    fmt: Format = plain,
    fmt_date: FormatDate = date.isoformat,
    empty: str = "",
    columns: Sequence[str] = COLUMNS,
) -> Figure:
    """Degrees over time, 600 wide; time runs to the right in every language.

    The first line has its bounds as a band; where it has bounds but no value, they are hatched. A line is cut
    where a value is missing and nothing is put into the gap; a value between two gaps is a dot. `marks` are
    upright lines (day, text), `references` lozenges (day, value, text). Without any reading the figure says
    `empty`. Table: one row for each reading (line, day, value, low, high).
    """
    table = Table(
        tuple(columns),
        tuple((line.label, r.on, r.value, r.low, r.high) for line in lines for r in line.readings),
    )
    days = sorted({r.on for line in lines for r in line.readings} | {on for on, _, _ in references})
    if not days:
        bare = nothing(prefix=prefix, title=title, desc=desc, empty=empty, header=columns, names="course")
        return Figure(bare.svg, table)
    names = [fmt(step) for step in STEPS]
    left = max(46.0, max(width_of(name, NARROW_EM) for name in names) + 10)
    frame = Frame(
        first=days[0].toordinal(),
        last=days[-1].toordinal(),
        low=0.0,
        high=1.0,
        left=min(left, 200.0),
        right=RIGHT,
        top=TOP,
        bottom=BOTTOM,
    )
    parts: list[str] = []
    if lines:
        parts += _bounds(frame, lines[0].readings, f"{prefix}-h", fmt)
    parts += value_axis(frame, STEPS, names)
    parts += date_axis(frame, days[0], days[-1], fmt_date)
    parts += _marks(frame, [mark for mark in marks if days[0] <= mark[0] <= days[-1]], fmt_date)
    for style, line in zip(STYLES, lines, strict=False):
        parts += _line(frame, line, style, fmt, fmt_date)
    for on, value, text in references:
        x, y = frame.x(on), frame.y(value)
        parts.append(
            f'<path class="kept" d="M{num(x)} {num(y - 6)}l6 6l-6 6l-6 -6z">'
            f"<title>{text_of(f'{fmt_date(on)}: {text}, {fmt(value)}')}</title></path>"
        )
    legend, height = _legend([line.label for line in lines] if len(lines) > 1 else [])
    svg = draw(
        prefix=prefix,
        title=title,
        desc=desc,
        width=WIDTH,
        height=height,
        parts=[*parts, *legend],
        names="course",
        defs=hatch(f"{prefix}-h"),
    )
    return Figure(svg, table)


def _runs(readings: Sequence[Reading]) -> Iterator[list[tuple[date, float]]]:
    """Stretches of neighbouring readings with a value."""
    run: list[tuple[date, float]] = []
    for reading in readings:
        if reading.value is not None:
            run.append((reading.on, float(reading.value)))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _line(frame: Frame, line: Line, style: str, fmt: Format, fmt_date: FormatDate) -> list[str]:
    parts = []
    last = None
    for run in _runs(line.readings):
        last = run[-1]
        if len(run) > 1:
            points = " ".join(f"{num(frame.x(on))},{num(frame.y(value))}" for on, value in run)
            parts.append(f'<polyline class="way {style}" points="{points}"/>')
        else:
            parts.append(_dot(frame, run[0], style, fmt, fmt_date))
    if last is not None:
        parts.append(_dot(frame, last, style, fmt, fmt_date))
    return list(dict.fromkeys(parts))


def _dot(frame: Frame, point: tuple[date, float], style: str, fmt: Format, fmt_date: FormatDate) -> str:
    on, value = point
    hint = text_of(f"{fmt_date(on)}: {fmt(value)}")
    place = f'cx="{num(frame.x(on))}" cy="{num(frame.y(value))}"'
    return f'<circle class="end {style}" {place} r="3.5"><title>{hint}</title></circle>'


def _bounds(frame: Frame, readings: Sequence[Reading], pattern: str, fmt: Format) -> list[str]:
    """The band along the values, and a hatched field at each reading that has bounds only."""
    parts: list[str] = []
    known: list[tuple[float, float, float]] = []

    def close() -> None:
        if len(known) > 1:
            corners = [(x, high) for x, _, high in known] + [(x, low) for x, low, _ in reversed(known)]
            points = " ".join(f"{num(x)},{num(y)}" for x, y in corners)
            parts.append(f'<polygon class="reach" points="{points}"/>')
        elif known:
            x, low, high = known[0]
            parts.append(rect(x - 1.5, high, 3, max(low - high, 1), "reach"))
        known.clear()

    half = _half_step(frame, readings)
    for reading in readings:
        if reading.low is None or reading.high is None:
            close()
            continue
        x, low, high = frame.x(reading.on), frame.y(reading.low), frame.y(reading.high)
        if reading.value is not None:
            known.append((x, low, high))
            continue
        close()
        begin, end = max(x - half, frame.left), min(x + half, frame.right)
        hint = f"{fmt(reading.low)} – {fmt(reading.high)}"
        parts.append(
            rect(begin, high, end - begin, max(low - high, 1), "reach unknown", hint=hint, fill=pattern)
        )
    close()
    return parts


def _half_step(frame: Frame, readings: Sequence[Reading]) -> float:
    if len(readings) < 2:
        return 8.0
    return (frame.x(readings[-1].on) - frame.x(readings[0].on)) / (len(readings) - 1) / 2


def _marks(frame: Frame, marks: Sequence[tuple[date, str]], fmt_date: FormatDate) -> list[str]:
    """Upright lines; their text is a hint on each, and written where it meets no other on a wide screen."""
    parts = []
    taken: list[Box] = []
    for on, text in sorted(marks):
        x = frame.x(on)
        hint = f"<title>{text_of(f'{fmt_date(on)}: {text}')}</title>"
        parts.append(
            f'<path class="mark-line" d="M{num(x)} {num(frame.top)}V{num(frame.bottom)}">{hint}</path>'
        )
        shown = cut(text, 180, WIDE_EM)
        anchor = "end" if x + width_of(shown) > WIDTH else "start"
        box = text_box(x, frame.top - 8, shown, anchor, WIDE_EM)
        if not any(overlap(box, other) for other in taken):
            taken.append(box)
            parts.append(label(x, frame.top - 8, shown, anchor=anchor, names="minor", hint=text))
    return parts


def _legend(names: Sequence[str]) -> tuple[list[str], float]:
    """A sample of each line with its name, under the dates; and the height of the drawing."""
    x, y = 0.0, BOTTOM + DATES_BELOW + LEGEND
    parts: list[str] = []
    for style, name in zip(STYLES, names, strict=False):
        shown = cut(name, WIDTH - SAMPLE - 10)
        room = SAMPLE + 8 + width_of(shown, NARROW_EM)
        if x > 0 and x + room > WIDTH:
            x, y = 0.0, y + LEGEND
        parts.append(f'<path class="way {style}" d="M{num(x)} {num(y - 5)}h{num(SAMPLE)}"/>')
        parts.append(label(x + SAMPLE + 8, y, shown, hint=name))
        x += room + 18
    return parts, (y if names else BOTTOM + DATES_BELOW) + 8
