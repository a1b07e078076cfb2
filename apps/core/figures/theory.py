"""A theory of change: what serves what, what must hold for it, and by what it is seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
    text_of,
)

COLUMNS = ("Objective", "Serves", "Assumption", "State", "Benchmarks")
STEP, NAME, ROW, TOP = 22.0, 34.0, 28.0, 4.0  # room for the larger letters of a telephone
SHAPES = {"holds": "●", "open": "○", "fails": "■"}


@dataclass(frozen=True, slots=True)
class Premise:
    """What must hold for an aim to serve `parent` (a key); `state` is holds, open or fails."""

    parent: str
    text: str
    state: str
    word: str


@dataclass(frozen=True, slots=True)
class Aim:
    """One objective: the key of the one it serves, its premises, its benchmarks, where its name leads."""

    key: str
    label: str
    parent: str | None = None
    premises: tuple[Premise, ...] = ()
    marks: tuple[str, ...] = ()
    href: str | None = None


def theory(
    *,
    prefix: str,
    title: str,
    desc: str,
    aims: Sequence[Aim],
    empty: str = "",
    columns: Sequence[str] = COLUMNS,
) -> Figure:
    """Aims as a tree from the top, each above those that serve it, in the order given; 600 wide.

    Under its name stand the premises of an aim (a filled circle holds, an empty one is open, a square fails;
    with the name of what it serves where that is not the aim above) and its benchmarks (diamonds). An aim
    whose parents lead in a circle or nowhere stands at the top. No aims: the figure says `empty`. Table: one
    row for each premise of an aim, one for an aim without.
    """
    names = {aim.key: aim.label for aim in aims}
    if not aims:
        bare = nothing(prefix=prefix, title=title, desc=desc, empty=empty, header=columns, names="theory")
        return Figure(bare.svg, Table(tuple(columns), ()))
    parts: list[str] = []
    top = TOP
    places: dict[str, tuple[float, float]] = {}
    for aim, depth in _in_order(aims):
        x = depth * STEP
        y = top + NAME - 10
        places[aim.key] = (x, y)
        if depth and aim.parent in places:
            above_x, above_y = places[aim.parent]
            way = f"M{num(above_x + 6)} {num(above_y + 5)}V{num(y - 4)}H{num(x)}"
            parts.append(f'<path class="axis" d="{way}"/>')
        room = WIDTH - x - 8
        name = label(x + 4, y, cut(aim.label, room), names="b", hint=aim.label)
        parts.append(linked(aim.href, name))
        for words, kind in _below(aim, names):
            y += ROW
            parts.append(_line(x + 26, y, words, kind))
        top = y + 10
    svg = draw(
        prefix=prefix, title=title, desc=desc, width=WIDTH, height=top + 4, parts=parts, names="theory"
    )
    return Figure(svg, Table(tuple(columns), tuple(_rows(aims, names))))


def _in_order(aims: Sequence[Aim]) -> Iterator[tuple[Aim, int]]:
    """Each aim once with its depth, those below right after it."""
    known = {aim.key: aim for aim in aims}
    below: dict[str | None, list[Aim]] = {}
    for aim in aims:
        below.setdefault(aim.parent if aim.parent in known else None, []).append(aim)
    seen: set[str] = set()
    for start in (*below.get(None, ()), *aims):
        waiting = [(start, 0)]
        while waiting:
            aim, depth = waiting.pop()
            if aim.key in seen:
                continue
            seen.add(aim.key)
            yield aim, depth
            waiting += [(one, depth + 1) for one in reversed(below.get(aim.key, []))]


def _below(aim: Aim, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    for one in aim.premises:
        other = names.get(one.parent, "")
        to = f" → {other}" if one.parent != aim.parent and other else ""
        yield f"{one.text}{to} ({one.word})", one.state
    for words in aim.marks:
        yield words, "mark"


def _line(x: float, y: float, words: str, kind: str) -> str:
    shape = SHAPES.get(kind, "◆")
    sign = f'<text class="sign {text_of(kind)}" x="{num(x - 20)}" y="{num(y)}">{shape}</text>'
    return sign + label(x, y, cut(words, WIDTH - x - 8, NARROW_EM), hint=words)


def _rows(aims: Sequence[Aim], names: dict[str, str]) -> Iterator[tuple[object | None, ...]]:
    for aim in aims:
        marks = "; ".join(aim.marks) or None
        above = names.get(aim.parent or "")
        if not aim.premises:
            yield (aim.label, above, None, None, marks)
        for one in aim.premises:
            yield (aim.label, names.get(one.parent, above), one.text, one.word, marks)
