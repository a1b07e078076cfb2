from decimal import Decimal

import pytest

from apps.core.figures import Table, band_bar, bars, grade_bar, status_counts
from tests.core.figures.parse import drawn, texts

WORDS = {"prefix": "f", "title": "T", "desc": "D"}


class TestBandBar:
    def test_bounds_and_degree_stand_where_the_scale_says(self):
        figure = band_bar(**WORDS, lo=0.5, value=0.75, hi=1.0, columns=("a", "b", "c"))
        assert drawn(figure.svg, "rect", "bounds") == [{"x": "110", "y": "5", "width": "110", "height": "8"}]
        assert drawn(figure.svg, "path", "degree") == [{"d": "M165 2V16"}]
        assert texts(figure.svg) == ["0", "1"]
        assert figure.table == Table(("a", "b", "c"), ((0.5, 0.75, 1.0),))

    def test_the_ends_of_the_scale_are_inside_the_drawing(self):
        assert drawn(band_bar(**WORDS, lo=0, value=0, hi=0).svg, "path", "degree") == [{"d": "M1.5 2V16"}]
        assert drawn(band_bar(**WORDS, lo=1, value=1, hi=1).svg, "path", "degree") == [{"d": "M218.5 2V16"}]

    def test_unknown_degree_leaves_hatched_bounds(self):
        svg = band_bar(**WORDS, lo=0.25, value=None, hi=0.5).svg
        assert drawn(svg, "rect", "unknown") == [
            {"x": "55", "y": "5", "width": "55", "height": "8", "fill": "url(#f-h)"}
        ]
        assert drawn(svg, "path", "degree") == []

    def test_nothing_known_leaves_the_scale(self):
        figure = band_bar(**WORDS, lo=None, value=None, hi=None)
        assert drawn(figure.svg, "path", "scale") == [{"d": "M0 9H220"}]
        assert drawn(figure.svg, "rect", "bounds") == []
        assert figure.table.rows == ((None, None, None),)


class TestGradeBar:
    COUNTS = (("verified", "V", 1), ("evidenced", "E", 2), ("claimed", "C", 1), ("unlinked", "U", 0))

    def test_parts_are_as_long_as_their_share(self):
        figure = grade_bar(**WORDS, counts=self.COUNTS)
        assert drawn(figure.svg, "rect", "g3") == [{"x": "0", "y": "1", "width": "55", "height": "8"}]
        assert drawn(figure.svg, "rect", "g2") == [{"x": "55", "y": "1", "width": "110", "height": "8"}]
        assert drawn(figure.svg, "rect", "g1") == [
            {"x": "165", "y": "1", "width": "55", "height": "8", "fill": "url(#f-h)"}
        ]
        assert drawn(figure.svg, "rect", "g0") == []
        assert figure.table.rows == (("V", 1), ("E", 2), ("C", 1), ("U", 0))

    def test_only_zeros_say_that_there_is_nothing(self):
        figure = grade_bar(**WORDS, counts=[("verified", "V", 0)], empty="No activity")
        assert texts(figure.svg) == ["No activity"]
        assert figure.table.rows == (("V", 0),)

    def test_another_grade_is_refused(self):
        with pytest.raises(KeyError):
            grade_bar(**WORDS, counts=[("guessed", "G", 1)])


class TestStatusCounts:
    def test_bar_and_legend(self):
        figure = status_counts(**WORDS, counts=[("on_track", "On track", 3), ("at_risk", "At risk", 1)])
        assert [part["width"] for part in drawn(figure.svg, "rect", "part")] == ["448", "148"]
        assert texts(figure.svg) == ["On track 3", "At risk 1"]
        assert len(drawn(figure.svg, "circle", "solid")) == 2
        assert len(drawn(figure.svg, "polygon", "solid")) == 2
        assert figure.table.rows == (("On track", 3), ("At risk", 1))

    def test_a_status_without_rows_stays_in_the_legend(self):
        svg = status_counts(**WORDS, counts=[("on_track", "On track", 3), ("regressing", "Back", 0)]).svg
        assert texts(svg) == ["On track 3", "Back 0"]
        assert len(drawn(svg, "rect", "part")) == 1

    def test_nothing(self):
        assert texts(status_counts(**WORDS, counts=[], empty="None yet").svg) == ["None yet"]


class TestBars:
    def test_bars_start_at_zero(self):
        figure = bars(**WORDS, rows=[("A", 3, "/a"), ("B", -1, None), ("C", 0, None)])
        assert drawn(figure.svg, "rect", "bar") == [
            {"x": "150", "y": "20", "width": "450", "height": "10"},
            {"x": "0", "y": "64", "width": "150", "height": "10"},
            {"x": "150", "y": "108", "width": "0", "height": "10"},
        ]
        assert texts(figure.svg) == ["A", "3", "B", "-1", "C", "0"]
        assert '<a href="/a">' in figure.svg

    def test_missing_is_no_zero(self):
        figure = bars(**WORDS, rows=[("A", None, None)], no_data="not recorded")
        assert drawn(figure.svg, "rect", "bar") == []
        assert texts(figure.svg) == ["A", "not recorded"]
        assert figure.table.rows == (("A", None),)

    def test_decimals_are_kept_in_the_table(self):
        assert bars(**WORDS, rows=[("A", Decimal("1.50"), None)]).table.rows == (("A", Decimal("1.50")),)

    def test_only_addresses_of_pages_become_links(self):
        assert "<a " not in bars(**WORDS, rows=[("A", 1, "javascript:alert(1)")]).svg

    def test_a_drawing_with_links_is_a_group(self):
        assert ' role="group" ' in bars(**WORDS, rows=[("A", 1, "/a")]).svg
        assert ' role="img" ' in bars(**WORDS, rows=[("A", 1, None)]).svg

    def test_long_labels_are_cut_and_whole_in_the_hint(self):
        name = "A very long name of an agency " * 5
        svg = bars(**WORDS, rows=[(name, 1, None)]).svg
        assert texts(svg)[0].endswith("…")
        assert f"<title>{name}</title>" in svg
