"""Lines and stacks over numbered periods or years, which run to the right in every language."""

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
    hatch,
    label,
    nothing,
    num,
    plain,
    rect,
    text_of,
    ticks,
    width_of,
)

TOP, BOTTOM = 14.0, 214.0
LEGEND = 24.0
PATTERNS = ("l1", "l2", "l3", "l4")


@dataclass(frozen=True, slots=True)
class Series:
    """One named series, a value for each period; None: not known."""

    label: str
    values: tuple[Number | None, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    left: float
    high: float
    count: int

    @property
    def step(self) -> float:
        return (WIDTH - self.left) / max(self.count, 1)

    def middle(self, place: int) -> float:
        return self.left + self.step * (place + 0.5)

    def y(self, value: Number) -> float:
        return BOTTOM - float(value) / self.high * (BOTTOM - TOP)


def lines(
    *,
    prefix: str,
    title: str,
    desc: str,
    periods: Sequence[str],
    series: Sequence[Series],
    fmt: Format = plain,
    empty: str = "",
    heading: str = "Period",
) -> Figure:
    """Up to four lines from zero, each with its own dashes and dots, and their names under the drawing; 600
    wide.

    A line is cut where a value is missing. Nothing known: the figure says `empty`. Table: a row for each
    period, a column for each series.
    """
    header = (heading, *(one.label for one in series))
    table = _table(header, periods, series)
    known = [float(value) for one in series for value in one.values if value is not None]
    if not known:
        bare = nothing(prefix=prefix, title=title, desc=desc, empty=empty, header=header, names="lines")
        return Figure(bare.svg, table)
    frame, parts = _axes(periods, max(known), fmt)
    for names, one in zip(PATTERNS, series, strict=False):
        for run in _runs(frame, one.values):
            points = " ".join(f"{num(x)},{num(y)}" for x, y in run)
            parts.append(f'<polyline class="line {names}" points="{points}"/>')
        for place, value in enumerate(one.values):
            if value is not None:
                hint = f"{one.label}, {periods[place]}: {fmt(value)}"
                at = f'cx="{num(frame.middle(place))}" cy="{num(frame.y(value))}"'
                parts.append(
                    f'<circle class="dot {names}" {at} r="3"><title>{text_of(hint)}</title></circle>'
                )
    samples = [
        (f'<path class="line {names}" d="M{{x}} {{y}}h26"/>', one.label)
        for names, one in zip(PATTERNS, series, strict=False)
    ]
    legend, height = _legend(samples)
    svg = draw(
        prefix=prefix,
        title=title,
        desc=desc,
        width=WIDTH,
        height=height,
        parts=[*parts, *legend],
        names="lines",
    )
    return Figure(svg, table)


def stacks(
    *,
    prefix: str,
    title: str,
    desc: str,
    periods: Sequence[str],
    series: Sequence[Series],
    need: Series,
    gap_label: str,
    fmt: Format = plain,
    empty: str = "",
    heading: str = "Year",
) -> Figure:
    """Up to three series piled up in each period under a mark for the need; what is missing to it is hatched.

    A period with an unknown part is drawn as far as it is known, without a gap. Nothing known: the figure
    says `empty`. Table: a row for each period, a column for each series and the need.
    """
    every = [*series, need]
    header = (heading, *(one.label for one in every))
    table = _table(header, periods, every)
    piles = [[one.values[place] for one in series] for place in range(len(periods))]
    tops = [sum(float(value) for value in pile if value is not None) for pile in piles]
    known = [*tops, *(float(value) for value in need.values if value is not None)]
    if not known or max(known) <= 0:
        bare = nothing(prefix=prefix, title=title, desc=desc, empty=empty, header=header, names="stacks")
        return Figure(bare.svg, table)
    frame, parts = _axes(periods, max(known), fmt)
    fill = f"{text_of(prefix)}-h"
    wide = min(frame.step * 0.6, 72.0)
    for place, pile in enumerate(piles):
        left, level = frame.middle(place) - wide / 2, 0.0
        for names, one, value in zip(PATTERNS, series, pile, strict=False):
            if value is None or value <= 0:
                continue
            bottom, level = frame.y(level), level + float(value)
            hint = f"{one.label}, {periods[place]}: {fmt(value)}"
            parts.append(
                rect(left, frame.y(level), wide, bottom - frame.y(level), f"pile {names}", hint=hint)
            )
        wanted = need.values[place]
        if wanted is None:
            continue
        y = frame.y(wanted)
        if all(value is not None for value in pile) and float(wanted) > tops[place]:
            hint = f"{gap_label}, {periods[place]}: {fmt(float(wanted) - tops[place])}"
            parts.append(rect(left, y, wide, frame.y(tops[place]) - y, "short", hint=hint, fill=fill))
        parts.append(
            f'<path class="target" d="M{num(left - 5)} {num(y)}h{num(wide + 10)}">'
            f"<title>{text_of(f'{need.label}, {periods[place]}: {fmt(wanted)}')}</title></path>"
        )
    samples = [
        (f'<rect class="pile {names}" x="{{x}}" y="{{box}}" width="18" height="13"/>', one.label)
        for names, one in zip(PATTERNS, series, strict=False)
    ]
    samples.append(
        (f'<rect class="short" x="{{x}}" y="{{box}}" width="18" height="13" fill="url(#{fill})"/>', gap_label)
    )
    samples.append(('<path class="target" d="M{x} {y}h20"/>', need.label))
    legend, height = _legend(samples)
    svg = draw(
        prefix=prefix,
        title=title,
        desc=desc,
        width=WIDTH,
        height=height,
        parts=[*parts, *legend],
        names="stacks",
        defs=hatch(f"{prefix}-h"),
    )
    return Figure(svg, table)


def _table(header: Sequence[str], periods: Sequence[str], series: Sequence[Series]) -> Table:
    return Table(
        tuple(header),
        tuple((name, *(one.values[place] for one in series)) for place, name in enumerate(periods)),
    )


def _axes(periods: Sequence[str], highest: float, fmt: Format) -> tuple[_Frame, list[str]]:
    steps = ticks(0.0, highest or 1.0)
    names = [fmt(step) for step in steps]
    left = min(max(width_of(name, NARROW_EM) for name in names) + 10, 200.0)
    frame = _Frame(left, steps[-1], len(periods))
    parts = []
    for step, name in zip(steps, names, strict=True):
        y = frame.y(step)
        parts.append(
            f'<path class="{"axis" if step == 0 else "grid"}" d="M{num(left)} {num(y)}H{num(WIDTH)}"/>'
        )
        parts.append(label(left - 8, y + 4, name, anchor="end"))
    room = max((width_of(name, NARROW_EM) for name in periods), default=0.0) + 8
    every = max(1, -int(-room // frame.step))
    for place, name in enumerate(periods):
        if place % every == 0:
            parts.append(label(frame.middle(place), BOTTOM + 20, name, anchor="middle"))
    return frame, parts


def _runs(frame: _Frame, values: Sequence[Number | None]) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((frame.middle(place), frame.y(value)))
    return [run for run in runs if len(run) > 1]


def _legend(samples: Sequence[tuple[str, str]]) -> tuple[list[str], float]:
    """A sample and a name for each series, broken into lines where needed, and the height of it all."""
    parts: list[str] = []
    x, y = 0.0, BOTTOM + 48
    for sample, name in samples:
        shown = cut(name, WIDTH - 50)
        room = 34 + width_of(shown, NARROW_EM) + 14
        if x > 0 and x + room > WIDTH + 14:
            x, y = 0.0, y + LEGEND
        parts.append(sample.format(x=num(x + 1), y=num(y - 4), box=num(y - 11)))
        parts.append(label(x + 34, y, shown, hint=name))
        x += room
    return parts, y + 8
