"""A map of areas in four classes."""

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles

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

COLUMNS = ("Area", "Value")
MOST_HEIGHT = 420.0
MARGIN = 10.0
STEP = 0.8  # points nearer than this to the last one drawn are left out
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class AreaShape:
    """One area: its name, a GeoJSON geometry (degrees, WGS 84), its value, where it leads."""

    label: str
    geometry: Mapping[str, object]
    value: Number | None = None
    href: str | None = None


def area_map(
    *,
    prefix: str,
    title: str,
    desc: str,
    areas: Sequence[AreaShape],
    fmt: Format = plain,
    empty: str = "",
    no_data: str = "No data",
    columns: Sequence[str] = COLUMNS,
) -> Figure:
    """Areas (Polygon, MultiPolygon) and places (Point, MultiPoint) shaded by quarter of the values, with a
    legend.

    Equirectangular, the east-west scale shortened by the cosine of the middle latitude; an area on both
    sides of the antimeridian stays in one piece. Without a value an area is hatched. Lines are not drawn; a
    geometry that cannot be read is in the table only. Nothing to draw: the figure says `empty`. Table: one
    row an area (label, value).
    """
    table = Table(tuple(columns), tuple((area.label, area.value) for area in areas))
    shapes = [(area, list(_rings(area.geometry)), list(_points(area.geometry))) for area in areas]
    every = [place for _, rings, points in shapes for part in (*rings, points) for place in part]
    if not every:
        bare = nothing(prefix=prefix, title=title, desc=desc, empty=empty, header=columns, names="area-map")
        return Figure(bare.svg, table)
    view = _View.around(every)
    classes = Classes.of([float(area.value) for area in areas if area.value is not None])
    back: list[str] = []
    front: list[str] = []
    fill = f"{text_of(prefix)}-h"
    for area, rings, points in shapes:
        known = area.value is not None
        names = f"area a{classes.of_value(area.value)}" if area.value is not None else "area none"
        paint = "" if known else f' fill="url(#{fill})"'
        words = fmt(area.value) if area.value is not None else no_data
        said = f"{area.label}: {words}"
        hint = f"<title>{text_of(said)}</title>"
        outline = "".join(_outline(view, ring) for ring in rings)
        if outline:
            shape = f'<path class="{names}" fill-rule="evenodd" d="{outline}"{paint}>{hint}</path>'
            back.append(linked(area.href, shape, name=said))
        for point in points:
            x, y = view.at(point)
            shape = f'<circle class="{names}" cx="{num(x)}" cy="{num(y)}" r="7"{paint}>{hint}</circle>'
            front.append(linked(area.href, shape, name=said))
    missing = any(area.value is None for area in areas)
    legend, height = _legend(classes, view.height, fmt, no_data if missing else None, fill)
    svg = draw(
        prefix=prefix,
        title=title,
        desc=desc,
        width=WIDTH,
        height=height,
        parts=[*back, *front, *legend],
        names="area-map",
        defs=hatch(f"{prefix}-h"),
    )
    return Figure(svg, table)


@dataclass(frozen=True, slots=True)
class Classes:
    """Up to four classes of values: the cuts between them and, for each in use, its number and its ends."""

    cuts: tuple[float, ...]
    used: tuple[tuple[int, float, float], ...]

    @classmethod
    def of(cls, values: Sequence[float]) -> "Classes":
        """Quarters by quantile (both ends included); equal values stay together, so a class can be empty."""
        if not values:
            return cls((), ())
        cuts = tuple(quantiles(values, n=4, method="inclusive")) if len(values) > 1 else ()
        groups: dict[int, list[float]] = {}
        for value in sorted(values):
            groups.setdefault(bisect_left(cuts, value) + 1, []).append(value)
        return cls(cuts, tuple((number, group[0], group[-1]) for number, group in groups.items()))

    def of_value(self, value: Number) -> int:
        """The class of a value, 1 to 4."""
        return bisect_left(self.cuts, float(value)) + 1


@dataclass(frozen=True, slots=True)
class _View:
    """From degrees to places in the drawing."""

    west: float
    north: float
    squeeze: float
    scale: float
    left: float
    height: float
    turned: bool

    @classmethod
    def around(cls, places: Sequence[Place]) -> "_View":
        turned = max(x for x, _ in places) - min(x for x, _ in places) > 180
        easts = [x + 360 if turned and x < 0 else x for x, _ in places]
        if turned and max(easts) - min(easts) >= 300:  # a map of the world gains nothing by turning it
            turned, easts = False, [x for x, _ in places]
        norths = [y for _, y in places]
        squeeze = max(math.cos(math.radians((min(norths) + max(norths)) / 2)), 0.01)
        wide, high = (max(easts) - min(easts)) * squeeze, max(norths) - min(norths)
        room, most = WIDTH - 2 * MARGIN, MOST_HEIGHT - 2 * MARGIN
        fits = [space / size for space, size in ((room, wide), (most, high)) if size > 0]
        scale = min(fits) if fits else 0.0
        left = MARGIN + (room - wide * scale) / 2
        return cls(min(easts), max(norths), squeeze, scale, left, high * scale + 2 * MARGIN, turned)

    def at(self, place: Place) -> Place:
        east = place[0] + 360 if self.turned and place[0] < 0 else place[0]
        return (
            self.left + (east - self.west) * self.squeeze * self.scale,
            MARGIN + (self.north - place[1]) * self.scale,
        )


def _outline(view: _View, ring: Sequence[Place]) -> str:
    drawn: list[Place] = []
    for place in ring:
        x, y = view.at(place)
        if not drawn or math.dist(drawn[-1], (x, y)) >= STEP:
            drawn.append((x, y))
    if len(drawn) > 1 and math.dist(drawn[0], drawn[-1]) < STEP:
        drawn.pop()
    if len(drawn) < 3:
        return ""
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in drawn) + "Z"


def _rings(geometry: Mapping[str, object]) -> Iterator[list[Place]]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon":
        for ring in _list(coordinates):
            yield _places(ring)
    elif kind == "MultiPolygon":
        for polygon in _list(coordinates):
            for ring in _list(polygon):
                yield _places(ring)
    elif kind == "GeometryCollection":
        for part in _list(geometry.get("geometries")):
            if isinstance(part, Mapping):
                yield from _rings(part)


def _points(geometry: Mapping[str, object]) -> Iterator[Place]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Point":
        yield from _places([coordinates])
    elif kind == "MultiPoint":
        yield from _places(coordinates)
    elif kind == "GeometryCollection":
        for part in _list(geometry.get("geometries")):
            if isinstance(part, Mapping):
                yield from _points(part)


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, (list, tuple)) else ()


def _places(value: object) -> list[Place]:
    """The pairs of finite numbers in a list; everything else falls away."""
    found: list[Place] = []
    for item in _list(value):
        pair = _list(item)
        if len(pair) < 2:
            continue
        x, y = pair[0], pair[1]
        if (
            isinstance(x, (int, float))
            and isinstance(y, (int, float))
            and math.isfinite(x)
            and math.isfinite(y)
        ):
            found.append((float(x), float(y)))
    return found


def _legend(
    classes: Classes, top: float, fmt: Format, no_data: str | None, fill: str
) -> tuple[list[str], float]:
    """Swatches with the ends of each class, broken into lines where needed, and the height of it all."""
    items = [
        (f"area a{number}", "", fmt(low) if low == high else f"{fmt(low)} – {fmt(high)}")
        for number, low, high in classes.used
    ]
    if no_data is not None:
        items.append(("area none", fill, no_data))
    parts: list[str] = []
    x, y = 0.0, top + 20
    for names, paint, words in items:
        shown = cut(words, WIDTH - 40)
        room = 26 + width_of(shown, NARROW_EM) + 16
        if x > 0 and x + room > WIDTH + 16:
            x, y = 0.0, y + 24
        parts.append(rect(x + 1, y - 11, 18, 13, names, fill=paint))
        parts.append(label(x + 26, y, shown, hint=words))
        x += room
    return parts, y + 8
