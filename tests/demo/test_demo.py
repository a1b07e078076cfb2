"""The demonstration missions: without fault, honest about gaps, rebuilt from their sources byte for byte."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from apps.exchange.bundle.reader import check, read

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "demo"
DATA = ROOT.parent / "shared" / "data"
DESIGN = ROOT.parent / "shared" / "design"
MISSIONS = json.loads((DEMO / "missions.json").read_text(encoding="utf-8"))


@cache
def bundle(code: str) -> dict[str, Any]:
    file = next(mission["file"] for mission in MISSIONS if mission["code"] == code)
    return read((DEMO / file).read_bytes())


def build(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(DEMO / "build_burundi.py"), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("code", ["KARO", "BDI"])
def test_a_demonstration_mission_has_no_fault(code: str) -> None:
    assert check(bundle(code)) == []


def test_the_list_of_missions_names_the_files_there_are() -> None:
    assert sorted(mission["file"] for mission in MISSIONS) == sorted(
        path.name for path in DEMO.glob("*.bundle.json")
    )
    assert [bundle(mission["code"])["mission"]["code"] for mission in MISSIONS] == ["KARO", "BDI"]
    assert [bundle(mission["code"])["mission"]["audience"] for mission in MISSIONS] == ["public", "public"]


def test_karo_says_that_it_is_fictional() -> None:
    assert bundle("KARO")["mission"]["name"] == "Karo (fictional)"
    assert bundle("KARO")["remarks"].startswith("Fictional")


def test_karo_differs_from_the_worked_example_in_name_audience_and_last_day_only() -> None:
    example = DESIGN / "karo.bundle.json"
    if not example.exists():
        pytest.skip("the worked example is not beside this repository (../shared/design/karo.bundle.json)")
    expected = json.loads(example.read_text(encoding="utf-8"))
    expected["mission"] |= {"name": "Karo (fictional)", "audience": "public", "ended_on": "2026-01-01"}
    assert bundle("KARO") == expected


def test_burundi_has_the_size_the_issue_asks_for() -> None:
    assert 150 <= len(bundle("BDI")["activities"]) <= 400
    assert (DEMO / "burundi.bundle.json").stat().st_size < 1_200_000


def test_burundi_holds_the_framework_of_2007_and_nothing_later() -> None:
    mission = bundle("BDI")
    assert [version["adopted_on"] for version in mission["framework_versions"]] == ["2007-06-20"]
    assert [text["code"] for text in mission["objective_texts"]] == list("12345678")


def test_burundi_invents_no_benchmark_evidence_position_or_relationship() -> None:
    collections = {name for name, value in bundle("BDI").items() if isinstance(value, list)}
    assert collections == {
        "documents",
        "areas",
        "agencies",
        "mission_agencies",
        "framework_versions",
        "objectives",
        "objective_texts",
        "mutual_commitments",
        "events",
        "indicators",
        "observations",
        "activities",
        "source_records",
        "funding_lines",
        "alignment_links",
    }


def test_burundi_links_are_claimed_and_say_by_which_rule() -> None:
    links = bundle("BDI")["alignment_links"]
    assert {link["grade"] for link in links} == {"claimed"}
    assert all(link["rationale"].startswith("By published rule") for link in links)
    assert not any("claimed_on" in link for link in links)


def test_relief_is_never_linked() -> None:
    mission = bundle("BDI")
    relief = {row["key"] for row in mission["activities"] if row["dimension"] == "humanitarian"}
    assert len(relief) == 48
    assert relief & {link["activity"] for link in mission["alignment_links"]} == set()


def test_every_amount_has_its_price_basis() -> None:
    lines = bundle("BDI")["funding_lines"]
    assert {(line["currency"], line["price_basis"]) for line in lines} == {("USD", "constant:2011")}


def test_indicators_are_context_series_with_standard_errors() -> None:
    mission = bundle("BDI")
    assert not any(
        {"benchmark", "baseline_value", "target_value"} & set(row) for row in mission["indicators"]
    )
    series = {row["indicator"] for row in mission["observations"]}
    assert series == {row["key"] for row in mission["indicators"]}
    assert all(row["standard_error"] > 0 for row in mission["observations"])
    assert len(mission["observations"]) == 6 * 13


def test_the_seventeen_provinces_have_light_closed_shapes_inside_the_country() -> None:
    provinces = [row for row in bundle("BDI")["areas"] if "geometry" in row]
    assert len(provinces) == 17
    assert {row["parent"] for row in provinces} == {"BI"}
    assert all(re.fullmatch(r"BI-[A-Z]{2}", row["code"]) for row in provinces)
    rings = [ring for row in provinces for ring in row["geometry"]["coordinates"]]
    assert all(ring[0] == ring[-1] and len(ring) > 3 for ring in rings)
    points = [point for ring in rings for point in ring]
    assert all(28.9 < longitude < 30.9 and -4.5 < latitude < -2.3 for longitude, latitude in points)
    assert len(json.dumps([row["geometry"] for row in provinces])) < 30_000


def test_every_activity_names_its_source_record_and_carries_the_citation() -> None:
    mission = bundle("BDI")
    sourced = {record["activity"] for record in mission["source_records"]}
    assert sourced == {row["key"] for row in mission["activities"]}
    assert all(row["documents"] == ["AIMS"] for row in mission["activities"])
    cited = next(row["description"] for row in mission["documents"] if row["key"] == "AIMS")
    assert "AidData. 2017." in cited
    assert "http://opendatacommons.org/licenses/by/1.0/" in cited


def test_titles_are_short_and_distinct() -> None:
    titles = [row["title"] for row in bundle("BDI")["activities"]]
    assert max(map(len, titles)) <= 80
    assert len(set(titles)) == len(titles)


def test_the_readme_publishes_the_tables_that_the_script_uses() -> None:
    readme = (DEMO / "README.md").read_text(encoding="utf-8")
    assert build("--agency-table").stdout.strip() in readme
    assert build("--sector-table").stdout.strip() in readme


def test_the_sources_rebuild_the_committed_file(tmp_path: Path) -> None:
    if not (DATA / "aims-burundi" / "projects.csv").exists():
        pytest.skip("the published data are not beside this repository (../shared/data/aims-burundi)")
    rebuilt = tmp_path / "burundi.bundle.json"
    run = build(str(DATA), "--out", str(rebuilt))
    assert run.returncode == 0, run.stderr
    assert rebuilt.read_bytes() == (DEMO / "burundi.bundle.json").read_bytes()


def test_no_sentence_of_the_sources_is_copied() -> None:
    if not (DATA / "aims-burundi" / "projects.csv").exists():
        pytest.skip("the published data are not beside this repository (../shared/data/aims-burundi)")
    import csv

    with (DATA / "aims-burundi" / "projects.csv").open(encoding="utf-8-sig", newline="") as lines:
        sources = {row["project_title"].strip() for row in csv.DictReader(lines)}
    titles = {row["title"] for row in bundle("BDI")["activities"]}
    assert {title for title in titles & sources if len(title.split()) > 4} == set()


def test_a_folder_that_is_not_there_is_said_in_a_sentence():
    done = build("/nonexistent")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        2,
        "build_burundi.py: error: /nonexistent is no folder",
    )
