"""Reads TopoJSON shapes and writes them as GeoJSON rings."""

from itertools import pairwise
from typing import Any

Row = dict[str, Any]


def decode_arcs(topology: Row) -> list[list[tuple[int, int]]]:
    """Returns the arcs of a TopoJSON file as absolute grid positions (delta coding undone)."""
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x, y))
        arcs.append(points)
    return arcs


def ring_of(indices: list[int], arcs: list[list[tuple[int, int]]], transform: Row) -> list[list[float]]:
    """Returns one closed ring in degrees, three decimals (about 100 m), consecutive doubles dropped."""
    (scale_x, scale_y), (shift_x, shift_y) = transform["scale"], transform["translate"]
    ring: list[list[float]] = []
    for index in indices:
        points = arcs[index] if index >= 0 else arcs[~index][::-1]
        for x, y in points:
            point = [round(x * scale_x + shift_x, 3), round(y * scale_y + shift_y, 3)]
            if not ring or ring[-1] != point:
                ring.append(point)
    if ring[0] != ring[-1]:
        ring.append(ring[0])
    return ring


def counterclockwise(ring: list[list[float]]) -> list[list[float]]:
    """Returns the ring turned as RFC 7946 wants an outer one."""
    doubled = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
    return ring if doubled > 0 else ring[::-1]
