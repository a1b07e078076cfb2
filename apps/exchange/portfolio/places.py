"""Which area of a mission a place of a source is: by its code, its name, or the area its point lies in."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from babel import Locale

from apps.exchange.portfolio import names
from apps.exchange.portfolio.record import Site
from apps.missions.models import Area, Mission

Ring = Sequence[Sequence[float]]
Box = tuple[float, float, float, float]


class Gazetteer:
    """The areas of one mission. One query; finding a place asks none."""

    def __init__(self, mission: Mission) -> None:
        rows = list(Area.objects.filter(mission=mission).order_by("pk"))
        self.key_of = {row.pk: row.key for row in rows}
        self.name_of = {row.pk: row.name for row in rows}
        self._codes: dict[str, int] = {}
        self._names: dict[str, int | None] = {}
        parents = {row.pk: row.parent_id for row in rows}
        self._shapes: list[tuple[int, int, Box, list[list[Ring]]]] = []
        for row in rows:
            for code in (row.code, row.key):
                if code:
                    self._codes.setdefault(code.casefold(), row.pk)
            for name in {names.plain(row.name), names.place(row.name)}:
                # A name that two areas have names neither.
                self._names[name] = None if self._names.get(name, row.pk) != row.pk else row.pk
            polygons = list(_polygons(row.geometry))
            if polygons:
                self._shapes.append((_depth(row.pk, parents), row.pk, _box(polygons), polygons))
        self._shapes.sort(key=lambda shape: -shape[0])
        self._whole = {names.place(name) for name in _names_of_country(mission)}
        self._points: dict[tuple[float, float], int | None] = {}

    def find(self, site: Site) -> int | None:
        """The area of a place as its primary key, or None."""
        for code in site.codes:
            if (pk := self._codes.get(code.casefold())) is not None:
                return pk
        if site.name is not None:
            for name in (names.plain(site.name), names.place(site.name)):
                if (found := self._names.get(name)) is not None:
                    return found
                if name in self._whole:
                    return None  # the point of a whole country lies in one of its provinces only by chance
        if site.point is None:
            return None
        if site.point not in self._points:
            self._points[site.point] = self._containing(site.point)
        return self._points[site.point]

    def is_whole(self, site: Site) -> bool:
        """The place is the whole country, which needs no area."""
        return site.name is not None and names.place(site.name) in self._whole

    def _containing(self, point: tuple[float, float]) -> int | None:
        latitude, longitude = point
        for _depth, pk, (west, south, east, north), polygons in self._shapes:
            inside_box = west <= longitude <= east and south <= latitude <= north
            if inside_box and any(_inside(rings, longitude, latitude) for rings in polygons):
                return pk
        return None


def _depth(pk: int, parents: dict[int, int | None]) -> int:
    depth, seen = 0, {pk}
    while (above := parents.get(pk)) is not None and above not in seen:
        seen.add(above)
        pk, depth = above, depth + 1
    return depth


def _polygons(geometry: Any) -> Iterator[list[Ring]]:
    """The polygons of a GeoJSON shape, each as its rings of (longitude, latitude)."""
    if not isinstance(geometry, dict):
        return
    match geometry.get("type"):
        case "Polygon":
            yield geometry.get("coordinates") or []
        case "MultiPolygon":
            yield from geometry.get("coordinates") or []
        case "Feature":
            yield from _polygons(geometry.get("geometry"))
        case "FeatureCollection" | "GeometryCollection":
            for inner in geometry.get("features") or geometry.get("geometries") or []:
                yield from _polygons(inner)


def _box(polygons: Iterable[list[Ring]]) -> Box:
    corners = [(corner[0], corner[1]) for rings in polygons for ring in rings for corner in ring]
    across, along = [x for x, _y in corners], [y for _x, y in corners]
    return min(across), min(along), max(across), max(along)


def _inside(rings: list[Ring], x: float, y: float) -> bool:
    """The even-odd rule over all rings, so that holes are outside."""
    inside = False
    for ring in rings:
        for (x1, y1, *_), (x2, y2, *_) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


def _names_of_country(mission: Mission) -> Iterator[str]:
    yield mission.name
    for code in mission.countries or []:
        for language in ("en", "fr", "es", "ar"):
            name = Locale(language).territories.get(str(code).upper())
            if name:
                yield name
                yield f"Republic of {name}"
                yield f"Federal Republic of {name}"
                yield f"République du {name}"
