"""Gates: three-valued logic, hysteresis, evidence floor, blocking signals and dissent."""

import itertools
from typing import Any

import pytest

from apps.coherence.engine.gates import recommend
from tests.coherence.engine.test_karo import document_of, row

MET, RECENT, NOT, UNKNOWN = "met_sustained", "met_recent", "not_met", "not_assessed"


@pytest.mark.parametrize(
    ("critical", "supporting", "blocked", "confirmed", "expected"),
    [
        ([MET], [MET], False, True, ("ready", 1)),
        ([MET], [], False, True, ("ready", None)),
        ([MET], [MET], True, True, ("ready_with_conditions", 1)),
        ([MET], [MET], False, False, ("ready_with_conditions", 1)),
        ([RECENT], [MET], False, True, ("ready_with_conditions", 1)),
        ([MET], [MET, NOT], False, True, ("ready_with_conditions", 0.5)),
        ([MET], [MET, MET, RECENT, NOT], False, True, ("ready", 0.75)),
        ([MET], [NOT], False, True, ("not_ready", 0)),
        ([NOT, UNKNOWN], [UNKNOWN], False, True, ("not_ready", None)),
        ([MET, UNKNOWN], [MET], False, True, ("not_assessable", 1)),
        ([MET], [MET, UNKNOWN, UNKNOWN], False, True, ("not_assessable", 1)),
        ([MET], [MET, UNKNOWN], False, True, ("ready", 1)),
        ([], [], False, False, ("not_assessable", None)),
    ],
)
def test_recommendation(
    critical: list[str],
    supporting: list[str],
    blocked: bool,
    confirmed: bool,
    expected: tuple[str, float | None],
) -> None:
    states = [*(("critical", state) for state in critical), *(("supporting", state) for state in supporting)]
    assert recommend(states, blocked=blocked, confirmed=confirmed) == expected


STATES = (MET, RECENT, NOT, UNKNOWN)
TRUTH = {MET: True, RECENT: True, NOT: False, UNKNOWN: None}


def kleene_and(values: list[bool | None]) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_whole_truth_table_of_critical_benchmarks(n: int) -> None:
    for states in itertools.product(STATES, repeat=n):
        truth = kleene_and([TRUTH[state] for state in states])
        for blocked, confirmed in itertools.product((True, False), repeat=2):
            found, _share = recommend(
                [("critical", state) for state in states], blocked=blocked, confirmed=confirmed
            )
            if truth is not True:
                assert found == {False: "not_ready", None: "not_assessable"}[truth]
            elif RECENT in states or blocked or not confirmed:
                assert found == "ready_with_conditions"
            else:
                assert found == "ready"


def test_a_supporting_benchmark_never_turns_a_known_failure() -> None:
    for critical, *supporting in itertools.product(STATES, repeat=4):
        states = [("critical", critical), *(("supporting", state) for state in supporting)]
        found, share = recommend(states, blocked=False, confirmed=True)
        if critical == NOT:
            assert found == "not_ready"
        elif critical == UNKNOWN or supporting.count(UNKNOWN) > 1:
            assert found == "not_assessable"
        else:
            assert share is not None
            sustained = critical == MET and share >= 0.75
            expected = "ready_with_conditions" if share >= 0.5 else "not_ready"
            assert found == ("ready" if sustained else expected)


def gate(bundle: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document_of(bundle)["gates"]["G1"]
    return found


def test_a_claimed_or_stale_observation_is_not_assessed_at_a_gate(karo: dict[str, Any]) -> None:
    row(karo, "observations", "OB-B2-12")["grade"] = "claimed"
    row(karo, "indicators", "I-B3")["reporting_interval_months"] = 6
    row(karo, "observations", "OB-B3-12").update(observed_on="2025-03-01", value=50)
    states = {key: item["state"] for key, item in gate(karo)["benchmarks"].items()}
    assert (states["B2"], states["B3"]) == ("not_assessed", "not_assessed")


def test_one_met_observation_is_recent_two_are_sustained(karo: dict[str, Any]) -> None:
    assert gate(karo)["benchmarks"]["B2"]["state"] == "met_sustained"
    row(karo, "observations", "OB-B2-9")["value"] = 44
    assert gate(karo)["benchmarks"]["B2"]["state"] == "met_recent"


def test_only_the_blocking_signals_named_are_tested(karo: dict[str, Any]) -> None:
    assert gate(karo)["blockers"] == ["funding_cliff", "resource_gap"]
    row(karo, "gates", "G1")["blocking_signals"] = ["overload"]
    assert gate(karo)["blockers"] == []
    row(karo, "scenarios", "A")["plan_of_record"] = True
    assert gate(karo)["blockers"] == ["overload"]
    row(karo, "gates", "G1")["blocking_signals"] = []
    assert gate(karo)["blockers"] == []


def test_involvement_in_a_humanitarian_activity_blocks(karo: dict[str, Any]) -> None:
    row(karo, "gates", "G1")["blocking_signals"] = ["humanitarian_involvement"]
    row(karo, "activities", "X8")["implementers"] = ["DEF"]
    document = document_of(karo)
    assert document["signals"]["D6"]["involvement"] == ["X8"]
    assert document["gates"]["G1"]["blockers"] == ["humanitarian_involvement"]


def test_dissent_contests_until_it_is_resolved(karo: dict[str, Any]) -> None:
    assert (gate(karo)["contested"], gate(karo)["dissents"]) == (True, ["DS1"])
    row(karo, "dissents", "DS1")["agency"] = "DEF"
    assert (gate(karo)["contested"], gate(karo)["dissents"]) == (False, ["DS1"])
    row(karo, "dissents", "DS1")["resolved_on"] = "2025-12-31"
    assert gate(karo)["dissents"] == []


def test_a_gate_agreed_later_does_not_exist_yet(karo: dict[str, Any]) -> None:
    row(karo, "gates", "G1")["agreed_on"] = "2026-02-01"
    assert document_of(karo)["gates"] == {}
