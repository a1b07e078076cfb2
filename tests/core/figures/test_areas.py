from apps.core.figures import AreaShape, area_map
from tests.core.figures.parse import drawn, texts

WORDS = {"prefix": "f", "title": "T", "desc": "D"}


def square(west, south, size=1.0):
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_at_the_equator_a_square_is_a_square():
    svg = area_map(**WORDS, areas=[AreaShape("A", square(-0.5, -0.5), 1)]).svg
    assert drawn(svg, "path", "area") == [{"fill-rule": "evenodd", "d": "M100 410L500 410L500 10L100 10Z"}]


def test_at_sixty_degrees_a_degree_of_longitude_is_half_as_long():
    svg = area_map(**WORDS, areas=[AreaShape("A", square(10, 59.5), 1)]).svg
    assert drawn(svg, "path", "area")[0]["d"] == "M200 410L400 410L400 10L200 10Z"


def test_four_classes_by_quantile_and_their_legend():
    areas = [AreaShape(str(n), square(n, 0), n) for n in range(1, 9)] + [AreaShape("?", square(9, 0))]
    figure = area_map(**WORDS, areas=areas, no_data="nobody knows")
    for name in ("a1", "a2", "a3", "a4"):
        assert len(drawn(figure.svg, "path", name)) == 2
        assert len(drawn(figure.svg, "rect", name)) == 1
    assert [shape["fill"] for shape in drawn(figure.svg, "path", "none")] == ["url(#f-h)"]
    assert texts(figure.svg) == ["1 – 2", "3 – 4", "5 – 6", "7 – 8", "nobody knows"]
    assert figure.table.rows == (*((str(n), n) for n in range(1, 9)), ("?", None))


def test_equal_values_are_one_class():
    areas = [AreaShape(str(n), square(n, 0), 5) for n in range(3)]
    assert texts(area_map(**WORDS, areas=areas).svg) == ["5"]


def test_points_lie_on_top_and_lead_somewhere():
    areas = [
        AreaShape("P", {"type": "Point", "coordinates": [0, 0]}, 1, "/p"),
        AreaShape("A", square(-0.5, -0.5)),
    ]
    svg = area_map(**WORDS, areas=areas).svg
    assert [(dot["cx"], dot["cy"]) for dot in drawn(svg, "circle", "area")] == [("300", "210")]
    assert svg.index('<path class="area') < svg.index("<circle")
    assert '<a href="/p" aria-label="P: 1">' in svg


def test_an_area_on_both_sides_of_the_antimeridian_stays_together():
    areas = [AreaShape("W", square(179, -0.5), 1), AreaShape("E", square(-180, -0.5), 2)]
    svg = area_map(**WORDS, areas=areas).svg
    assert [shape["d"] for shape in drawn(svg, "path", "area")] == [
        "M10 300L300 300L300 10L10 10Z",
        "M300 300L590 300L590 10L300 10Z",
    ]


def test_holes_and_many_parts():
    outer, hole = square(0, 0, 4)["coordinates"][0], square(1, 1)["coordinates"][0]
    shape = {"type": "MultiPolygon", "coordinates": [[outer, hole], square(5, 0)["coordinates"]]}
    svg = area_map(**WORDS, areas=[AreaShape("A", shape, 1)]).svg
    assert drawn(svg, "path", "area")[0]["d"].count("M") == 3


def test_what_cannot_be_drawn_is_in_the_table_only():
    areas = [
        AreaShape("A", {}, 1),
        AreaShape("B", {"type": "Polygon", "coordinates": [["x", None, [1]]]}, 2),
        AreaShape("C", {"type": "Point", "coordinates": None}, 3),
    ]
    figure = area_map(**WORDS, areas=areas, empty="No shapes")
    assert texts(figure.svg) == ["No shapes"]
    assert figure.table.rows == (("A", 1), ("B", 2), ("C", 3))
