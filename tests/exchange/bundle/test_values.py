"""Values of indicators: what counts as one depends on the value type of the indicator."""

from typing import Any

import pytest

from .examples import document, found, indicator


@pytest.mark.parametrize(
    ("value_type", "value", "code"),
    [
        ("number", 1.5, None),
        ("number", None, None),
        ("number", "1.5", "wrong_type"),
        ("number", True, "wrong_type"),
        ("percent", 50, None),
        ("percent", "50 %", "wrong_type"),
        ("money", "1000.50", None),
        ("money", "1,000", "bad_decimal"),
        ("money", "١", "bad_decimal"),
        ("money", 1000, "wrong_type"),
        ("money", False, "wrong_type"),
        ("stage", "law", None),
        ("stage", "laws", "bad_value"),
        ("stage", 1, "wrong_type"),
        ("yes_no", False, None),
        ("yes_no", 0, "wrong_type"),
        ("yes_no", "yes", "wrong_type"),
        ("number", [], "wrong_type"),
    ],
)
def test_values_fit_their_indicator(value_type: str, value: Any, code: str | None) -> None:
    broken = document(
        indicators=[
            indicator(value_type=value_type, baseline_value=value, target_value=value, stages=["none", "law"])
        ],
        milestones=[{"key": "M", "indicator": "I", "due_on": "2025-01-01", "value": value}],
        observations=[
            {"key": "V", "indicator": "I", "observed_on": "2025-01-01", "state": "draft", "value": value},
        ],
    )
    places = (
        "/indicators/0/baseline_value",
        "/indicators/0/target_value",
        "/milestones/0/value",
        "/observations/0/value",
    )
    assert found(broken) == ([] if code is None else [(place, code) for place in places])


def test_without_recorded_stages_any_name_is_taken() -> None:
    assert found(document(indicators=[indicator(value_type="stage", target_value="law")])) == []


def test_a_value_without_its_indicator_is_judged_by_its_shape_only() -> None:
    row = {"key": "V", "indicator": "J", "observed_on": "2025-01-01", "state": "draft", "value": "x"}
    assert found(document(observations=[row])) == [("/observations/0/indicator", "unknown_reference")]
