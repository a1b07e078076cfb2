"""What exit adds to a gate, as far as it is recorded."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.coherence.engine import assess, inputs_from_document
from apps.coherence.engine.exit import financed_nationally, funding_cliffs
from apps.coherence.engine.gate_results import ExitReadiness
from tests.coherence.engine.test_karo import KARO_DAY, document_of, row

COSTS = st.lists(
    st.tuples(st.none() | st.floats(0, 1e9, allow_nan=False), st.none() | st.booleans()),
    max_size=6,
)


@pytest.mark.parametrize(
    ("costs", "expected"),
    [
        ([], (None, 0, 1, 0)),
        ([(100, True), (300, False)], (0.25, 0.25, 0.25, 2)),
        ([(100, True), (300, None)], (1, 0.25, 1, 1)),
        ([(100, True), (None, True)], (1, 0, 1, 1)),
        ([(None, True)], (None, 0, 1, 0)),
        ([(0, True)], (None, 0, 1, 1)),
    ],
)
def test_the_share_financed_nationally(
    costs: list[tuple[float | None, bool | None]], expected: tuple[float | None, float, float, int]
) -> None:
    assert financed_nationally(costs) == expected


@given(COSTS)
def test_missing_data_only_widen_the_bounds(costs: list[tuple[float | None, bool | None]]) -> None:
    value, lo, hi, known = financed_nationally(costs)
    assert 0 <= lo <= hi <= 1 + 1e-9
    assert known <= len(costs)
    for place in range(len(costs)):
        less = [*costs[:place], (costs[place][0], None), *costs[place + 1 :]]
        _value, wider_lo, wider_hi, _known = financed_nationally(less)
        assert wider_lo <= lo + 1e-9
        assert wider_hi >= hi - 1e-9
    if value is not None and known == len(costs):
        assert lo == hi == pytest.approx(value)


@given(COSTS, st.randoms())
def test_the_order_of_functions_makes_no_difference(
    costs: list[tuple[float | None, bool | None]], random: Any
) -> None:
    shuffled = list(costs)
    random.shuffle(shuffled)
    assert financed_nationally(shuffled) == pytest.approx(financed_nationally(costs), nan_ok=True)


def functions(**gaps: list[float | None]) -> dict[str, dict[str, Any]]:
    return {
        name: {"years": list(range(2026, 2026 + len(given))), "gaps": given} for name, given in gaps.items()
    }


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, None),
        ({"all": [0.0, 0.25]}, False),
        ({"all": [0.0, 0.26]}, True),
        ({"all": [0.0, None]}, None),
        ({"all": [0.0]}, None),
        ({"all": [None, 0.3]}, True),
        ({"all": [0.0, 0.0], "police": [None, 0.0]}, None),
        ({"all": [0.0, 0.0, 0.9]}, False),
    ],
)
def test_a_cliff_is_known_unknown_or_ruled_out(
    given: dict[str, list[float | None]], expected: bool | None
) -> None:
    assert funding_cliffs(functions(**given), (2026, 2027))[0] is expected


def exit_of(bundle: dict[str, Any], as_of: date = KARO_DAY) -> ExitReadiness:
    return assess(inputs_from_document(bundle), as_of).exit


def test_nothing_recorded_is_nothing_known(karo: dict[str, Any]) -> None:
    found = exit_of(karo)
    assert (found.handovers, found.financed, found.financed_lo, found.financed_hi) == (0, None, 0, 1)


def test_the_next_two_years_are_the_calendar_years_they_touch(karo: dict[str, Any]) -> None:
    assert exit_of(karo).years == (2026, 2027)
    assert exit_of(karo, date(2026, 7, 1)).years == (2026, 2027, 2028)
    assert (exit_of(karo).cliff, exit_of(karo, date(2027, 7, 1)).cliff) == (False, True)


def test_an_owner_is_an_internal_agency(karo: dict[str, Any]) -> None:
    karo["handovers"] = [
        {"key": "H1", "task": "Payroll", "to_agency": "MOP", "currency": "USD", "yearly_cost": "100.00"},
        {"key": "H2", "task": "Courts", "to_agency": "UNM", "financed_nationally": True},
        {"key": "H3", "task": "Roads"},
    ]
    found = exit_of(karo)
    assert (found.handovers, found.without_owner, found.financed_known) == (3, ("H2", "H3"), 0)
    row(karo, "handovers", "H1")["financed_nationally"] = True
    assert (exit_of(karo).financed, exit_of(karo).financed_lo) == (1, 0)
    assert document_of(karo)["exit"]["without_owner"] == ["H2", "H3"]


def test_a_cost_without_a_rate_is_unknown(karo: dict[str, Any]) -> None:
    karo["handovers"] = [
        {
            "key": "H1",
            "task": "Payroll",
            "currency": "XXX",
            "yearly_cost": "1.00",
            "financed_nationally": True,
        }
    ]
    assert exit_of(karo).financed is None
