"""Values of several places or periods as one: missing never becomes zero."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.benchmarks.aggregation import Aggregate, add_up, averaged, last_of, summed, weighted
from apps.benchmarks.enums import AddOverAreas, AddOverPeriods

NUMBER = st.floats(-1e6, 1e6, allow_nan=False)
VALUES = st.lists(st.none() | NUMBER, max_size=8)
RULES = sorted({*AddOverAreas.values, *AddOverPeriods.values})


@pytest.mark.parametrize(
    ("rule", "values", "expected"),
    [
        ("sum", [10, 20], Aggregate(30, 2, 2, 30)),
        ("sum", [10, None], Aggregate(None, 1, 2, 10)),
        ("sum", [0, 0], Aggregate(0, 2, 2, 0)),
        ("sum", [None], Aggregate(None, 0, 1)),
        ("sum", [], Aggregate(None, 0, 0)),
        ("mean", [10, None], Aggregate(10, 1, 2)),
        ("mean", [10, 0], Aggregate(5, 2, 2)),
        ("mean", [None], Aggregate(None, 0, 1)),
        ("last", [10, 20, None], Aggregate(20, 2, 3)),
        ("last", [None, None], Aggregate(None, 0, 2)),
        ("none", [10, 20], None),
    ],
)
def test_each_rule(rule: str, values: list[float | None], expected: Aggregate | None) -> None:
    assert add_up(rule, values) == expected


def test_two_equal_halves_make_a_half() -> None:
    assert weighted([0.5, 0.5], [10, 30]).value == 0.5


@pytest.mark.parametrize(
    ("values", "weights", "expected"),
    [
        ([10, 20], [1, 3], Aggregate(17.5, 2, 2)),
        ([10, None], [1, 3], Aggregate(10, 1, 2)),
        ([10, 20], [1, None], Aggregate(10, 1, 2)),
        ([10, 20], [0, 0], Aggregate(None, 2, 2)),
        ([10, 20], [None, None], Aggregate(None, 0, 2)),
    ],
)
def test_a_weighted_mean(
    values: list[float | None], weights: list[float | None], expected: Aggregate
) -> None:
    assert add_up("weighted_mean", values, weights) == expected


@pytest.mark.parametrize(
    ("rule", "weights"), [("median", None), ("weighted_mean", None), ("weighted_mean", [-1.0])]
)
def test_what_is_no_rule(rule: str, weights: list[float | None] | None) -> None:
    with pytest.raises(ValueError, match=r"no rule|below zero"):
        add_up(rule, [1.0], weights)


@given(VALUES)
def test_a_missing_value_is_not_a_zero(values: list[float | None]) -> None:
    for rule in (averaged, last_of):
        before, after = rule(values), rule([*values, None])
        assert after.value == before.value
        assert (after.reported, after.expected) == (before.reported, before.expected + 1)
    holed = summed([*values, None])
    assert (holed.value, holed.partial) == (None, summed(values).partial)
    assert not holed.complete


@given(VALUES)
def test_without_a_reported_value_there_is_none(values: list[float | None]) -> None:
    missing: list[float | None] = [None for _value in values]
    weights: list[float | None] = [1.0 for _value in values]
    assert {add_up(rule, missing, weights) for rule in RULES if rule != "none"} <= {
        Aggregate(None, 0, len(values))
    }


@given(VALUES, st.randoms())
def test_order_matters_for_the_last_only(values: list[float | None], random: object) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for rule in (summed, averaged):
        one, other = rule(values), rule(shuffled)
        assert (one.reported, one.complete) == (other.reported, other.complete)
        assert other.value == (None if one.value is None else pytest.approx(one.value, abs=1e-6))


@given(st.lists(NUMBER, min_size=1, max_size=8))
def test_a_mean_lies_between_its_values(values: list[float]) -> None:
    span = (min(values) - 1e-6, max(values) + 1e-6)
    weights = [float(place + 1) for place in range(len(values))]
    for found in (averaged(values), weighted(values, weights)):
        assert found.value is not None
        assert span[0] <= found.value <= span[1]
    assert weighted(values, [1.0] * len(values)).value == pytest.approx(averaged(values).value, abs=1e-6)
