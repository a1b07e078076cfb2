"""Keys once, references to what is there: at every place where the schema knows a reference."""

from collections.abc import Iterator
from typing import Any

import pytest

from apps.exchange.bundle import check
from apps.exchange.bundle.collections import COLLECTIONS, Field, Kind, schema

from .examples import activity, agency, area, document, found, karo, link, objective, version, wording

UUID = "00000000-0000-4000-8000-000000000001"
MANDATE = {"key": "M", "symbol": "S/RES/1", "tasks": [{"key": "T1", "text": "Protect"}]}
PLAN = {"key": "N", "kind": "prsp", "title": "Plan", "items": [{"key": "I1", "text": "Peace"}]}


def framework(**more: Any) -> dict[str, Any]:
    return document(
        mandates=[MANDATE, {"key": "M2", "symbol": "S/RES/2"}],
        linked_frameworks=[PLAN],
        framework_versions=[version()],
        objectives=[objective()],
        objective_texts=[wording(**more)],
    )


@pytest.mark.parametrize(
    ("broken", "faults"),
    [
        # keys
        (
            document(objectives=[{"key": "A"}, {"key": "B"}, {"key": "A"}, {"key": "A"}]),
            [("/objectives/2/key", "duplicate_key"), ("/objectives/3/key", "duplicate_key")],
        ),
        (document(objectives=[{"key": "A"}, {"key": "a"}], areas=[area("A")]), []),
        (
            document(objectives=[{"key": "A", "uuid": UUID}, {"key": "B", "uuid": UUID}]),
            [("/objectives/1/uuid", "duplicate_key")],
        ),
        (document(objectives=[{"key": "A", "uuid": None}, {"key": "B", "uuid": None}]), []),
        (document(objectives=[{"key": "A", "uuid": UUID}], areas=[area(uuid=UUID)]), []),
        (
            document(mandates=[MANDATE | {"tasks": [*MANDATE["tasks"], {"key": "T1", "text": "Again"}]}]),
            [("/mandates/0/tasks/1/key", "duplicate_key")],
        ),
        (document(mandates=[MANDATE, MANDATE | {"key": "M2"}]), []),
        (
            document(linked_frameworks=[PLAN | {"items": [*PLAN["items"], *PLAN["items"]]}]),
            [("/linked_frameworks/0/items/1/key", "duplicate_key")],
        ),
        (
            document(framework_versions=[version(sections=[{"key": "S", "title": "One"}] * 2)]),
            [("/framework_versions/0/sections/1/key", "duplicate_key")],
        ),
        (
            document(mission={"dimensions": ["security", {"code": "security", "core": "security"}]}),
            [("/mission/dimensions/1", "duplicate_key")],
        ),
        (
            document(mandates=[MANDATE | {"tasks": [{"key": "T\r1", "text": "x"}]}]),
            [("/mandates/0/tasks/0/key", "bad_value")],
        ),
        # references
        (document(activities=[activity()]), [("/activities/0/lead", "unknown_reference")]),
        (
            document(agencies=[agency()], activities=[activity(implementers=["A", "B", "C"])]),
            [
                ("/activities/0/implementers/1", "unknown_reference"),
                ("/activities/0/implementers/2", "unknown_reference"),
            ],
        ),
        (
            document(agencies=[agency()], activities=[activity(people_by_area=[{"area": "P"}])]),
            [("/activities/0/people_by_area/0/area", "unknown_reference")],
        ),
        (
            document(alignment_links=[link(dispute={"by": "A", "raised_on": "2025-01-01"})]),
            [
                ("/alignment_links/0/activity", "unknown_reference"),
                ("/alignment_links/0/dispute/by", "unknown_reference"),
                ("/alignment_links/0/objective", "unknown_reference"),
            ],
        ),
        # items of other rows
        (framework(mandate_tasks=[{"mandate": "M", "task": "T1"}]), []),
        (
            framework(mandate_tasks=[{"mandate": "M", "task": "T2"}, {"mandate": "M2", "task": "T1"}]),
            [
                ("/objective_texts/0/mandate_tasks/0/task", "unknown_reference"),
                ("/objective_texts/0/mandate_tasks/1/task", "unknown_reference"),
            ],
        ),
        (
            framework(mandate_tasks=[{"mandate": "X", "task": "T1"}]),
            [("/objective_texts/0/mandate_tasks/0/mandate", "unknown_reference")],
        ),
        (framework(linked_items=[{"linked_framework": "N", "item": "I1"}, {"linked_framework": "N"}]), []),
        (
            framework(linked_items=[{"linked_framework": "N", "item": "I9"}]),
            [("/objective_texts/0/linked_items/0/item", "unknown_reference")],
        ),
        # shapes that allow no more
        (document(agencies={}, activities=[activity()]), [("/agencies", "wrong_type")]),
        (
            document(agencies=[5, {"name": "B", "side": "external"}], activities=[activity()]),
            [
                ("/activities/0/lead", "unknown_reference"),
                ("/agencies/0", "wrong_type"),
                ("/agencies/1", "missing_field"),
            ],
        ),
        (
            document(agencies=[{"key": "A"}], activities=[activity(implementers="A")]),
            [
                ("/activities/0/implementers", "wrong_type"),
                ("/agencies/0", "missing_field"),
                ("/agencies/0", "missing_field"),
            ],
        ),
    ],
)
def test_keys_and_references(broken: dict[str, Any], faults: list[tuple[str, str]]) -> None:
    assert found(broken) == faults


def references(fields: tuple[Field, ...], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for field in fields:
        if field.kind in {Kind.REFERENCE, Kind.REFERENCES}:
            yield (*path, field.name)
        yield from references(field.fields, (*path, field.name))


PLACES = sorted(place for one in COLLECTIONS for place in references(one.fields, (one.name,)))


@pytest.mark.parametrize("place", PLACES, ids=".".join)
def test_every_reference_of_the_schema_is_followed(place: tuple[str, ...]) -> None:
    broken: dict[str, Any] = {}
    field: Field | None = None
    fields = next(one.fields for one in COLLECTIONS if one.name == place[0])
    row = broken
    pointer = f"/{place[0]}/0"
    for name in place[1:]:
        field = next(one for one in fields if one.name == name)
        pointer += f"/{name}"
        if field.kind in {Kind.ROWS, Kind.REFERENCES}:
            pointer += "/0"
        inner: Any = "NOWHERE" if not field.fields else {}
        row[name] = [inner] if field.kind in {Kind.ROWS, Kind.REFERENCES} else inner
        row, fields = inner, field.fields
    faults = [(fault.pointer, fault.code) for fault in check(document(**{place[0]: [broken]}))]
    assert (pointer, "unknown_reference") in faults


def test_the_places_are_as_many_as_the_schema_has() -> None:
    def count(node: Any) -> int:
        if isinstance(node, dict):
            return ("x-ref" in node) + sum(count(value) for value in node.values())
        return sum(count(value) for value in node) if isinstance(node, list) else 0

    assert len(PLACES) == count(schema())


def test_the_message_names_the_nearest_key() -> None:
    broken = karo()
    broken["alignment_links"][0]["activity"] = "x1"
    assert [fault.message for fault in check(broken)] == [
        "activities has no row with the key “x1”; add the row or name one that is there. Did you mean “X1”?"
    ]


def test_many_broken_references_do_not_cost_long_searches() -> None:
    keys = [f"O{number}" for number in range(400)]
    broken = document(
        objectives=[{"key": key} for key in keys],
        benchmarks=[{"key": f"B{number}", "objective": f"o-{number}"} for number in range(20_000)],
    )
    assert len(check(broken)) == 20_000
