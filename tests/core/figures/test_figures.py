"""What holds for every figure, whatever is put in."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.figures import (
    STATUSES,
    AreaShape,
    Observation,
    PhaseRow,
    Trajectory,
    area_map,
    band_bar,
    bars,
    distribution,
    grade_bar,
    phase_board,
    status_counts,
    trajectory,
)
from tests.core.figures.parse import SVG

HOSTILE = "<script>alert('x')</script>\"&]]>\x00\x1b\ufffe style=a"
TEXT = st.one_of(st.just(HOSTILE), st.text(max_size=60))
NUMBER = st.one_of(
    st.integers(-(10**9), 10**9),
    st.floats(-1e9, 1e9).map(lambda value: round(value, 4)),
    st.decimals(-(10**9), 10**9, places=2),
)
MAYBE = st.one_of(st.none(), NUMBER)
RATIO = st.one_of(st.none(), st.floats(0, 1))
HREF = st.one_of(st.none(), st.just("/m/karo/?a=1&b=<2>"), TEXT)
DAY = st.dates(date(2000, 1, 1), date(2060, 1, 1))
COUNT = st.integers(0, 1000)
LONGITUDE, LATITUDE = st.floats(-180, 180), st.floats(-90, 90)
PLACE = st.tuples(LONGITUDE, LATITUDE).map(list)
GEOMETRY = st.one_of(
    st.builds(lambda ring: {"type": "Polygon", "coordinates": [ring]}, st.lists(PLACE, max_size=6)),
    st.builds(lambda place: {"type": "Point", "coordinates": place}, PLACE),
    st.just({}),
)
ROWS = st.lists(st.tuples(TEXT, MAYBE, HREF), max_size=6)
SERIES = st.builds(
    Trajectory,
    observations=st.lists(
        st.builds(Observation, DAY, MAYBE, MAYBE, MAYBE, MAYBE, st.booleans()), max_size=6
    ).map(tuple),
    path=st.lists(st.tuples(DAY, NUMBER), max_size=3).map(tuple),
    gate=st.one_of(st.none(), st.tuples(NUMBER, TEXT)),
    target=st.one_of(st.none(), st.tuples(DAY, NUMBER, TEXT)),
    fan=st.lists(st.tuples(DAY, NUMBER, NUMBER), max_size=3).map(tuple),
    natural_min=MAYBE,
    natural_max=MAYBE,
    path_label=TEXT,
)
FIGURES = {
    "band_bar": st.builds(
        band_bar, prefix=st.just("f"), title=TEXT, desc=TEXT, lo=RATIO, value=RATIO, hi=RATIO
    ),
    "grade_bar": st.builds(
        grade_bar,
        prefix=st.just("f"),
        title=TEXT,
        desc=TEXT,
        counts=st.lists(
            st.tuples(st.sampled_from(["verified", "evidenced", "claimed", "unlinked"]), TEXT, COUNT)
        ),
    ),
    "status_counts": st.builds(
        status_counts,
        prefix=st.just("f"),
        title=TEXT,
        desc=TEXT,
        counts=st.lists(st.tuples(st.sampled_from(STATUSES), TEXT, COUNT)),
    ),
    "bars": st.builds(bars, prefix=st.just("f"), title=TEXT, desc=TEXT, rows=ROWS),
    "distribution": st.builds(
        distribution,
        prefix=st.just("f"),
        title=TEXT,
        desc=TEXT,
        points=ROWS,
        quartiles=st.one_of(st.none(), st.tuples(NUMBER, NUMBER, NUMBER)),
    ),
    "trajectory": st.builds(trajectory, prefix=st.just("f"), title=TEXT, desc=TEXT, series=SERIES),
    "phase_board": st.builds(
        phase_board,
        prefix=st.just("f"),
        title=TEXT,
        desc=TEXT,
        phases=st.lists(st.tuples(st.sampled_from("abc"), TEXT), max_size=3),
        rows=st.lists(
            st.builds(PhaseRow, TEXT, st.lists(st.sampled_from("abc")).map(tuple), HREF), max_size=4
        ),
    ),
    "area_map": st.builds(
        area_map,
        prefix=st.just("f"),
        title=TEXT,
        desc=TEXT,
        areas=st.lists(st.builds(AreaShape, TEXT, GEOMETRY, MAYBE, HREF), max_size=5),
    ),
}
PLACES = {"x", "y", "width", "height", "cx", "cy", "r", "d", "points", "viewBox"}
ALLOWED = {
    "svg",
    "title",
    "desc",
    "defs",
    "pattern",
    "rect",
    "path",
    "circle",
    "polygon",
    "polyline",
    "text",
    "g",
    "a",
}


@pytest.mark.parametrize("kind", FIGURES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_drawing_is_safe_and_well_formed(kind, data):
    figure = data.draw(FIGURES[kind])
    root = ElementTree.fromstring(figure.svg)  # noqa: S314 - our own output
    assert isinstance(figure.svg, SafeString)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= ALLOWED
    for element in root.iter():
        assert "style" not in element.attrib
        assert not any(name.startswith("on") for name in element.attrib)
        assert element.get("fill", "url(#f-h)") == "url(#f-h)"
        assert element.get("stroke") is None
        assert element.get("href", "/").startswith(("/", "#", "?", "http://", "https://"))
        for name in PLACES & element.attrib.keys():
            assert not re.search("nan|inf|e", element.get(name))
    assert root.get("direction") == "ltr"
    assert root.get("role") == ("group" if root.find(f".//{SVG}a") is not None else "img")
    ids = [element.get("id") for element in root.iter() if element.get("id") is not None]
    assert len(ids) == len(set(ids))
    assert root.get("aria-labelledby").split() == ids[:2]


@settings(max_examples=60, deadline=None)
@given(rows=ROWS)
def test_every_number_of_the_bars_is_in_the_table(rows):
    given_rows = tuple((name, value) for name, value, _ in rows)
    words = {"prefix": "f", "title": "t", "desc": "d"}
    assert bars(**words, rows=rows).table.rows == given_rows
    assert distribution(**words, points=rows, quartiles=None).table.rows == given_rows
    areas = [AreaShape(name, {}, value, href) for name, value, href in rows]
    assert area_map(**words, areas=areas).table.rows == given_rows


@settings(max_examples=60, deadline=None)
@given(series=SERIES)
def test_every_number_of_a_trajectory_is_in_the_table(series):
    figure = trajectory(prefix="f", title="t", desc="d", series=series)
    wanted = [
        number
        for seen in series.observations
        for number in (seen.value, seen.standard_error, seen.low, seen.high)
    ]
    wanted += [value for _, value in series.path]
    wanted += [end for _, low, high in series.fan for end in (low, high)]
    wanted += [series.gate[0]] if series.gate is not None else []
    wanted += [series.target[1]] if series.target is not None else []
    wanted += [series.natural_min, series.natural_max]
    shown = [cell for row in figure.table.rows for cell in row[2:6]]
    assert sorted(n for n in shown if n is not None) == sorted(n for n in wanted if n is not None)
