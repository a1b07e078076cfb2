"""The worked example of the method equals its expected assessment, and its checks of section H.8 hold."""

import copy
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from apps.coherence.engine import as_document, assess, fingerprint, inputs_from_document
from apps.coherence.engine.results import LEVELS

DATA = Path(__file__).parents[2] / "data"
KARO_DAY = date(2026, 1, 1)


def document_of(bundle: dict[str, Any], as_of: date = KARO_DAY) -> dict[str, Any]:
    inputs = inputs_from_document(bundle)
    return as_document(assess(inputs, as_of), fingerprint(inputs))


def row(bundle: dict[str, Any], collection: str, key: str) -> dict[str, Any]:
    return next(item for item in bundle[collection] if item["key"] == key)


def scores(document: dict[str, Any]) -> dict[str, float | None]:
    """Every strip and indicator value of the document by its path."""
    found: dict[str, float | None] = {}

    def walk(part: dict[str, Any], path: str) -> None:
        for name, strip in part["strips"].items():
            found[f"{path}/{name}"] = strip["value"]
        for name, indicator in part.get("indicators", {}).items():
            found[f"{path}/{name}"] = indicator["value"]

    for level in LEVELS:
        part = document["levels"][level]
        if "system" in part:
            walk(part["system"], level)
            for key, subject in part["subjects"].items():
                walk(subject, f"{level}/{key}")
        else:
            walk(part, level)
    return found


ADDED = (
    "/signals/INT",
    "/who_says_so",
    "/transitions",
    "/exit",
    "/gates/G1/confirmed",
    "/signals/D7/returns",
    "/signals/D8/agencies/",
    "/signals/D9/observed",
    "/signals/D14/fit",
)
"""What the document says beyond the expected one, which holds the fourteen signals of section D only."""


def compared(actual: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, DATA / "compare.py", DATA / "karo.expected.json", actual, *options],
        capture_output=True,
        text=True,
        check=False,
    )


def test_equals_the_expected_assessment(karo: dict[str, Any], tmp_path: Path) -> None:
    actual = tmp_path / "actual.json"
    actual.write_text(json.dumps(document_of(karo), ensure_ascii=False), encoding="utf-8")
    done = compared(actual)
    assert done.stdout.splitlines()[-1].endswith(", 0 differ"), done.stdout
    assert done.returncode == 0
    beyond = [line.split()[0] for line in compared(actual, "--strict").stdout.splitlines()[:-1]]
    assert all(path.startswith(ADDED) for path in beyond), beyond


@pytest.mark.parametrize("grade", ["claimed", "evidenced", "verified", None])
def test_a_humanitarian_link_to_security_changes_no_level(karo: dict[str, Any], grade: str | None) -> None:
    before = document_of(copy.deepcopy(karo))
    if grade is None:
        karo["alignment_links"] = [item for item in karo["alignment_links"] if item["key"] != "X8-O1"]
    else:
        row(karo, "alignment_links", "X8-O1").update(grade=grade, attestor="MOP")
    after = document_of(karo)
    assert after["levels"] == before["levels"]
    assert after["signals"]["D1"] == before["signals"]["D1"]


def test_relabelling_an_exempt_activity_changes_neither_linkage_nor_deficit(karo: dict[str, Any]) -> None:
    before = document_of(copy.deepcopy(karo))
    karo["alignment_links"].append(
        {"key": "X8-O3", "activity": "X8", "objective": "O3", "grade": "evidenced"}
    )
    after = document_of(karo)
    assert after["levels"]["external"]["indicators"]["E1"] == before["levels"]["external"]["indicators"]["E1"]
    assert after["signals"]["D1"] == before["signals"]["D1"]


def test_pulling_a_humanitarian_agency_into_the_mission_raises_nothing(karo: dict[str, Any]) -> None:
    before = scores(document_of(copy.deepcopy(karo)))
    row(karo, "relationships", "UNM-HUM").update(rating_a=5, rating_b=5)
    after = scores(document_of(karo))
    assert after == before


def test_resolving_a_contradiction_lowers_nothing(karo: dict[str, Any]) -> None:
    before = scores(document_of(copy.deepcopy(karo)))
    row(karo, "contradictions", "e1")["status"] = "mitigated"
    after = scores(document_of(karo))
    assert all(after[path] >= value - 1e-12 for path, value in before.items() if value is not None)
    assert after["external/E6"] == 1


def test_money_times_eight_changes_no_level(karo: dict[str, Any]) -> None:
    before = scores(document_of(copy.deepcopy(karo)))
    for line in karo["funding_lines"]:
        for name in ("scheduled", "disbursed", "to_government_sector"):
            line[name] = f"{float(line[name]) * 8:.2f}"
    assert scores(document_of(karo)) == pytest.approx(before)


def test_an_activity_with_unknown_answers_lowers_coverage_and_linkage_only(karo: dict[str, Any]) -> None:
    new = {**row(karo, "activities", "X4"), "key": "X9", "lead": "UNM"}
    del new["country_owned_results"]
    karo["activities"].append(new)
    levels = document_of(karo)["levels"]
    results = levels["internal_external"]["indicators"]["I1"]
    assert (results["value"], results["n"], results["N"]) == (0.5, 5, 7)
    assert levels["external"]["indicators"]["E1"]["value"] == pytest.approx(4 / 7)


def test_more_evidence_may_lower_the_share_of_significant_relations(karo: dict[str, Any]) -> None:
    """On purpose: it reveals another small relation."""
    karo["funding_lines"].append(
        {**row(karo, "funding_lines", "X2-MFA"), "key": "X3-MFA", "activity": "X2", "disbursed": "10.00"}
    )
    karo["funding_lines"] = [line for line in karo["funding_lines"] if line["key"] != "X2-MFA"]
    row(karo, "alignment_links", "X2-O3")["grade"] = "evidenced"
    before = 4 / 5
    assert document_of(karo)["levels"]["external"]["indicators"]["E5"]["value"] <= before + 1 / 30


@pytest.mark.parametrize(
    ("dispute", "expected"),
    [
        ({"by": "MOP", "raised_on": "2025-11-01"}, ("claimed", "R4")),
        ({"by": "MOP", "raised_on": "2025-11-01", "resolved_on": "2025-12-01"}, ("verified", None)),
        ({"by": "MOP", "raised_on": "2025-11-01", "resolved_on": "2026-02-01"}, ("claimed", "R4")),
        ({"by": "MOP", "raised_on": "2026-02-01"}, ("verified", None)),
    ],
)
def test_a_dispute_counts_from_its_day_until_resolved(
    karo: dict[str, Any], dispute: dict[str, str], expected: tuple[str, str | None]
) -> None:
    row(karo, "alignment_links", "X1-O1")["dispute"] = dispute
    link = document_of(karo)["links"]["X1-O1"]
    assert (link["effective"], link["rule"]) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"attestor": "UNM"}, ("verified", None)),
        ({"attestor": "DEF"}, ("evidenced", "R1")),
        ({"attestor": "MFA"}, ("evidenced", "R1")),
        ({"attestor": None}, ("evidenced", "R1")),
        ({"attested_on": "2026-03-01"}, ("evidenced", "R1")),
        ({"attestor_income_share": 0.5}, ("verified", None)),
        ({"attestor_income_share": 0.51}, ("evidenced", "R2")),
        ({"valid_until": "2026-01-01"}, ("verified", None)),
        ({"valid_until": "2025-12-31"}, ("claimed", "R3")),
    ],
)
def test_rules_of_evidence(
    karo: dict[str, Any], changes: dict[str, Any], expected: tuple[str, str | None]
) -> None:
    row(karo, "alignment_links", "X1-O1").update(changes)
    link = document_of(karo)["links"]["X1-O1"]
    assert (link["effective"], link["rule"]) == expected


def test_an_implementer_or_funder_is_no_independent_attestor(karo: dict[str, Any]) -> None:
    row(karo, "activities", "X1")["implementers"] = ["MOP"]
    karo["funding_lines"].append(
        {"key": "X7-UNM", "activity": "X7", "funder": "UNM", "period_from": "2025-01-01", "currency": "USD"}
    )
    links = document_of(karo)["links"]
    assert links["X1-O1"]["rule"] == "R1"
    assert links["X7-O3"]["rule"] == "R1"


def test_without_a_framework_linkage_is_not_assessed_rather_than_zero(karo: dict[str, Any]) -> None:
    karo["framework_versions"] = []
    document = document_of(karo)
    linkage = document["levels"]["external"]["indicators"]["E1"]
    assert {k: linkage[k] for k in ("status", "value", "n", "N", "lo", "hi")} == {
        "status": "not_assessed",
        "value": None,
        "n": 0,
        "N": 6,
        "lo": 0,
        "hi": 1,
    }
    verification = document["levels"]["internal_external"]["indicators"]["I2"]
    assert {k: verification[k] for k in ("status", "value", "n", "N")} == {
        "status": "assessed",  # "not asked = 0 (a fact, not a gap)"; P1 = no turns only E1 and D1
        "value": 0,
        "n": 5,
        "N": 6,
    }
    assert document["levels"]["agency"]["subjects"]["DEF"]["indicators"]["A5"]["status"] == "not_applicable"
    assert document["signals"]["D1"]["evidenced"] is None
    assert document["trade_offs"]["T1"] == {"value": None, "flag": False}
    assert document["preconditions"]["P1"]["adopted"] is False


def test_a_past_date_sees_only_what_was_known_then(karo: dict[str, Any]) -> None:
    document = document_of(karo, date(2025, 6, 30))
    assert document["signals"]["D4"]["live"] == []
    assert "X2-O2" not in document["links"]
    assert document["links"]["X1-O1"]["effective"] == "evidenced"
    assert document["preconditions"]["P1"]["months_since_revision"] == pytest.approx(1 + 29 / 31)


def test_a_closed_contradiction_is_open_before_its_closing_day(karo: dict[str, Any]) -> None:
    row(karo, "contradictions", "e1").update(status="mitigated", closed_on="2026-02-01")
    assert document_of(karo)["signals"]["D4"]["live"] == ["e1", "e2", "e3"]
    assert document_of(karo, date(2026, 2, 1))["signals"]["D4"]["live"] == ["e2", "e3"]


def test_a_mission_with_nothing_in_it_is_answered_with_nothing() -> None:
    document = document_of({"mission": {"code": "NIL", "name": "Nil", "currency": "USD"}})
    assert document["weakest"] == {"level": None, "value": None, "band": None}
    assert document["trend"] is None
    for level in ("agency", "whole_of_government"):
        system = document["levels"][level]["system"]
        assert system["band"] is None
        assert system["strips"]["consistency"]["status"] == "not_applicable"
    json.dumps(document)
