"""How values are spread: one dot each on a line."""

from collections.abc import Sequence

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
    linked,
    nothing,
    num,
    overlap,
    plain,
    rect,
    text_box,
    text_of,
    ticks,
    width_of,
)

COLUMNS = ("Name", "Value")
QUARTILES = ("First quartile", "Median", "Third quartile")
LEFT, RIGHT = 24.0, 576.0
RADIUS = 5.0
NEAR = 12.0
LINE = 20.0
LINES = 5
"""How far over its dot a name stands, the height of a line of names, and how many lines there are."""


def distribution(
    *,
    prefix: str,
    title: str,
    desc: str,
    points: Sequence[tuple[str, Number | None, str | None]],
    quartiles: tuple[Number, Number, Number] | None,
    fmt: Format = plain,
    empty: str = "",
    columns: Sequence[str] = COLUMNS,
    quartile_labels: tuple[str, str, str] = QUARTILES,
    scale: tuple[Number, Number] | None = None,
) -> Figure:
    """Dots on a scale, piled where they meet, the middle half tinted and the median marked; 600 wide.

    `points` are (label, value, href); one without a value is in the table only. Labels are written where
    there is room, up to `LINES` above each other; every dot has its own as a hint. `scale` are the ends of
    the line; without them it covers the values. No value at all: the figure says `empty`. Table: one row
    a point, then the three quartiles.
    """
    rows: list[tuple[object | None, ...]] = [(name, value) for name, value, _ in points]
    if quartiles is not None:
        rows += list(zip(quartile_labels, quartiles, strict=True))
    table = Table(tuple(columns), tuple(rows))
    known = [(float(value), name, fmt(value), href) for name, value, href in points if value is not None]
    if not known:
        bare = nothing(
            prefix=prefix, title=title, desc=desc, empty=empty, header=columns, names="distribution"
        )
        return Figure(bare.svg, table)
    ends = [value for value, *_ in known]
    if quartiles is not None:
        ends += [float(value) for value in quartiles]
    low_end, high_end = scale or (min(ends), max(ends))
    steps = ticks(float(low_end), float(high_end))

    def x_of(value: Number) -> float:
        return LEFT + (float(value) - steps[0]) / (steps[-1] - steps[0]) * (RIGHT - LEFT)

    placed: list[tuple[float, int, str, str, str | None]] = []
    for value, name, words, href in sorted(known, key=lambda point: point[:2]):
        x = x_of(value)
        taken = {level for other, level, *_ in placed if abs(other - x) < RADIUS * 2 + 1}
        level = next(level for level in range(len(known) + 1) if level not in taken)
        placed.append((x, level, name, words, href))
    spots = _spots(placed)
    pile = max(level for _, level, *_ in placed) * (RADIUS * 2 + 1)
    highest = min((y for _x, y, _name in spots.values()), default=0.0)
    base = max(30.0 + pile, NARROW_EM + 1 - highest)
    parts: list[str] = []
    if quartiles is not None:
        low, middle, high = (x_of(value) for value in quartiles)
        hint = ", ".join(
            f"{name}: {fmt(value)}" for name, value in zip(quartile_labels, quartiles, strict=True)
        )
        parts.append(rect(low, 20, max(high - low, 1), base - 10, "bounds", hint=hint))
        parts.append(f'<path class="median" d="M{num(middle)} 20V{num(base + 12)}"/>')
    parts.append(f'<path class="axis" d="M{num(LEFT)} {num(base + 10)}H{num(RIGHT)}"/>')
    for place, (x, level, name, words, href) in enumerate(placed):
        y = base - level * (RADIUS * 2 + 1)
        dot = (
            f'<circle class="dot" cx="{num(x)}" cy="{num(y)}" r="{num(RADIUS)}">'
            f"<title>{text_of(f'{name}: {words}')}</title></circle>"
        )
        if place in spots:
            at, above, shown = spots[place]
            if above < -level * (RADIUS * 2 + 1) - NEAR:
                dot = f'<path class="grid" d="M{num(x)} {num(y - RADIUS)}V{num(base + above + 4)}"/>' + dot
            dot += label(at, base + above, shown, anchor="middle", hint=name)
        parts.append(linked(href, dot, name=f"{name}: {words}"))
    parts += _scale([(x_of(step), fmt(step)) for step in steps], base + 28)
    svg = draw(
        prefix=prefix,
        title=title,
        desc=desc,
        width=WIDTH,
        height=base + 34,
        parts=parts,
        names="distribution",
    )
    return Figure(svg, table)


def _spots(
    placed: Sequence[tuple[float, int, str, str, str | None]],
) -> dict[int, tuple[float, float, str]]:
    """Where the name of each dot stands: its middle, its height over the line of dots (upwards is negative)
    and the text; the lowest free line over the dot. Names that find no room are left out."""
    boxes = [(x - 6.0, -level * 11 - 6.0, x + 6.0, -level * 11 + 6.0) for x, level, *_ in placed]
    spots: dict[int, tuple[float, float, str]] = {}
    for place, (x, level, name, *_rest) in enumerate(placed):
        shown = cut(name, 120)
        half = width_of(shown, NARROW_EM) / 2
        at = min(max(x, half), WIDTH - half)
        for line in range(LINES):
            y = -level * (RADIUS * 2 + 1) - NEAR - line * LINE
            box = text_box(at, y, shown, "middle")
            if not any(overlap(box, other) for other in boxes):
                boxes.append(box)
                spots[place] = (at, y, shown)
                break
    return spots


def _scale(places: list[tuple[float, str]], y: float) -> list[str]:
    """The numbers under the line, without those that would touch the one before."""
    parts: list[str] = []
    taken: list[Box] = []
    for x, name in places:
        half = width_of(name, NARROW_EM) / 2
        at = min(max(x, min(half, WIDTH / 2)), max(WIDTH - half, WIDTH / 2))
        box = text_box(at, y, name, "middle")
        if not any(overlap(box, other) for other in taken):
            taken.append(box)
            parts.append(label(at, y, name, anchor="middle"))
    return parts
