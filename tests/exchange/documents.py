"""Documents for the tests of import and export: one that fills every field, and others strewn around it."""

import copy
import random
import string
from typing import Any

from apps.exchange.bundle import check
from apps.exchange.bundle.collections import BY_NAME, COLLECTIONS, HEAD, MISSION, Field, Kind

Row = dict[str, Any]

# What a field must be so that the rows do not break a rule of the format, by collection and position.
FIXED: dict[str, list[Row]] = {
    "framework_versions": [
        {"status": "superseded", "number": 1, "adopted_on": "2023-01-01", "superseded_on": "2024-06-01"},
        {"status": "adopted", "number": 2, "adopted_on": "2024-06-01", "superseded_on": None},
        {"status": "draft", "number": 3, "adopted_on": None, "superseded_on": None, "documents": []},
    ],
    "areas": [{"parent": None}, {"parent": "areas-1"}, {"parent": "areas-2"}],
    "agencies": [
        {"parent": None, "side": "internal"},
        {"parent": "agencies-1", "side": "external"},
        {"parent": "agencies-2", "side": "mixed"},
    ],
    "forums": [{"escalates_to": "forums-2"}, {"escalates_to": None}, {"escalates_to": "forums-1"}],
    "comments": [{"reply_to": None}, {"reply_to": "comments-1"}, {"reply_to": "comments-2"}],
    "assessments": [{"restates": None}, {"restates": "assessments-1"}, {"restates": "assessments-2"}],
    "unintended_consequences": [{"raised_on": "2023-01-01", "closed_on": "2023-02-01"}] * 3,
    "regional_activities": [{"started_on": "2023-01-01", "ended_on": "2023-02-01"}] * 3,
    "comment_rounds": [
        {
            "framework_version": f"framework_versions-{number}",
            "opened_on": "2023-01-01",
            "closes_on": "2023-02-01",
            "closed_on": "2023-03-01",
        }
        for number in (1, 2, 3)
    ],
    "objective_texts": [
        {"objective": "objectives-1", "parent": "objectives-2", "framework_version": "framework_versions-1"},
        {"objective": "objectives-1", "parent": "objectives-2", "framework_version": "framework_versions-2"},
        {"objective": "objectives-2", "parent": None, "framework_version": "framework_versions-3"},
    ],
    "benchmark_texts": [
        {"benchmark": "benchmarks-1", "framework_version": "framework_versions-1"},
        {"benchmark": "benchmarks-1", "framework_version": "framework_versions-2"},
        {"benchmark": "benchmarks-2", "framework_version": "framework_versions-3"},
    ],
    "assumptions": [
        {"parent": "objectives-1", "child": "objectives-2"},
        {"parent": "objectives-2", "child": "objectives-1"},
        {"parent": "objectives-1", "child": "objectives-3"},
    ],
    "indicators": [
        {"value_type": "stage", "baseline_value": "tabled", "target_value": "in force", "headline": True},
        {"value_type": "money", "baseline_value": "10.50", "target_value": "99999.0001"},
        {"value_type": "number", "baseline_value": 0, "target_value": 2.5, "headline": True},
        {"value_type": "yes_no", "baseline_value": False, "target_value": True, "headline": None},
    ],
    "milestones": [
        {"indicator": "indicators-1", "value": "tabled"},
        {"indicator": "indicators-2", "value": "-5"},
        {"indicator": "indicators-3", "value": 1},
        {"indicator": "indicators-4", "value": True},
    ],
    "observations": [
        {"indicator": "indicators-1", "value": "in force"},
        {"indicator": "indicators-2", "value": "0.5"},
        {"indicator": "indicators-3", "value": 0.1},
        {"indicator": "indicators-4", "value": False},
    ],
    "alignment_links": [
        {"activity": f"activities-{n}", "objective": f"objectives-{n}", "late": late, "claimed_on": day}
        for n, late, day in ((1, True, "2025-06-01"), (2, False, "2024-01-01"), (3, None, None))
    ],
    "activities": [{"start": "2025-01-01"}, {"start": "2025-01-01"}, {"start": None}],
    "contradictions": [
        {"activity_a": "activities-1", "activity_b": "activities-2"},
        {"activity_a": "activities-2", "activity_b": "activities-1"},
        {"activity_a": "activities-3", "activity_b": "activities-1"},
    ],
    "relationships": [
        {"agency_a": "agencies-1", "agency_b": "agencies-2", "band_min": 1, "band_max": 4},
        {"agency_a": "agencies-3", "agency_b": "agencies-2", "band_min": 0, "band_max": 0},
        {"agency_a": "agencies-3", "agency_b": "agencies-1", "band_min": None, "band_max": None},
    ],
    "mission_agencies": [{"agency": f"agencies-{n}"} for n in (1, 2, 3)],
    "consultations": [{"activity": f"activities-{n}"} for n in (1, 2, 1)],
    "policy_commitments": [{"agency": f"agencies-{n}"} for n in (1, 2, 1)],
    "policy_products": [{"agency": f"agencies-{n}"} for n in (1, 2, 1)],
    "forward_plans": [{"funder": f"agencies-{n}"} for n in (1, 2, 1)],
}
REGISTERS = {
    "mission_agencies": [
        dict.fromkeys(("policy_commitments", "policy_products", "forward_plans"), "recorded")
    ]
    * 2
    + [{"policy_commitments": "missing", "policy_products": "declared_empty", "forward_plans": "missing"}],
    "activities": [
        {"consultations": "recorded"},
        {"consultations": "recorded"},
        {"consultations": "missing"},
    ],
}
ROWS = 3


def full_document() -> Row:
    """A valid document in which every field of every collection is given at least once."""
    document: Row = {"format": "nexusplan-bundle", "version": 1}
    for field in HEAD:
        if field.name not in document:
            document[field.name] = _value(field, "head", 1)
    document["mission"] = _mission()
    for collection in COLLECTIONS:
        fixed = FIXED.get(collection.name, [])
        document[collection.name] = [
            _row(collection.name, collection.fields, number, fixed[number - 1] if fixed else {})
            for number in range(1, max(ROWS, len(fixed)) + 1)
        ]
    assert check(document) == []
    return document


def _mission() -> Row:
    row = {field.name: _value(field, "mission", 1) for field in MISSION}
    row["code"], row["currency"] = "FULL", "BIF"
    row["dimensions"] = [
        {"code": "security", "core": "security", "name": "Sécurité"},
        {"code": "gender", "core": "human_rights"},
        "political",
    ]
    row["registers"] = dict.fromkeys(row["registers"], "recorded")
    return row


def _row(collection: str, fields: tuple[Field, ...], number: int, fixed: Row) -> Row:
    row: Row = {}
    for field in fields:
        if field.name in fixed:
            row[field.name] = fixed[field.name]
        elif field.name == "registers":
            row[field.name] = dict(REGISTERS[collection][number - 1])
        elif field.name == "dimension":
            row[field.name] = ("security", "gender", "political")[number % 3]
        else:
            row[field.name] = _value(field, collection, number)
    return {name: value for name, value in row.items() if value is not None}


def _value(field: Field, place: str, number: int) -> Any:
    """A value for the field; the third row of a collection has empty lists."""
    name = field.name
    match field.kind:
        case Kind.KEY:
            return f"{place}-{number}"
        case Kind.UUID:
            return f"{_stable(place) % 16**8:08x}-0000-4000-8000-{number:012x}"
        case Kind.TEXT:
            return _text(name, place, number)
        case Kind.INTEGER:
            return 2000 + number if name == "year" else number % 4
        case Kind.NUMBER:
            return {"minimum": 0.25}.get(name, 0.25 * number)
        case Kind.FLAG:
            return number % 2 == 1
        case Kind.CHOICE:
            return field.choices[number % len(field.choices)]
        case Kind.MONEY:
            return ("0", "12345678901.2345", "-7.50")[number % 3]
        case Kind.RATE:
            return ("0", "0.0003571429", "1.5")[number % 3]
        case Kind.DATE:
            return f"20{24 + (name.endswith('_to') or name in {'ended_on', 'until'}):02d}-0{number}-15"
        case Kind.MOMENT:
            return "2026-01-01T00:00:00Z"
        case Kind.JSON:
            return (
                {"type": "Point", "coordinates": [29.9189, -3.4264, number]}
                if name == "geometry"
                else {"raw": [1, 2.5, None, True, {"é": "e\u0301"}], "n": number}
            )
        case Kind.VALUE:
            return number
        case Kind.REFERENCE:
            return f"{field.target}-{number if number <= ROWS else 1}"
        case Kind.ITEM:
            return f"{str(field.target).rpartition('.')[2]}-1"
        case Kind.REFERENCES:
            return [] if number == ROWS and not field.required else [f"{field.target}-2", f"{field.target}-1"]
        case Kind.LIST:
            return _list(field, number)
        case Kind.ROWS:
            if number == ROWS:
                return []
            return [_entry(field, 1), _entry(field, 2)]
        case Kind.OBJECT:
            return {one.name: _value(one, name, number) for one in field.fields}
    raise AssertionError(field)


def _entry(field: Field, number: int) -> Row:
    return {one.name: _value(one, field.name, 1 if one.kind is Kind.ITEM else number) for one in field.fields}


def _list(field: Field, number: int) -> list[Any]:
    if number == ROWS:
        return []
    if field.choices:
        return list(field.choices[:2])
    if field.item is Kind.MONEY:
        return ["100.5", "0", "100.5"]
    return ["tabled", "in force"] if field.name == "stages" else ["zz", "aa"]


def _text(name: str, place: str, number: int) -> str:
    special = {
        "currency": "USD",
        "state": "N",
        "sha256": "a" * 64,
        "inputs_sha256": "b" * 64,
        "price_basis": "constant:2010",
        "language": "fr",
    }
    return special.get(name, f"Réconciliation {name} {place} {number} — العربية 𝔘")


def _stable(text: str) -> int:
    return sum((index + 1) * 7919 * ord(sign) for index, sign in enumerate(text))


# --- documents strewn around it ---

# Other rows depend on these.
_NAMED_ELSEWHERE = {
    "activity",
    "adopted_on",
    "claimed_on",
    "dimension",
    "dimensions",
    "items",
    "late",
    "registers",
    "stages",
    "start",
    "superseded_on",
    "tasks",
}
_SIGNS = string.printable + "éßİ中ا\u200f\u0301𝔘~|/@"


def strewn(seed: int) -> Row:
    """The full document with other values, missing fields and other lists, still without a fault."""
    chance = random.Random(seed)  # noqa: S311
    original = full_document()
    document = copy.deepcopy(original)
    for collection in COLLECTIONS:
        fields = BY_NAME[collection.name].fields
        for row in document[collection.name]:
            _strew(row, fields, chance)
    _strew(document["mission"], MISSION, chance)
    for rows in (False, False, True, True):
        for fault in check(document):
            _restore(document, original, fault.pointer, rows=rows)
    assert check(document) == []
    return document


def _strew(row: Row, fields: tuple[Field, ...], chance: random.Random) -> None:
    for field in fields:
        if field.name in _NAMED_ELSEWHERE:
            continue
        if field.kind in {Kind.KEY, Kind.UUID, Kind.REFERENCE, Kind.ITEM, Kind.VALUE, Kind.JSON}:
            if not field.required and chance.random() < 0.2:
                row.pop(field.name, None)
        elif not field.required and chance.random() < 0.3:
            row[field.name] = chance.choice([None, row.get(field.name)])
            if row[field.name] is None and chance.random() < 0.5:
                del row[field.name]
        elif field.name in row and chance.random() < 0.5:
            row[field.name] = _other(row[field.name], field, chance)


def _other(value: Any, field: Field, chance: random.Random) -> Any:
    match field.kind:
        case Kind.TEXT if field.name not in {"currency", "state", "sha256", "inputs_sha256", "price_basis"}:
            return "".join(chance.choice(_SIGNS) for _ in range(chance.randint(1, 40)))
        case Kind.INTEGER:
            return chance.choice([0, 1, 2.0, 1999, 2**31 - 1])
        case Kind.NUMBER:
            return chance.choice([0, -1, 0.1, 1 / 3, 1e-9, 123456.789, 3.0])
        case Kind.FLAG:
            return chance.random() < 0.5
        case Kind.MONEY:
            digits = chance.randint(1, 15)
            amount = str(chance.randint(0, 10**digits - 1))
            places = chance.randint(0, min(4, len(amount) - 1))
            text = f"{amount[:-places]}.{amount[-places:]}" if places else amount
            return chance.choice(["", "-"]) + text
        case Kind.RATE:
            return chance.choice(["1", "0.0000000001", "99999.9999999999", "2.50"])
        case Kind.DATE:
            return f"{chance.randint(1, 9999):04d}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        case Kind.REFERENCES | Kind.LIST if isinstance(value, list):
            return chance.sample(value, chance.randint(0, len(value)))
        case Kind.ROWS if isinstance(value, list):
            for entry in value:
                if isinstance(entry, dict):
                    _strew(entry, field.fields, chance)
            return chance.sample(value, chance.randint(0, len(value)))
        case Kind.OBJECT if isinstance(value, dict):
            _strew(value, field.fields, chance)
    return value


def _restore(document: Row, original: Row, pointer: str, *, rows: bool) -> None:
    """Take the row with a fault back from the original, with `rows` all rows of its collection."""
    parts = pointer.split("/")[1:]
    if parts[0] == "mission" or rows:
        document[parts[0]] = copy.deepcopy(original[parts[0]])
    else:
        document[parts[0]][int(parts[1])] = copy.deepcopy(original[parts[0]][int(parts[1])])


# --- documents that come after another one ---


def draft_document() -> Row:
    """The full document with one open version in the place of the three."""
    document = full_document()
    document["framework_versions"] = [document["framework_versions"][2]]
    for collection in COLLECTIONS:
        for row in document[collection.name]:
            if "framework_version" in row:
                row["framework_version"] = "framework_versions-3"
    for collection, field in (("objective_texts", "objective"), ("benchmark_texts", "benchmark")):
        for number, row in enumerate(document[collection], 1):
            row[field] = f"{field}s-{number}"
            row.pop("parent", None)
    assert check(document) == []
    return document


def scrambled(seed: int, rate: float = 1) -> Row:
    """The draft document with rows that left, came or changed places: keys, identifiers, references.

    `rate` says how much of that happens.
    """
    chance = random.Random(seed)  # noqa: S311
    original = draft_document()
    document = copy.deepcopy(original)
    for collection in COLLECTIONS:
        rows = document[collection.name]
        for field in collection.fields:
            if field.kind in {Kind.UUID, Kind.REFERENCE} and chance.random() < 0.4 * rate:
                _exchange(rows, field, chance)
            if field.kind is Kind.REFERENCE and chance.random() < 0.2 * rate:
                for row in rows:
                    row[field.name] = chance.choice(original[str(field.target)])["key"]
        if chance.random() < 0.3 * rate:
            keys = [row["key"] for row in rows]
            chance.shuffle(keys)
            for row, key in zip(rows, keys, strict=True):
                row["key"] = key
        if chance.random() < 0.3 * rate:
            again = copy.deepcopy(chance.choice(rows))
            again["key"] = f"{collection.name}-new"
            again.pop("uuid", None)
            rows.append(again)
        if chance.random() < 0.3 * rate:
            rows.remove(chance.choice(rows))
        for row in rows:
            if chance.random() < 0.3 * rate:
                row.pop("uuid", None)
            if chance.random() < 0.3 * rate:
                _strew(row, collection.fields, chance)
    return _mended(document)


def _exchange(rows: list[Row], field: Field, chance: random.Random) -> None:
    values = [row.get(field.name) for row in rows]
    chance.shuffle(values)
    for row, value in zip(rows, values, strict=True):
        if value is not None:
            row[field.name] = value


_OPTIONAL = {"registers", "parent", "reply_to", "escalates_to", "restates", "late"}


def _mended(document: Row) -> Row:
    """The document without the rows, lists and fields that have faults."""
    for _round in range(30):
        faults = check(document)
        if not faults:
            return document
        gone: set[tuple[str, int]] = set()
        for fault in faults:
            parts = fault.pointer.split("/")[1:]
            if parts[0] == "mission":
                document["mission"].pop(parts[1], None)
            elif len(parts) > 3 or (len(parts) > 2 and parts[2] in _OPTIONAL):
                document[parts[0]][int(parts[1])].pop(parts[2], None)
            else:
                gone.add((parts[0], int(parts[1])))
        for name, index in sorted(gone, reverse=True):
            del document[name][index]
    return draft_document()
