"""A network in three rings: the core in the middle, then those in between, then those outside."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from apps.core.figures.base import (
    NARROW_EM,
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
    width_of,
)

COLUMNS = ("One", "Other", "Kind")
WIDTH = 480.0
MIDDLE = 206.0
RINGS = (74.0, 134.0, 188.0)
SIZE = 9.0
NAME_ROOM = 110.0


@dataclass(frozen=True, slots=True)
class Node:
    """One actor: its name, its shape (`circle`, `square` or `diamond`), its ring (0 the core), its words."""

    key: str
    label: str
    shape: str
    ring: int
    hint: str = ""
    href: str | None = None
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """One pair; `unknown`: nobody knows whether it is tied."""

    one: str
    other: str
    kind: str
    unknown: bool = False


def network(
    *,
    prefix: str,
    title: str,
    desc: str,
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    legend: Sequence[tuple[str, str]] = (),
    empty: str = "",
    columns: Sequence[str] = COLUMNS,
) -> Figure:
    """Nodes on three circles in the order given, joined by their edges; unknown ones are dotted.

    The place of a node follows from its ring and its rank alone: the same network is always drawn alike.
    Each node begins at the angle nearest to the mean of its neighbours on the ring inside it. `legend` are
    (shape, words). No nodes: the figure says `empty`. Table: one row an edge (one, other, kind).
    """
    names = {node.key: node.label for node in nodes}
    header = tuple(columns)
    table = Table(header, tuple((names[edge.one], names[edge.other], edge.kind) for edge in edges))
    if not nodes:
        bare = nothing(
            prefix=prefix, title=title, desc=desc, empty=empty, header=header, names="network", width=WIDTH
        )
        return Figure(bare.svg, table)
    at, radii = places(nodes, edges), _radii(nodes)
    counts = Counter(node.ring for node in nodes)
    parts = [
        f'<circle class="ring" cx="{num(WIDTH / 2)}" cy="{num(MIDDLE)}" r="{num(r)}"/>'
        for r in sorted(radii.values())
    ]
    for edge in sorted(edges, key=lambda one: not one.unknown):
        (x1, y1), (x2, y2) = at[edge.one], at[edge.other]
        said = f"{names[edge.one]}, {names[edge.other]}: {edge.kind}"
        style = "tie unknown" if edge.unknown else "tie"
        way = f"M{num(x1)} {num(y1)}L{num(x2)} {num(y2)}"
        parts.append(f'<path class="{style}" d="{way}"><title>{text_of(said)}</title></path>')
    for node in nodes:
        apart = 2 * math.pi * radii[node.ring] / counts[node.ring]
        parts += _node(node, at[node.key], min(apart - 8, NAME_ROOM) if apart else NAME_ROOM)
    words, height = _legend(legend)
    svg = draw(
        prefix=prefix,
        title=title,
        desc=desc,
        width=WIDTH,
        height=height,
        parts=[*parts, *words],
        names="network",
    )
    return Figure(svg, table)


def _radii(nodes: Sequence[Node]) -> dict[int, float]:
    """ring -> radius. A ring on its own takes the room it needs; a core of one is the middle itself."""
    counts = Counter(node.ring for node in nodes)
    if len(counts) == 1:
        ((ring, count),) = counts.items()
        return {ring: RINGS[0 if count <= 5 else 1 if count <= 10 else 2]}
    return {ring: 0.0 if (ring, count) == (0, 1) else RINGS[ring] for ring, count in counts.items()}


def places(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, tuple[float, float]]:
    """key -> (x, y). Each ring is filled in the order of the mean angle of the neighbours further inside."""
    near: dict[str, set[str]] = {node.key: set() for node in nodes}
    for edge in edges:
        if not edge.unknown:
            near[edge.one].add(edge.other)
            near[edge.other].add(edge.one)
    angles: dict[str, float] = {}
    for ring in range(len(RINGS)):
        found = [node.key for node in nodes if node.ring == ring]
        wanted = {
            key: _mean_angle([angles[other] for other in sorted(near[key]) if other in angles])
            for key in found
        }
        rank = {key: place for place, key in enumerate(found)}
        ordered = sorted(found, key=lambda key: (-1.0 if wanted[key] is None else wanted[key], rank[key]))
        # Half a step on each ring, so that names do not stand in one line above each other.
        turn = -math.pi / 2 + ring * math.pi / max(len(ordered), 3)
        for place, key in enumerate(ordered):
            angles[key] = (turn + 2 * math.pi * place / len(ordered)) % (2 * math.pi)
    radius = _radii(nodes)
    return {
        node.key: (
            WIDTH / 2 + radius[node.ring] * math.cos(angles[node.key]),
            MIDDLE + radius[node.ring] * math.sin(angles[node.key]),
        )
        for node in nodes
    }


def _mean_angle(angles: Sequence[float]) -> float | None:
    if not angles:
        return None
    x, y = sum(map(math.cos, angles)), sum(map(math.sin, angles))
    return math.atan2(y, x) % (2 * math.pi) if abs(x) + abs(y) > 1e-9 else None


def _node(node: Node, at: tuple[float, float], room: float) -> list[str]:
    x, y = at
    shape = _shape(node.shape, x, y, f"node n{node.ring}{' marked' if node.marked else ''}")
    hint = f"<title>{text_of(node.hint or node.label)}</title>"
    shown = cut(node.label, room)
    half = width_of(shown, NARROW_EM) / 2
    inside = min(max(x, half), WIDTH - half)
    named = label(
        inside,
        y + SIZE + 16,
        shown,
        anchor="middle",
        names="name b" if node.ring == 0 else "name",
        hint=node.label,
    )
    return [f"<g>{linked(node.href, f'<g>{hint}{shape}</g>{named}', name=node.hint or node.label)}</g>"]


def _shape(kind: str, x: float, y: float, names: str) -> str:
    if kind == "square":
        return rect(x - SIZE + 1, y - SIZE + 1, 2 * SIZE - 2, 2 * SIZE - 2, names)
    if kind == "diamond":
        r = SIZE + 1
        way = f"M{num(x)} {num(y - r)}l{num(r)} {num(r)}l{num(-r)} {num(r)}l{num(-r)} {num(-r)}z"
        return f'<path class="{names}" d="{way}"/>'
    return f'<circle class="{names}" cx="{num(x)}" cy="{num(y)}" r="{num(SIZE)}"/>'


def _legend(items: Sequence[tuple[str, str]]) -> tuple[list[str], float]:
    parts: list[str] = []
    x, y = 0.0, MIDDLE + RINGS[-1] + 58
    for kind, words in items:
        room = 34 + width_of(words, NARROW_EM) + 14
        if x > 0 and x + room > WIDTH + 14:
            x, y = 0.0, y + 26
        if kind in {"tie", "tie unknown"}:
            parts.append(f'<path class="{kind}" d="M{num(x)} {num(y - 5)}h24"/>')
        else:
            parts.append(_shape(kind, x + 12, y - 5, "node n0 sample"))
        parts.append(label(x + 34, y, cut(words, WIDTH - 40), hint=words))
        x += room
    return parts, y + 8
