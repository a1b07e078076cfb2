"""Every field of the format has its place in the tables, and the tables hold what the format allows."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from apps.coherence.models import WhatIf
from apps.exchange import mapping
from apps.exchange.bundle.collections import BY_NAME, COLLECTIONS, MISSION, Field, Kind, schema
from apps.exchange.mapping.slots import Column, Flat, ManyItems, Parts, Table, UnmappedField, table
from apps.missions.models import Area, Mission, MissionRow

# Properties of schema.json that say something about the file itself.
ABOUT_THE_FILE = {"format", "version", "exported_at", "exported_by", "licence", "remarks"}


def tables() -> Iterator[tuple[str, tuple[Field, ...], tuple[Table, ...]]]:
    yield "mission", MISSION, (mapping.MISSION_TABLE,)
    for collection in COLLECTIONS:
        if collection.name == mapping.AGENCIES:
            yield collection.name, collection.fields, (mapping.AGENCY, mapping.SIDE)
        elif collection.name == mapping.PRESENCES:
            yield collection.name, collection.fields, (mapping.PRESENCE,)
        else:
            yield collection.name, collection.fields, (mapping.TABLES[collection.name],)


def in_schema(node: dict, path: str) -> Iterator[str]:
    """The path of every property of a schema node, objects in lists and definitions included."""
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        if name in {"geometry", "free"}:  # kept as they are
            return
        node = schema()["$defs"][name]
    for option in [*node.get("anyOf", ()), *([node["items"]] if "items" in node else [])]:
        yield from in_schema(option, path)
    for name, inner in node.get("properties", {}).items():
        yield f"{path}/{name}"
        yield from in_schema(inner, f"{path}/{name}")


def in_tables(name: str, found: tuple[Table, ...]) -> Iterator[str]:
    """The path of every field that has a slot."""
    for one in found:
        for slot in one.slots():
            path = f"{name}/{slot.name}"
            yield path
            if isinstance(slot, Flat):
                yield from (f"{path}/{column.name}" for column in slot.columns)
            elif isinstance(slot, ManyItems):
                yield from (f"{path}/{slot.beside}", f"{path}/{slot.item}")
            elif isinstance(slot, Parts) and slot.single is None:
                yield from in_tables(path, (slot.table,))


def test_every_field_of_the_schema_has_a_place() -> None:
    wanted = {
        path
        for name, node in schema()["properties"].items()
        if name not in ABOUT_THE_FILE
        for path in in_schema(node, name)
    }
    placed = {path for name, _fields, found in tables() for path in in_tables(name, found)}
    # One column of JSON each.
    whole = {f"mission/dimensions/{name}" for name in ("code", "name", "core")}
    whole |= {path for path in wanted if "/translations/" in path and path.rpartition("/")[0] in placed}
    assert placed | whole == wanted


def test_every_table_of_mission_rows_travels() -> None:
    """A what-if is somebody's thought about the mission and no part of it."""
    rows = {model for model in apps.get_models() if issubclass(model, MissionRow)}
    assert rows - {WhatIf} == set(mapping.MODELS.values())


def test_collections_stand_after_those_they_refer_to() -> None:
    known: set[str] = set()
    for name in mapping.ORDER:
        assert BY_NAME[name].targets() - known <= {name}
        known.add(name)


def choices(fields: tuple[Field, ...], found: tuple[Table, ...], path: str) -> Iterator[tuple[str, set, set]]:
    """Of each field with a list of allowed values: what the format allows, what the column allows."""
    for field in fields:
        slot = next((slot for one in found for slot in one.slots() if slot.name == field.name), None)
        where = f"{path}/{field.name}"
        if isinstance(slot, Column) and field.kind is Kind.CHOICE and slot.column.choices:
            yield where, set(field.choices), {value for value, _label in slot.column.choices}
        elif isinstance(slot, Flat):
            columns = {column.name: column.column for column in slot.columns}
            for inner in field.fields:
                if inner.kind is Kind.CHOICE:
                    yield (
                        f"{where}/{inner.name}",
                        set(inner.choices),
                        {v for v, _l in columns[inner.name].choices},
                    )
        elif isinstance(slot, Parts):
            yield from choices(field.fields, (slot.table,), where)


def test_columns_allow_what_the_format_allows() -> None:
    found = [one for name, fields, some in tables() for one in choices(fields, some, name)]
    assert len(found) > 40
    assert [one for one in found if one[1] != one[2]] == []


def test_what_may_be_missing_may_be_null() -> None:
    wrong = [
        f"{name}/{field.name}"
        for name, fields, found in tables()
        for field in fields
        for one in found
        for slot in one.columns
        if slot.name == field.name and not field.required and field.name != "uuid" and not slot.column.null
    ]
    assert wrong == []


def test_a_list_says_whether_it_was_given() -> None:
    """An absent list and an empty one differ, so an optional one needs a flag."""
    silent = [
        f"{name}/{field.name}"
        for name, fields, found in tables()
        for field in fields
        for one in found
        for slot in one.lists
        if slot.name == field.name
        and not field.required
        and field.kind is not Kind.OBJECT
        and slot.recorded is None
    ]
    assert silent == []


@pytest.mark.parametrize(
    "field",
    [
        Field("colour", Kind.TEXT),
        Field("colour", Kind.REFERENCE, target="areas"),
        Field("colours", Kind.REFERENCES, target="areas"),
        Field("colours", Kind.ROWS, fields=(Field("name", Kind.TEXT),)),
        Field("name", Kind.REFERENCES, target="areas"),
        Field("shade", Kind.OBJECT, fields=(Field("name", Kind.TEXT),)),
    ],
    ids=lambda field: f"{field.name} {field.kind}",
)
def test_a_field_without_a_place_is_not_forgotten(field: Field) -> None:
    with pytest.raises(UnmappedField):
        table(Area, (field,))


def test_an_ordered_list_needs_a_column_for_its_order() -> None:
    forum: type[models.Model] = mapping.MODELS["forums"]
    with pytest.raises(UnmappedField):
        table(forum, (Field("members", Kind.REFERENCES, target="agencies", ordered=True),))


def test_the_mission_is_the_one_single_object() -> None:
    assert mapping.MISSION_TABLE.model is Mission
