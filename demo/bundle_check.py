"""Faults of a bundle against the schema and the rules between rows that a demonstration file can break."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

Row = dict[str, Any]


def references(schema: Row, value: Any, definitions: Row, where: str) -> Iterator[tuple[str, str, str]]:
    """Yields (pointer, collection, key) for every reference the schema marks with x-ref."""
    if "x-ref" in schema and isinstance(value, str):
        yield where, schema["x-ref"], value
    if "$ref" in schema:
        yield from references(definitions[schema["$ref"].removeprefix("#/$defs/")], value, definitions, where)
    for branch in schema.get("anyOf", []):
        yield from references(branch, value, definitions, where)
    if isinstance(value, dict):
        for name, member in schema.get("properties", {}).items():
            if name in value:
                yield from references(member, value[name], definitions, f"{where}/{name}")
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from references(schema["items"], item, definitions, f"{where}/{index}")


def faults(document: Row, schema: Row) -> list[str]:
    """Returns every fault found: schema, duplicate keys and uuids, broken references, rules between rows."""
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    found = [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(document)]
    collections = {name: rows for name, rows in document.items() if isinstance(rows, list)}
    keys = {name: {row["key"] for row in rows} for name, rows in collections.items()}
    for name, rows in collections.items():
        for field in ("key", "uuid"):
            counts = Counter(row[field] for row in rows if field in row)
            found += [f"/{name}: {field} {value!r} twice" for value, times in counts.items() if times > 1]
    for where, collection, key in references(schema, document, schema["$defs"], ""):
        if key not in keys.get(collection, set()):
            found.append(f"{where}: {key!r} is not in {collection}")
    return found + rule_faults(document)


def rule_faults(document: Row) -> list[str]:
    """Returns faults of section 4 that the collections of the demonstration missions can have."""
    found = []
    pairs = Counter((row["activity"], row["objective"]) for row in document.get("alignment_links", []))
    found += [f"alignment_links: {pair} twice" for pair, times in pairs.items() if times > 1]
    texts = Counter(
        (row["framework_version"], row["objective"]) for row in document.get("objective_texts", [])
    )
    found += [f"objective_texts: {pair} twice" for pair, times in texts.items() if times > 1]
    for name, first, last in (
        ("funding_lines", "period_from", "period_to"),
        ("phase_periods", "period_from", "period_to"),
        ("activities", "start", "end"),
        ("events", "starts_on", "ends_on"),
    ):
        found += [
            f"{name}/{row['key']}: {last} before {first}"
            for row in document.get(name, [])
            if row.get(first) and row.get(last) and row[last] < row[first]
        ]
    dimensions = {"political", "security", "development", "human_rights", "humanitarian", "rule_of_law"}
    for name in ("activities", "objective_texts"):
        found += [
            f"{name}/{row['key']}: {row['dimension']!r} is no dimension of the mission"
            for row in document.get(name, [])
            if row["dimension"] not in dimensions
        ]
    return found
