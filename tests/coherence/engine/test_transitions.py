"""Which gate each area stands before, and the watch over what its last gate rested on."""

import itertools
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.coherence.engine import assess, inputs_from_document
from apps.coherence.engine.gate_results import Transition
from apps.coherence.engine.gates import NOT_ASSESSED
from apps.coherence.engine.inputs import GateBenchmark, Observation
from apps.coherence.engine.results import Finding
from apps.coherence.engine.transitions import (
    AT_RISK,
    BENCHMARK_WATCH_STATES,
    BEYOND_ONCE,
    HOLDING,
    NOT_APPLICABLE,
    REGRESSED,
    watch_benchmark,
    watch_state,
)
from tests.coherence.engine.test_karo import KARO_DAY, document_of, row

WATCHED = GateBenchmark("B", "critical", "at_least", 50, 40)
FINE, BETWEEN, LOW = 55.0, 45.0, 35.0
ENTERED = "2024-06-01"


def seen(*values: float | None) -> list[Observation]:
    """Monthly observations; None stands for one that is only claimed."""
    return [
        Observation(
            f"OB{place}",
            "I",
            date(2025, 1 + place, 1),
            FINE if value is None else value,
            grade="claimed" if value is None else "evidenced",
        )
        for place, value in enumerate(values)
    ]


def watch(*values: float | None, stale: bool = False, row: GateBenchmark = WATCHED) -> str:
    return watch_benchmark(row, seen(*values), stale=stale)[0]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], NOT_ASSESSED),
        ([FINE], HOLDING),
        ([BETWEEN], HOLDING),
        ([LOW], BEYOND_ONCE),
        ([None], NOT_ASSESSED),
        ([LOW, LOW], REGRESSED),
        ([LOW, FINE, LOW], BEYOND_ONCE),
        ([LOW, BETWEEN, LOW], BEYOND_ONCE),
        ([LOW, None, LOW], BEYOND_ONCE),
        ([LOW, None], NOT_ASSESSED),
        ([FINE, None], NOT_ASSESSED),
        ([LOW, LOW, BETWEEN, BETWEEN], REGRESSED),
        ([LOW, LOW, FINE], REGRESSED),
        ([LOW, LOW, FINE, BETWEEN, FINE], REGRESSED),
        ([LOW, LOW, FINE, None, FINE], REGRESSED),
        ([LOW, LOW, None], REGRESSED),
        ([LOW, LOW, FINE, FINE], HOLDING),
        ([LOW, LOW, FINE, FINE, LOW], BEYOND_ONCE),
    ],
)
def test_a_regression_needs_two_in_a_row_and_ends_with_two(values: list[float | None], expected: str) -> None:
    assert watch(*values) == expected


def test_the_day_of_a_regression_is_that_of_the_second_observation() -> None:
    assert watch_benchmark(WATCHED, seen(FINE, LOW, LOW, LOW), stale=False) == (REGRESSED, date(2025, 3, 1))


def test_staleness_is_unknown_unless_a_regression_is_known() -> None:
    assert watch(FINE, FINE, stale=True) == NOT_ASSESSED
    assert watch(FINE, LOW, stale=True) == NOT_ASSESSED
    assert watch(LOW, LOW, stale=True) == REGRESSED


def test_exactly_at_the_regression_threshold_is_not_beyond_it() -> None:
    assert watch(40, 40) == HOLDING
    assert watch(60, 60, row=GateBenchmark("B", "critical", "at_most", 50, 60)) == HOLDING
    assert watch(61, 61, row=GateBenchmark("B", "critical", "at_most", 50, 60)) == REGRESSED


def test_without_a_regression_threshold_nothing_is_known() -> None:
    assert watch(LOW, LOW, row=GateBenchmark("B", "critical", "at_least", 50)) == NOT_ASSESSED


def test_the_looser_of_the_two_thresholds_is_the_one_of_regression() -> None:
    assert watch(55, 55, row=GateBenchmark("B", "critical", "at_least", 50, 60)) == HOLDING


def kleene_or(values: list[bool | None]) -> bool | None:
    if True in values:
        return True
    return None if None in values else False


TRUTH = {REGRESSED: True, NOT_ASSESSED: None, BEYOND_ONCE: False, HOLDING: False}


@pytest.mark.parametrize("triggered", [True, False])
@pytest.mark.parametrize(
    "states",
    [list(states) for n in (1, 2, 3) for states in itertools.product(BENCHMARK_WATCH_STATES, repeat=n)],
)
def test_the_whole_truth_table_of_a_place(states: list[str], triggered: bool) -> None:
    truth = kleene_or([triggered, *(TRUTH[state] for state in states)])
    found = watch_state(states, triggered=triggered)
    assert {AT_RISK: True, NOT_ASSESSED: None, BEYOND_ONCE: False, HOLDING: False}[found] is truth
    if truth is False:
        assert (found == BEYOND_ONCE) is (BEYOND_ONCE in states)


def test_a_place_without_anything_to_watch_is_not_safe() -> None:
    assert watch_state([], triggered=False) == NOT_ASSESSED
    assert watch_state([], triggered=True) == AT_RISK


@given(st.lists(st.sampled_from([FINE, BETWEEN, LOW, None]), max_size=9), st.booleans())
def test_no_regression_without_two_consecutive_known_observations_beyond(
    values: list[float | None], stale: bool
) -> None:
    state = watch(*values, stale=stale)
    twice = any(pair == (LOW, LOW) for pair in itertools.pairwise(values))
    if not twice:
        assert state != REGRESSED
    if values[-2:] == [LOW, LOW]:
        assert state == REGRESSED
    if state == HOLDING:
        assert not stale
        assert values[-1] in {FINE, BETWEEN}


@given(st.lists(st.sampled_from([FINE, BETWEEN, LOW, None]), min_size=1, max_size=9))
def test_less_evidence_never_makes_a_place_safer(values: list[float | None]) -> None:
    unsafe = {REGRESSED: 3, NOT_ASSESSED: 2, BEYOND_ONCE: 1, HOLDING: 0}
    known = watch(*values[:-1], LOW if values[-1] is None else values[-1])
    if known != REGRESSED:
        assert unsafe[watch(*values[:-1], None)] >= min(unsafe[known], 2)


@pytest.fixture
def regressing(karo: dict[str, Any]) -> dict[str, Any]:
    """Karo came into transition through a gate on B1 (incidents), which has since doubled twice."""
    karo["gates"].append(
        {
            "key": "G0",
            "from_phase": "stabilisation",
            "to_phase": "transition",
            "benchmarks": [
                {
                    "benchmark": "B1",
                    "role": "critical",
                    "comparator": "at_most",
                    "threshold": 10,
                    "regression_threshold": 12,
                }
            ],
        }
    )
    return karo


def places(bundle: dict[str, Any], as_of: date = KARO_DAY) -> dict[str | None, Transition]:
    return {item.area: item for item in assess(inputs_from_document(bundle), as_of).transitions}


def findings(bundle: dict[str, Any]) -> tuple[Finding, ...]:
    return assess(inputs_from_document(bundle), KARO_DAY).regressions


def test_an_area_takes_the_gate_of_the_mission_unless_it_has_its_own(karo: dict[str, Any]) -> None:
    assert {place: item.next_gate for place, item in places(karo).items()} == dict.fromkeys(
        (None, "Capital", "North", "South"), "G1"
    )
    row(karo, "areas", "North")["parent"] = "Capital"
    karo["gates"].append({**row(karo, "gates", "G1"), "key": "G2", "area": "Capital"})
    assert {place: item.next_gate for place, item in places(karo).items()} == {
        None: "G1",
        "Capital": "G2",
        "North": "G2",
        "South": "G1",
    }


def test_the_gate_agreed_last_counts_and_one_agreed_later_is_not_there_yet(karo: dict[str, Any]) -> None:
    karo["gates"].append({**row(karo, "gates", "G1"), "key": "G2", "agreed_on": "2025-11-01"})
    karo["gates"].append({**row(karo, "gates", "G1"), "key": "G3", "agreed_on": "2026-02-01"})
    assert places(karo)[None].next_gate == "G2"


def test_a_phase_of_its_own_gives_an_area_its_own_gates(karo: dict[str, Any]) -> None:
    karo["phase_periods"].append(
        {"key": "PP3", "phase": "consolidation", "period_from": "2025-06-01", "area": "North"}
    )
    north = places(karo)["North"]
    assert (north.phase, north.next_gate, north.previous_gate) == ("consolidation", None, "G1")


def test_a_phase_without_a_gate_behind_it_is_not_assessed(karo: dict[str, Any]) -> None:
    assert {item.watch for item in places(karo).values()} == {NOT_ASSESSED}
    assert findings(karo) == ()


def test_the_first_phase_has_nothing_to_step_back_to(karo: dict[str, Any]) -> None:
    item = places(karo, date(2024, 1, 1))[None]
    assert (item.phase, item.watch, item.watched) == ("stabilisation", NOT_APPLICABLE, ())


def test_two_observations_beyond_put_every_area_of_the_gate_at_risk(regressing: dict[str, Any]) -> None:
    item = places(regressing)["North"]
    assert (item.watch, item.previous_gate) == (AT_RISK, "G0")
    assert item.since is not None
    assert item.review_due_on is not None
    assert (item.review_due_on - item.since).days == 30
    (finding,) = findings(regressing)
    assert (finding.code, finding.rows[0]) == ("regression_mission", ("gates", "G0"))
    assert ("benchmarks", "B1") in finding.rows


def test_activities_that_fit_this_phase_only_would_lose_it(regressing: dict[str, Any]) -> None:
    activity = row(regressing, "activities", "X1")
    activity.update(areas=["North"], intended_phases=["transition"])
    assert "X1@North" in places(regressing)["North"].losing_fit
    activity["intended_phases"] = ["stabilisation", "transition"]
    assert "X1@North" not in places(regressing)["North"].losing_fit


def test_a_decision_at_the_gate_is_the_review(regressing: dict[str, Any]) -> None:
    since = places(regressing)[None].since
    assert since is not None
    regressing["gate_decisions"] = [
        {"key": "GD1", "gate": "G0", "decided_on": since.isoformat(), "body": "JSC", "decision": "hold"}
    ]
    item = places(regressing)[None]
    assert (item.watch, item.reviewed_on) == (AT_RISK, since)


def trigger(bundle: dict[str, Any], **changes: Any) -> Transition:
    bundle["events"] = [
        {
            "key": "EV1",
            "title": "The cease-fire collapses",
            "starts_on": "2025-12-20",
            "regression_trigger": True,
            **changes,
        }
    ]
    return places(bundle)["North"]


def test_a_trigger_event_opens_a_review_at_once(karo: dict[str, Any]) -> None:
    item = trigger(karo)
    assert (item.watch, item.triggers, item.review_due_on) == (AT_RISK, ("EV1",), date(2026, 1, 19))
    assert trigger(karo, area="North").watch == AT_RISK
    (finding,) = findings(karo)
    assert (finding.code, finding.params["area"]) == ("regression_area", "North")


@pytest.mark.parametrize(
    "changes",
    [
        {"regression_trigger": None},
        {"regression_trigger": False},
        {"area": "South"},
        {"starts_on": "2026-01-02"},
        {"starts_on": "2024-05-31"},
        {"ends_on": "2025-12-31"},
    ],
)
def test_other_events_open_none(karo: dict[str, Any], changes: dict[str, Any]) -> None:
    assert trigger(karo, **changes).watch == NOT_ASSESSED


def test_a_decision_since_the_event_answers_it(regressing: dict[str, Any]) -> None:
    row(regressing, "gates", "G0")["benchmarks"][0]["regression_threshold"] = 1000
    assert trigger(regressing).watch == AT_RISK
    regressing["gate_decisions"] = [
        {"key": "GD1", "gate": "G0", "decided_on": "2025-12-28", "body": "JSC", "decision": "hold"}
    ]
    assert trigger(regressing).watch == HOLDING


def test_after_exit_the_watch_lasts_five_years(karo: dict[str, Any]) -> None:
    karo["phase_periods"].append(
        {"key": "PP3", "phase": "exit", "period_from": "2025-06-01", "area": "North"}
    )
    north = places(karo)["North"]
    assert (north.watch, north.watch_until) == (NOT_ASSESSED, date(2030, 6, 1))
    assert places(karo, date(2030, 6, 2))["North"].watch == NOT_APPLICABLE


def test_the_document_says_where_each_place_stands(regressing: dict[str, Any]) -> None:
    document = document_of(regressing)["transitions"]
    assert [item["area"] for item in document] == [None, "Capital", "North", "South"]
    assert document[0]["watched"]["B1"]["state"] == REGRESSED
