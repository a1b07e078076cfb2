from apps.core.figures import Table, distribution
from tests.core.figures.parse import drawn, texts

WORDS = {"prefix": "f", "title": "T", "desc": "D"}


def test_dots_quartiles_and_scale():
    figure = distribution(
        **WORDS,
        points=[("A", 0, "/a"), ("B", 2, None), ("C", 4, None), ("D", None, None)],
        quartiles=(1, 2, 3),
        quartile_labels=("q1", "q2", "q3"),
    )
    dots = drawn(figure.svg, "circle", "dot")
    assert [(dot["cx"], dot["cy"]) for dot in dots] == [("24", "33"), ("300", "33"), ("576", "33")]
    assert drawn(figure.svg, "rect", "bounds") == [{"x": "162", "y": "20", "width": "276", "height": "23"}]
    assert drawn(figure.svg, "path", "median") == [{"d": "M300 20V45"}]
    assert texts(figure.svg) == ["A", "B", "C", "0", "1", "2", "3", "4"]
    assert '<a href="/a" aria-label="A: 0">' in figure.svg
    assert figure.table == Table(
        ("Name", "Value"), (("A", 0), ("B", 2), ("C", 4), ("D", None), ("q1", 1), ("q2", 2), ("q3", 3))
    )


def test_equal_values_are_piled():
    svg = distribution(**WORDS, points=[("A", 1, None), ("B", 1, None)], quartiles=None).svg
    dots = drawn(svg, "circle", "dot")
    assert [(dot["cx"], float(dot["cy"]) - float(dots[1]["cy"])) for dot in dots] == [("576", 11), ("576", 0)]


def test_no_value_at_all():
    figure = distribution(**WORDS, points=[("A", None, None)], quartiles=None, empty="Nothing known")
    assert texts(figure.svg) == ["Nothing known"]
    assert figure.table.rows == (("A", None),)


def test_names_that_would_touch_stand_in_lines_over_each_other():
    """On a given scale, so that values close together stay close together."""
    svg = distribution(
        **WORDS, points=[("Alpha", 0.86, None), ("Beta", 0.87, None)], quartiles=None, scale=(0, 1)
    ).svg
    first, second = drawn(svg, "text", "u")[:2]
    assert abs(float(first["y"]) - float(second["y"])) >= 17
    assert texts(svg) == ["Alpha", "Beta", "0", "0.5", "1"]
