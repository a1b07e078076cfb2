"""Checks of method A.2 and I.5 on attestations, links and positions, as changes of the worked example."""

from typing import Any

import pytest

from apps.coherence.engine import assess, inputs_from_document
from apps.coherence.engine.results import Finding
from tests.coherence.engine.conftest import KARO_DAY
from tests.coherence.engine.test_karo import document_of, row

Bundle = dict[str, Any]


def integrity(bundle: Bundle) -> dict[str, Any]:
    found: dict[str, Any] = document_of(bundle)["signals"]["INT"]
    return found


def findings(bundle: Bundle) -> dict[str, Finding]:
    return {one.code: one for one in assess(inputs_from_document(bundle), KARO_DAY).signals["INT"].findings}


def attested(key: str, activity: str, objective: str, attestor: str, day: str) -> dict[str, Any]:
    return {
        "key": key,
        "activity": activity,
        "objective": objective,
        "grade": "verified",
        "claimed_on": "2025-03-01",
        "attestor": attestor,
        "attested_on": day,
    }


def test_the_worked_example_raises_no_flag(karo: Bundle) -> None:
    found = integrity(karo)
    assert found["reciprocity"] == {"value": 0.0, "k": 0, "n": 3, "flag": False, "links": []}
    assert (found["single_voice"]["n"], found["single_voice"]["attestor"]) == (1, "MOP")
    assert found["single_voice"]["categories"]["government"] == 1
    assert not found["single_voice"]["flag"]
    assert found["link_stuffing"] == {"value": 0.0, "k": 0, "n": 6, "activities": []}
    assert (found["neutral_positions"]["k"], found["neutral_positions"]["n"]) == (2, 17)
    assert findings(karo) == {}


@pytest.mark.parametrize(
    ("answered", "links"),
    [
        ("2026-01-01", ["a"]),  # to the day twelve months later
        ("2025-01-01", ["a", "b"]),  # the same day answers both ways
        ("2024-12-31", ["b"]),  # came before, so it is answered and no answer
    ],
)
def test_an_answer_comes_within_twelve_months_and_not_before(
    karo: Bundle, answered: str, links: list[str]
) -> None:
    karo["alignment_links"] = [
        attested("a", "X3", "O1", "MOP", "2025-01-01"),
        attested("b", "X7", "O1", "DEV", answered),
    ]
    assert integrity(karo)["reciprocity"]["links"] == links


def test_one_exchange_is_half_returned_and_flagged_from_four(karo: Bundle) -> None:
    karo["alignment_links"] = [
        attested("a", "X3", "O1", "MOP", "2025-01-01"),
        attested("b", "X7", "O1", "DEV", "2025-02-01"),
        attested("c", "X3", "O2", "MOP", "2025-01-01"),
    ]
    assert integrity(karo)["reciprocity"] == {
        "value": pytest.approx(2 / 3), "k": 2, "n": 3, "flag": False, "links": ["a", "c"],
    }  # fmt: skip
    karo["alignment_links"].append(attested("d", "X6", "O2", "WPN", "2025-01-01"))
    finding = findings(karo)["attestations_returned"]
    assert finding.params == {"returned": 2, "attestations": 4, "share": 0.5}
    assert finding.rows == (("alignment_links", "a"), ("alignment_links", "b"), ("alignment_links", "c"))
    assert finding.who_can_act == ("DEV", "MOP")


def test_an_answer_after_more_than_a_year_is_none(karo: Bundle) -> None:
    karo["alignment_links"] = [
        attested("a", "X3", "O1", "MOP", "2024-06-01"),
        attested("b", "X7", "O1", "DEV", "2025-06-02"),
        {**attested("c", "X7", "O2", "DEV", "2025-06-01"), "attested_on": None},
    ]
    assert (integrity(karo)["reciprocity"]["k"], integrity(karo)["reciprocity"]["n"]) == (0, 2)


def five_voices(attestors: list[str]) -> list[dict[str, Any]]:
    places = [("X1", "O1"), ("X2", "O2"), ("X3", "O3"), ("X5", "O1"), ("X6", "O4")]
    return [
        attested(f"v{n}", activity, objective, attestor, "2025-10-01")
        for n, ((activity, objective), attestor) in enumerate(zip(places, attestors, strict=True))
    ]


def test_one_attestor_speaks_for_all(karo: Bundle) -> None:
    karo["alignment_links"] = five_voices(["MOP", "MOP", "MOP", "MOP", "WPN"])
    found = integrity(karo)["single_voice"]
    assert (found["value"], found["attestor"], found["category"], found["flag"]) == (
        0.8, "MOP", "government", True,
    )  # fmt: skip
    finding = findings(karo)["single_voice_attestor"]
    assert finding.params == {"attestations": 5, "agency": "MOP", "share": 0.8}
    assert ("alignment_links", "v4") not in finding.rows
    karo["alignment_links"].pop()
    assert "single_voice_attestor" not in findings(karo)


def test_one_category_speaks_for_all_and_an_unknown_kind_for_none(karo: Bundle) -> None:
    karo["agencies"].append({**row(karo, "agencies", "MOP"), "key": "MOI"})
    karo["alignment_links"] = five_voices(["MOP", "MOP", "MOI", "MOI", "WPN"])
    finding = findings(karo)["single_voice_category"]
    assert finding.params == {"attestations": 5, "category": "government", "share": 0.8}
    assert finding.who_can_act == ("MOI", "MOP")
    row(karo, "agencies", "MOI")["kind"] = None
    found = integrity(karo)["single_voice"]
    assert (found["categories"]["unknown"], found["category_share"], found["flag"]) == (2, 0.4, False)


def test_dependent_attestations_are_no_voice(karo: Bundle) -> None:
    karo["alignment_links"] = five_voices(["MOP"] * 5)
    for link in karo["alignment_links"]:
        link["attestor_income_share"] = 0.6
    assert integrity(karo)["single_voice"]["n"] == 0
    assert integrity(karo)["single_voice"]["value"] is None


def test_more_than_three_objectives(karo: Bundle) -> None:
    for objective in ("O1", "O2"):
        karo["alignment_links"].append(attested(f"X6-{objective}", "X6", objective, "WPN", "2025-10-01"))
    assert findings(karo) == {}
    karo["alignment_links"].append(attested("X6-O3", "X6", "O3", "WPN", "2025-10-01"))
    finding = findings(karo)["many_objectives"]
    assert (finding.params["activity"], finding.params["objectives"]) == ("X6", 4)
    assert finding.who_can_act == ("UNM",)
    row(karo, "activities", "X6").update(dimension="humanitarian", lead="HUM")
    assert findings(karo) == {}


def test_neutral_everywhere(karo: Bundle) -> None:
    for one in karo["policy_positions"]:
        if one["agency"] in {"WPN", "DEF"}:
            one["support"] = 0
    found = integrity(karo)["neutral_positions"]
    assert found["agencies"] == ["WPN"]  # DEF took two positions only
    assert findings(karo)["neutral_everywhere"].params == {"agency": "WPN", "positions": 4}
