"""Edge cases of the four levels, each as a change of the worked example."""

from typing import Any

import pytest

from tests.coherence.engine.test_karo import document_of, row

Bundle = dict[str, Any]


def own(bundle: Bundle, agency: str, indicator: str) -> dict[str, Any]:
    found: dict[str, Any] = document_of(bundle)["levels"]["agency"]["subjects"][agency]["indicators"][
        indicator
    ]
    return found


def state(bundle: Bundle, indicator: str) -> dict[str, Any]:
    found: dict[str, Any] = document_of(bundle)["levels"]["whole_of_government"]["subjects"]["N"][
        "indicators"
    ]
    return found[indicator]


def level(bundle: Bundle, indicator: str) -> dict[str, Any]:
    name = "external" if indicator[0] == "E" else "internal_external"
    found: dict[str, Any] = document_of(bundle)["levels"][name]["indicators"][indicator]
    return found


def short(found: dict[str, Any]) -> tuple[str, float | None, int, int]:
    return found["status"], found["value"], found["n"], found["N"]


def without(bundle: Bundle, collection: str, **wanted: str) -> None:
    bundle[collection] = [
        item for item in bundle[collection] if not all(item.get(k) == v for k, v in wanted.items())
    ]


@pytest.mark.parametrize(
    ("register", "expected"),
    [
        ("missing", ("not_assessed", None, 0, 1)),
        (None, ("not_assessed", None, 0, 1)),
        ("declared_empty", ("not_applicable", None, 0, 0)),
    ],
)
def test_a_register_without_commitments(
    karo: Bundle, register: str | None, expected: tuple[Any, ...]
) -> None:
    without(karo, "policy_commitments", agency="UNM")
    row(karo, "mission_agencies", "UNM")["registers"]["policy_commitments"] = register
    assert short(own(karo, "UNM", "A1")) == expected
    assert short(own(karo, "UNM", "A2")) == expected


def test_traces_that_were_never_recorded_are_unknown_not_absent(karo: Bundle) -> None:
    row(karo, "policy_commitments", "d2")["activities"] = None
    assert short(own(karo, "DEF", "A1")) == ("assessed", 1, 1, 1)
    assert short(own(karo, "DEF", "A2")) == ("assessed", 1, 1, 2)
    row(karo, "policy_commitments", "v3")["activities"] = None
    assert short(own(karo, "DEV", "A1")) == ("assessed", 1, 1, 2)


def test_commitments_due_later_are_left_out_and_undated_ones_are_due(karo: Bundle) -> None:
    row(karo, "policy_commitments", "v3")["due_on"] = "2026-06-01"
    assert short(own(karo, "DEV", "A2")) == ("assessed", 0.5, 2, 2)
    row(karo, "policy_commitments", "v3")["due_on"] = None
    assert own(karo, "DEV", "A2")["N"] == 3


def test_an_unknown_element_leaves_a_product_unassessed(karo: Bundle) -> None:
    del row(karo, "policy_products", "PR-DEV-2")["references"]
    assert short(own(karo, "DEV", "A4")) == ("assessed", pytest.approx(2 / 3), 1, 2)


def test_a_schedule_is_met_at_most_once_and_unknown_lines_are_left_out(karo: Bundle) -> None:
    row(karo, "funding_lines", "X1-DEF")["disbursed"] = "9000000.00"
    assert own(karo, "DEF", "A6")["value"] == 1
    row(karo, "funding_lines", "X6-UNM")["scheduled"] = None
    assert short(own(karo, "UNM", "A6")) == ("assessed", 1, 1, 2)
    row(karo, "funding_lines", "X2-MFA")["scheduled"] = "0.00"
    assert own(karo, "MFA", "A6")["status"] == "not_applicable"


def test_foreign_money_needs_a_rate(karo: Bundle) -> None:
    row(karo, "funding_lines", "X6-UNM")["currency"] = "EUR"
    assert short(own(karo, "UNM", "A6")) == ("assessed", 1, 1, 2)
    karo["exchange_rates"] = [
        {"key": "1", "currency": "EUR", "valid_on": "2025-01-01", "rate": "2"},
        {"key": "2", "currency": "EUR", "valid_on": "2026-06-01", "rate": "9"},
    ]
    assert short(own(karo, "UNM", "A6")) == ("assessed", pytest.approx(8 / 10), 2, 2)


def test_a_state_without_strategy_scores_zero_and_an_unknown_one_is_not_assessed(karo: Bundle) -> None:
    strategy = row(karo, "whole_of_government_strategies", "WOG-N")
    strategy["status"] = "none"
    assert short(state(karo, "W1")) == ("assessed", 0, 3, 3)
    assert short(state(karo, "W4")) == ("not_applicable", None, 0, 0)
    assert document_of(karo)["trade_offs"]["T2"] == {}
    # "A WoG strategy says the same" as a register, and "Register missing: n 0, N 1, [0, 1]"
    strategy["status"] = "unknown"
    assert short(state(karo, "W1")) == ("not_assessed", None, 0, 1)
    assert short(state(karo, "W4")) == ("not_assessed", None, 0, 1)
    karo["whole_of_government_strategies"] = []
    for indicator in ("W1", "W4", "W5"):
        assert short(state(karo, indicator)) == ("not_assessed", None, 0, 1)


def test_one_unknown_point_leaves_the_mechanism_unassessed(karo: Bundle) -> None:
    del row(karo, "whole_of_government_strategies", "WOG-N")["mechanism"]["central_convening"]
    assert short(state(karo, "W5")) == ("not_assessed", None, 0, 1)


def test_one_agency_alone_is_no_government(karo: Bundle) -> None:
    for key in ("X2", "X3", "X4"):
        row(karo, "activities", key)["status"] = "cancelled"
    document = document_of(karo)["levels"]["whole_of_government"]
    assert document["subjects"] == {}
    assert document["system"]["strips"]["consistency"]["status"] == "not_applicable"
    assert document["system"]["critical"] == {"indicator": "W3", "status": "not_applicable", "value": None}


@pytest.mark.parametrize(
    ("rating", "expected"),
    [((2, 2), 5 / 6), ((1, 5), 4 / 6), ((None, 3), 4 / 5)],
)
def test_a_relation_counts_inside_its_band(
    karo: Bundle, rating: tuple[int | None, int], expected: float
) -> None:
    row(karo, "relationships", "DEF-UNM").update(rating_a=rating[0], rating_b=rating[1])
    found = level(karo, "E7")
    assert found["value"] == pytest.approx(expected)
    assert found["N"] == 6


def test_an_agreed_band_counts_but_never_lifts_the_humanitarian_ceiling(karo: Bundle) -> None:
    row(karo, "relationships", "DEF-UNM")["band_min"] = 1
    assert level(karo, "E7")["value"] == pytest.approx(5 / 6)
    row(karo, "relationships", "UNM-HUM").update(band_max=5)
    assert level(karo, "E7")["value"] == pytest.approx(5 / 6)
    assert document_of(karo)["signals"]["D6"]["relationship"] == ["UNM-HUM"]


def test_the_latest_rating_begun_by_then_counts(karo: Bundle) -> None:
    later = {**row(karo, "relationships", "DEF-UNM"), "key": "later", "rating_a": 3, "rating_b": 3}
    karo["relationships"].append({**later, "period_from": "2026-02-01"})
    assert level(karo, "E7")["value"] == pytest.approx(4 / 6)
    karo["relationships"][-1].update(period_from="2025-12-15", agency_a="UNM", agency_b="DEF")
    assert level(karo, "E7")["value"] == pytest.approx(5 / 6)


def test_mixed_agencies_are_in_neither_of_the_last_two_levels(karo: Bundle) -> None:
    row(karo, "agencies", "UNM")["side"] = "mixed"
    document = document_of(karo)
    assert document["levels"]["external"]["indicators"]["E1"]["N"] == 4
    assert document["levels"]["external"]["indicators"]["E6"]["value"] == 1
    assert document["levels"]["internal_external"]["indicators"]["I7"]["value"] == 1
    assert document["levels"]["agency"]["subjects"]["UNM"]["indicators"]["A1"]["N"] == 2
    assert document["signals"]["D1"]["N"] == 7


def test_a_missing_register_of_missions_adds_one_unknown_unit(karo: Bundle) -> None:
    karo["joint_missions"] = []
    karo["mission"]["registers"]["joint_missions"] = "missing"
    assert short(level(karo, "E2")) == ("assessed", pytest.approx(1 / 3), 3, 4)
    karo["mission"]["registers"]["joint_missions"] = "declared_empty"
    assert short(level(karo, "E2")) == ("assessed", pytest.approx(1 / 3), 3, 3)


def test_humanitarian_missions_and_those_without_external_participants_are_no_units(karo: Bundle) -> None:
    row(karo, "joint_missions", "JM3")["humanitarian"] = True
    row(karo, "joint_missions", "JM4")["participants"] = ["MOP"]
    assert level(karo, "E2")["N"] == 6


def test_recorded_link_shares_count_only_if_all_are_recorded(karo: Bundle) -> None:
    row(karo, "alignment_links", "X5-O3").update(grade="evidenced", share=0.1)
    before = document_of(karo)["signals"]["D12"]["objectives"]["O3"]["top_share"]
    row(karo, "alignment_links", "X5-O1")["share"] = 0.9
    after = document_of(karo)["signals"]["D12"]["objectives"]["O3"]["top_share"]
    assert before == pytest.approx((4 + 0.25) / (4.9 + 3.25))
    assert after == pytest.approx((4 + 0.05) / (4.9 + 0.65))


def test_without_attributed_money_significance_does_not_apply(karo: Bundle) -> None:
    """E5: "no attributed money → n/a", amounts nobody recorded included."""
    for line in karo["funding_lines"]:
        line["disbursed"] = None
    assert short(level(karo, "E5")) == ("not_applicable", None, 0, 0)


def test_harm_to_an_exempt_activity_counts_against_the_one_that_does_it(karo: Bundle) -> None:
    row(karo, "contradictions", "e4")["grade"] = "evidenced"
    row(karo, "contradiction_reviews", "CR1")["activities"].append("X4")
    found = level(karo, "E6")
    assert found["value"] == pytest.approx((6 - 4 / 3 - 1 / 3) / 6)
    assert document_of(karo)["signals"]["D6"]["affected"] == ["e4"]


@pytest.mark.parametrize("indicator", ["I1", "I4"])
def test_without_a_government_counterpart_its_systems_do_not_apply(karo: Bundle, indicator: str) -> None:
    karo["mission"]["government_counterpart"] = "none"
    assert level(karo, indicator)["status"] == "not_applicable"
    karo["mission"]["government_counterpart"] = "equivalent_mechanism"
    assert level(karo, indicator)["status"] == "assessed"


def test_consultations_count_only_if_confirmed_and_in_time(karo: Bundle) -> None:
    row(karo, "consultations", "CN-X1")["confirmed_by_internal_actor"] = None
    assert short(level(karo, "I3")) == ("assessed", 0.25, 4, 6)
    row(karo, "activities", "X2")["approved_on"] = None
    assert short(level(karo, "I3")) == ("assessed", 0, 3, 6)


def test_unknown_money_to_the_government_is_an_unassessed_line(karo: Bundle) -> None:
    row(karo, "funding_lines", "X3-DEV")["to_government_sector"] = None
    found = level(karo, "I4")
    assert short(found) == ("assessed", pytest.approx(15.4 / 26.4), 3, 4)
    assert found["lo"] == pytest.approx(0.75 * 15.4 / 26.4)
    assert found["hi"] == pytest.approx(0.75 * 15.4 / 26.4 + 0.25)


def test_forums_count_if_they_met_and_their_chair_is_known(karo: Bundle) -> None:
    row(karo, "forums", "F3")["chairs"] = None
    assert short(level(karo, "I6")) == ("assessed", pytest.approx(2 / 3), 3, 4)
    row(karo, "forum_meetings", "F4-1")["held_on"] = "2025-01-01"
    assert short(level(karo, "I6")) == ("assessed", 1, 2, 3)


def test_no_comment_is_no_review(karo: Bundle) -> None:
    row(karo, "internal_reviews", "IR-X1")["outcome"] = "no_comment"
    assert short(level(karo, "I7")) == ("assessed", pytest.approx(2 / 3), 3, 6)


def test_positions_of_principled_agencies_on_security_are_not_used(karo: Bundle) -> None:
    before = level(karo, "E3")
    karo["policy_positions"].append({"key": "HUM-O1", "agency": "HUM", "objective": "O1", "support": -1})
    assert level(karo, "E3") == before
    karo["policy_positions"].append({"key": "HUM-O3", "agency": "HUM", "objective": "O3", "support": -1})
    assert level(karo, "E3")["value"] == pytest.approx((1 + 0.5 + 1 / 3) / 3)


def test_the_latest_position_by_then_counts(karo: Bundle) -> None:
    change = {"agency": "DEF", "objective": "O2", "support": 1}
    karo["policy_positions"].append({"key": "later", **change, "dated_on": "2026-02-01"})
    assert level(karo, "E3")["value"] == pytest.approx(2.5 / 3)
    karo["policy_positions"].append({"key": "now", **change, "dated_on": "2025-12-01"})
    assert level(karo, "E3")["value"] == 1


def test_completed_work_counts_at_past_dates_only_if_both_dates_are_known(karo: Bundle) -> None:
    row(karo, "activities", "X6")["status"] = "completed"
    assert level(karo, "E1")["N"] == 6
    row(karo, "activities", "X6")["end"] = None
    assert level(karo, "E1")["N"] == 5
    row(karo, "activities", "X5").update(status="active", start=None, end=None)
    assert level(karo, "E1")["N"] == 5


def test_own_dimensions_follow_their_core(karo: Bundle) -> None:
    karo["mission"]["dimensions"] = [
        {"code": "relief", "core": "humanitarian"},
        {"code": "order", "core": "security"},
        "political",
        "development",
        "rule_of_law",
    ]
    row(karo, "activities", "X8")["dimension"] = "relief"
    for key in ("X1", "X5"):
        row(karo, "activities", key)["dimension"] = "order"
    row(karo, "objective_texts", "V2-O1")["dimension"] = "order"
    document = document_of(karo)
    assert document["exempt_activities"] == ["X8"]
    assert document["links"]["X8-O1"]["rule"] == "R5"
    assert document["preconditions"]["P5"] == {"value": pytest.approx(0.8), "k": 4, "n": 5}


def test_a_humanitarian_activity_led_by_a_mission_is_not_exempt(karo: Bundle) -> None:
    row(karo, "activities", "X8")["lead"] = "UNM"
    document = document_of(karo)
    assert document["exempt_activities"] == []
    assert document["signals"]["D1"]["N"] == 8
    assert document["links"]["X8-O1"]["effective"] == "claimed"
