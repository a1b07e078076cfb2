"""The way of a benchmark: what was seen, what was expected, the gate and the target, and where it may go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from apps.core.figures.axes import FormatDate, Frame, date_axis, value_axis
from apps.core.figures.base import (
    NARROW_EM,
    WIDTH,
    Box,
    Figure,
    Format,
    Number,
    Table,
    cut,
    draw,
    label,
    nothing,
    num,
    overlap,
    plain,
    text_box,
    text_of,
    ticks,
    width_of,
)

COLUMNS = ("Series", "Date", "Value", "Standard error", "Low", "High", "Note")
TOP, BOTTOM, HEIGHT = 38.0, 230.0, 260.0
RIGHT = 560.0
Z_95 = 1.96


@dataclass(frozen=True, slots=True)
class Observation:
    """One reading; `value` None: it was due and is missing. `broken`: not comparable with those before it."""

    on: date
    value: Number | None
    standard_error: Number | None = None
    low: Number | None = None
    high: Number | None = None
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Trajectory:
    """All that is drawn, in the words of the reader.

    `path` (date, expected value), at least two points to be a line; `gate` (value, label); `target` (date,
    value, label); `fan` (date, low, high), begins where the forecast begins; `natural_min` and
    `natural_max` are the ends of what the indicator can be. Labels name the series on the figure (path) and
    in the table (all).
    """

    observations: tuple[Observation, ...] = ()
    path: tuple[tuple[date, Number], ...] = ()
    gate: tuple[Number, str] | None = None
    target: tuple[date, Number, str] | None = None
    fan: tuple[tuple[date, Number, Number], ...] = ()
    natural_min: Number | None = None
    natural_max: Number | None = None
    observed_label: str = "observed"
    path_label: str = "expected"
    fan_label: str = "forecast"
    range_label: str = "range"
    break_label: str = "break in series"


def trajectory(
    *,
    prefix: str,
    title: str,
    desc: str,
    series: Trajectory,
    fmt: Format = plain,
    fmt_date: FormatDate = date.isoformat,
    empty: str = "",
    columns: Sequence[str] = COLUMNS,
) -> Figure:
    """The course over time, 600 x 260; time runs to the right in every language.

    Readings are joined by a line; it is cut where a value is missing or the series is broken (a dashed
    upright line). A reading with low and high, or else with a standard error (value ± 1.96 of it), has
    whiskers. The last reading, the gate, the path and the target are labelled; labels give way to one
    another. No reading, path, gate or target: the figure says `empty`. Table: one row for each number given
    (series, date, value, standard error, low, high, note).
    """
    table = Table(tuple(columns), _rows(series))
    days = [
        *(seen.on for seen in series.observations),
        *(on for on, _ in series.path),
        *(on for on, _, _ in series.fan),
        *([series.target[0]] if series.target is not None else []),
    ]
    values = _values(series)
    if not days or not values:
        bare = nothing(prefix=prefix, title=title, desc=desc, empty=empty, header=columns, names="trajectory")
        return Figure(bare.svg, table)
    steps = _value_ticks(series, values)
    names = [fmt(step) for step in steps]
    left = max(46.0, max(width_of(name, NARROW_EM) for name in names) + 10)
    frame = Frame(
        first=min(days).toordinal(),
        last=max(days).toordinal(),
        low=steps[0],
        high=steps[-1],
        left=min(left, 200.0),
        right=RIGHT,
        top=TOP,
        bottom=BOTTOM,
    )

    parts = value_axis(frame, steps, names)
    parts += date_axis(frame, min(days), max(days), fmt_date)
    parts += _fan(frame, series)
    if len(series.path) > 1:
        points = "L".join(f"{num(frame.x(on))} {num(frame.y(value))}" for on, value in sorted(series.path))
        parts.append(f'<path class="path" d="M{points}"/>')
    if series.gate is not None:
        parts.append(
            f'<path class="gate" d="M{num(frame.left)} {num(frame.y(series.gate[0]))}H{num(RIGHT)}"/>'
        )
    parts += _readings(frame, series, fmt, fmt_date)
    if series.target is not None:
        on, aim, name = series.target
        x, y = frame.x(on), frame.y(aim)
        parts.append(
            f'<path class="target" d="M{num(x - 5)} {num(y)}h10M{num(x)} {num(y - 5)}v10">'
            f"<title>{text_of(f'{fmt_date(on)}: {name}')}</title></path>"
        )
    parts += _labels(frame, series, fmt)
    svg = draw(
        prefix=prefix, title=title, desc=desc, width=WIDTH, height=HEIGHT, parts=parts, names="trajectory"
    )
    return Figure(svg, table)


def _rows(series: Trajectory) -> tuple[tuple[object | None, ...], ...]:
    rows: list[tuple[object | None, ...]] = [
        (
            series.observed_label,
            seen.on,
            seen.value,
            seen.standard_error,
            seen.low,
            seen.high,
            series.break_label if seen.broken else None,
        )
        for seen in sorted(series.observations, key=lambda seen: seen.on)
    ]
    rows += [(series.path_label, on, value, None, None, None, None) for on, value in sorted(series.path)]
    if series.gate is not None:
        value, name = series.gate
        rows.append((name, None, value, None, None, None, None))
    if series.target is not None:
        on, value, name = series.target
        rows.append((name, on, value, None, None, None, None))
    rows += [(series.fan_label, on, None, None, low, high, None) for on, low, high in sorted(series.fan)]
    if series.natural_min is not None or series.natural_max is not None:
        rows.append((series.range_label, None, None, None, series.natural_min, series.natural_max, None))
    return tuple(rows)


def _bounds(seen: Observation) -> tuple[float, float] | None:
    """The whisker of a reading, or None."""
    if seen.low is not None and seen.high is not None:
        return float(seen.low), float(seen.high)
    if seen.value is not None and seen.standard_error is not None:
        reach = Z_95 * float(seen.standard_error)
        return float(seen.value) - reach, float(seen.value) + reach
    return None


def _values(series: Trajectory) -> list[float]:
    values = [float(seen.value) for seen in series.observations if seen.value is not None]
    for seen in series.observations:
        values += _bounds(seen) or ()
    values += [float(value) for _, value in series.path]
    values += [float(end) for _, low, high in series.fan for end in (low, high)]
    if series.gate is not None:
        values.append(float(series.gate[0]))
    if series.target is not None:
        values.append(float(series.target[1]))
    return values


def _value_ticks(series: Trajectory, values: list[float]) -> list[float]:
    low, high = min(values), max(values)
    if series.natural_min is not None:
        low = min(low, float(series.natural_min))
        if series.natural_max is not None:
            high = max(high, float(series.natural_max))
    if series.natural_min is None and 0 < low < high / 2:
        low = 0.0  # near enough to zero to show it
    return ticks(low, high)


def _fan(frame: Frame, series: Trajectory) -> list[str]:
    if len(series.fan) < 2:
        return []
    points = sorted(series.fan)
    up = [(frame.x(on), frame.y(high)) for on, _, high in points]
    down = [(frame.x(on), frame.y(low)) for on, low, _ in reversed(points)]
    corners = " ".join(f"{num(x)},{num(y)}" for x, y in [*up, *down])
    return [f'<polygon class="fan" points="{corners}"><title>{text_of(series.fan_label)}</title></polygon>']


def _readings(frame: Frame, series: Trajectory, fmt: Format, fmt_date: FormatDate) -> list[str]:
    seen = sorted(series.observations, key=lambda reading: reading.on)
    runs: list[list[Observation]] = [[]]
    parts = []
    for before, reading in pairwise([None, *seen]):
        if reading is None:
            continue
        if reading.broken and before is not None:
            x = (frame.x(before.on) + frame.x(reading.on)) / 2
            parts.append(
                f'<path class="break" d="M{num(x)} {num(TOP)}V{num(BOTTOM)}">'
                f"<title>{text_of(series.break_label)}</title></path>"
            )
        if reading.broken or reading.value is None:
            runs.append([])
        if reading.value is not None:
            runs[-1].append(reading)
    for run in runs:
        if len(run) > 1:
            points = " ".join(
                f"{num(frame.x(o.on))},{num(frame.y(o.value))}" for o in run if o.value is not None
            )
            parts.append(f'<polyline class="obs" points="{points}"/>')
    for reading in seen:
        x = frame.x(reading.on)
        bounds = _bounds(reading)
        if bounds is not None:
            low, high = frame.y(bounds[0]), frame.y(bounds[1])
            parts.append(
                f'<path class="whisker" d="M{num(x)} {num(low)}V{num(high)}'
                f'M{num(x - 3)} {num(low)}h6M{num(x - 3)} {num(high)}h6"/>'
            )
        if reading.value is not None:
            hint = f"{fmt_date(reading.on)}: {fmt(reading.value)}"
            parts.append(
                f'<circle class="dot" cx="{num(x)}" cy="{num(frame.y(reading.value))}" r="4">'
                f"<title>{text_of(hint)}</title></circle>"
            )
    return parts


def _labels(frame: Frame, series: Trajectory, fmt: Format) -> list[str]:
    """Last value, target, gate and path, each where it meets least of what is there already."""
    taken = _drawn(frame, series)
    parts = []
    known = [o for o in sorted(series.observations, key=lambda o: o.on) if o.value is not None]
    wanted: list[tuple[str, str, list[tuple[float, float, str]]]] = []
    if known and known[-1].value is not None:
        x, y = frame.x(known[-1].on), frame.y(known[-1].value)
        places = [
            (x + 8, y - 6, "start"),
            (x + 8, y + 16, "start"),
            (x, y - 12, "middle"),
            (x, y + 22, "middle"),
        ]
        places += [(x - 8, y - 8, "end"), (x - 8, y + 18, "end"), (x + 10, y + 4, "start")]
        wanted.append((fmt(known[-1].value), "b", places))
    if series.target is not None:
        on, value, name = series.target
        x, y = frame.x(on), frame.y(value)
        places = [(x, y - 8, "end"), (x, y + 20, "end"), (x - 8, y - 12, "end"), (x - 8, y + 26, "end")]
        places += [(x + 8, y - 8, "start"), (x + 8, y + 18, "start"), (x, y - 28, "end")]
        wanted.append((name, "b", places))
    if series.gate is not None:
        value, name = series.gate
        y = frame.y(value)
        places = [(frame.left + 6, y - 5, "start"), (frame.left + 6, y + 17, "start")]
        for x in (RIGHT, (frame.left + RIGHT) / 2):
            places += [(x, y - 5, "end"), (x, y + 17, "end")]
        wanted.append((name, "b", places))
    if len(series.path) > 1 and series.path_label:
        path = sorted(series.path)
        places = []
        for part in (0.75, 0.6, 0.9, 0.45, 0.3):
            x = frame.left + (RIGHT - frame.left) * part
            level = _along(frame, path, x)
            if level is not None:
                for by in (level - 10, level + 20):
                    places += [(x, by, "start"), (x, by, "end")]
        wanted.append((series.path_label, "", places))
    for text, names, places in wanted:
        shown = cut(text, RIGHT - frame.left)
        x, y, anchor = min(places, key=lambda place: _cost(place, shown, taken), default=(0.0, 0.0, "start"))
        if not places:
            continue
        taken.append(text_box(x, y, shown, anchor))
        parts.append(label(x, y, shown, anchor=anchor, names=names, hint=text))
    return parts


def _cost(place: tuple[float, float, str], text: str, taken: list[Box]) -> float:
    x, y, anchor = place
    box = text_box(x, y, text, anchor)
    inside = (0.0, 4.0, WIDTH, BOTTOM - 1)
    size = (box[2] - box[0]) * (box[3] - box[1])
    outside = size - overlap(box, inside)
    return sum(overlap(box, other) for other in taken) + 100 * max(outside, 0.0)


def _along(frame: Frame, path: list[tuple[date, Number]], x: float) -> float | None:
    for (one, first), (two, second) in pairwise(path):
        left, right = frame.x(one), frame.x(two)
        if left <= x <= right and right > left:
            part = (x - left) / (right - left)
            return frame.y(first) + part * (frame.y(second) - frame.y(first))
    return None


def _drawn(frame: Frame, series: Trajectory) -> list[Box]:
    """Small boxes along everything that a label should not cover."""
    seen = [(frame.x(o.on), frame.y(o.value)) for o in series.observations if o.value is not None]
    boxes: list[Box] = [(x - 5, y - 5, x + 5, y + 5) for x, y in seen]
    lines = list(pairwise(sorted(seen)))
    lines += list(pairwise((frame.x(on), frame.y(value)) for on, value in sorted(series.path)))
    if series.gate is not None:
        y = frame.y(series.gate[0])
        lines.append(((frame.left, y), (RIGHT, y)))
    if series.target is not None:
        x, y = frame.x(series.target[0]), frame.y(series.target[1])
        boxes.append((x - 5, y - 5, x + 5, y + 5))
    for (x1, y1), (x2, y2) in lines:
        count = max(int(abs(x2 - x1) // 6), int(abs(y2 - y1) // 6), 1)
        for at in range(count):
            x, y = x1 + (x2 - x1) * at / count, y1 + (y2 - y1) * at / count
            boxes.append((x - 1, y - 2, x + 6, y + 2))
    return boxes
