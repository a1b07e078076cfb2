"""Edge cases of the signals, preconditions, trade-offs and trend, each as a change of the worked example."""

import copy
from datetime import date
from typing import Any

import pytest

from apps.coherence.engine import assess, inputs_from_document
from apps.coherence.engine.signals.phases import fit_of
from tests.coherence.engine.conftest import KARO_DAY
from tests.coherence.engine.test_karo import document_of, row

Bundle = dict[str, Any]


def signal(bundle: Bundle, name: str) -> dict[str, Any]:
    found: dict[str, Any] = document_of(bundle)["signals"][name]
    return found


def test_objectives_by_who_serves_them(karo: Bundle) -> None:
    row(karo, "agencies", "UNM")["side"] = "mixed"
    statuses = {key: item["status"] for key, item in signal(karo, "D2")["objectives"].items()}
    assert statuses == {"O1": "served", "O2": "paper_only", "O3": "served", "O4": "internal_only"}
    karo["alignment_links"] = [item for item in karo["alignment_links"] if item["objective"] != "O2"]
    assert signal(karo, "D2")["objectives"]["O2"]["status"] == "orphan"


def test_links_and_money_of_humanitarian_activities_serve_objectives(karo: Bundle) -> None:
    karo["alignment_links"] = [item for item in karo["alignment_links"] if item["objective"] != "O4"]
    karo["alignment_links"].append(
        {"key": "X8-O4", "activity": "X8", "objective": "O4", "grade": "evidenced"}
    )
    assert signal(karo, "D2")["objectives"]["O4"] == {"status": "external_only", "unfunded": False}
    assert signal(karo, "D12")["objectives"]["O4"]["hhi"] is None


@pytest.mark.parametrize(
    ("change", "status", "planned", "excess"),
    [
        ({}, "duplication", 1050, 150 / 1050),
        ({"people_by_area": [{"area": "North", "people": 300}]}, "no_duplication", 900, 0),
        ({"people_by_area": [{"area": "South", "people": 300}]}, "need_or_people_not_recorded", None, None),
        ({"people_planned": None}, "need_or_people_not_recorded", None, None),
    ],
)
def test_people_in_an_overlap(
    karo: Bundle, change: dict[str, Any], status: str, planned: float | None, excess: float | None
) -> None:
    row(karo, "activities", "X7").update(change)
    cell = signal(karo, "D3")["cells"]["development|North|ex-combatants|cash grant"]
    assert (cell["status"], cell["planned"]) == (status, planned)
    assert cell["excess"] == (excess if excess is None else pytest.approx(excess))


def test_an_activity_without_a_complete_key_is_outside_overlap(karo: Bundle) -> None:
    row(karo, "activities", "X7")["target_group"] = None
    found = signal(karo, "D3")
    assert (found["value"], found["k"], found["n"], found["cells"]) == (0, 0, 7, {})


def test_a_link_is_late_by_its_dates_if_nobody_said_so(karo: Bundle) -> None:
    row(karo, "alignment_links", "X2-O3")["claimed_on"] = "2025-04-02"
    found = signal(karo, "D5")["repackaging"]
    assert (found["k"], found["n"]) == (3, 4)


def test_a_reservation_of_any_kind_ends_suspicious_unanimity(karo: Bundle) -> None:
    for key in ("DEF-O2", "WPN-O1"):
        row(karo, "policy_positions", key)["support"] = 0
    assert signal(karo, "D5")["suspicious_unanimity"] is True
    row(karo, "policy_positions", "DEF-O2")["reservation"] = "in part"
    assert signal(karo, "D5")["suspicious_unanimity"] is False
    row(karo, "policy_positions", "DEF-O2")["reservation"] = None
    row(karo, "framework_versions", "V2")["reservations"] = [{"agency": "WPN", "text": "-"}]
    assert signal(karo, "D5")["suspicious_unanimity"] is False


def test_a_majority_funder_with_a_security_mandate_is_an_alert(karo: Bundle) -> None:
    line = {**row(karo, "funding_lines", "X8-HUM"), "key": "X8-DEF", "funder": "DEF"}
    karo["funding_lines"].append(line)
    assert signal(karo, "D6")["involvement"] == []
    line["disbursed"] = "3000001.00"
    assert signal(karo, "D6")["involvement"] == ["X8"]


@pytest.mark.parametrize(
    ("amount", "flag"),
    [("100000.00", None), ("863000.00", None), ("1015000.00", "watch"), ("2030000.00", "high")],
)
def test_cost_of_coordination(karo: Bundle, amount: str, flag: str | None) -> None:
    karo["coordination_costs"] = [{**row(karo, "coordination_costs", "CC2"), "amount": amount}]
    assert signal(karo, "D7")["flag"] == flag


def test_unknown_cost_is_not_assessed(karo: Bundle) -> None:
    row(karo, "coordination_costs", "CC2")["amount"] = None
    found = signal(karo, "D7")
    assert (found["status"], found["value"], found["cost"]) == ("not_assessed", None, None)
    karo["coordination_costs"] = []
    karo["mission"]["registers"]["coordination_costs"] = "missing"
    assert signal(karo, "D7")["status"] == "not_assessed"
    karo["mission"]["registers"]["coordination_costs"] = "declared_empty"
    assert (signal(karo, "D7")["status"], signal(karo, "D7")["value"]) == ("assessed", 0)


@pytest.mark.parametrize(
    ("hours", "status", "stop"),
    [(90, "ok", False), (91, "watch", False), (144, "watch", False), (145, "high", True), (180, "high", True),
     (181, "overload", True)],
)  # fmt: skip
def test_burden(karo: Bundle, hours: int, status: str, stop: bool) -> None:
    karo["liaison_requests"] = [{**row(karo, "liaison_requests", "LR1"), "person_hours": hours}]
    row(karo, "mission_agencies", "MOP")["liaison_hours_per_quarter"] = 180
    found = signal(karo, "D8")["agencies"]["MOP"]
    assert (found["status"], found["stop_non_critical"]) == (status, stop)


def test_an_internal_actor_nobody_asked_and_nothing_is_known_of_is_listed_as_such(karo: Bundle) -> None:
    """D8 is "per internal actor"; "capacity unknown → not assessed"."""
    karo["mission_agencies"] = [item for item in karo["mission_agencies"] if item["agency"] != "WPN"]
    karo["liaison_requests"] = [item for item in karo["liaison_requests"] if item["internal_actor"] != "WPN"]
    found = signal(karo, "D8")["agencies"]
    assert set(found) == {"MOP", "WPN"}
    said = {"demand": 0, "capacity": None, "value": None, "status": "not_assessed"}
    assert found["WPN"].items() >= (said | {"stop_non_critical": False}).items()


def test_burden_without_declared_hours_is_not_assessed(karo: Bundle) -> None:
    row(karo, "mission_agencies", "MOP")["liaison_hours_per_quarter"] = None
    found = signal(karo, "D8")["agencies"]["MOP"]
    assert (found["demand"], found["capacity"], found["value"]) == (306, None, None)
    assert found["status"] == "not_assessed"


@pytest.mark.parametrize(
    ("intended", "phase", "fit"),
    [
        (("stabilisation",), "transition", "lagging"),
        (("stabilisation", "consolidation"), "transition", "fit"),
        (("consolidation",), "transition", "preparatory"),
        (("exit",), "transition", "premature"),
        (("exit", "stabilisation"), "consolidation", "fit"),
    ],
)
def test_phase_fit(intended: tuple[str, ...], phase: str, fit: str) -> None:
    assert fit_of(intended, phase) == fit


def test_an_area_takes_the_phase_of_its_nearest_ancestor(karo: Bundle) -> None:
    karo["areas"] += [{"key": "Town", "parent": "South"}, {"key": "Quarter", "parent": "Town"}]
    karo["phase_periods"].append(
        {
            "key": "PP3",
            "area": "South",
            "phase": "exit",
            "period_from": "2025-01-01",
            "period_to": "2026-01-02",
        }
    )
    row(karo, "activities", "X6")["areas"] = ["Quarter"]
    assert signal(karo, "D10")["lagging"] == ["X1@Capital", "X6@Quarter", "X7@South"]
    row(karo, "phase_periods", "PP3")["period_to"] = "2026-01-01"
    assert signal(karo, "D10")["lagging"] == ["X1@Capital"]


def test_a_surplus_never_offsets_a_gap(karo: Bundle) -> None:
    row(karo, "resource_requirements", "RR-O1")["amount"] = "1000000.00"
    found = signal(karo, "D11")
    assert found["objectives"]["O1"]["gap"] == 0
    assert found["value"] == pytest.approx(5 / 14)
    karo["resource_requirements"] = karo["resource_requirements"][:1]
    assert signal(karo, "D11")["objectives"]["O2"] == {"required": None, "available": 0, "gap": None}


def test_a_year_with_an_unknown_part_has_no_total(karo: Bundle) -> None:
    row(karo, "funding_outlooks", "FO2028")["national"] = None
    found = signal(karo, "D13")["functions"]["all"]
    assert found["totals"][2] is None
    assert found["gaps"][2] is None
    assert found["drop_year"] == 2027


@pytest.mark.parametrize(
    ("register", "expected"),
    [("declared_empty", ("assessed", 5 / 12, 4)), ("missing", ("assessed", 5 / 9, 3))],
)
def test_forward_visibility(karo: Bundle, register: str, expected: tuple[str, float, int]) -> None:
    karo["forward_plans"] = [item for item in karo["forward_plans"] if item["funder"] != "DEF"]
    row(karo, "mission_agencies", "DEF")["registers"]["forward_plans"] = register
    row(karo, "forward_plans", "FP-DEV")["years_shared"] = 7
    found = signal(karo, "D13")["forward_visibility"]
    assert (found["status"], found["value"], found["n"]) == (
        expected[0],
        pytest.approx(expected[1]),
        expected[2],
    )


def test_preconditions_of_a_framework_that_is_old_or_not_told(karo: Bundle) -> None:
    version = row(karo, "framework_versions", "V2")
    version.update(adopted_on="2024-12-31", acknowledged_by=None)
    row(karo, "framework_versions", "V1")["superseded_on"] = "2024-12-31"
    found = document_of(karo)["preconditions"]
    assert found["P1"]["flag"] is True
    assert found["P2"] == {"value": None, "k": None, "n": 7}
    version["adopted_on"] = "2025-01-01"
    assert document_of(karo)["preconditions"]["P1"] == {
        "adopted": True,
        "version": 2,
        "months_since_revision": 12,
        "flag": False,
    }


def test_only_registered_agencies_can_acknowledge(karo: Bundle) -> None:
    """P2 "÷ registered": agencies with a row in `mission_agencies`; one that is only named is not one."""
    karo["mission_agencies"] = [item for item in karo["mission_agencies"] if item["agency"] != "DEF"]
    assert document_of(karo)["preconditions"]["P2"] == {"value": pytest.approx(5 / 6), "k": 5, "n": 6}
    row(karo, "mission_agencies", "MFA")["until"] = "2025-12-31"
    assert document_of(karo)["preconditions"]["P2"] == {"value": pytest.approx(4 / 5), "k": 4, "n": 5}


def test_a_dependent_endorser_does_not_count(karo: Bundle) -> None:
    row(karo, "objective_texts", "V2-O4")["endorsements"][0]["income_share"] = 0.6
    found = document_of(karo)["preconditions"]["P4"]
    assert (found["k"], found["objectives"]) == (2, ["O1", "O3"])


def test_a_benchmark_the_version_no_longer_words_monitors_nothing(karo: Bundle) -> None:
    row(karo, "benchmark_texts", "V2-B1")["framework_version"] = "V1"
    assert document_of(karo)["preconditions"]["P3"]["objectives"] == ["O1", "O3"]


def test_trade_offs_leave_the_same_activities_out_on_both_sides(karo: Bundle) -> None:
    row(karo, "activities", "X2")["verification_deferred"] = True
    found = document_of(karo)["trade_offs"]
    assert found["T1"]["value"] == pytest.approx(3 / 4 - 1 / 4)
    assert found["T2"]["N"]["value"] == pytest.approx(2 / 3 - 1 / 3)
    assert found["T3"]["N"]["value"] == 0


@pytest.mark.parametrize(
    ("values", "verdict", "up", "down"),
    [
        ((0.86, 0.60, 0.78, 0.57), "more_coherent", ["whole_of_government"], []),
        ((0.92, 0.67, 0.74, 0.57), "less_coherent", [], ["agency"]),
        ((0.92, 0.60, 0.74, 0.57), "trade_off", ["whole_of_government"], ["agency"]),
        ((0.86, 0.67, 0.74, 0.57), "no_clear_change", [], []),
        ((0.86, 0.67, 0.74, None), "not_comparable", [], []),
    ],
)
def test_trend(
    karo: Bundle, values: tuple[float | None, ...], verdict: str, up: list[str], down: list[str]
) -> None:
    recorded = row(karo, "assessments", "AS-2025")["values"]
    for item, value in zip(recorded, values, strict=False):
        item.update(value=value, status="not_assessed" if value is None else "assessed")
    found = document_of(karo)["trend"]
    assert (found["verdict"], found["up"], found["down"]) == (verdict, up, down)


def test_the_latest_earlier_assessment_is_the_one_compared_with(karo: Bundle) -> None:
    karo["assessments"] += [
        {"key": "same-day", "as_of": "2026-01-01", "values": []},
        {"key": "AS-2025-06", "as_of": "2025-06-01", "values": []},
    ]
    found = document_of(karo)["trend"]
    assert (found["against"], found["verdict"], found["proportions"]) == ("AS-2025-06", "not_comparable", {})
    assert document_of(karo, date(2025, 1, 1))["trend"] is None


def candidates(bundle: Bundle) -> list[tuple[str, str, list[str]]]:
    found = assess(inputs_from_document(bundle), KARO_DAY).signals["D4"].behind["candidates"]
    return [
        (one["activity_a"], one["activity_b"], [because["reason"] for because in one["because"]])
        for one in found
    ]


def test_pairs_to_look_at_share_an_area_and_objectives_in_tension(karo: Bundle) -> None:
    """X5 and X7 contradict each other between O1 and O3; X2, X3 and X5 meet in the North for these two."""
    tension = ["objectives_in_tension"]
    assert candidates(karo) == [("X2", "X5", tension), ("X3", "X5", tension)]


def test_pairs_whose_leads_hold_opposed_positions_come_first_and_recorded_pairs_never(karo: Bundle) -> None:
    karo["policy_positions"].append(
        {"key": "UNM-against", "agency": "UNM", "objective": "O3", "support": -1, "dated_on": "2025-12-31"}
    )
    both = ["opposed_positions", "objectives_in_tension"]
    # X5 and X7 have a recorded contradiction.
    assert candidates(karo) == [("X3", "X5", both), ("X2", "X5", ["objectives_in_tension"])]
    closed = copy.deepcopy(row(karo, "contradictions", "e4")) | {
        "key": "e9",
        "activity_a": "X3",
        "activity_b": "X5",
        "status": "withdrawn",
    }
    before = assess(inputs_from_document(karo), KARO_DAY)
    karo["contradictions"].append(closed)
    assert candidates(karo) == [("X2", "X5", ["objectives_in_tension"])]
    assert assess(inputs_from_document(karo), KARO_DAY).levels == before.levels


def behind(bundle: Bundle, name: str) -> Any:
    return assess(inputs_from_document(bundle), KARO_DAY).signals[name].behind


def test_lines_of_unknown_amount_are_counted_beside_what_is_attributed(karo: Bundle) -> None:
    assert behind(karo, "D11")["unrecorded"] == behind(karo, "D2")["unrecorded"] == {}
    for part in ("scheduled", "disbursed"):
        row(karo, "funding_lines", "X6-UNM")[part] = None
    assert behind(karo, "D11")["unrecorded"] == behind(karo, "D12")["unrecorded"] == {"O4": 1}
    assert signal(karo, "D2")["objectives"]["O4"]["unfunded"] is True
    assert behind(karo, "D2")["unrecorded"] == {"O4": 1}


def test_hours_that_nobody_recorded_are_counted_beside_the_burden(karo: Bundle) -> None:
    asked = next(one for one in karo["liaison_requests"] if one["internal_actor"] == "MOP")
    assert signal(karo, "D8")["agencies"]["MOP"]["hours_unrecorded"] == 0
    asked["person_hours"] = None
    found = signal(karo, "D8")["agencies"]["MOP"]
    assert (found["hours_unrecorded"], found["requests"]) == (1, 4)


def test_a_drop_is_from_one_year_to_the_next(karo: Bundle) -> None:
    karo["funding_outlooks"] = [one for one in karo["funding_outlooks"] if one["year"] != 2028]
    found = signal(karo, "D13")["functions"]["all"]
    assert found["years"] == [2026, 2027, 2029]
    assert found["drop_year"] == 2027
