"""Reads the aid database: projects with their government sheet, yearly amounts and provinces."""

import csv
import gzip
import io
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import burundi_agencies as agencies
import burundi_tables as tables

FIRST_YEAR, LAST_YEAR = 2007, 2011
SELECTED_GROUPS = ("151", "152", "72", "73", "74")
FUND_SPELLING = "United Nations Fund for Peacebuilding (FNUCP))"
EXECUTING = "Agence d'Exécution (1er Niveau)"
EFFECTIVE_START = "Date de Début Effective"
EFFECTIVE_END = "Date de Fin Effective"
COUNTRY_PRECISION = {"6", "8"}


class Project(NamedTuple):
    """One row of projects.csv with what the other files say about it."""

    identifier: str
    row: dict[str, str]
    sheet: dict[str, str]
    donors: list[str]
    amounts: dict[tuple[int, str], Decimal]
    provinces: frozenset[str]

    @property
    def key(self) -> str:
        return self.identifier.replace("/", "-")

    @property
    def executing(self) -> list[str]:
        names = (clean(name) for name in self.sheet[EXECUTING].split(";"))
        return [name for name in names if name and name not in agencies.NOT_AN_AGENCY]

    @property
    def purposes(self) -> list[str]:
        return self.row["ad_purpose_codes"].split("|")

    @property
    def start(self) -> str | None:
        return self.row["start_actual_isodate"] or self.sheet[EFFECTIVE_START] or None

    @property
    def end(self) -> str | None:
        end = self.row["end_actual_isodate"] or self.sheet[EFFECTIVE_END] or None
        if end is not None and self.start is not None and end < self.start:
            return None
        return end


def clean(text: str) -> str:
    """Returns the text in NFC with single blanks (the source has no-break ones)."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    """Yields the rows of a CSV file, gzipped if its name says so."""
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8-sig")
    yield from csv.DictReader(io.StringIO(text, newline=""))


def read_crosswalk(folder: Path) -> list[dict[str, str]]:
    """Returns the rows of the donor crosswalk: original name, English name, country."""
    path = folder / "metadata" / "donor_trans_crosswalk.tsv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_projects(folder: Path) -> list[Project]:
    """Returns every project of the database with its sheet, yearly amounts and provinces, by identifier."""
    private = {clean(row["donors"]) for row in read_crosswalk(folder) if row["donor_country"] == "Private"}
    sheets = {row["Projet"]: row for row in read_csv(folder / "projects_ancillary.csv")}
    amounts: dict[str, dict[tuple[int, str], Decimal]] = defaultdict(dict)
    for row in read_csv(folder / "transactions.csv"):
        cell = (int(row["transaction_year"]), row["transaction_value_code"])
        known = amounts[row["project_id"]].get(cell, Decimal(0))
        amounts[row["project_id"]][cell] = known + Decimal(row["transaction_value"])
    codes = {name: code for code, name in tables.PROVINCES.values()}
    provinces: dict[str, set[str]] = defaultdict(set)
    for row in read_csv(folder / "locations.csv.gz"):
        levels = row["gazetteer_adm_name"].split("|")
        if row["precision_code"] not in COUNTRY_PRECISION and len(levels) > 3 and levels[3] in codes:
            provinces[row["project_id"]].add(codes[levels[3]])
    projects = [
        Project(
            identifier := row["project_id"],
            row,
            sheets[identifier],
            [agencies.PRIVATE if name in private else name for name in map(clean, row["donors"].split("|"))],
            amounts[identifier],
            frozenset(provinces[identifier]),
        )
        for row in read_csv(folder / "projects.csv")
    ]
    return sorted(projects, key=lambda project: project.identifier)


def main_purpose(project: Project) -> str | None:
    """Returns the first purpose of the selected sectors, None for a project chosen by its donor only."""
    return next((code for code in project.purposes if code in tables.SECTORS), None)


def selected(project: Project) -> bool:
    """True for sectors 151, 152, 72x-74x and the Fund that meet the years 2007-2011."""
    groups = project.row["ad_sector_codes"].split("|")
    if not any(group.startswith(SELECTED_GROUPS) for group in groups) and FUND_SPELLING not in project.donors:
        return False
    start, end = project.row["start_actual_isodate"], project.row["end_actual_isodate"]
    first = int(start[:4] if start else project.row["transactions_start_year"])
    last = int(end[:4] if end else project.row["transactions_end_year"])
    return first <= LAST_YEAR and last >= FIRST_YEAR and project.identifier not in tables.LEFT_OUT
