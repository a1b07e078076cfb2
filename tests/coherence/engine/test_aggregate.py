"""Strips, bands, caps, quadrants and systems, against plain recomputation."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.coherence.engine.aggregate import (
    band,
    leave_one_out,
    quadrant,
    strip,
    subject_level,
    weight_range,
)
from apps.coherence.engine.measure import measure
from apps.coherence.engine.results import Critical, Indicator, Strip, Subject, Unit
from apps.coherence.engine.settings import Settings

SETTINGS = Settings()
VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=7)


def critical(value: float | None, status: str = "assessed") -> Critical:
    return Critical("E6", status, value)


def indicator(name: str, *scores: float | None) -> Indicator:
    units = [
        Unit((("activities", str(place)),), score, reason="traced") for place, score in enumerate(scores)
    ]
    return measure(name, units, coverage_min=0.5)


@given(VALUES)
def test_the_weight_range_is_reached_by_allowed_weights_and_never_left(values: list[float]) -> None:
    low, high = weight_range(values)
    equal = 1 / len(values)
    assert low - 1e-9 <= sum(values) / len(values) <= high + 1e-9
    for factors in product((0.5, 2.0), repeat=min(len(values), 4)):
        weights = [*(equal * factor for factor in factors), *[equal] * (len(values) - len(factors))]
        if abs(sum(weights) - 1) < 1e-9:
            mean = sum(weight * value for weight, value in zip(weights, values, strict=True))
            assert low - 1e-9 <= mean <= high + 1e-9


def test_weight_range_of_the_worked_example() -> None:
    values = [0.5, 0.2, 15.4 / 26.4, (5 / 8 + 5 / 6 + 2) / 4, 0.75]
    assert weight_range(values) == pytest.approx((0.449792, 0.699167), abs=1e-6)


def test_the_driver_is_the_first_by_id_of_those_that_move_most() -> None:
    assert leave_one_out([("A1", 1.0), ("A2", 1.0)]) == (1.0, 1.0, "A1")
    assert leave_one_out([("A1", 0.4)]) == (0.4, 0.4, None)
    assert leave_one_out([("A1", 0.9), ("A2", 0.1), ("A3", 0.8)])[2] == "A2"


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (0.0, "very_low"),
        (0.2, "low"),
        (0.2 - 1e-12, "low"),
        (0.4, "partial"),
        (0.6, "substantial"),
        (0.8, "high"),
        (1, "high"),
    ],
)
def test_bands(value: float, label: str) -> None:
    found = band(value, critical(0.9), SETTINGS)
    assert found is not None
    assert (found.label, found.capped, found.provisional) == (label, False, False)


@pytest.mark.parametrize(
    ("value", "worst", "expected"),
    [
        (0.9, critical(0.49), ("partial", True, False)),
        (0.9, critical(0.5), ("high", False, False)),
        (0.5, critical(0.1), ("partial", False, False)),
        (0.3, critical(0.1), ("low", False, False)),
        (0.9, critical(None, "not_assessed"), ("high", False, True)),
        (0.9, critical(None, "not_applicable"), ("high", False, True)),
    ],
)
def test_the_cap_and_the_provisional_mark(
    value: float, worst: Critical, expected: tuple[str, bool, bool]
) -> None:
    found = band(value, worst, SETTINGS)
    assert found is not None
    assert (found.label, found.capped, found.provisional) == expected
    assert band(None, worst, SETTINGS) is None


@pytest.mark.parametrize(
    ("consistency", "process", "worst", "expected"),
    [
        (0.5, 0.5, 0.5, "agreeing_and_organised"),
        (0.5, 0.4, 0.5, "agreeing_thinly_organised"),
        (0.5, 0.5, 0.4, "agreeing_on_paper_and_organised"),
        (0.5, 0.4, 0.4, "agreeing_on_paper_thinly_organised"),
        (0.4, 0.5, 0.4, "organised_not_agreeing"),
        (0.4, 0.4, 0.9, "neither"),
        (None, 0.4, 0.9, "not_assessed"),
        (0.4, None, 0.9, "not_assessed"),
    ],
)
def test_quadrants(consistency: float | None, process: float | None, worst: float, expected: str) -> None:
    assert quadrant(consistency, process, critical(worst), SETTINGS) == expected


def test_a_strip_needs_half_of_its_applicable_indicators() -> None:
    half = strip([indicator("A1", 1.0), indicator("A2", None, None)], SETTINGS)
    assert (half.status, half.value, half.n, half.N, half.lo, half.hi) == ("assessed", 1, 1, 2, 0.5, 1)
    third = strip([indicator("A1", 1.0), indicator("A2", None), indicator("A3", None)], SETTINGS)
    assert (third.status, third.value, third.n, third.N) == ("not_assessed", None, 1, 3)
    assert (third.lo, third.hi) == (pytest.approx(1 / 3), 1)
    assert third.weight_range is third.leave_one_out is third.minimum is third.geometric is None
    none = strip([indicator("A1"), indicator("A2")], SETTINGS)
    assert (none.status, none.N, none.lo, none.coverage) == ("not_applicable", 0, None, None)


def test_coverage_decides_whether_an_indicator_is_assessed() -> None:
    assert indicator("A1", 1.0, None).status == "assessed"
    thin = indicator("A1", 1.0, None, None)
    assert (thin.status, thin.value, thin.lo, thin.hi) == ("not_assessed", None, pytest.approx(1 / 3), 1)
    assert indicator("A1").status == "not_applicable"


def test_money_bounds_count_known_lines() -> None:
    units = [
        Unit((("funding_lines", "a"),), 1.0, 30.0, "as_scheduled"),
        Unit((("funding_lines", "b"),), 0.0, 10.0, "below_schedule"),
        Unit((("funding_lines", "c"),), None, 1.0, "amount_unknown"),
    ]
    found = measure("A6", units, coverage_min=0.5)
    assert (found.value, found.n, found.N) == (0.75, 2, 3)
    assert (found.lo, found.hi) == (pytest.approx(0.5), pytest.approx(0.5 + 1 / 3))
    empty = [Unit((("funding_lines", "a"),), 1.0, 0.0, "nothing_scheduled")]
    assert measure("A6", empty, coverage_min=0.5).status == "not_applicable"
    unknown = measure("A6", [*empty, units[2]], coverage_min=0.5)
    assert (unknown.status, unknown.lo, unknown.hi) == ("not_assessed", 0, 1)


def subject(value: float | None, worst: Critical) -> Subject:
    status = "not_assessed" if value is None else "assessed"
    part = Strip(status, value, 1, 1, value or 0.0, 1.0 if value is None else value, 1.0)
    return Subject({}, part, part, None, worst, "neither")


def test_a_system_needs_half_of_its_subjects() -> None:
    worst = Critical("A3", "assessed", 0.2)
    unknown = Critical("A3", "not_assessed", None)
    system = subject_level("agency", {"a": subject(0.9, worst), "b": subject(None, unknown)}, SETTINGS).system
    assert (system.consistency.status, system.consistency.value) == ("assessed", 0.9)
    assert (system.consistency.lo, system.consistency.hi) == (0.45, 0.95)
    assert system.consistency.distribution.not_assessed == 1
    assert system.band is not None
    assert (system.band.label, system.band.capped) == ("partial", True)
    more = {"a": subject(0.9, worst), "b": subject(None, unknown), "c": subject(None, unknown)}
    system = subject_level("agency", more, SETTINGS).system
    assert (system.consistency.status, system.consistency.value, system.band) == ("not_assessed", None, None)
    assert system.critical == unknown
