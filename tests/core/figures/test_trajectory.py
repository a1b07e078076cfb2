from datetime import date
from itertools import pairwise

from apps.core.figures import Observation, Trajectory, trajectory
from tests.core.figures.parse import drawn, texts

WORDS = {"prefix": "f", "title": "T", "desc": "D"}

INCIDENTS = Trajectory(
    observations=(
        Observation(date(2025, 1, 1), 40),
        Observation(date(2025, 4, 1), 36),
        Observation(date(2025, 7, 1), 30),
        Observation(date(2025, 10, 1), 27),
        Observation(date(2026, 1, 1), 20),
    ),
    path=((date(2025, 1, 1), 40), (date(2027, 1, 1), 8)),
    gate=(15, "gate: at most 15"),
    target=(date(2027, 1, 1), 8, "target 8"),
    fan=((date(2026, 1, 1), 20, 20), (date(2027, 1, 1), 0, 4)),
    natural_min=0,
)


def month(day):
    return day.strftime("%b %Y")


def test_the_figure_of_the_mock():
    svg = trajectory(**WORDS, series=INCIDENTS, fmt_date=month).svg
    assert drawn(svg, "polyline", "obs") == [{"points": "46,38 109.4,57.2 173.4,86 238.2,100.4 303,134"}]
    assert drawn(svg, "path", "path") == [{"d": "M46 38L560 191.6"}]
    assert drawn(svg, "path", "gate") == [{"d": "M46 158H560"}]
    assert drawn(svg, "polygon", "fan") == [{"points": "303,134 560,210.8 560,230 303,134"}]
    assert drawn(svg, "path", "target") == [{"d": "M555 191.6h10M560 186.6v10"}]
    assert texts(svg) == [
        *("0", "10", "20", "30", "40"),
        *("Jan 2025", "Jul 2025", "Jan 2026", "Jul 2026", "Jan 2027"),
        *("20", "target 8", "gate: at most 15", "expected"),
    ]


def test_a_missing_value_cuts_the_line_and_stays_in_the_table():
    seen = (
        Observation(date(2025, 1, 1), 1),
        Observation(date(2025, 2, 1), 2),
        Observation(date(2025, 3, 1), None),
        Observation(date(2025, 4, 1), 3),
        Observation(date(2025, 5, 1), 4),
    )
    figure = trajectory(**WORDS, series=Trajectory(observations=seen))
    assert len(drawn(figure.svg, "polyline", "obs")) == 2
    assert len(drawn(figure.svg, "circle", "dot")) == 4
    assert drawn(figure.svg, "path", "break") == []
    assert [row[1:3] for row in figure.table.rows] == [(o.on, o.value) for o in seen]


def test_a_break_cuts_the_line_and_is_marked_between_the_readings():
    seen = (
        Observation(date(2025, 1, 1), 1),
        Observation(date(2025, 1, 11), 2, broken=True),
        Observation(date(2025, 1, 21), 3),
    )
    figure = trajectory(**WORDS, series=Trajectory(observations=seen, break_label="new method"))
    assert drawn(figure.svg, "path", "break") == [{"d": "M174.5 38V230"}]
    assert drawn(figure.svg, "polyline", "obs") == [{"points": "303,102 560,38"}]
    assert [row[6] for row in figure.table.rows] == [None, "new method", None]


def test_whiskers_come_from_the_bounds_or_else_from_the_standard_error():
    seen = (
        Observation(date(2025, 1, 1), 50, low=0, high=100, standard_error=1),
        Observation(date(2025, 2, 1), 50, standard_error=10),
        Observation(date(2025, 3, 1), 50),
    )
    series = Trajectory(observations=seen, natural_min=0, natural_max=100)
    whiskers = drawn(trajectory(**WORDS, series=series).svg, "path", "whisker")
    assert [whisker["d"].split("M")[1].split()[1] for whisker in whiskers] == ["230V38", "171.6V96.4"]


def test_the_natural_range_is_shown_whole():
    series = Trajectory(observations=(Observation(date(2025, 1, 1), 0.4),), natural_min=0, natural_max=1)
    figure = trajectory(**WORDS, series=series)
    assert texts(figure.svg)[:6] == ["0", "0.5", "1", "2025-01-01", "0.4"]
    assert figure.table.rows[-1] == ("range", None, None, None, 0, 1, None)


def test_order_of_the_input_does_not_matter():
    turned = Trajectory(observations=tuple(reversed(INCIDENTS.observations)))
    straight = Trajectory(observations=INCIDENTS.observations)
    assert trajectory(**WORDS, series=turned) == trajectory(**WORDS, series=straight)


def test_labels_on_the_date_axis_do_not_touch():
    seen = (Observation(date(2020, 1, 1), 1), Observation(date(2025, 12, 1), 2))
    long = {"fmt_date": lambda day: f"the first day of {month(day)}"}
    svg = trajectory(**WORDS, series=Trajectory(observations=seen), **long).svg
    places = [float(text["x"]) for text in drawn(svg, "text", "u") if text["y"] == "252"]
    assert all(after - before > 27 * 0.58 * 11 for before, after in pairwise(places))


def test_nothing_seen_and_nothing_planned():
    figure = trajectory(**WORDS, series=Trajectory(), empty="No observation yet")
    assert texts(figure.svg) == ["No observation yet"]
    assert figure.table.rows == ()


def test_without_words_the_description_is_shown():
    assert texts(trajectory(**WORDS, series=Trajectory()).svg) == ["D"]
