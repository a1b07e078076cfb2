"""Every flat table: its columns with types and meaning, and how lines are made of a row of the bundle."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = Promise | str
Row = Mapping[str, Any]


class Type(StrEnum):
    """What stands in a column, in CSV and in JSON."""

    KEY = "key"
    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `of`: the field of the row it is taken from, if that is named otherwise."""

    name: str
    type: Type
    about: Text
    of: str = ""
    label: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A table. `collection` of the bundle gives its rows, `lines` makes the lines of one; without a
    collection `own` names what does (apps/api/feeds/reading.py)."""

    name: str
    title: Text
    columns: tuple[Column, ...]
    collection: str = ""
    lines: Callable[[Row], Iterator[Row]] | None = None
    own: str = ""

    @property
    def named(self) -> list[str]:
        """The references of which the name is told too."""
        return [column.of for column in self.columns if column.label]


def key(name: str, about: Text) -> tuple[Column, ...]:
    return (Column(name, Type.KEY, about),)


def text(name: str, about: Text) -> tuple[Column, ...]:
    return (Column(name, Type.TEXT, about),)


def day(name: str, about: Text) -> tuple[Column, ...]:
    return (Column(name, Type.DATE, about),)


def number(name: str, about: Text) -> tuple[Column, ...]:
    return (Column(name, Type.NUMBER, about),)


def flag(name: str, about: Text) -> tuple[Column, ...]:
    return (Column(name, Type.FLAG, about),)


def named(name: str, about: Text) -> tuple[Column, ...]:
    """A row that is referred to: its key, and what it is called."""
    return (
        Column(name, Type.KEY, about),
        Column(f"{name}_name", Type.TEXT, about, of=name, label=True),
    )


def _areas(row: Row) -> Iterator[Row]:
    people = {one["area"]: one.get("people") for one in row.get("people_by_area") or ()}
    for area in row.get("areas") or ():
        yield {"activity": row["key"], "area": area, "people": people.get(area["key"])}


def _agencies(row: Row) -> Iterator[Row]:
    for role, field in (("lead", "lead"), ("co_lead", "co_leads"), ("implementer", "implementers")):
        given = row.get(field) or []
        for agency in given if isinstance(given, list) else [given]:
            yield {"activity": row["key"], "role": role, "agency": agency}


def _sectors(row: Row) -> Iterator[Row]:
    for one in row.get("dac_sectors") or ():
        yield {"activity": row["key"], "code": one["code"], "share": one.get("share")}


def _phases(row: Row) -> Iterator[Row]:
    for phase in row.get("intended_phases") or ():
        yield {"activity": row["key"], "phase": phase}


def _disputed(row: Row) -> Iterator[Row]:
    dispute = row.get("dispute")
    yield {**row, "disputed": dispute is not None and dispute.get("resolved_on") is None}


def _numeric(row: Row) -> Iterator[Row]:
    """Without values that are no number: a stage reached, yes or no."""
    others = {"stage", "yes_no"} & {row["value_type"]}
    yield {**row, **(dict.fromkeys(("baseline_value", "target_value")) if others else {})}


OWN = (*key("key", _("Key")), *text("uuid", _("Identifier")))
MEASURED = (
    *number("value", _("Value")),
    *text("stage", _("Stage reached")),
    *flag("yes", _("Yes or no")),
)
ACTIVITY = key("activity", _("Activity"))

FEEDS: Mapping[str, Feed] = {
    feed.name: feed
    for feed in (
        Feed(
            "activities",
            _("Activities"),
            (
                *OWN,
                *text("title", _("Title")),
                *text("description", _("Description")),
                *text("language", _("Language")),
                *named("lead", _("Lead agency")),
                *text("dimension", _("Dimension")),
                *text("status", _("Status")),
                *day("approved_on", _("Approved on")),
                *day("start", _("Start")),
                *day("end", _("End")),
                *text("target_group", _("Target group")),
                *text("intervention_type", _("Intervention type")),
                *number("people_planned", _("People planned")),
                *flag("humanitarian", _("Humanitarian")),
                *text("results", _("Results")),
                *text("iati_identifier", _("IATI identifier")),
                *text("audience", _("Audience")),
            ),
            "activities",
        ),
        Feed(
            "activity_agencies",
            _("Agencies of the activities"),
            (*ACTIVITY, *text("role", _("Role")), *named("agency", _("Agency"))),
            "activities",
            _agencies,
        ),
        Feed(
            "activity_areas",
            _("Areas of the activities"),
            (*ACTIVITY, *named("area", _("Area")), *number("people", _("People planned"))),
            "activities",
            _areas,
        ),
        Feed(
            "activity_phases",
            _("Intended phases of the activities"),
            (*ACTIVITY, *text("phase", _("Phase"))),
            "activities",
            _phases,
        ),
        Feed(
            "activity_sectors",
            _("DAC sectors of the activities"),
            (*ACTIVITY, *text("code", _("Code")), *number("share", _("Share"))),
            "activities",
            _sectors,
        ),
        Feed(
            "alignment_links",
            _("Links"),
            (
                *OWN,
                *named("activity", _("Activity")),
                *key("objective", _("Objective")),
                *text("contribution", _("Contribution")),
                *number("share", _("Share")),
                *text("grade", _("Grade")),
                *day("claimed_on", _("Claimed on")),
                *named("attestor", _("Attested by")),
                *day("attested_on", _("Attested on")),
                *day("valid_until", _("Valid until")),
                *flag("late", _("Late")),
                *flag("disputed", _("Disputed")),
            ),
            "alignment_links",
            _disputed,
        ),
        Feed(
            "objective_texts",
            _("Objectives"),
            (
                *OWN,
                *key("framework_version", _("Version")),
                *key("objective", _("Objective")),
                *text("code", _("Code")),
                *text("title", _("Title")),
                *text("pillar", _("Pillar")),
                *key("parent", _("Above it")),
                *text("dimension", _("Dimension")),
                *number("priority", _("Priority")),
                *text("origin", _("Origin")),
            ),
            "objective_texts",
        ),
        Feed(
            "benchmark_texts",
            _("Benchmarks"),
            (
                *OWN,
                *key("framework_version", _("Version")),
                *key("benchmark", _("Benchmark")),
                *text("statement", _("Statement")),
                *day("deadline", _("Deadline")),
                *named("owner", _("Owner")),
                *flag("key_benchmark", _("Key benchmark")),
            ),
            "benchmark_texts",
        ),
        Feed(
            "indicators",
            _("Indicators"),
            (
                *OWN,
                *key("benchmark", _("Benchmark")),
                *text("title", _("Title")),
                *flag("headline", _("Headline")),
                *text("value_type", _("Kind of value")),
                *text("unit", _("Unit")),
                *text("currency", _("Currency")),
                *text("direction", _("Direction")),
                *number("baseline_value", _("Baseline")),
                *day("baseline_on", _("Day of the baseline")),
                *number("target_value", _("Target")),
                *day("target_on", _("Day of the target")),
                *number("reporting_interval_months", _("Months between reports")),
                *text("source", _("Source")),
            ),
            "indicators",
            _numeric,
        ),
        Feed(
            "milestones",
            _("Milestones"),
            (
                *OWN,
                *named("indicator", _("Indicator")),
                *day("due_on", _("Due on")),
                *MEASURED,
                *text("group", _("Group")),
                *named("area", _("Area")),
            ),
            "milestones",
        ),
        Feed(
            "observations",
            _("Observations"),
            (
                *OWN,
                *named("indicator", _("Indicator")),
                *day("observed_on", _("Observed on")),
                *MEASURED,
                *text("group", _("Group")),
                *named("area", _("Area")),
                *number("people", _("People")),
                *number("standard_error", _("Standard error")),
                *text("source", _("Source")),
                *text("grade", _("Grade")),
                *text("state", _("State")),
                *named("submitted_by", _("Agency")),
                *text("audience", _("Audience")),
            ),
            "observations",
        ),
        Feed(
            "funding_lines",
            _("Funding lines"),
            (
                *OWN,
                *named("activity", _("Activity")),
                *named("funder", _("Funder")),
                *day("period_from", _("From")),
                *day("period_to", _("To")),
                *text("currency", _("Currency")),
                *number("committed", _("Committed")),
                *number("scheduled", _("Scheduled")),
                *number("disbursed", _("Disbursed")),
                *number("executed", _("Executed")),
                *text("kind", _("Kind")),
                *flag("programme_based", _("Programme-based")),
                *number("to_government_sector", _("To the government sector")),
                *text("price_basis", _("Prices")),
                *flag("quick_impact", _("Quick impact")),
            ),
            "funding_lines",
        ),
        Feed(
            "agencies",
            _("Agencies"),
            (
                *OWN,
                *text("name", _("Name")),
                *text("acronym", _("Short name")),
                *text("kind", _("Kind")),
                *text("side", _("Side")),
                *text("state", _("State")),
                *text("iati_identifier", _("IATI identifier")),
            ),
            "agencies",
        ),
        Feed(
            "assessment_values",
            _("Values of the newest assessment"),
            (
                *day("as_of", _("As of")),
                *text("level", _("Level")),
                *key("subject", _("Subject")),
                *text("indicator", _("Indicator")),
                *text("strip", _("Strip")),
                *text("status", _("Status")),
                *number("value", _("Value")),
                *number("lo", _("Lowest it can be")),
                *number("hi", _("Highest it can be")),
                *number("n", _("Counted")),
                *number("eligible", _("Could be counted")),
            ),
            own="values",
        ),
        Feed(
            "findings",
            _("Findings of the newest assessment"),
            (
                *day("as_of", _("As of")),
                *text("finding", _("Identifier")),
                *text("kind", _("Kind")),
                *text("signal", _("Signal")),
                *text("code", _("Code")),
                *number("weight", _("Weight")),
                *number("rows", _("Rows behind it")),
            ),
            own="findings",
        ),
        Feed(
            "finding_rows",
            _("Rows behind the findings"),
            (
                *text("finding", _("Identifier")),
                *text("collection", _("Table")),
                *key("row", _("Key")),
            ),
            own="finding_rows",
        ),
    )
}
"""The tables, by the name that stands in their address."""


def cells(columns: tuple[Column, ...], line: Row, value_type: str | None) -> list[Any]:
    """The values of a line, one for each column, None for what is missing.

    `value_type` is that of the indicator that was measured: a money amount and the name of a stage are both
    text in the bundle.
    """
    measured = _measured(line.get("value"), value_type) if value_type is not None else {}
    given = {**line, **measured}
    return [_cell(column, given.get(column.of or column.name)) for column in columns]


def _measured(value: Any, value_type: str) -> dict[str, Any]:
    place = {"stage": "stage", "yes_no": "yes"}.get(value_type, "value")
    return {"value": None, place: value}


def _cell(column: Column, value: Any) -> Any:
    if isinstance(value, dict):
        return value["label" if column.label else "key"]
    if column.type is Type.NUMBER and isinstance(value, str):
        return Decimal(value)
    return value
