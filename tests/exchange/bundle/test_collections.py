"""The format as data, for the code that maps it to tables."""

import jsonschema_rs

from apps.exchange.bundle.collections import (
    BY_NAME,
    COLLECTIONS,
    HEAD,
    ITEMS,
    MISSION,
    ORDERED,
    Field,
    Kind,
    schema,
)


def test_the_schema_is_a_schema() -> None:
    assert jsonschema_rs.meta.is_valid(schema())


def test_every_collection_stands_after_those_it_refers_to() -> None:
    names = [collection.name for collection in COLLECTIONS]
    for number, collection in enumerate(COLLECTIONS):
        assert collection.targets() <= {*names[: number + 1]}, collection.name
    assert sorted(names) == sorted(
        name for name, node in schema()["properties"].items() if node.get("type") == "array"
    )


def test_every_row_has_a_key_and_a_uuid() -> None:
    for collection in COLLECTIONS:
        assert collection.field("key") == Field("key", Kind.KEY, required=True)
        assert collection.field("uuid") == Field("uuid", Kind.UUID)


def test_the_constants_name_fields_that_are_there() -> None:
    for collection, name in ORDERED:
        assert BY_NAME[collection].field(name).ordered
    assert sum(field.ordered for collection in COLLECTIONS for field in collection.fields) == len(ORDERED)
    for (collection, name, inner), (beside, other, items) in ITEMS.items():
        fields = {field.name: field for field in BY_NAME[collection].field(name).fields}
        assert (fields[inner].kind, fields[inner].target) == (Kind.ITEM, f"{other}.{items}")
        assert (fields[beside].kind, fields[beside].target) == (Kind.REFERENCE, other)
        assert BY_NAME[other].field(items).kind is Kind.ROWS


def test_kinds_of_fields() -> None:
    line = BY_NAME["funding_lines"]
    assert line.field("activity") == Field("activity", Kind.REFERENCE, required=True, target="activities")
    assert line.field("committed") == Field("committed", Kind.MONEY)
    assert line.field("period_from") == Field("period_from", Kind.DATE, required=True)
    assert line.field("quick_impact") == Field("quick_impact", Kind.FLAG)
    assert [inner.kind for inner in line.field("country_systems").fields] == [Kind.FLAG] * 4
    activity = BY_NAME["activities"]
    assert activity.field("areas") == Field("areas", Kind.REFERENCES, target="areas")
    assert activity.field("people_planned") == Field("people_planned", Kind.INTEGER)
    assert activity.field("people_by_area") == Field(
        "people_by_area",
        Kind.ROWS,
        fields=(Field("area", Kind.REFERENCE, required=True, target="areas"), Field("people", Kind.INTEGER)),
    )
    assert activity.field("intended_phases") == Field(
        "intended_phases",
        Kind.LIST,
        choices=("stabilisation", "transition", "consolidation", "exit"),
        item=Kind.CHOICE,
    )
    assert BY_NAME["scenarios"].field("delivery") == Field(
        "delivery", Kind.LIST, item=Kind.MONEY, ordered=True
    )
    assert BY_NAME["forums"].field("chairs").ordered
    assert BY_NAME["policy_positions"].field("support") == Field("support", Kind.CHOICE, choices=(-1, 0, 1))
    assert BY_NAME["observations"].field("value") == Field("value", Kind.VALUE)
    assert BY_NAME["exchange_rates"].field("rate") == Field("rate", Kind.RATE, required=True)
    assert BY_NAME["areas"].field("geometry") == Field("geometry", Kind.JSON)
    assert BY_NAME["source_records"].field("content") == Field("content", Kind.JSON)
    assert [(field.name, field.kind) for field in HEAD] == [
        ("format", Kind.TEXT),
        ("version", Kind.INTEGER),
        ("exported_at", Kind.MOMENT),
        ("exported_by", Kind.TEXT),
        ("licence", Kind.TEXT),
        ("remarks", Kind.TEXT),
    ]
    mission = {field.name: field for field in MISSION}
    assert (mission["dimensions"].kind, mission["dimensions"].or_text) == (Kind.ROWS, True)
    assert mission["registers"].kind is Kind.OBJECT
    assert mission["code"] == Field("code", Kind.KEY, required=True)
