from datetime import date

from apps.core.figures import Lane, Mark, Span, timeline
from tests.core.figures.parse import drawn as shapes

FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
GROUPS = [
    (
        "Phases",
        [Lane("Mission", spans=(Span(date(2023, 1, 1), date(2025, 6, 30), "Transition", 2),))],
    ),
    (
        "Events",
        [
            Lane("Election", marks=(Mark(date(2025, 9, 1), "Election", "square"),), href="/m/X/"),
            Lane("Long ago", marks=(Mark(date(2010, 1, 1), "Event"),)),
        ],
    ),
]


def drawn(groups=GROUPS, **more):
    return timeline(
        prefix="t", title="Timeline", desc="All", groups=groups, first=FIRST, last=LAST, empty="None.", **more
    )


def test_what_lies_outside_is_cut_off_and_stands_in_the_table():
    figure = drawn()
    assert figure.table.rows == (
        ("Phases", "Mission", "Transition", date(2023, 1, 1), date(2025, 6, 30)),
        ("Events", "Election", "Election", date(2025, 9, 1), date(2025, 9, 1)),
        ("Events", "Long ago", "Event", date(2010, 1, 1), date(2010, 1, 1)),
    )
    assert figure.svg.count('class="span c2"') == 1
    assert figure.svg.count('class="moment"') == 1
    assert 'x="8" ' in figure.svg


def test_a_stretch_without_an_end_reaches_the_edge():
    open_ended = [("Mandates", [Lane("M", spans=(Span(date(2024, 1, 1), None, "In force"),))])]
    assert 'width="584"' in drawn(open_ended).svg


def test_the_day_is_a_line_only_within_the_scale():
    assert 'class="mark-line"' in drawn(today=date(2025, 1, 1)).svg
    assert 'class="mark-line"' not in drawn(today=date(2030, 1, 1)).svg


def test_nothing_says_so():
    assert drawn([("Phases", [])]).table.rows == ()
    assert "None." in drawn([("Phases", [])]).svg


def test_names_are_text_and_links_are_checked():
    hostile = [("<g>", [Lane("<b>", spans=(Span(FIRST, LAST, "</title>"),), href="javascript:x")])]
    svg = drawn(hostile).svg
    assert len(shapes(svg, "rect", "span")) == 1
    assert "<b>" not in svg
    assert "javascript" not in svg
