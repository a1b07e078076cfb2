"""The mapping of a bundle, and the hash over the columns that are read."""

import copy
from dataclasses import replace
from typing import Any

import pytest

from apps.coherence.engine import canonical, fingerprint, inputs_from_document
from apps.coherence.engine.document import settings_from
from apps.coherence.engine.inputs import COLLECTIONS
from apps.coherence.engine.settings import Settings
from tests.coherence.engine.missions import random_mission
from tests.coherence.engine.test_karo import row

Bundle = dict[str, Any]


def hash_of(bundle: Bundle) -> str:
    return fingerprint(inputs_from_document(bundle))


def test_missing_is_none_and_recorded_empty_is_empty(karo: Bundle) -> None:
    inputs = inputs_from_document(karo)
    texts = {text.objective: text for text in inputs.objective_texts}
    assert texts["O2"].endorsements == ()
    del row(karo, "objective_texts", "V2-O2")["endorsements"]
    texts = {text.objective: text for text in inputs_from_document(karo).objective_texts}
    assert texts["O2"].endorsements is None
    lines = {line.key: line for line in inputs.funding_lines}
    assert lines["X1-DEF"].to_government_sector == 0
    assert lines["X1-DEF"].audit is None
    assert inputs.mission.dimensions is None


def test_every_collection_of_the_worked_example_is_read(karo: Bundle) -> None:
    inputs = inputs_from_document(karo)
    for name in COLLECTIONS:
        assert len(getattr(inputs, name)) == len(karo.get(name, ())), name
    assert inputs == canonical(inputs)


def test_what_is_in_order_is_not_ordered_again_and_what_is_changed_is(karo: Bundle) -> None:
    inputs = inputs_from_document(karo)
    assert canonical(inputs) is inputs
    turned = replace(inputs, activities=inputs.activities[::-1])
    assert turned != inputs
    assert canonical(turned) == inputs


def test_rows_that_no_formula_reads_are_left_out(karo: Bundle) -> None:
    before = inputs_from_document(copy.deepcopy(karo))
    karo["indicators"].append(
        {
            "key": "context",
            "title": "-",
            "value_type": "number",
            "direction": "increase",
            "reporting_interval_months": 12,
        }
    )
    karo["observations"] += [
        {"key": "o1", "indicator": "context", "observed_on": "2025-01-01", "value": 3, "state": "accepted"},
        {"key": "o2", "indicator": "I-B1", "observed_on": "2025-01-01", "value": 3, "state": "draft"},
        {"key": "o3", "indicator": "I-B1", "observed_on": "2025-01-01", "state": "accepted"},
    ]
    karo["consultations"].append({"key": "c", "internal_actor": "MOP", "held_on": "2025-01-01"})
    karo["dissents"].append(
        {"key": "d", "agency": "WPN", "statement": "-", "raised_on": "2025-01-01", "activity": "X1"}
    )
    assert inputs_from_document(karo) == before
    assert hash_of(karo) == fingerprint(before)


@pytest.mark.parametrize(
    ("collection", "key", "change"),
    [
        ("activities", "X1", {"title": "Other", "description": "text", "audience": "public"}),
        ("agencies", "DEF", {"name": "Other", "acronym": "O"}),
        ("alignment_links", "X1-O1", {"rationale": "other", "uuid": "0" * 8}),
        ("funding_lines", "X1-DEF", {"committed": "1.00", "scheduled": "4000000.0000"}),
        ("agencies", "DEV", {"principled_humanitarian": None}),
    ],
)
def test_the_hash_ignores_what_is_not_read(
    karo: Bundle, collection: str, key: str, change: dict[str, Any]
) -> None:
    before = hash_of(copy.deepcopy(karo))
    row(karo, collection, key).update(change)
    assert hash_of(karo) == before


@pytest.mark.parametrize(
    ("collection", "key", "change"),
    [
        ("activities", "X1", {"end": None}),
        ("agencies", "DEF", {"state": "K"}),
        ("alignment_links", "X1-O1", {"grade": "evidenced"}),
        ("funding_lines", "X1-DEF", {"scheduled": "4000000.01"}),
        ("policy_commitments", "d2", {"activities": None}),
        ("policy_positions", "DEF-O2", {"reservation": "in part"}),
        ("gates", "G1", {"blocking_signals": []}),
    ],
)
def test_the_hash_follows_what_is_read(
    karo: Bundle, collection: str, key: str, change: dict[str, Any]
) -> None:
    before = hash_of(copy.deepcopy(karo))
    row(karo, collection, key).update(change)
    assert hash_of(karo) != before


def test_the_hash_follows_settings_and_registers(karo: Bundle) -> None:
    before = hash_of(copy.deepcopy(karo))
    karo["mission"]["settings"] = {"coverage_min": 0.5}
    assert hash_of(karo) == before
    karo["mission"]["settings"] = {"coverage_min": 0.6}
    assert hash_of(karo) != before


def test_settings_keep_the_default_of_what_is_missing() -> None:
    assert settings_from(None) == Settings()
    assert settings_from({"coverage_min": None, "cap_threshold": 0.4}) == Settings(cap_threshold=0.4)


def test_different_missions_have_different_hashes() -> None:
    assert len({hash_of(random_mission(seed)) for seed in range(30)}) == 30


def test_values_of_indicators_become_numbers(karo: Bundle) -> None:
    row(karo, "indicators", "I-B5").update(
        value_type="stage", stages=["none", "half", "all"], baseline_value="none", target_value="all"
    )
    row(karo, "observations", "OB-B5-2")["value"] = "half"
    for milestone in karo["milestones"]:
        if milestone["indicator"] == "I-B5":
            milestone["value"] = "none"
    inputs = inputs_from_document(karo)
    indicator = next(item for item in inputs.indicators if item.key == "I-B5")
    assert (indicator.baseline_value, indicator.target_value) == (0, 2)
    assert next(item for item in inputs.observations if item.key == "OB-B5-2").value == 1
