"""What differs between two versions, in words: fields by their labels, keys by what they name. No query."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from apps.benchmarks.drafting.comparing import (
    Change,
    Changed,
    Comparison,
    Difference,
    Document,
    Mark,
    Piece,
    tracked,
)
from apps.benchmarks.enums import Comparator, Direction, GateRole, ValueType
from apps.frameworks.enums import FactorKind, Origin
from apps.missions.enums import Phase

Names = Mapping[str, Mapping[str, str]]

COLLECTIONS = {
    "sections": gettext_lazy("Sections"),
    "conflict_factors": gettext_lazy("Conflict factors"),
    "objective_texts": gettext_lazy("Objectives"),
    "assumptions": gettext_lazy("Assumptions"),
    "benchmark_texts": gettext_lazy("Benchmarks"),
    "indicators": gettext_lazy("Indicators"),
    "milestones": gettext_lazy("Milestones"),
    "gates": gettext_lazy("Gates"),
    "resource_requirements": gettext_lazy("Required resources"),
}
CHANGES = {
    Change.ADDED: gettext_lazy("Added"),
    Change.REMOVED: gettext_lazy("Withdrawn"),
    Change.CHANGED: gettext_lazy("Changed"),
}
SHAPES = {Change.ADDED: "+", Change.REMOVED: "−", Change.CHANGED: "△"}
FIELDS = {
    "add_over_areas": gettext_lazy("Added up over areas"),
    "add_over_periods": gettext_lazy("Added up over periods"),
    "agreed_on": gettext_lazy("Agreed on"),
    "amount": gettext_lazy("Amount"),
    "area": gettext_lazy("Area"),
    "areas": gettext_lazy("Areas"),
    "baseline_money": gettext_lazy("Baseline"),
    "baseline_number": gettext_lazy("Baseline"),
    "baseline_on": gettext_lazy("Date of the baseline"),
    "baseline_stage": gettext_lazy("Baseline"),
    "baseline_yes": gettext_lazy("Baseline"),
    "benchmark": gettext_lazy("Benchmark"),
    "benchmarks": gettext_lazy("Benchmarks"),
    "blocking_signals": gettext_lazy("Blocking signals"),
    "child": gettext_lazy("Objective below"),
    "code": gettext_lazy("Code"),
    "conflict_factors": gettext_lazy("Conflict factors"),
    "contributing_agencies": gettext_lazy("Contributing agencies"),
    "currency": gettext_lazy("Currency"),
    "deadline": gettext_lazy("Deadline"),
    "description": gettext_lazy("Description"),
    "dimension": gettext_lazy("Dimension"),
    "direction": gettext_lazy("Direction"),
    "documents": gettext_lazy("Documents"),
    "due_on": gettext_lazy("Due on"),
    "from_phase": gettext_lazy("From phase"),
    "group": gettext_lazy("Group"),
    "headline": gettext_lazy("Headline"),
    "holds": gettext_lazy("Holds"),
    "indicator": gettext_lazy("Indicator"),
    "key_benchmark": gettext_lazy("Key benchmark"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
    "lead_agencies": gettext_lazy("Lead"),
    "linked_items": gettext_lazy("Items of other frameworks"),
    "mandate_tasks": gettext_lazy("Tasks of mandates"),
    "method": gettext_lazy("Method"),
    "natural_max": gettext_lazy("Highest possible value"),
    "natural_min": gettext_lazy("Lowest possible value"),
    "objective": gettext_lazy("Objective"),
    "origin": gettext_lazy("Origin"),
    "owner": gettext_lazy("Owner"),
    "parent": gettext_lazy("Objective above"),
    "period_from": gettext_lazy("From"),
    "period_to": gettext_lazy("To"),
    "phases": gettext_lazy("Phases"),
    "pillar": gettext_lazy("Pillar"),
    "pillars": gettext_lazy("Pillars"),
    "priority": gettext_lazy("Priority"),
    "range_max": gettext_lazy("Upper end of the range"),
    "range_min": gettext_lazy("Lower end of the range"),
    "reporting_interval_months": gettext_lazy("Months between reports"),
    "required_areas": gettext_lazy("Required areas"),
    "required_groups": gettext_lazy("Required groups"),
    "retired_on": gettext_lazy("Retired on"),
    "series_events": gettext_lazy("Breaks and shocks"),
    "source": gettext_lazy("Source"),
    "stages": gettext_lazy("Stages"),
    "statement": gettext_lazy("Statement"),
    "target_money": gettext_lazy("Target"),
    "target_number": gettext_lazy("Target"),
    "target_on": gettext_lazy("Date of the target"),
    "target_stage": gettext_lazy("Target"),
    "target_yes": gettext_lazy("Target"),
    "tested_on": gettext_lazy("Tested on"),
    "text": gettext_lazy("Text"),
    "title": gettext_lazy("Title"),
    "to_phase": gettext_lazy("To phase"),
    "tolerance": gettext_lazy("Tolerance"),
    "translations": gettext_lazy("Translations"),
    "unit": gettext_lazy("Unit"),
    "value_money": gettext_lazy("Value"),
    "value_number": gettext_lazy("Value"),
    "value_stage": gettext_lazy("Value"),
    "value_type": gettext_lazy("Kind of value"),
    "value_yes": gettext_lazy("Value"),
    "vision": gettext_lazy("Vision"),
}
TEXTS = frozenset({"vision", "title", "description", "statement", "text", "source", "method", "pillar"})
# Fields whose values are keys of rows, by what the keys name.
KEYS = {
    "area": "areas",
    "areas": "areas",
    "benchmark": "benchmarks",
    "child": "objectives",
    "conflict_factors": "factors",
    "contributing_agencies": "agencies",
    "dimension": "dimensions",
    "documents": "documents",
    "indicator": "indicators",
    "lead_agencies": "agencies",
    "objective": "objectives",
    "owner": "agencies",
    "parent": "objectives",
    "required_areas": "areas",
}
CHOICES: dict[str, Any] = {
    "phases": Phase,
    "from_phase": Phase,
    "to_phase": Phase,
    "origin": Origin,
    "kind": FactorKind,
    "value_type": ValueType,
    "direction": Direction,
}


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field that differs: both sides, and both as one text with marks."""

    label: str
    before: str | None
    after: str | None
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class RowView:
    """One row that differs; `hanging` says what stays tied to its identity."""

    title: str
    change: Change
    fields: Sequence[FieldView]
    hanging: str | None = None

    @property
    def word(self) -> str:
        return str(CHANGES[self.change])

    @property
    def shape(self) -> str:
        return SHAPES[self.change]


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of a collection that differ, and how many do not."""

    title: str
    rows: Sequence[RowView]
    same: int


def names_in(documents: Sequence[Document]) -> dict[str, dict[str, str]]:
    """What the keys in documents name, as the documents themselves say it; the last one wins."""
    found: dict[str, dict[str, str]] = {"factors": {}, "objectives": {}, "benchmarks": {}, "indicators": {}}
    for document in documents:
        for line in document["conflict_factors"]:
            found["factors"][line["key"]] = line["title"]
        for line in document["objective_texts"]:
            code = line.get("code") or line["objective"]
            found["objectives"][line["objective"]] = f"{code} {line['title']}"
        for line in document["benchmark_texts"]:
            found["benchmarks"][line["benchmark"]] = line["statement"]
        for line in document["indicators"]:
            found["indicators"][line["key"]] = line["title"]
    return found


def groups(comparison: Comparison, names: Names, hanging: Callable[[Changed], str | None]) -> list[Group]:
    """Collections in which something differs, in the order of the paper."""
    return [
        Group(
            str(COLLECTIONS[name]),
            [
                RowView(title_of(one, names), one.change, fields(one.fields, names), hanging(one))
                for one in rows
            ],
            comparison.same[name],
        )
        for name, rows in comparison.rows.items()
        if rows
    ]


def fields(differences: Sequence[Difference], names: Names) -> list[FieldView]:
    """The fields that differ, each in words."""
    found = []
    for one in differences:
        before, after = said(one.name, one.before, names), said(one.name, one.after, names)
        label = str(FIELDS.get(one.name, one.name))
        found.append(FieldView(label, _joined(before), _joined(after), pieces(one.name, before, after)))
    return found


def pieces(name: str, before: Sequence[str] | None, after: Sequence[str] | None) -> list[Piece]:
    """Both sides as one text: a text word by word, a list entry by entry, anything else as a whole."""
    old, new = before or (), after or ()
    if name in TEXTS and len(old) == len(new) == 1:
        return tracked(old[0], new[0])
    entries = [(Mark.KEPT if one in new else Mark.REMOVED, one) for one in old]
    entries += [(Mark.ADDED, one) for one in new if one not in old]
    found: list[Piece] = []
    for place, (mark, text) in enumerate(entries):
        if place:
            found.append((Mark.KEPT, "; "))
        found.append((mark, text))
    return found


def _joined(value: Sequence[str] | None) -> str | None:
    return None if value is None else "; ".join(value)


def said(name: str, value: Any, names: Names) -> list[str] | None:
    """The value in words, as a list of its entries; None where a side says nothing."""
    if value is None:
        return None
    entries = value if isinstance(value, list) else [value]
    return [_entry(name, one, names) for one in entries]


def _entry(name: str, value: Any, names: Names) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name == "mandate_tasks":
        return names["tasks"].get(f"{value[0]} {value[1]}", f"{value[0]} {value[1]}")
    if isinstance(value, dict):
        return _line(value, names)
    text = str(value)
    if name in KEYS:
        return names.get(KEYS[name], {}).get(text, text)
    if name in CHOICES and text in CHOICES[name].values:
        return str(CHOICES[name](text).label)
    return text


def _line(line: Mapping[str, Any], names: Names) -> str:
    """An entry of a list that is a row of its own: an item of another framework, a benchmark of a gate, a
    translation, an event of a series."""
    if "linked_framework" in line:
        whole = names["linked"].get(line["linked_framework"], line["linked_framework"])
        item = line.get("item")
        return whole if item is None else names["items"].get(f"{line['linked_framework']} {item}", item)
    if "comparator" in line:
        role, sign = GateRole(line["role"]).label, Comparator(line["comparator"]).label
        benchmark = names["benchmarks"].get(line["benchmark"], line["benchmark"])
        return f"{benchmark} ({role}, {sign} {line['threshold']})"
    if "language" in line:
        words = [line[name] for name in ("title", "statement", "vision", "text") if name in line]
        return ": ".join([line["language"], *words[:1]])
    return " ".join(str(line[part]) for part in ("date", "kind", "text") if part in line)


def title_of(one: Changed, names: Names) -> str:
    """What a row is called."""
    line = one.after or one.before or {}
    match one.collection:
        case "objective_texts":
            return f"{line.get('code') or one.identity} {line['title']}"
        case "benchmark_texts":
            return str(line["statement"])
        case "assumptions":
            return " → ".join(names["objectives"].get(line[side], line[side]) for side in ("child", "parent"))
        case "milestones":
            return f"{names['indicators'].get(line['indicator'], line['indicator'])}, {line['due_on']}"
        case "gates":
            phases = [str(Phase(line[side]).label) for side in ("from_phase", "to_phase")]
            return str(line.get("title") or " → ".join(phases))
        case "resource_requirements":
            objective = names["objectives"].get(line["objective"], line["objective"])
            return f"{objective}, {line['period_from'][:4]}"
        case _:
            return str(line["title"])
