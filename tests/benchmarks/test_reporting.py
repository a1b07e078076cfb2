from datetime import date

import pytest

from apps.benchmarks.reporting import Due, Reporting, add_months, reporting

TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2026, 1, 1), 12, date(2027, 1, 1)),
        (date(2026, 1, 1), 0.5, date(2026, 1, 16)),
    ],
)
def test_months_end_where_the_calendar_says(day, months, found):
    assert add_months(day, months) == found


@pytest.mark.parametrize(
    ("last", "begins", "found"),
    [
        (date(2026, 2, 14), None, Reporting(Due.OVERDUE, date(2026, 5, 14), 32)),
        (date(2026, 3, 15), None, Reporting(Due.SOON, TODAY, None)),
        (date(2026, 4, 15), None, Reporting(Due.SOON, date(2026, 7, 15), None)),
        (date(2026, 4, 16), None, Reporting(Due.LATER, date(2026, 7, 16), None)),
        (None, date(2026, 1, 1), Reporting(Due.OVERDUE, date(2026, 4, 1), 75)),
        (None, None, Reporting(Due.NEVER, None, None)),
    ],
)
def test_an_indicator_is_due_an_interval_after_its_last_observation(last, begins, found):
    assert reporting(last=last, begins=begins, interval_months=3, today=TODAY) == found


@pytest.mark.parametrize("interval", [95_688, 1e6, 1e300])
def test_what_is_due_after_all_days_is_due_on_the_last(interval):
    found = reporting(last=date(2026, 1, 1), begins=None, interval_months=interval, today=date(2026, 2, 1))
    assert (found.due, found.on) == (Due.LATER, date.max)
