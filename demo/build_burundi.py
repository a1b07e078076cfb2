"""Builds burundi.bundle.json from the published files that README.md names.

    python demo/build_burundi.py DATA_FOLDER [--out FILE]
    python demo/build_burundi.py --agency-table | --sector-table

DATA_FOLDER holds aims-burundi/, indicators-worldbank/ and maps/. The result depends on nothing but these
files and the tables beside this script: no clock, no network, no random number.
"""

import argparse
import json
import sys
import uuid
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import burundi_agencies as agencies
import burundi_facts as facts
import burundi_tables as tables
from burundi_source import (
    LAST_YEAR,
    Project,
    clean,
    main_purpose,
    read_crosswalk,
    read_csv,
    read_projects,
    selected,
)
from shapes import counterclockwise, decode_arcs, ring_of

HERE = Path(__file__).resolve().parent
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:nexusplan:demo:BDI")
NATIONWIDE = "BI"
STATUS = {"Implementation": "active", "Completion": "completed", "Pipeline/identification": "proposed"}
AMOUNT_FIELD = {"C": "committed", "D": "disbursed", "E": "executed"}
IATI_PREFIX = "US-501c3-522318905-SG-"

Row = dict[str, Any]


def unique(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))


def lead_of(donors: list[str], executing: list[str]) -> tuple[str, str]:
    """Returns the lead agency and the sentence that says why (lead rules of README.md)."""
    if executing:
        return next((key for key in executing if key in donors), executing[0]), facts.LEAD_EXECUTES
    operational = [key for key in donors if agencies.AGENCIES[key].kind in agencies.OPERATIONAL_KINDS]
    others = [key for key in donors if agencies.AGENCIES[key].kind != agencies.POOLED]
    return (operational or others or donors)[0], facts.LEAD_IS_DONOR


def activity_row(project: Project, donors: list[str], executing: list[str], title: str) -> Row:
    lead, why = lead_of(donors, executing)
    purpose = main_purpose(project)
    dimension = tables.SECTORS[purpose][1] if purpose else "development"
    description = f"{facts.SHARES_UNKNOWN} {why}" if len(donors) > 1 else why
    nationwide = len(project.provinces) == len(tables.PROVINCES)
    groups = sorted(set(project.row["ad_sector_codes"].split("|")))
    return {
        "key": project.key,
        "lead": lead,
        "implementers": [key for key in executing if key != lead] or None,
        "title": title,
        "description": description,
        "language": "en",
        "dimension": dimension,
        "areas": [NATIONWIDE] if nationwide else sorted(project.provinces) or None,
        "status": STATUS[project.row["status"]],
        "start": project.start,
        "end": project.end,
        "dac_sectors": [{"code": group, **({"share": 1} if len(groups) == 1 else {})} for group in groups],
        "humanitarian": humanitarian_flag(project),
        "audience": "public",
        "iati_identifier": IATI_PREFIX + project.identifier,
        "documents": ["AIMS"],
    }


def humanitarian_flag(project: Project) -> bool | None:
    """True for relief, None for recovery (the two schemes differ on it), False for everything else."""
    purpose = main_purpose(project)
    if purpose is None or not purpose.startswith("7"):
        return False
    return True if tables.SECTORS[purpose][1] == "humanitarian" else None


def source_row(project: Project, activity: str) -> Row:
    content = {
        "donors": project.donors,
        "executing": project.executing or None,
        "purposes": project.purposes,
        "status": project.row["status"],
        "amounts": {f"{year} {code}": str(value) for (year, code), value in sorted(project.amounts.items())},
    }
    return {
        "key": f"DAD-{project.key}",
        "activity": activity,
        "source": "government_database",
        "identifier": project.identifier,
        "retrieved_on": facts.RETRIEVED_ON,
        "content": {name: value for name, value in content.items() if value},
    }


def funding_rows(project: Project, donors: list[str], disputed: set[str]) -> list[Row]:
    """Returns one line per donor and year; with several donors the total stands on a line of its own."""
    rows = []
    for year in sorted({year for year, _ in project.amounts}):
        amounts = {
            field: f"{project.amounts[year, code]:.2f}"
            for code, field in AMOUNT_FIELD.items()
            if (year, code) in project.amounts and field not in disputed
        }
        line = {
            "activity": project.key,
            "period_from": f"{year}-01-01",
            "period_to": f"{year}-12-31",
            "currency": "USD",
            "price_basis": "constant:2011",
        }
        payers = donors if len(donors) == 1 else [agencies.JOINT, *donors]
        for funder in payers:
            pooled = agencies.AGENCIES[funder].kind == agencies.POOLED
            row = {"key": f"{project.key}-{year}-{funder}", "funder": funder, **line}
            row["kind"] = "pooled" if pooled else None
            rows.append(row | (amounts if funder == payers[0] else {}))
    return rows


def link_rows(project: Project) -> list[Row]:
    """Returns one claimed link for each priority area that the sector table gives; relief has none."""
    purpose = main_purpose(project)
    if purpose is None or tables.SECTORS[purpose][1] == "humanitarian":
        return []
    codes = {
        objective: code
        for code in reversed(project.purposes)
        if (objective := tables.SECTORS.get(code, (None, None, None))[2]) is not None
    }
    return [
        {
            "key": f"{project.key}-{objective}",
            "activity": project.key,
            "objective": objective,
            "grade": "claimed",
            "rationale": facts.RATIONALE.format(code=code, words=tables.SECTORS[code][0]),
        }
        for objective, code in sorted(codes.items())
    ]


def read_titles() -> dict[str, str]:
    lines = (HERE / "burundi_titles.tsv").read_text(encoding="utf-8").splitlines()
    return {f"BDI/{number}": title for number, title in (line.split("\t") for line in lines)}


def aid_collections(folder: Path) -> tuple[dict[str, list[Row]], set[str]]:
    """Returns activities, sources, lines and links of the aid database, and the keys of agencies named."""
    known = agencies.spellings()
    titles = read_titles()
    projects = {project.identifier: project for project in read_projects(folder) if selected(project)}
    rows: dict[str, list[Row]] = {
        name: [] for name in ("activities", "source_records", "funding_lines", "alignment_links")
    }
    disputed: dict[str, set[str]] = defaultdict(set)
    for double, kept in tables.DUPLICATES.items():
        rows["source_records"].append(source_row(projects[double], projects[kept].key))
        for cell in projects[kept].amounts.keys() | projects[double].amounts.keys():
            if projects[kept].amounts.get(cell) != projects[double].amounts.get(cell):
                disputed[kept].add(AMOUNT_FIELD[cell[1]])
        del projects[double]
    named: set[str] = set()
    for identifier, project in projects.items():
        donors = unique(known[name] for name in project.donors)
        executing = unique(known[name] for name in project.executing)
        activity = activity_row(project, donors, executing, titles[identifier])
        rows["activities"].append(activity)
        rows["source_records"].append(source_row(project, project.key))
        lines = funding_rows(project, donors, disputed[identifier])
        rows["funding_lines"] += lines
        rows["alignment_links"] += link_rows(project)
        named |= {activity["lead"], *donors, *executing, *(line["funder"] for line in lines)}
    return rows, named


def french_names(folder: Path) -> dict[str, list[str]]:
    """Returns the original (mostly French) donor names by agency key, from the donor crosswalk."""
    known = agencies.spellings()
    found: dict[str, list[str]] = defaultdict(list)
    for row in read_crosswalk(folder):
        key = known.get(clean(row["donors"]))
        if key is not None:
            found[key].append(clean(row["participating_org"]))
    return found


def agency_rows(named: set[str], originals: dict[str, list[str]]) -> list[Row]:
    wanted = named | {"GOB", "UNPBC"}
    wanted |= {parent for key in wanted if (parent := agencies.AGENCIES[key].parent) is not None}
    rows = []
    for key, agency in agencies.AGENCIES.items():
        if key not in wanted:
            continue
        others = unique([*agency.spellings, *originals.get(key, [])])
        rows.append(
            {
                "key": key,
                "name": agency.name,
                "acronym": agency.acronym,
                "kind": agency.kind,
                "side": agency.side,
                "state": agency.state,
                "parent": agency.parent,
                "political_or_security": agency.political_or_security,
                "other_names": [name for name in others if name != agency.name] or None,
            }
        )
    return rows


def area_rows(path: Path) -> list[Row]:
    """Returns Burundi and its 17 provinces with ISO 3166-2 codes and shapes from the TopoJSON file."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    arcs = decode_arcs(topology)
    rows: list[Row] = [{"key": NATIONWIDE, "name": "Burundi", "code": NATIONWIDE}]
    for shape in topology["objects"]["bdi"]["geometries"]:
        name = shape["properties"]["name"]
        code = tables.PROVINCES[name][0]
        rings = [counterclockwise(ring_of(ring, arcs, topology["transform"])) for ring in shape["arcs"]]
        geometry = {"type": shape["type"], "coordinates": rings}
        rows.append({"key": code, "name": name, "code": code, "parent": NATIONWIDE, "geometry": geometry})
    return sorted(rows, key=lambda row: row["key"])


def governance_rows(path: Path) -> tuple[list[Row], list[Row]]:
    """Returns the six World Bank indicators and their yearly estimates with standard errors, up to 2011."""
    indicators = [
        {"key": key, "title": title, **facts.GOVERNANCE_INDICATOR}
        for key, title in tables.GOVERNANCE.values()
    ]
    observations = []
    for row in read_csv(path):
        if row["Code"] != "BDI" or int(row["Year"]) > LAST_YEAR or row["Estimate"] in {"", "NA"}:
            continue
        key = tables.GOVERNANCE[row["Indicator"]][0]
        observations.append(
            {
                "key": f"{key}-{row['Year']}",
                "indicator": key,
                "observed_on": f"{row['Year']}-12-31",
                "value": round(float(row["Estimate"]), 4),
                "standard_error": round(float(row["StdErr"]), 4),
                "documents": ["WGI"],
                "state": "accepted",
                "audience": "public",
            }
        )
    return indicators, sorted(observations, key=lambda row: row["key"])


def build(data: Path) -> Row:
    """Returns the whole bundle as a document."""
    aid = data / "aims-burundi"
    rows, named = aid_collections(aid)
    leads = unique(activity["lead"] for activity in rows["activities"])
    indicators, observations = governance_rows(
        data / "indicators-worldbank" / "wgi-1996-2019-conflict-affected.csv"
    )
    collections: dict[str, list[Row]] = {
        "documents": facts.DOCUMENTS,
        "areas": area_rows(data / "maps" / "admin1" / "bdi.topo.json"),
        "agencies": agency_rows(named, french_names(aid)),
        "mission_agencies": [{"key": key, "agency": key} for key in sorted({*leads, "GOB", "UNPBC"})],
        "framework_versions": [facts.FRAMEWORK],
        "objectives": [{"key": key} for key in tables.OBJECTIVES],
        "objective_texts": facts.objective_texts(tables.OBJECTIVES),
        "mutual_commitments": facts.MUTUAL_COMMITMENTS,
        "events": facts.EVENTS,
        "indicators": indicators,
        "observations": observations,
        **rows,
    }
    document: Row = {**facts.HEAD, "mission": identified("mission", facts.MISSION | {"key": "BDI"})}
    del document["mission"]["key"]
    for name, items in collections.items():
        document[name] = [identified(name, item) for item in items]
    return document


def identified(collection: str, row: Row) -> Row:
    """Returns the row without missing fields and with its stable public identifier."""
    key = row["key"]
    filled = {name: value for name, value in row.items() if value is not None}
    identifier = str(uuid.uuid5(NAMESPACE, f"{collection}/{key}"))
    return {
        "key": key,
        "uuid": identifier,
        **{name: value for name, value in filled.items() if name != "key"},
    }


def written(document: Row) -> str:
    """Returns the document as JSON with one row per line."""

    def compact(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    members = []
    for name, value in document.items():
        if isinstance(value, list):
            body = ",\n".join(compact(row) for row in value)
            members.append(f"{compact(name)}:[\n{body}\n]")
        else:
            members.append(f"{compact(name)}:{compact(value)}")
    return "{\n" + ",\n".join(members) + "\n}\n"


def faults(document: Row) -> list[str]:
    """Returns every fault that the importer would find in the document."""
    from django.conf import settings

    sys.path.insert(0, str(HERE.parent))
    from apps.exchange.bundle.reader import check

    settings.configure(USE_I18N=False)
    return [str(fault) for fault in check(document)]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", nargs="?", type=Path, help="folder with the published files")
    parser.add_argument("--out", type=Path, default=HERE / "burundi.bundle.json")
    parser.add_argument("--agency-table", action="store_true", help="print the agency table of README.md")
    parser.add_argument("--sector-table", action="store_true", help="print the sector table of README.md")
    options = parser.parse_args()
    if options.sector_table:
        print(tables.markdown())
        return 0
    if options.agency_table:
        print(agencies.markdown())
        return 0
    if options.data is None:
        parser.error("DATA_FOLDER is needed")
    if not options.data.is_dir():
        parser.error(f"{options.data} is no folder")
    document = build(options.data)
    found = faults(document)
    for fault in found:
        print(fault, file=sys.stderr)
    if found:
        return 1
    options.out.write_text(written(document), encoding="utf-8", newline="\n")
    for name, value in document.items():
        if isinstance(value, list):
            print(f"{name:20} {len(value):6}")
    print(f"{'bytes':20} {options.out.stat().st_size:6}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
