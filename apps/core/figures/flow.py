"""Where amounts come from and go to: columns of actors, ribbons as wide as the amount between them."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from apps.core.figures.base import (
    NARROW_EM,
    WIDTH,
    Figure,
    Format,
    Table,
    cut,
    draw,
    label,
    linked,
    nothing,
    num,
    plain,
    rect,
    text_of,
)

BAR = 10.0
ROOM = 44.0  # of a node at least: its name over its bar, 24 px on a telephone
TALL = 260.0  # what all amounts together take of the height of a column
HEAD = 26.0
Column = Mapping[str, tuple[float, float, float]]
"""The nodes of a column from above: top, height, amount."""


@dataclass(frozen=True, slots=True)
class Flow:
    """An amount on its way through the columns; `path` has the key of a node for each of them."""

    path: tuple[str, ...]
    amount: float


def flow(
    *,
    prefix: str,
    title: str,
    desc: str,
    heads: Sequence[str],
    names: Mapping[str, str],
    flows: Sequence[Flow],
    most: int,
    others: str,
    hrefs: Mapping[str, str] | None = None,
    fmt: Format = plain,
    fmt_short: Format = plain,
    empty: str = "",
    amount_column: str = "Amount",
) -> Figure:
    """Columns from left to right in every language, one for each of `heads`; 600 wide.

    `fmt_short` writes the amounts in the drawing, `fmt` those in hints. In each column the `most` largest
    nodes are drawn, the rest as one node called `others`. Nothing above zero: the figure says `empty`.
    Table: one row for each flow with its names and amount.
    """
    header = (*heads, amount_column)
    table = Table(
        header,
        tuple(
            (*(names.get(key, key) for key in one.path), one.amount)
            for one in sorted(flows, key=lambda one: -one.amount)
        ),
    )
    drawn = _gathered([one for one in flows if one.amount > 0], len(heads), most)
    whole = sum(drawn.values())
    if whole <= 0:
        bare = nothing(prefix=prefix, title=title, desc=desc, empty=empty, header=header, names="flow")
        return Figure(bare.svg, table)
    called = {**names, OTHERS: others}

    def hint(source: str, target: str, amount: float) -> str:
        return f"{called.get(source, source)} → {called.get(target, target)}: {fmt(amount)}"

    columns = [_column(drawn, place, whole) for place in range(len(heads))]
    step = (WIDTH - BAR) / max(len(heads) - 1, 1)
    room = WIDTH / len(heads) - 8
    unit = TALL / whole
    parts = [
        one
        for place in range(len(heads) - 1)
        for one in _ribbons(
            _pairs(drawn, place),
            columns[place : place + 2],
            (place * step + BAR, (place + 1) * step, unit),
            hint,
        )
    ]
    for place, (head, column) in enumerate(zip(heads, columns, strict=True)):
        x = place * step
        last = place == len(heads) - 1
        anchor = "start" if place == 0 else "end" if last else "middle"
        at = x if place == 0 else x + BAR if last else x + BAR / 2
        parts.append(label(at, 16, cut(head, room), anchor=anchor, names="head", hint=head))
        for key, (top, high, amount) in column.items():
            name = called.get(key, key)
            parts.append(rect(x, top, BAR, max(high, 1.0), "bar", hint=f"{name}: {fmt(amount)}"))
            short = cut(name, room, NARROW_EM)
            text = label(at, top - 5, short, anchor=anchor, names="name", hint=f"{name}: {fmt(amount)}")
            # On a telephone three names stand side by side, and the table has the amounts.
            told = f'<tspan class="minor"> {text_of(fmt_short(amount))}</tspan>'
            text = f"{text.removesuffix('</text>')}{told}</text>"
            parts.append(linked((hrefs or {}).get(key), text))
    height = max(top + high for column in columns for top, high, _amount in column.values()) + 8
    svg = draw(prefix=prefix, title=title, desc=desc, width=WIDTH, height=height, parts=parts, names="flow")
    return Figure(svg, table)


OTHERS = "\0others"


def _gathered(flows: Sequence[Flow], columns: int, most: int) -> dict[tuple[str, ...], float]:
    """Amounts by path, small nodes of each column gathered into one."""
    kept = []
    for place in range(columns):
        sums: dict[str, float] = defaultdict(float)
        for one in flows:
            sums[one.path[place]] += one.amount
        largest = sorted(sums, key=lambda key: (-sums[key], key))
        # One node left over is drawn as itself.
        kept.append(set(largest if len(largest) <= most + 1 else largest[:most]))
    found: dict[tuple[str, ...], float] = defaultdict(float)
    for one in flows:
        path = tuple(key if key in kept[place] else OTHERS for place, key in enumerate(one.path))
        found[path] += one.amount
    return found


def _column(drawn: Mapping[tuple[str, ...], float], place: int, whole: float) -> Column:
    """The nodes of a column from the largest down, what is left over last."""
    sums: dict[str, float] = defaultdict(float)
    for path, amount in drawn.items():
        sums[path[place]] += amount
    top = HEAD
    found = {}
    for key in sorted(sums, key=lambda key: (key == OTHERS, -sums[key], key)):
        high = TALL * sums[key] / whole
        top += 24
        found[key] = (top, high, sums[key])
        top += max(high, ROOM - 24)
    return found


def _pairs(drawn: Mapping[tuple[str, ...], float], place: int) -> dict[tuple[str, str], float]:
    """Amounts between the nodes of one column and those of the next."""
    found: dict[tuple[str, str], float] = defaultdict(float)
    for path, amount in drawn.items():
        found[path[place], path[place + 1]] += amount
    return found


def _ribbons(
    pairs: Mapping[tuple[str, str], float],
    columns: Sequence[Column],
    frame: tuple[float, float, float],
    hint: Callable[[str, str, float], str],
) -> list[str]:
    """The ribbons between two columns; `frame` is where they begin, where they end and the unit of height."""
    x, end, unit = frame
    middle = num((x + end) / 2)
    left_at = {key: top for key, (top, _high, _amount) in columns[0].items()}
    right_at = {key: top for key, (top, _high, _amount) in columns[1].items()}
    order = {key: place for place, key in enumerate([*columns[0], *columns[1]])}
    parts = []
    for source, target in sorted(pairs, key=lambda pair: (order[pair[0]], order[pair[1]])):
        amount = pairs[source, target]
        wide = amount * unit
        a, b = left_at[source], right_at[target]
        left_at[source] += wide
        right_at[target] += wide
        shape = (
            f"M{num(x)} {num(a)}C{middle} {num(a)} {middle} {num(b)} {num(end)} {num(b)}V{num(b + wide)}"
            f"C{middle} {num(b + wide)} {middle} {num(a + wide)} {num(x)} {num(a + wide)}z"
        )
        words = text_of(hint(source, target, amount))
        parts.append(f'<path class="ribbon" d="{shape}"><title>{words}</title></path>')
    return parts
