from apps.core.figures import Series, Table, lines, stacks
from tests.core.figures.parse import drawn, texts

WORDS = {"prefix": "f", "title": "T", "desc": "D"}


class TestLines:
    def test_a_line_is_cut_where_a_value_is_missing(self):
        figure = lines(
            **WORDS,
            periods=["1", "2", "3", "4", "5"],
            series=[Series("A", (1, 2, None, 3, 4)), Series("B", (1,) * 5)],
        )
        assert len(drawn(figure.svg, "polyline", "l1")) == 2
        assert len(drawn(figure.svg, "polyline", "l2")) == 1
        assert len(drawn(figure.svg, "circle", "l1")) == 4
        assert figure.table.header == ("Period", "A", "B")
        assert figure.table.rows[2] == ("3", None, 1)

    def test_names_stand_under_the_drawing(self):
        svg = lines(**WORDS, periods=["1"], series=[Series("First", (1,)), Series("Second", (0,))]).svg
        assert texts(svg)[-2:] == ["First", "Second"]

    def test_many_periods_are_not_all_named(self):
        periods = [str(2000 + year) for year in range(60)]
        svg = lines(**WORDS, periods=periods, series=[Series("A", (1,) * 60)]).svg
        assert len([text for text in texts(svg) if text in periods]) < 20

    def test_long_names_break_into_lines(self):
        names = [f"A rather long name of a series, number {number}" for number in range(4)]
        short = lines(**WORDS, periods=["1"], series=[Series(names[0], (1,))]).svg
        long = lines(**WORDS, periods=["1"], series=[Series(name, (1,)) for name in names]).svg
        assert 'viewBox="0 0 600 270"' in short
        assert 'viewBox="0 0 600 342"' in long

    def test_nothing_known(self):
        figure = lines(**WORDS, periods=["1"], series=[Series("A", (None,))], empty="Nothing")
        assert texts(figure.svg) == ["Nothing"]
        assert figure.table == Table(("Period", "A"), (("1", None),))


class TestStacks:
    def stack(self, first, second, need):
        return stacks(
            **WORDS,
            periods=["2026"],
            series=[Series("A", (first,)), Series("B", (second,))],
            need=Series("Need", (need,)),
            gap_label="Gap",
            empty="Nothing",
        )

    def test_parts_are_piled_up_and_the_gap_is_hatched(self):
        svg = self.stack(4, 2, 10).svg
        one, two = drawn(svg, "rect", "l1")[0], drawn(svg, "rect", "l2")[0]
        assert (float(one["y"]), float(two["y"])) == (134.0, 94.0)
        gap = drawn(svg, "rect", "short")[0]
        assert (float(gap["y"]), float(gap["height"])) == (14.0, 80.0)

    def test_an_unknown_part_leaves_no_gap_to_see(self):
        assert len(drawn(self.stack(4, None, 10).svg, "rect", "short")) == 1  # the sample in the legend

    def test_more_than_needed_and_no_need_recorded(self):
        assert len(drawn(self.stack(8, 8, 10).svg, "rect", "short")) == 1
        assert len(drawn(self.stack(8, 8, None).svg, "path", "target")) == 1
        assert len(drawn(self.stack(8, 8, 10).svg, "path", "target")) == 2

    def test_nothing_known_or_nothing_at_all(self):
        assert texts(self.stack(None, None, None).svg) == ["Nothing"]
        assert texts(self.stack(0, 0, 0).svg) == ["Nothing"]
