"""Shapes of areas from a GeoJSON file: read with care, kept with the precision that a map here needs."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_AREAS = 500
MOST_POINTS = 60_000
PLACES = 4
"""Decimals of a degree: about ten metres, finer than the public-domain maps that missions draw on."""
NAMES = ("name", "NAME", "shapeName", "NAME_1", "NAME_2", "admin1Name", "ADM1_EN", "name_en")
CODES = ("code", "iso_3166_2", "shapeISO", "ISO", "HASC_1", "pcode", "ADM1_PCODE", "admin1Pcode")
DEPTHS = {"Point": 0, "MultiPoint": 1, "Polygon": 2, "MultiPolygon": 3}
"""How deep the positions of a geometry lie in its coordinates."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One area of a file: its name, its code if it has one, its geometry."""

    name: str
    code: str | None
    geometry: Mapping[str, Any]


def shapes_of(content: bytes) -> list[Shape]:
    """The areas in a file. Pure; raises ValidationError with a sentence for what cannot be used."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValidationError(_("The file is not JSON.")) from error
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise ValidationError(_("The file is no GeoJSON: a FeatureCollection is needed."))
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise ValidationError(_("The file holds no area."))
    if len(features) > MOST_AREAS:
        raise ValidationError(_("The file holds more than %(n)s areas.") % {"n": MOST_AREAS})
    budget = [MOST_POINTS]
    found = [_shape(number, feature, budget) for number, feature in enumerate(features, start=1)]
    # As `draw_areas` finds the areas that are there.
    names, codes = Counter(one.name.casefold() for one in found), Counter(one.code for one in found)
    twice = sorted({one.name for one in found if names[one.name.casefold()] > 1})
    if twice:
        raise ValidationError(
            _("Two areas of the file have one name: %(names)s.") % {"names": ", ".join(twice[:5])}
        )
    shared = sorted({one.code for one in found if one.code is not None and codes[one.code] > 1})
    if shared:
        raise ValidationError(
            _("Two areas of the file have one code: %(codes)s.") % {"codes": ", ".join(shared[:5])}
        )
    return found


def _shape(number: int, feature: Any, budget: list[int]) -> Shape:
    if not isinstance(feature, dict) or not isinstance(feature.get("geometry"), dict):
        raise ValidationError(_("Area %(n)s of the file has no shape.") % {"n": number})
    properties = feature.get("properties")
    given = properties if isinstance(properties, dict) else {}
    name = _text(given, NAMES)
    if name is None:
        raise ValidationError(
            _("Area %(n)s of the file has no name: it is read from %(fields)s.")
            % {"n": number, "fields": ", ".join(NAMES[:4])}
        )
    geometry = feature["geometry"]
    depth = DEPTHS.get(str(geometry.get("type")))
    if depth is None:
        raise ValidationError(_("The shape of “%(name)s” is no polygon and no point.") % {"name": name})
    try:
        coordinates = _rounded(geometry.get("coordinates"), depth, budget)
    except _NoPlace as error:
        raise ValidationError(
            _("The shape of “%(name)s” holds what is no place: degrees of longitude and latitude are needed.")
            % {"name": name}
        ) from error
    except _TooMany as error:
        raise ValidationError(
            _("The shapes of the file hold more than %(n)s points: simplify them first.") % {"n": MOST_POINTS}
        ) from error
    return Shape(name, _text(given, CODES), {"type": geometry["type"], "coordinates": coordinates})


class _NoPlace(Exception):
    """Coordinates that are none."""


class _TooMany(Exception):
    """More points than a page can draw."""


def _text(given: Mapping[str, Any], fields: Sequence[str]) -> str | None:
    for field in fields:
        value = given.get(field)
        if isinstance(value, str) and value.strip():
            return value.strip()[:300]
    return None


def _rounded(value: Any, depth: int, budget: list[int]) -> list[Any]:
    if depth == 0:
        return _position(value, budget)
    if not isinstance(value, list) or not value:
        raise _NoPlace
    parts = [_rounded(part, depth - 1, budget) for part in value]
    return list(_without_repeats(parts)) if depth == 1 else parts


def _position(value: Any, budget: list[int]) -> list[float]:
    budget[0] -= 1
    if budget[0] < 0:
        raise _TooMany
    if not isinstance(value, list) or len(value) < 2:
        raise _NoPlace
    east, north = value[0], value[1]
    for one, most in ((east, 180), (north, 90)):
        if isinstance(one, bool) or not isinstance(one, int | float) or not -most <= one <= most:
            raise _NoPlace
    return [round(float(east), PLACES), round(float(north), PLACES)]


def _without_repeats(line: Sequence[Any]) -> Iterator[Any]:
    """Points that fall on the one before them after rounding say nothing; three stay in any case."""
    last = None
    for place, point in enumerate(line):
        if point != last or len(line) - place <= 3:
            yield point
        last = point
