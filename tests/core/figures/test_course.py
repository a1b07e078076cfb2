from datetime import date

from apps.core.figures import Line, Reading, course
from tests.core.figures.parse import drawn, texts

WORDS = {"prefix": "f", "title": "T", "desc": "D"}
ENDS = [date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31)]


def line(*values, name="a"):
    return Line(name, tuple(Reading(on, *value) for on, value in zip(ENDS, values, strict=False)))


def test_a_line_lies_in_the_band_of_its_bounds():
    svg = course(**WORDS, lines=[line((0.5, 0, 1), (0.5, 0.5, 0.5))]).svg
    assert drawn(svg, "polyline", "way") == [{"points": "46,81 560,81"}]
    assert drawn(svg, "polygon", "reach") == [{"points": "46,26 560,81 560,81 46,136"}]


def test_nothing_is_put_into_a_gap():
    svg = course(**WORDS, lines=[line((0.1,), (0.2,), (None,), (0.4,))]).svg
    assert len(drawn(svg, "polyline", "way")) == 1
    assert len(drawn(svg, "circle", "end")) == 1  # the lonely one, which is the last as well


def test_bounds_without_a_value_are_hatched():
    svg = course(**WORDS, lines=[line((0.1, 0, 0.2), (None, 0, 1), (0.4, 0.3, 0.5))]).svg
    assert [one["fill"] for one in drawn(svg, "rect", "unknown")] == ["url(#f-h)"]
    assert len(drawn(svg, "rect", "reach")) == 3


def test_the_table_has_every_reading_and_a_missing_one_is_none():
    table = course(**WORDS, lines=[line((0.1, 0, 0.2), (None,))]).table
    assert table.rows == (("a", ENDS[0], 0.1, 0, 0.2), ("a", ENDS[1], None, None, None))


def test_without_readings_it_says_so():
    figure = course(**WORDS, lines=[line()], empty="nothing yet")
    assert texts(figure.svg) == ["nothing yet"]


def test_several_lines_are_named_below():
    svg = course(**WORDS, lines=[line((0.1,), (0.2,)), line((0.3,), (0.4,), name="b")]).svg
    assert texts(svg)[-2:] == ["a", "b"]
    assert texts(course(**WORDS, lines=[line((0.1,), (0.2,))]).svg)[-1] != "a"


def test_marks_and_references_stand_on_their_days():
    svg = course(
        **WORDS,
        lines=[line((0.1,), (0.2,), (0.3,), (0.4,))],
        marks=[(ENDS[1], "adopted <2>"), (date(1999, 1, 1), "long before")],
        references=[(ENDS[0], 0.5, "review")],
    ).svg
    assert drawn(svg, "path", "kept") == [{"d": "M46 75l6 6l-6 6l-6 -6z"}]
    assert len(drawn(svg, "path", "mark-line")) == 1
    assert "adopted <2>" in texts(svg)
    assert "2025-03-31: review, 0.5" in svg


def test_texts_of_marks_that_meet_are_hints_only():
    close = [(date(2025, 6, 30), "a long name of a phase"), (date(2025, 7, 1), "another long name")]
    svg = course(**WORDS, lines=[line((0.1,), (0.2,), (0.3,), (0.4,))], marks=close).svg
    assert len(drawn(svg, "path", "mark-line")) == 2
    assert "another long name" not in texts(svg)
