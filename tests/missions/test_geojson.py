"""Shapes of a file: kept rounded, with name and code; what cannot be used is said in a sentence."""

import json

import pytest
from django.core.exceptions import ValidationError

from apps.missions.geojson import MOST_AREAS, MOST_POINTS, shapes_of

RING = [[29.123456, -3.0], [29.123457, -3.0], [30.0, -3.0], [30.0, -4.0], [29.123456, -3.0]]


def feature(coordinates=None, kind="Polygon", **properties):
    return {
        "type": "Feature",
        "properties": properties or {"name": "Bubanza"},
        "geometry": {"type": kind, "coordinates": [RING] if coordinates is None else coordinates},
    }


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def test_a_shape_is_rounded_and_named():
    found = shapes_of(collection(feature(shapeName=" Bubanza ", iso_3166_2="BI-BB")))
    assert [(one.name, one.code) for one in found] == [("Bubanza", "BI-BB")]
    assert found[0].geometry == {
        "type": "Polygon",
        "coordinates": [[[29.1235, -3.0], [30.0, -3.0], [30.0, -4.0], [29.1235, -3.0]]],
    }


@pytest.mark.parametrize(
    ("kind", "coordinates"),
    [("Point", [29, -3]), ("MultiPoint", [[29, -3]]), ("MultiPolygon", [[RING]])],
)
def test_points_and_many_polygons_are_shapes_too(kind, coordinates):
    assert shapes_of(collection(feature(coordinates, kind)))[0].geometry["type"] == kind


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "The file is not JSON."),
        (b"[" * 100_000, "The file is not JSON."),
        (b'{"type": "Feature"}', "The file is no GeoJSON: a FeatureCollection is needed."),
        (collection(), "The file holds no area."),
        (collection(*[feature(name=str(n)) for n in range(MOST_AREAS + 1)]), "more than 500 areas"),
        (collection({"type": "Feature", "geometry": None}), "Area 1 of the file has no shape."),
        (collection(feature(other="x")), "Area 1 of the file has no name"),
        (collection(feature(kind="LineString")), "is no polygon and no point"),
        (collection(feature([[[200, 0]]])), "holds what is no place"),
        (collection(feature([[["29", "-3"]]])), "holds what is no place"),
        (collection(feature([29, -3])), "holds what is no place"),
        (collection(feature([[[True, False]]])), "holds what is no place"),
        (collection(feature([[[0.0, 0.0]] * (MOST_POINTS + 1)])), "more than 60000 points"),
        (collection(feature(), feature()), "Two areas of the file have one name: Bubanza."),
        (collection(feature(name="North"), feature(name="north")), "have one name: North, north."),
        (collection(feature(name="A", code="X"), feature(name="B", code="X")), "have one code: X."),
    ],
)
def test_what_cannot_be_used_is_said(content, sentence):
    with pytest.raises(ValidationError) as refusal:
        shapes_of(content)
    assert sentence in " ".join(refusal.value.messages)


def test_not_a_number_is_no_place():
    with pytest.raises(ValidationError):
        shapes_of(collection(feature([[[float("nan"), 0.0]]])))
