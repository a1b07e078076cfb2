from apps.core.figures import Table, against
from tests.core.figures.parse import drawn, texts

WORDS = {"prefix": "f", "title": "T", "desc": "D"}


def row(amount, mark, name="R"):
    return (name, amount, mark, "words", None)


def test_what_is_missing_to_the_mark_is_hatched():
    figure = against(**WORDS, rows=[row(149, 298), row(298, None)], columns=("a", "b", "c"))
    short = drawn(figure.svg, "rect", "short")
    assert [(one["x"], one["width"], one["fill"]) for one in short] == [("298", "298", "url(#f-h)")]
    assert figure.table == Table(("a", "b", "c"), (("R", 149, 298), ("R", 298, None)))


def test_what_goes_beyond_the_mark_has_its_own_look():
    svg = against(**WORDS, rows=[row(298, 149)]).svg
    assert [(one["x"], one["width"]) for one in drawn(svg, "rect", "over")] == [("298", "298")]
    assert drawn(svg, "rect", "short") == []


def test_a_distance_that_is_nothing_missing_is_not_hatched():
    assert drawn(against(**WORDS, rows=[row(1, 2)], gaps=False).svg, "rect", "short") == []


def test_an_unknown_amount_has_no_bar_and_a_zero_one_has():
    svg = against(**WORDS, rows=[row(None, 4)]).svg
    assert drawn(svg, "rect", "bar") == []
    assert drawn(svg, "text", "missing-text")
    assert drawn(against(**WORDS, rows=[row(0, 4)]).svg, "rect", "short")
    assert drawn(against(**WORDS, rows=[row(0, 0)]).svg, "path", "target")


def test_no_rows():
    assert texts(against(**WORDS, rows=[], empty="Nothing").svg) == ["Nothing"]
