from apps.core.figures import GridCell, GridRow, Table, grid
from tests.core.figures.parse import drawn, texts

WORDS = {"prefix": "f", "title": "T", "desc": "D", "fmt": str, "unknown": "unknown"}


def test_a_field_where_row_and_column_meet_is_the_darker_the_more():
    rows = [
        GridRow("O1", (GridCell(1, "/a"), GridCell(4), None), "/o1"),
        GridRow("O2", (None, GridCell(None, "/b", "nobody knows"), GridCell(0))),
    ]
    figure = grid(**WORDS, columns=["A", "B", "C"], rows=rows, name_column="Objective")
    assert [len(drawn(figure.svg, "rect", shade)) for shade in ("a1", "a2", "a3", "a4")] == [2, 0, 0, 1]
    assert len(drawn(figure.svg, "rect", "outline")) == 1
    assert texts(figure.svg) == ["A", "B", "C", "O1", "1", "4", "O2", "unknown", "0"]
    assert 'href="/a"' in figure.svg
    assert "nobody knows" in figure.svg
    assert figure.table == Table(("Objective", "A", "B", "C"), (("O1", 1, 4, None), ("O2", None, None, 0)))


def test_nothing_but_zeros_is_light():
    figure = grid(**WORDS, columns=["A"], rows=[GridRow("O1", (GridCell(0),))])
    assert "area a1" in figure.svg


def test_without_rows_or_columns_it_says_so():
    for columns, rows in (([], [GridRow("O1", ())]), (["A"], [])):
        figure = grid(**WORDS, columns=columns, rows=rows, empty="No link")
        assert texts(figure.svg) == ["No link"]
        assert figure.table.rows == ()
