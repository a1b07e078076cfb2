from apps.core.figures import Aim, PhaseRow, Premise, Table, phase_board, theory
from tests.core.figures.parse import drawn, texts

WORDS = {"prefix": "f", "title": "T", "desc": "D"}


def test_each_aim_stands_below_the_one_it_serves_with_what_must_hold_and_what_it_is_seen_by():
    aims = [
        Aim(
            "b",
            "Courts sit",
            "a",
            (Premise("a", "Judges are paid", "fails", "does not hold"),),
            ("10 courts",),
        ),
        Aim("a", "People trust the law", href="/a"),
        Aim("c", "Police", "a", (Premise("b", "Both work", "open", "not tested"),)),
    ]
    figure = theory(**WORDS, aims=aims)
    assert texts(figure.svg) == [
        "People trust the law",
        "Courts sit",
        "■",
        "Judges are paid (does not hold)",
        "◆",
        "10 courts",
        "Police",
        "○",
        "Both work → Courts sit (not tested)",
    ]
    assert len(drawn(figure.svg, "path", "axis")) == 2
    assert len(drawn(figure.svg, "text", "fails")) == 1
    assert figure.table == Table(
        ("Objective", "Serves", "Assumption", "State", "Benchmarks"),
        (
            ("Courts sit", "People trust the law", "Judges are paid", "does not hold", "10 courts"),
            ("People trust the law", None, None, None, None),
            ("Police", "Courts sit", "Both work", "not tested", None),
        ),
    )


def test_a_circle_and_a_stranger_above_are_drawn_once():
    aims = [Aim("a", "A", "b"), Aim("b", "B", "a"), Aim("c", "C", "elsewhere")]
    assert sorted(texts(theory(**WORDS, aims=aims).svg)) == ["A", "B", "C"]


def test_no_aims():
    assert texts(theory(**WORDS, aims=[], empty="Nothing yet").svg) == ["Nothing yet"]


def test_a_board_says_each_group_over_its_rows():
    rows = [
        PhaseRow("O1", ("a",), group="Law"),
        PhaseRow("O2", (), group="Law"),
        PhaseRow("O3", ("a",), group="Land"),
    ]
    figure = phase_board(**WORDS, phases=[("a", "First")], rows=rows, group_column="Dimension")
    assert texts(figure.svg) == ["First", "Law", "O1", "O2", "Land", "O3"]
    assert figure.table == Table(
        ("Dimension", "Name", "First"), (("Law", "O1", 1), ("Law", "O2", None), ("Land", "O3", 1))
    )
