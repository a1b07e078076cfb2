"""What coordination bought, what pauses under too much of it, and what was absorbed: parts of D7, D8, D9."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.coherence.engine import assess, inputs_from_document
from apps.coherence.engine.results import Finding
from tests.coherence.engine.conftest import KARO_DAY
from tests.coherence.engine.missions import random_mission
from tests.coherence.engine.test_karo import document_of, row

Bundle = dict[str, Any]


def signal(bundle: Bundle, name: str) -> dict[str, Any]:
    found: dict[str, Any] = document_of(bundle)["signals"][name]
    return found


def findings(bundle: Bundle, name: str) -> dict[str, Finding]:
    return {one.code: one for one in assess(inputs_from_document(bundle), KARO_DAY).signals[name].findings}


def burden(bundle: Bundle, agency: str = "MOP") -> dict[str, Any]:
    found: dict[str, Any] = signal(bundle, "D8")["agencies"][agency]
    return found


def test_requests_and_requesters_are_counted_without_capacity_too(karo: Bundle) -> None:
    row(karo, "mission_agencies", "MOP")["liaison_hours_per_quarter"] = None
    found = burden(karo)
    assert (found["requests"], found["requesters"], found["repeats"], found["status"]) == (
        4, 3, 0, "not_assessed",
    )  # fmt: skip
    assert found["pause"] is None


@pytest.mark.parametrize(
    ("first", "second", "topics", "repeats"),
    [
        ("2025-10-10", "2025-12-09", ("Payroll of the guard", " payroll of  the Guard"), 1),
        ("2025-10-10", "2025-12-10", ("Payroll", "Payroll"), 0),  # 61 days
        ("2025-09-01", "2025-10-14", ("Payroll", "Payroll"), 1),  # the first lies before the window
        ("2025-10-10", "2025-10-11", ("Payroll", "Land"), 0),
        ("2025-10-10", "2025-10-11", (None, None), 0),
    ],
)
def test_a_topic_again_within_sixty_days(
    karo: Bundle, first: str, second: str, topics: tuple[str | None, str | None], repeats: int
) -> None:
    one = row(karo, "liaison_requests", "LR1")
    karo["liaison_requests"] = [
        one | {"requested_on": first, "topic": topics[0]},
        one | {"key": "again", "requested_on": second, "topic": topics[1], "requested_by": "DEV"},
    ]
    assert burden(karo)["repeats"] == repeats
    if repeats:
        finding = findings(karo, "D8")["requests_repeated"]
        assert finding.rows == (("liaison_requests", "again"),)
        assert finding.who_can_act == ("DEV",)


def test_above_the_threshold_the_engine_names_what_should_wait_and_marks_nothing(karo: Bundle) -> None:
    row(karo, "liaison_requests", "LR1")["critical"] = True
    row(karo, "liaison_requests", "LR2")["critical"] = None
    row(karo, "liaison_requests", "LR4")["activity"] = "X2"
    verification = row(karo, "liaison_requests", "LR4")
    for key, activity in (("done", "X1"), ("deferred", "X5"), ("exempt", "X8"), ("internal", "X7")):
        karo["liaison_requests"].append(verification | {"key": key, "activity": activity, "person_hours": 0})
    before = document_of(karo)["levels"]
    pause = burden(karo)["pause"]
    assert pause == {
        "non_critical": ["LR3", "LR4", "deferred", "done", "exempt", "internal"],
        "unsaid": ["LR2"],
        "verifications": ["X2"],
    }
    finding = findings(karo, "D8")["verifications_to_defer"]
    assert (finding.rows, finding.who_can_act) == ((("activities", "X2"),), ("MFA",))
    assert document_of(karo)["levels"] == before
    row(karo, "activities", "X2")["verification_deferred"] = True
    assert burden(karo)["pause"]["verifications"] == []
    assert document_of(karo)["levels"]["internal_external"]["indicators"]["I2"]["n"] == (
        before["internal_external"]["indicators"]["I2"]["n"] - 1
    )


def test_follow_up_within_six_months(karo: Bundle) -> None:
    consultation = row(karo, "consultations", "CN-X1")
    days = [
        ("2025-02-01", "2025-08-01"),  # to the day
        ("2025-02-01", "2025-08-02"),
        ("2025-02-01", None),
        ("2025-08-01", None),  # not yet six months ago
        ("2025-08-01", "2025-12-01"),
        ("2025-08-01", "2026-01-15"),  # not known yet
        ("2025-03-01", None),
        ("2024-06-01", "2024-07-01"),  # before the year
    ]
    karo["consultations"] = [
        consultation | {"key": f"c{n}", "held_on": held, "follow_up_on": followed}
        for n, (held, followed) in enumerate(days)
    ]
    found = burden(karo)["follow_through"]
    assert (found["k"], found["n"], found["open"]) == (2, 5, 2)
    assert (found["value"], found["lo"], found["hi"]) == pytest.approx((2 / 5, 2 / 7, 4 / 7))
    finding = findings(karo, "D8")["follow_up_missing"]
    assert finding.rows == (("consultations", "c1"), ("consultations", "c2"), ("consultations", "c6"))
    karo["consultations"] = karo["consultations"][:3]
    assert "follow_up_missing" not in findings(karo, "D8")


def two_earlier(karo: Bundle, *values: float) -> None:
    levels = ("agency", "whole_of_government", "external", "internal_external")
    karo["assessments"] = [
        {
            "key": f"A{n}",
            "as_of": day,
            "values": [
                {"level": level, "strip": "consistency", "status": "assessed", "value": value}
                for level in levels
            ],
        }
        for n, (day, value) in enumerate(zip(("2023-12-31", "2024-12-31"), values, strict=True))
    ]
    karo["coordination_costs"] += [
        {
            "key": f"old{year}",
            "kind": "secretariat",
            "period_from": f"{year}-01-01",
            "period_to": f"{year}-11-30",
            "currency": "USD",
            "amount": amount,
        }
        for year, amount in ((2023, "200000.00"), (2024, "250000.00"))
    ]


def test_more_cost_and_no_level_up_in_two_periods_is_diminishing(karo: Bundle) -> None:
    two_earlier(karo, 0.9, 0.9)
    found = signal(karo, "D7")["returns"]
    assert found["costs"] == [200000, 250000, 300000]
    assert found["diminishing"] is True
    assert found["per_level"]["external"]["per_cost"] == pytest.approx(
        found["per_level"]["external"]["change"] / 50000
    )
    finding = findings(karo, "D7")["cost_diminishing"]
    assert finding.params == {"share": pytest.approx(0.5)}
    assert finding.rows[:2] == (("assessments", "A0"), ("assessments", "A1"))


@pytest.mark.parametrize("values", [(0.2, 0.9), (0.9, 0.2)])
def test_a_level_that_moved_up_in_either_period_ends_it(karo: Bundle, values: tuple[float, float]) -> None:
    two_earlier(karo, *values)
    assert signal(karo, "D7")["returns"]["diminishing"] is False


def test_returns_are_not_assessed_without_two_assessments_or_their_costs(karo: Bundle) -> None:
    assert signal(karo, "D7")["returns"]["diminishing"] is None  # one recorded assessment
    two_earlier(karo, 0.9, 0.9)
    karo["coordination_costs"] = [one for one in karo["coordination_costs"] if one["key"] != "old2023"]
    assert signal(karo, "D7")["returns"]["diminishing"] is None
    karo["assessments"] = []
    assert signal(karo, "D7")["returns"] == {
        "against": [], "costs": [300000], "per_level": {}, "diminishing": None,
    }  # fmt: skip


def test_what_was_absorbed_is_spent_over_received_and_waiting(karo: Bundle) -> None:
    found = signal(karo, "D9")["observed"]["MOP"]
    assert (found["value"], found["available"], found["executed"]) == (None, None, 2000000)
    assert (found["first_capacity"], found["at_least"]) == (2000000, False)
    assert found["projects"] == sum(
        one["lead"] == "MOP" or "MOP" in (one.get("implementers") or [])
        for one in karo["activities"]
        if one["status"] == "active"
    )
    last = karo["capacities"][0]
    last["received"] = "2200000.00"
    karo["capacities"].append(
        last
        | {
            "key": "Q3",
            "period_from": "2025-07-01",
            "period_to": "2025-09-30",
            "received": "1500000.00",
            "executed": "1200000.00",
            "opening_backlog": "0.00",
        }
    )
    found = signal(karo, "D9")["observed"]["MOP"]
    assert found["value"] == pytest.approx(3.2 / 3.7)
    assert found["capacities"] == ["Q3", "CAP-MOP-2025Q4"]
    last["opening_backlog"] = None
    assert signal(karo, "D9")["observed"]["MOP"]["at_least"] is True


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1_000_000))
def test_shares_stay_within_their_bounds(seed: int) -> None:
    signals = document_of(random_mission(seed))["signals"]
    for found in signals["D8"]["agencies"].values():
        followed = found["follow_through"]
        assert 0 <= followed["k"] <= followed["n"]
        if followed["value"] is not None:
            assert 0 <= followed["lo"] <= followed["value"] <= followed["hi"] <= 1
        assert (found["pause"] is None) is not found["stop_non_critical"]
        assert 0 <= found["repeats"] <= found["requests"]
    for rate in signals["D9"]["observed"].values():
        assert rate["value"] is None or rate["value"] >= 0
        assert (rate["first_capacity"] is None) is (rate["at_least"] is None)
    whole = signals["INT"]
    for name in ("reciprocity", "link_stuffing", "neutral_positions"):
        assert 0 <= whole[name]["k"] <= whole[name]["n"]
        assert (whole[name]["value"] is None) is (whole[name]["n"] == 0)
    voices = whole["single_voice"]
    assert sum(voices["categories"].values()) == voices["n"]
    assert voices["value"] is None or 0 < voices["value"] <= 1
