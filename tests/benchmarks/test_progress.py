"""Statuses, groups, uncertainty and forecasts of benchmark indicators."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.benchmarks.progress import (
    STATUSES,
    Rating,
    Reading,
    Series,
    Thresholds,
    as_number,
    assess_series,
    expected_at,
    forecast,
    rate,
)

BASE, NOW, TARGET = date(2025, 1, 1), date(2026, 1, 1), date(2027, 1, 1)
CUTS = Thresholds()
RISE = Series("increase", 3, 10.0, BASE, 90.0, TARGET)
FALL = Series("decrease", 3, 40.0, BASE, 8.0, TARGET)


def state(series: Series, value: float, on: date = NOW) -> str:
    return rate(series, value, on, CUTS).status


def test_values_as_numbers() -> None:
    assert as_number(None) is None
    assert as_number(True) == 1
    assert as_number(value=False) == 0
    assert as_number("12.5000") == 12.5
    assert as_number(Decimal("0.00")) == 0
    assert as_number("built", ["planned", "built", "open"]) == 1
    assert as_number("burnt", ["planned", "built", "open"]) is None


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (90, "achieved"),
        (120, "achieved"),
        (46, "on_track"),
        (45.9, "at_risk"),
        (34, "at_risk"),
        (33, "off_track"),
        (10, "off_track"),
        (9, "regressing"),
    ],
)
def test_status_by_pace(value: float, status: str) -> None:
    assert state(RISE, value) == status


def test_falling_counts_as_progress_where_falling_is_wanted() -> None:
    rating = rate(FALL, 20, NOW, CUTS)
    assert rating == Rating("on_track", pytest.approx(0.625), pytest.approx(24), pytest.approx(1.25))
    assert state(FALL, 41) == "regressing"
    assert state(FALL, 8) == "achieved"


def test_a_flat_start_is_too_early_to_rate_unless_the_target_is_reached() -> None:
    series = replace(RISE, path=((date(2026, 6, 1), 10.0),))
    assert state(series, 8) == "too_early_to_rate"
    assert state(series, 90) == "achieved"
    assert state(RISE, 12, BASE) == "too_early_to_rate"


def test_the_path_runs_through_its_milestones() -> None:
    series = Series("increase", 6, 0.0, BASE, 100.0, TARGET, path=((NOW, 20.0),))
    assert expected_at(series, date(2025, 7, 1)) == pytest.approx(10)
    assert expected_at(series, NOW) == 20
    assert expected_at(series, date(2026, 7, 1)) == pytest.approx(60)
    assert expected_at(series, date(2028, 1, 1)) == 100
    assert rate(series, 14, NOW, CUTS).status == "at_risk"


def test_without_dates_nothing_can_be_expected() -> None:
    assert expected_at(replace(RISE, target_on=None), NOW) is None
    assert state(replace(RISE, target_on=None), 50) == "not_assessed"
    assert state(replace(RISE, baseline_value=None), 50) == "not_assessed"
    assert state(replace(RISE, target_value=None), 50) == "not_assessed"
    late_start = Series("increase", 3, 0.0, None, 10.0, TARGET, path=((date(2026, 6, 1), 5.0),))
    assert expected_at(late_start, NOW) is None


@pytest.mark.parametrize(
    ("series", "value", "status"),
    [
        (Series("maintain_above", 3, target_value=50), 50, "achieved"),
        (Series("maintain_above", 3, target_value=50), 49, "off_track"),
        (Series("maintain_above", 3, target_value=50, tolerance=2), 48, "achieved"),
        (Series("maintain_below", 3, target_value=50, tolerance=2), 52, "achieved"),
        (Series("maintain_below", 3, target_value=50), 51, "off_track"),
        (Series("range", 3, range_min=10, range_max=20), 20, "achieved"),
        (Series("range", 3, range_min=10, range_max=20), 21, "off_track"),
        (Series("range", 3, range_min=10), 9, "off_track"),
        (Series("range", 3), 9, "not_assessed"),
        (Series("increase", 3, 50, BASE, 50, TARGET), 50, "achieved"),
        (Series("increase", 3, 50, BASE, 50, TARGET), 49, "off_track"),
    ],
)
def test_keeping_a_value(series: Series, value: float, status: str) -> None:
    assert state(series, value) == status


@pytest.mark.parametrize(
    ("observed", "status", "stale"),
    [
        (date(2025, 9, 1), "on_track", False),
        (date(2025, 8, 17), "on_track", False),
        (date(2025, 8, 16), "on_track", True),
        (date(2025, 4, 1), "on_track", True),
        (date(2025, 3, 31), "not_assessed", False),
    ],
)
def test_age(observed: date, status: str, stale: bool) -> None:
    progress = assess_series(RISE, [Reading(observed, 60)], as_of=NOW)
    assert (progress.status, progress.stale) == (status, stale)
    assert progress.expired is (status == "not_assessed")
    assert progress.value == 60


def test_no_reading_is_not_assessed() -> None:
    progress = assess_series(RISE, [], as_of=NOW)
    assert (progress.status, progress.value, progress.age, progress.r) == ("not_assessed", None, None, None)


def test_uncertainty_that_changes_the_label_gives_two() -> None:
    wide = assess_series(RISE, [Reading(NOW, 46, standard_error=5)], as_of=NOW)
    assert wide.status_range == ("at_risk", "on_track")
    narrow = assess_series(RISE, [Reading(NOW, 60, low=59, high=61)], as_of=NOW)
    assert narrow.status_range is None
    inside = assess_series(
        Series("range", 3, range_min=10, range_max=20), [Reading(NOW, 15, standard_error=9)], as_of=NOW
    )
    assert inside.status_range == ("achieved", "off_track")


def test_groups_are_rated_by_the_same_rule_and_reveal_disparity() -> None:
    progress = assess_series(
        RISE,
        [Reading(NOW, 46)],
        as_of=NOW,
        required={
            "area:North": [Reading(NOW, 22)],
            "group:women": [],
            "group:few": [Reading(NOW, 0, people=4)],
            "group:old": [Reading(BASE, 0)],
        },
    )
    ratings = dict(progress.groups)
    assert ratings["area:North"] == Rating("off_track", pytest.approx(0.15), 50, pytest.approx(0.3))
    assert ratings["group:few"] == ratings["group:old"] == Rating("not_assessed")
    assert progress.not_disaggregated == ("group:women",)
    assert progress.masked_disparity


def readings(*values: float) -> list[Reading]:
    return [Reading(date(2025, 1 + 3 * i, 1), value) for i, value in enumerate(values)]


def test_forecast_if_the_pace_continues() -> None:
    series = replace(FALL, natural_min=0.0)
    points = [*readings(40, 36, 30, 27), Reading(NOW, 20)]
    ahead = forecast(series, points, phase_changes=[BASE], as_of=NOW)
    assert ahead is not None
    assert ahead.slope == pytest.approx(-5 / 3)
    assert (ahead.point, ahead.low) == (pytest.approx(0), 0)
    assert ahead.high == pytest.approx(4.4)
    assert ahead.naive == 20
    assert ahead.target_reached
    assert ahead.error is not None
    assert ahead.naive_error == pytest.approx(5)


def test_no_forecast_where_it_would_not_be_honest() -> None:
    points = readings(40, 36, 30, 27)

    def ahead(
        series: Series = FALL, changes: tuple[date, ...] = (), values: list[Reading] = points
    ) -> object:
        return forecast(series, values, phase_changes=changes, as_of=NOW)

    assert ahead() is not None
    assert ahead(values=points[:3]) is None
    assert ahead(changes=(date(2025, 5, 1),)) is None
    assert ahead(replace(FALL, shocks=(date(2025, 11, 1),))) is None
    assert ahead(replace(FALL, breaks=(date(2025, 2, 1),))) is None
    assert ahead(replace(FALL, target_on=date(2025, 10, 1))) is None
    assert ahead(replace(FALL, target_on=None)) is None


@given(
    st.sampled_from(["increase", "decrease", "maintain_above", "maintain_below", "range"]),
    st.floats(-1e6, 1e6),
    st.floats(-1e6, 1e6) | st.none(),
    st.floats(-1e6, 1e6) | st.none(),
    st.dates(date(2024, 1, 1), date(2028, 1, 1)),
)
def test_any_value_gets_one_of_the_statuses(
    direction: str, value: float, base: float | None, target: float | None, day: date
) -> None:
    series = Series(direction, 3, base, BASE, target, TARGET, range_min=0.0)
    assert rate(series, value, day, CUTS).status in STATUSES


@given(st.floats(0.01, 1000), st.floats(-1000, 1000), st.floats(-500, 500))
def test_the_scale_of_an_indicator_makes_no_difference(factor: float, shift: float, value: float) -> None:
    moved = replace(RISE, baseline_value=10 * factor + shift, target_value=90 * factor + shift)
    plain, other = rate(RISE, value, NOW, CUTS), rate(moved, value * factor + shift, NOW, CUTS)
    assert other.progress == pytest.approx(plain.progress, abs=1e-6)
