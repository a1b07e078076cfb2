import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.benchmarks.enums import Direction
from apps.benchmarks.progress import Reading, Series
from apps.benchmarks.trend import Trend, trend_of

FIRST, LAST = datetime.date(2025, 1, 1), datetime.date(2026, 1, 1)


def way(direction, before, last, *, error=None, **more):
    series = Series(direction=direction, reporting_interval_months=12, **more)
    return trend_of(series, [Reading(FIRST, before, error), Reading(LAST, last, error)])


@pytest.mark.parametrize(
    ("direction", "before", "last", "found"),
    [
        (Direction.INCREASE, 1, 2, Trend.BETTER),
        (Direction.INCREASE, 2, 1, Trend.WORSE),
        (Direction.DECREASE, 2, 1, Trend.BETTER),
        (Direction.MAINTAIN_BELOW, 1, 2, Trend.WORSE),
        (Direction.INCREASE, 1, 1, Trend.UNCHANGED),
    ],
)
def test_the_way_depends_on_the_direction(direction, before, last, found):
    assert way(direction, before, last) == found


def test_errors_ranges_and_breaks():
    assert way(Direction.INCREASE, 1, 2, error=0.5) == Trend.UNCLEAR
    assert way(Direction.INCREASE, 1, 3, error=0.5) == Trend.BETTER
    assert way(Direction.RANGE, 1, 4, range_min=5, range_max=9) == Trend.BETTER
    assert way(Direction.RANGE, 6, 8, range_min=5, range_max=9) == Trend.UNCHANGED
    assert way(Direction.INCREASE, 1, 2, breaks=(datetime.date(2025, 6, 1),)) is None
    assert trend_of(Series(direction=Direction.INCREASE, reporting_interval_months=1), []) is None


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_turning_the_direction_turns_the_way(before, last):
    turned = {Trend.BETTER: Trend.WORSE, Trend.WORSE: Trend.BETTER}
    up = way(Direction.INCREASE, before, last)
    assert way(Direction.DECREASE, before, last) == turned.get(up, up)
