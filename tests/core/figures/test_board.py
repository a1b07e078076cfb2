from apps.core.figures import PhaseRow, Table, phase_board
from tests.core.figures.parse import drawn, texts

WORDS = {"prefix": "f", "title": "T", "desc": "D"}
PHASES = [("a", "First"), ("b", "Second"), ("c", "Third")]


def test_a_run_of_phases_is_one_bar():
    rows = [PhaseRow("O1", ("a", "b"), "/o1"), PhaseRow("O2", ("a", "c")), PhaseRow("O3")]
    figure = phase_board(**WORDS, phases=PHASES, rows=rows, name_column="Objective")
    assert drawn(figure.svg, "rect", "bar") == [
        {"x": "2", "y": "49", "width": "396", "height": "9"},
        {"x": "2", "y": "93", "width": "196", "height": "9"},
        {"x": "402", "y": "93", "width": "196", "height": "9"},
    ]
    assert texts(figure.svg) == ["First", "Second", "Third", "O1", "O2", "O3"]
    assert figure.table == Table(
        ("Objective", "First", "Second", "Third"),
        (("O1", 1, 1, None), ("O2", 1, None, 1), ("O3", None, None, None)),
    )


def test_a_phase_that_is_no_column_is_left_out():
    figure = phase_board(**WORDS, phases=PHASES, rows=[PhaseRow("O1", ("z",))])
    assert drawn(figure.svg, "rect", "bar") == []


def test_no_rows():
    figure = phase_board(**WORDS, phases=PHASES, rows=[], empty="No objective yet")
    assert texts(figure.svg) == ["No objective yet"]
    assert figure.table == Table(("Name", "First", "Second", "Third"), ())
