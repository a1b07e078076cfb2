"""Months, tolerance, means, intervals, quantiles, periods and exchange rates."""

from datetime import date
from decimal import Decimal

import pytest

from apps.core.values import (
    Period,
    Rates,
    Window,
    above,
    as_float,
    at_least,
    clamp,
    mean,
    month_number,
    months_between,
    newcombe,
    quantile,
    ratio,
    same,
    total,
    wilson,
)


def test_equal_days_of_the_month_are_whole_months_apart() -> None:
    assert months_between(date(2025, 5, 31), date(2026, 1, 31)) == pytest.approx(8)
    assert months_between(date(2026, 1, 1), date(2025, 12, 1)) == -1
    assert month_number(date(2026, 1, 16)) - month_number(date(2026, 1, 1)) == pytest.approx(15 / 31)


def test_thresholds_are_tolerant() -> None:
    assert at_least(0.1 + 0.2, 0.3)
    assert at_least(0.9 - 1e-12, 0.9)
    assert not at_least(0.9 - 1e-6, 0.9)
    assert not above(0.8 + 1e-12, 0.8)
    assert above(0.8 + 1e-6, 0.8)
    assert same(0.1 + 0.2, 0.3)


def test_missing_is_never_zero() -> None:
    assert mean([]) is None
    assert total([1.0, None]) is None
    assert total([]) == 0
    assert ratio(None, 2) is None
    assert ratio(1, None) is None
    assert ratio(1, 0) is None
    assert ratio(0, 2) == 0
    assert as_float(None) is None
    assert as_float(Decimal("0.00")) == 0


def test_clamp_has_open_ends() -> None:
    assert clamp(1.2) == 1
    assert clamp(-3, None, 4) == -3
    assert clamp(5, 0, None) == 5


def test_quantiles_are_interpolated() -> None:
    assert quantile([4, 1, 3, 2], 0.25) == 1.75
    assert quantile([7], 0.9) == 7
    with pytest.raises(ValueError, match="nothing"):
        quantile([], 0.5)


def test_intervals_of_proportions() -> None:
    assert wilson(4, 6) == pytest.approx((0.299988, 0.903231), abs=1e-6)
    assert wilson(0, 2)[0] == 0
    assert newcombe((3, 6), (4, 6)) == pytest.approx((1 / 6, -0.315037, 0.558519), abs=1e-6)
    with pytest.raises(ValueError, match="no trials"):
        wilson(0, 0)


def test_a_window_opens_after_the_same_day_a_year_before() -> None:
    window = Window(date(2026, 1, 1))
    assert [window.holds(date(2025, 1, 1)), window.holds(date(2025, 1, 2))] == [False, True]
    assert [window.holds(date(2026, 1, 1)), window.holds(date(2026, 1, 2))] == [True, False]


@pytest.mark.parametrize(
    ("start", "end", "meets"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), True),
        (date(2024, 1, 1), date(2025, 1, 1), False),
        (date(2024, 1, 1), date(2025, 1, 2), True),
        (date(2024, 1, 1), None, True),
        (date(2026, 1, 2), date(2026, 12, 31), False),
        (None, None, True),
    ],
)
def test_a_period_counts_if_some_day_of_it_lies_in_the_window(
    start: date | None, end: date | None, meets: bool
) -> None:
    assert Window(date(2026, 1, 1)).meets(Period(start, end)) is meets


def test_a_period_covers_its_last_day() -> None:
    period = Period(date(2025, 1, 1), date(2025, 3, 31))
    assert period.covers(date(2025, 3, 31))
    assert not period.covers(date(2025, 4, 1))
    assert Period(None, None).covers(date(1999, 1, 1))


def test_amounts_are_converted_at_the_latest_rate_on_or_before_the_day() -> None:
    series = [("EUR", date(2025, 1, 1), 1.1), ("EUR", date(2025, 7, 1), 1.2), ("EUR", date(2026, 7, 1), 9.0)]
    rates = Rates("USD", series, known_on=date(2026, 1, 1))
    assert rates.convert(10, "USD", None) == 10
    assert rates.convert(10, "EUR", date(2025, 6, 30)) == pytest.approx(11)
    assert rates.convert(10, "EUR", date(2025, 7, 1)) == pytest.approx(12)
    assert rates.convert(10, "EUR", date(2027, 1, 1)) == pytest.approx(12)
    assert rates.convert(10, "EUR", None) == pytest.approx(12)
    assert rates.convert(10, "EUR", date(2024, 12, 31)) is None
    assert rates.convert(10, "CHF", None) is None
    assert rates.convert(None, "USD", None) is None
