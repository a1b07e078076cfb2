"""Evidence and agreement of a level in words, as changes of the worked example."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.coherence.engine.missions import random_mission
from tests.coherence.engine.test_karo import document_of, row, scores

Bundle = dict[str, Any]
LEVELS = {"agency", "whole_of_government", "external", "internal_external"}


def words(bundle: Bundle, level: str) -> dict[str, Any]:
    found: dict[str, Any] = document_of(bundle)["who_says_so"][level]
    return found


def test_the_worked_example(karo: Bundle) -> None:
    found = words(karo, "external")
    assert found["evidence"] == "medium"
    assert (found["second_voices"], found["agreement"]) != (0, "high")
    assert 0.5 <= found["coverage"] <= 1
    assert found["verified"] <= found["graded"]


def test_a_dispute_is_a_second_voice_that_does_not_agree(karo: Bundle) -> None:
    before = words(karo, "external")
    row(karo, "alignment_links", "X1-O1")["dispute"] = {"by": "MOP", "raised_on": "2025-11-01"}
    after = words(karo, "external")
    assert after["second_voices"] == before["second_voices"]
    assert after["agreeing"] == before["agreeing"] - 1
    row(karo, "alignment_links", "X2-O3")["dispute"] = {"by": "MOP", "raised_on": "2025-11-01"}
    assert words(karo, "external")["second_voices"] == before["second_voices"] + 1


def test_ratings_two_steps_apart_do_not_agree(karo: Bundle) -> None:
    before = words(karo, "external")
    rated = next(one for one in karo["relationships"] if {one["agency_a"], one["agency_b"]} == {"UNM", "DEV"})
    rated.update(rating_a=2, rating_b=4)
    assert words(karo, "external")["agreeing"] == before["agreeing"] - 1


def test_silence_is_no_agreement(karo: Bundle) -> None:
    karo["alignment_links"] = []
    karo["relationships"] = []
    for one in karo["contradictions"]:
        one["acknowledged_by"] = []
    for level in LEVELS:
        found = words(karo, level)
        assert (found["second_voices"], found["agreement"]) == (0, None)


@pytest.mark.parametrize(("known", "evidence"), [(0, "limited"), (1, "medium")])
def test_little_known_is_limited_evidence(karo: Bundle, known: int, evidence: str) -> None:
    if not known:
        for name in ("contradiction_reviews", "internal_reviews", "consultations", "policy_positions"):
            karo[name] = []
        for one in karo["activities"]:
            one["country_owned_results"] = None
            one["verification_deferred"] = True
    assert words(karo, "internal_external")["evidence"] == evidence


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1_000_000))
def test_the_words_never_claim_more_than_was_counted(seed: int) -> None:
    document = document_of(random_mission(seed))
    assert set(document["who_says_so"]) == LEVELS
    assert scores(document)
    for found in document["who_says_so"].values():
        assert 0 <= found["verified"] <= found["graded"]
        assert 0 <= found["agreeing"] <= found["second_voices"]
        assert (found["agreement"] is None) is (found["second_voices"] < 3)
        if found["evidence"] == "robust":
            assert found["verified"] * 2 >= found["graded"] >= 10


def test_robust_takes_ten_statements_half_of_them_verified(karo: Bundle) -> None:
    internal = [one["key"] for one in karo["agencies"] if one["side"] == "internal"]
    for number in range(10):
        karo["activities"].append(row(karo, "activities", "X1") | {"key": f"N{number}"})
        karo["alignment_links"].append(
            row(karo, "alignment_links", "X1-O1")
            | {"key": f"N{number}-O1", "activity": f"N{number}", "attestor": internal[number % 2]}
        )
    assert words(karo, "external")["verified"] >= 10
    assert words(karo, "external")["evidence"] in {"robust", "medium"}
    assert (words(karo, "external")["evidence"] == "robust") is (words(karo, "external")["coverage"] >= 0.8)
