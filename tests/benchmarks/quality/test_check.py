"""Each rule: a version that breaks it, one that keeps it; and what holds for all of them."""

import copy
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.benchmarks.quality.check import Beside, check
from apps.benchmarks.quality.rules import MANY_IN_ALL, MANY_INDICATORS, RULES, Severity

BESIDE = Beside(
    dimensions=["political"],
    internal={"MIN"},
    endorsed={"O1": {"MIN"}},
    kinds={"NDP": "national_development_plan"},
    coordinated=True,
)


def good() -> dict[str, Any]:
    """A document that breaks no rule."""
    return {
        "framework_version": {"key": "V1", "number": 1, "vision": "Peace"},
        "objective_texts": [
            {
                "key": "T1",
                "objective": "O1",
                "code": "O1",
                "title": "Dialogue",
                "dimension": "political",
                "phases": ["transition", "exit"],
                "lead_agencies": ["UNM"],
                "contributing_agencies": [],
                "conflict_factors": ["F1"],
                "linked_items": [{"linked_framework": "NDP", "item": "A1"}],
            }
        ],
        "conflict_factors": [{"key": "F1", "kind": "driver", "title": "Land"}],
        "assumptions": [],
        "benchmarks": [{"key": "B1", "objective": "O1"}],
        "benchmark_texts": [
            {
                "key": "W1",
                "benchmark": "B1",
                "statement": "Courts sit in every province.",
                "deadline": "2026-06-30",
                "owner": "MIN",
            }
        ],
        "indicators": [
            {
                "key": "I1",
                "benchmark": "B1",
                "title": "Courts",
                "value_type": "number",
                "direction": "increase",
                "unit": "courts",
                "source": "Ministry",
                "baseline_number": 0,
                "baseline_on": "2025-01-01",
                "target_number": 10,
            }
        ],
        "milestones": [],
        "gates": [{"key": "G1", "from_phase": "transition", "to_phase": "consolidation"}],
        "resource_requirements": [{"key": "R1", "objective": "O1"}],
    }


def changed(collection: str, **fields: Any) -> dict[str, Any]:
    """The good document with these fields of its first row; None takes a field out."""
    document = good()
    row = document[collection]
    row = row if isinstance(row, dict) else row[0]
    row |= fields
    for name in [name for name, value in fields.items() if value is None]:
        del row[name]
    return document


def emptied(*collections: str) -> dict[str, Any]:
    return good() | {name: [] for name in collections}


def with_indicators(count: int) -> dict[str, Any]:
    document = good()
    document["indicators"] = [document["indicators"][0] | {"key": f"I{n}"} for n in range(count)]
    return document


STAGES = {"value_type": "stage", "baseline_stage": "tabled", "target_stage": "in force"}
BREAKS = {
    "no_objective": emptied("objective_texts", "benchmark_texts", "indicators"),
    "objective_without_lead": changed("objective_texts", lead_agencies=[]),
    "benchmark_without_deadline": changed("benchmark_texts", deadline=None),
    "benchmark_without_owner": changed("benchmark_texts", owner=None),
    "benchmark_without_indicator": emptied("indicators"),
    "indicator_without_source": changed("indicators", source=" "),
    "indicator_without_baseline": changed("indicators", baseline_on=None),
    "indicator_without_target": changed("indicators", target_number=None),
    "indicator_without_unit": changed("indicators", unit=None),
    "indicator_without_stages": changed("indicators", **STAGES),
    "vague_benchmark": changed("benchmark_texts", statement="Progress made in dialogue"),
    "objective_without_benchmark": emptied("benchmark_texts", "indicators"),
    "objective_without_resources": emptied("resource_requirements"),
    "objective_without_factor": changed("objective_texts", conflict_factors=None),
    "factor_without_objective": changed("objective_texts", conflict_factors=[]),
    "phase_without_gate": emptied("gates"),
    "dimension_empty": changed("objective_texts", dimension="security"),
    "no_vision": changed("framework_version", vision="  "),
    "no_analysis": emptied("conflict_factors"),
    "no_national_reference": changed("objective_texts", linked_items=[]),
    "objective_without_contributors": changed("objective_texts", contributing_agencies=None),
    "objective_without_phase": changed("objective_texts", phases=[]),
    "many_indicators": with_indicators(MANY_INDICATORS + 1),
    "many_indicators_in_all": with_indicators(MANY_IN_ALL + 1),
}
BESIDES = {
    "objective_without_endorsement": Beside(["political"], {"MIN"}, {"O1": {"UNM"}}, BESIDE.kinds, True),
    "no_coordination": Beside(["political"], {"MIN"}, BESIDE.endorsed, BESIDE.kinds),
}


def rules_in(document: dict[str, Any], beside: Beside = BESIDE) -> set[str]:
    return {one.rule.id for one in check(document, beside)}


def test_a_version_that_lacks_nothing_has_no_finding():
    assert check(good(), BESIDE) == []


def test_every_rule_is_tried():
    assert set(BREAKS) | set(BESIDES) == set(RULES)


@pytest.mark.parametrize("rule", BREAKS)
def test_a_version_that_breaks_a_rule_is_found(rule):
    assert rule in rules_in(BREAKS[rule])


@pytest.mark.parametrize("rule", BESIDES)
def test_what_stands_beside_the_version_is_looked_at(rule):
    assert rules_in(good(), BESIDES[rule]) == {rule}


def test_what_is_held_or_stays_in_a_range_needs_no_baseline():
    held = changed("indicators", direction="maintain_above", baseline_number=None, baseline_on=None)
    assert rules_in(held) == set()
    ranged = changed(
        "indicators",
        direction="range",
        range_min=0,
        target_number=None,
        baseline_number=None,
        baseline_on=None,
    )
    assert rules_in(ranged) == set()


def test_a_baseline_of_zero_and_a_percentage_without_unit_are_complete():
    assert rules_in(changed("indicators", value_type="percent", unit=None, baseline_number=0)) == set()
    assert rules_in(changed("indicators", value_type="yes_no", unit=None, baseline_number=None)) == {
        "indicator_without_baseline"
    }
    money = {"value_type": "money", "unit": None, "currency": "USD"}
    assert rules_in(changed("indicators", **money)) == set()


def test_the_last_phase_needs_no_gate_out_of_it():
    assert rules_in(changed("objective_texts", phases=["exit"]) | {"gates": []}) == set()


def test_findings_name_their_row_and_the_heaviest_come_first():
    document = changed("benchmark_texts", deadline=None, statement="Progress made in dialogue")
    first, second = check(document, BESIDE)
    assert (first.rule.id, first.key, first.token) == (
        "benchmark_without_deadline",
        "B1",
        "benchmark_without_deadline:B1",
    )
    assert (second.rule.severity, second.params) == (Severity.SHOULD, {"phrase": "progress made in"})


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_says_what_why_and_where_from(rule):
    assert rule.sentence.endswith((".", "”."))
    assert rule.reason.endswith(".")
    assert rule.source.name
    assert set(re.findall(r"%\((\w+)\)s", rule.sentence)) <= {"phrase", "count"}


MISSING = st.lists(
    st.sampled_from(
        [
            ("objective_texts", "lead_agencies"),
            ("objective_texts", "phases"),
            ("objective_texts", "conflict_factors"),
            ("benchmark_texts", "deadline"),
            ("benchmark_texts", "owner"),
            ("indicators", "source"),
            ("indicators", "unit"),
            ("indicators", "baseline_on"),
            ("indicators", "target_number"),
        ]
    ),
    unique=True,
)


@given(MISSING, MISSING)
def test_what_more_is_missing_never_takes_a_finding_away(less, more):
    def without(parts: list[tuple[str, str]]) -> dict[str, Any]:
        document = copy.deepcopy(good())
        for collection, name in parts:
            document[collection][0].pop(name, None)
        return document

    # A version without any phase has none that lacks its gate, so phases stay out of the comparison.
    assert rules_in(without(less)) - {"phase_without_gate"} <= rules_in(without([*less, *more]))


@given(st.permutations(range(4)))
def test_the_order_of_rows_changes_no_finding(order):
    document = good()
    rows = [document["objective_texts"][0] | {"objective": f"O{n}", "key": f"T{n}"} for n in range(4)]
    document["objective_texts"] = rows
    mixed = document | {"objective_texts": [rows[n] for n in order]}

    def tokens(one: dict[str, Any]) -> list[str]:
        return sorted(finding.token for finding in check(one, BESIDE))

    assert tokens(mixed) == tokens(document)
