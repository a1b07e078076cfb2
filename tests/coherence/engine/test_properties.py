"""What must hold in any mission, whatever its rows: order, missing data, future, humanitarian
independence."""

import copy
import json
import random
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.coherence.engine import as_document, assess, fingerprint, inputs_from_document
from apps.coherence.engine.index import build_index
from apps.coherence.engine.registry import FINDING_TEXTS, KINDS, MOVER_TEXTS
from tests.coherence.engine.conftest import KARO_DAY
from tests.coherence.engine.missions import random_mission
from tests.coherence.engine.test_karo import scores
from tests.coherence.engine.test_units import indicators

SEEDS = st.integers(min_value=0, max_value=1_000_000)
FAST = settings(max_examples=50, deadline=None)

ORDERED_LISTS = {"chairs", "delivery", "capacity_building", "stages"}


def document_of(bundle: dict[str, Any]) -> dict[str, Any]:
    inputs = inputs_from_document(bundle)
    return as_document(assess(inputs, KARO_DAY), fingerprint(inputs))


def shuffled(value: Any, chance: random.Random, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: shuffled(item, chance, key) for key, item in value.items()}
    if isinstance(value, list):
        items = [shuffled(item, chance) for item in value]
        if name not in ORDERED_LISTS:
            chance.shuffle(items)
        return items
    return value


@FAST
@given(SEEDS)
def test_the_order_of_rows_and_lists_changes_nothing(seed: int) -> None:
    mission = random_mission(seed)
    other = shuffled(mission, random.Random(seed))  # noqa: S311  repeatable, no secret
    assert inputs_from_document(other) == inputs_from_document(mission)
    assert json.dumps(document_of(other)) == json.dumps(document_of(mission))


@FAST
@given(SEEDS)
def test_rows_of_the_future_do_not_exist(seed: int) -> None:
    mission = random_mission(seed)
    before = document_of(copy.deepcopy(mission))
    later = "2026-06-01"
    activity, agency = mission["activities"][0], mission["agencies"][0]["key"]
    objective = mission["objectives"][0]["key"]
    mission["alignment_links"].append(
        {
            "key": "new",
            "activity": activity["key"],
            "objective": objective,
            "grade": "verified",
            "claimed_on": later,
        }
    )
    mission["policy_positions"].append(
        {"key": "new", "agency": agency, "objective": objective, "support": -1, "dated_on": later}
    )
    mission["contradiction_reviews"].append(
        {"key": "new", "scope": "mission", "reviewed_on": later, "activities": [activity["key"]]}
    )
    mission["internal_reviews"].append(
        {
            "key": "new",
            "activity": activity["key"],
            "internal_actor": agency,
            "reviewed_on": later,
            "outcome": "objection",
        }
    )
    mission["joint_missions"].append({"key": "new", "participants": [agency], "started_on": later})
    mission["policy_commitments"].append(
        {"key": "new", "agency": agency, "text": "-", "made_on": later, "activities": []}
    )
    mission["gate_decisions"].append(
        {"key": "new", "gate": "G0", "decided_on": later, "body": "-", "decision": "hold"}
    )
    mission["events"].append({"key": "new", "title": "-", "starts_on": later, "regression_trigger": True})
    if len(mission["activities"]) > 1:
        mission["contradictions"].append(
            {
                "key": "new",
                "activity_a": activity["key"],
                "activity_b": mission["activities"][1]["key"],
                "score": -3,
                "grade": "verified",
                "status": "open",
                "raised_on": later,
            }
        )
    after = document_of(mission)
    del before["computed_by"], after["computed_by"]
    assert after == before


# --- missing data only widens bounds -------------------------------------------------------------

Forget = Callable[[dict[str, Any]], None]


def forget_answers(mission: dict[str, Any]) -> None:
    mission["activities"][0]["country_owned_results"] = None


def forget_review(mission: dict[str, Any]) -> None:
    mission["contradiction_reviews"] = mission["contradiction_reviews"][1:]


def forget_internal_review(mission: dict[str, Any]) -> None:
    mission["internal_reviews"] = mission["internal_reviews"][1:]


def forget_chair(mission: dict[str, Any]) -> None:
    for row in mission["forums"][:1]:
        row["chairs"] = None


def forget_rating(mission: dict[str, Any]) -> None:
    for row in mission["relationships"][:1]:
        row["rating_a"] = None


def forget_signatories(mission: dict[str, Any]) -> None:
    for row in mission["whole_of_government_strategies"][:1]:
        row["signatories"] = None


def forget_mechanism(mission: dict[str, Any]) -> None:
    for row in mission["whole_of_government_strategies"][:1]:
        row["mechanism"] = None


def forget_strategy_traces(mission: dict[str, Any]) -> None:
    for row in mission["whole_of_government_strategies"][:1]:
        row["activities"] = None


def forget_traces(mission: dict[str, Any]) -> None:
    for row in mission["policy_commitments"][:1]:
        row["activities"] = None


def forget_record(mission: dict[str, Any]) -> None:
    for row in mission["policy_products"][:1]:
        row["consulted"] = None


def forget_approval(mission: dict[str, Any]) -> None:
    mission["activities"][0]["approved_on"] = None


FORGETTING = (
    forget_answers,
    forget_review,
    forget_internal_review,
    forget_chair,
    forget_rating,
    forget_signatories,
    forget_mechanism,
    forget_strategy_traces,
    forget_traces,
    forget_record,
    forget_approval,
)


def bounds(mission: dict[str, Any]) -> dict[tuple[int, str], tuple[float, float]]:
    """(place, id) -> bounds of every applicable count indicator of every subject."""
    assessment = assess(inputs_from_document(mission), KARO_DAY)
    return {
        (place, item.id): (item.lo, item.hi)
        for place, item in enumerate(indicators(assessment))
        if item.kind == "count" and item.lo is not None and item.hi is not None
    }


@settings(max_examples=120, deadline=None)
@given(SEEDS, st.sampled_from(FORGETTING))
def test_missing_data_only_widens_bounds(seed: int, forget: Forget) -> None:
    mission = random_mission(seed)
    known = bounds(copy.deepcopy(mission))
    forget(mission)
    unknown = bounds(mission)
    assert unknown.keys() == known.keys()
    for key, (low, high) in known.items():
        assert unknown[key][0] <= low + 1e-9, key
        assert unknown[key][1] >= high - 1e-9, key


# --- humanitarian independence ---------------------------------------------------------------------


def with_guarded_pair(seed: int) -> dict[str, Any]:
    """A mission with exempt activity X0, security objective O0, humanitarian A0 and security agency A1."""
    mission = random_mission(seed)
    lead, other = mission["agencies"][:2]
    lead.update(political_or_security=False, principled_humanitarian=True)
    other.update(political_or_security=True)
    mission["activities"][0].update(dimension="humanitarian", status="active", lead=lead["key"], end=None)
    mission["objective_texts"][0]["dimension"] = "security"
    mission["framework_versions"] = [{"key": "V", "number": 1, "status": "adopted"}]
    return mission


@FAST
@given(SEEDS, st.sampled_from(["claimed", "evidenced", "verified"]))
def test_a_guarded_link_of_an_exempt_activity_changes_no_level(seed: int, grade: str) -> None:
    mission = with_guarded_pair(seed)
    mission["alignment_links"] = [row for row in mission["alignment_links"] if row["key"] != "X0-O0"]
    before = document_of(copy.deepcopy(mission))
    mission["alignment_links"].append(
        {"key": "new", "activity": "X0", "objective": "O0", "grade": grade, "attestor": "A1"}
    )
    after = document_of(mission)
    for part in ("levels", "trade_offs", "weakest", "preconditions"):
        assert after[part] == before[part]
    assert after["signals"]["D1"] == before["signals"]["D1"]
    assert after["signals"]["D6"]["link"] == sorted([*before["signals"]["D6"]["link"], "new"])


@FAST
@given(SEEDS)
def test_relabelling_links_of_exempt_activities_changes_neither_linkage_nor_deficit(seed: int) -> None:
    mission = random_mission(seed)
    exempt = build_index(inputs_from_document(mission), KARO_DAY).exempt
    before = document_of(copy.deepcopy(mission))
    for row in mission["alignment_links"]:
        if row["activity"] in exempt:
            row["grade"] = "verified" if row["grade"] == "claimed" else "claimed"
    after = document_of(mission)
    assert after["levels"]["external"]["indicators"]["E1"] == before["levels"]["external"]["indicators"]["E1"]
    assert after["signals"]["D1"] == before["signals"]["D1"]


@FAST
@given(SEEDS)
def test_a_tighter_tie_of_humanitarian_and_security_agencies_raises_no_score(seed: int) -> None:
    mission = with_guarded_pair(seed)
    mission["relationships"] = [row for row in mission["relationships"] if row["key"] != "A0-A1"]
    pair = {"key": "A0-A1", "agency_a": "A0", "agency_b": "A1", "rating_a": seed % 3, "rating_b": seed % 2}
    mission["relationships"].append(pair)
    before = document_of(copy.deepcopy(mission))
    pair.update(rating_a=3 + seed % 3, rating_b=3)
    after = document_of(mission)
    assert after["signals"]["D6"]["relationship"] == sorted(
        {*before["signals"]["D6"]["relationship"], "A0-A1"}
    )
    old, new = scores(before), scores(after)
    assert new.keys() == old.keys()
    for path, value in old.items():
        assert (new[path] is None) == (value is None)
        if value is not None:
            assert new[path] <= value + 1e-9, path


@FAST
@given(SEEDS)
def test_nothing_is_ever_proposed_to_an_exempt_activity(seed: int) -> None:
    assessment = assess(inputs_from_document(random_mission(seed)), KARO_DAY)
    exempt = {("activities", key) for key in assessment.exempt_activities}
    for movers in assessment.movers.values():
        assert len(movers) <= 3
        effects = [round(mover.effect, 9) for mover in movers]
        assert effects == sorted(effects, reverse=True)
        for mover in movers:
            assert not exempt & set(mover.rows)
            assert MOVER_TEXTS[mover.code] % mover.params
    for finding in assessment.findings:
        assert finding.kind in KINDS
        assert FINDING_TEXTS[finding.code] % finding.params
        if finding.signal in {"D1", "D10"} or finding.code == "late_link_not_evidenced":
            assert not exempt & set(finding.rows)


@FAST
@given(SEEDS)
def test_closing_a_contradiction_lowers_no_indicator_of_contradiction(seed: int) -> None:
    mission = random_mission(seed)
    wanted = {"A3", "W3", "E6", "I7"}
    before = [i for i in indicators(assess(inputs_from_document(mission), KARO_DAY)) if i.id in wanted]
    for row in mission["contradictions"]:
        row["status"] = "withdrawn"
        row["closed_on"] = None
    after = [i for i in indicators(assess(inputs_from_document(mission), KARO_DAY)) if i.id in wanted]
    for old, new in zip(before, after, strict=True):
        assert (old.status, old.n, old.N) == (new.status, new.n, new.N)
        assert old.value is None or (new.value is not None and new.value >= old.value - 1e-9)


@FAST
@given(SEEDS)
def test_every_document_is_plain_json_with_the_same_parts(seed: int) -> None:
    document = document_of(random_mission(seed))
    json.dumps(document, allow_nan=False)
    assert list(document["signals"]) == [*(f"D{number}" for number in range(1, 15)), "INT"]
    for benchmark in document["benchmarks"].values():
        assert benchmark["status"]
