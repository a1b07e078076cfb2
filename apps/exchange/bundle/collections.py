"""The format as data: collections and their fields, read from `schema.json`, in an order fit for storing.

For the code that maps a bundle to tables. Nothing is stated here that the schema says; what the schema
cannot say (which lists are ordered, which keys name an item inside another row) stands in the two constants
below.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

FORMAT = "nexusplan-bundle"
VERSION = 1

# Rule 6: the lists in which order carries meaning, as (collection, field).
ORDERED: frozenset[tuple[str, ...]] = frozenset(
    {
        ("forums", "chairs"),
        ("scenarios", "delivery"),
        ("scenarios", "capacity_building"),
        ("indicators", "stages"),
        ("framework_versions", "pillars"),
    }
)

# Keys of items: (collection, list, field) to (field beside it that names the row, its collection, its list).
ITEMS: dict[tuple[str, ...], tuple[str, str, str]] = {
    ("objective_texts", "mandate_tasks", "task"): ("mandate", "mandates", "tasks"),
    ("objective_texts", "linked_items", "item"): ("linked_framework", "linked_frameworks", "items"),
}


class Kind(StrEnum):
    """What a field holds."""

    KEY = "key"  # the row's own key, or the mission's code
    UUID = "uuid"
    TEXT = "text"
    INTEGER = "integer"  # may arrive as 3.0
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"  # one of `choices`
    MONEY = "money"  # decimal text, at most 4 places
    RATE = "rate"  # decimal text, at most 10 places
    DATE = "date"  # YYYY-MM-DD
    MOMENT = "moment"  # RFC 3339 with time zone
    VALUE = "value"  # number, decimal text, stage name or flag, as the indicator's value_type says
    JSON = "json"  # stored as it is: GeoJSON, a source record
    REFERENCE = "reference"  # the key of a row of `target`
    ITEM = "item"  # the key of an item in the list `target` of the row that the field `beside` names
    REFERENCES = "references"  # a list of keys of rows of `target`
    LIST = "list"  # a list of single values of kind `item` (and `choices`)
    ROWS = "rows"  # a list of objects with `fields`
    OBJECT = "object"  # one object with `fields`


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a row, of the mission, or of an object inside one of them."""

    name: str
    kind: Kind
    required: bool = False
    choices: tuple[str | int, ...] = ()
    target: str | None = None
    beside: str | None = None
    item: Kind | None = None
    fields: tuple["Field", ...] = ()
    ordered: bool = False
    or_text: bool = False  # a list of objects whose entries may be a bare text as well (mission.dimensions)


@dataclass(frozen=True, slots=True)
class Collection:
    """A top-level list of rows."""

    name: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """The field of that name; raises KeyError."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def targets(self) -> frozenset[str]:
        """The collections that rows of this one refer to, itself included if they do."""
        return frozenset(_targets(self.fields))


def _targets(fields: tuple[Field, ...]) -> Iterator[str]:
    for field in fields:
        if field.kind in {Kind.REFERENCE, Kind.REFERENCES} and field.target is not None:
            yield field.target
        yield from _targets(field.fields)


@cache
def schema() -> dict[str, Any]:
    """The project's own copy of the JSON Schema (not to be changed by the caller)."""
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("schema.json").read_text("utf-8"))
    return loaded


_NAMED = {
    "text": Kind.TEXT,
    "date": Kind.DATE,
    "number": Kind.NUMBER,
    "flag": Kind.FLAG,
    "decimal": Kind.MONEY,
    "exchange_rate": Kind.RATE,
    "key": Kind.KEY,
    "uuid": Kind.UUID,
    "geometry": Kind.JSON,
    "free": Kind.JSON,
    "value": Kind.VALUE,
}
_TYPED = {"string": Kind.TEXT, "integer": Kind.INTEGER, "number": Kind.NUMBER, "boolean": Kind.FLAG}


def plain(node: dict[str, Any]) -> tuple[dict[str, Any], str | None, str | None]:
    """A schema node without "or null" and `$ref`, the name of its definition, the collection it refers to."""
    options = node.get("anyOf")
    if options is not None and len(options) == 2 and options[1] == {"type": "null"}:
        node = options[0]
    name = None
    target = node.get("x-ref")
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        node = schema()["$defs"][name]
    return node, name, target


def _field(where: tuple[str, ...], raw: dict[str, Any], *, required: bool) -> Field:
    node, definition, target = plain(raw)
    name = where[-1]
    if target is not None:
        return Field(name, Kind.REFERENCE, required, target=target)
    if definition == "key" and name not in {"key", "code"}:
        beside, collection, items = ITEMS[where]
        return Field(name, Kind.ITEM, required, target=f"{collection}.{items}", beside=beside)
    if definition in _NAMED:
        return Field(name, _NAMED[definition], required)
    if "enum" in node:
        return Field(name, Kind.CHOICE, required, choices=tuple(node["enum"]))
    if node.get("format") == "date-time":
        return Field(name, Kind.MOMENT, required)
    if node.get("type") == "object":
        return Field(name, Kind.OBJECT, required, fields=_fields(where, node))
    if node.get("type") == "array":
        return _list(where, node, required=required)
    return Field(name, _TYPED[node["type"]], required)


def _list(where: tuple[str, ...], node: dict[str, Any], *, required: bool) -> Field:
    name, ordered = where[-1], where in ORDERED
    options = [option for option in node["items"].get("anyOf", ()) if option.get("type") == "object"]
    entry = options[0] if options else plain(node["items"])[0]
    if entry.get("type") == "object":
        return Field(
            name, Kind.ROWS, required, fields=_fields(where, entry), ordered=ordered, or_text=bool(options)
        )
    single = _field((*where, "key"), node["items"], required=True)
    if single.kind is Kind.REFERENCE:
        return Field(name, Kind.REFERENCES, required, target=single.target, ordered=ordered)
    return Field(name, Kind.LIST, required, choices=single.choices, item=single.kind, ordered=ordered)


def _fields(where: tuple[str, ...], node: dict[str, Any]) -> tuple[Field, ...]:
    required = set(node.get("required", ()))
    return tuple(
        _field((*where, name), raw, required=name in required) for name, raw in node["properties"].items()
    )


def _in_order(found: list[Collection]) -> tuple[Collection, ...]:
    """The collections so that each stands after those it refers to; otherwise as the schema lists them."""
    placed: list[Collection] = []
    names: set[str] = set()
    waiting = list(found)
    while waiting:
        ready = next((one for one in waiting if one.targets() - {one.name} <= names), None)
        if ready is None:
            raise ValueError("The collections of the schema refer to each other in a circle.")
        waiting.remove(ready)
        placed.append(ready)
        names.add(ready.name)
    return tuple(placed)


def _read() -> tuple[tuple[Field, ...], tuple[Field, ...], tuple[Collection, ...]]:
    head: list[Field] = []
    mission: tuple[Field, ...] = ()
    found: list[Collection] = []
    required = set(schema()["required"])
    for name, raw in schema()["properties"].items():
        node, _definition, _target = plain(raw)
        if node.get("type") == "array":
            found.append(Collection(name, _fields((name,), plain(node["items"])[0])))
        elif name == "mission":
            mission = _fields((name,), node)
        elif "const" in node:
            kind = Kind.INTEGER if isinstance(node["const"], int) else Kind.TEXT
            head.append(Field(name, kind, name in required))
        else:
            head.append(_field((name,), raw, required=name in required))
    return tuple(head), mission, _in_order(found)


# HEAD: single values at the top of the document. MISSION: the fields of the object `mission`.
# COLLECTIONS: every collection after those it refers to (references within a collection apart).
HEAD, MISSION, COLLECTIONS = _read()
BY_NAME = {collection.name: collection for collection in COLLECTIONS}
