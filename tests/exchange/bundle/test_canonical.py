"""Comparing and writing: what counts as the same document, and a file that can be read by line."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.exchange.bundle import canonical, check, differences, dump, read, stream
from apps.exchange.bundle.collections import ORDERED

from .examples import activity, agency, document, indicator, karo, objective

UUID = "00000000-0000-4000-8000-000000000001"


def shuffled(value: Any, dice: random.Random, place: tuple[str, ...] = ()) -> Any:
    """The value with all members and all unordered lists in another order, and nulls here and there."""
    if isinstance(value, dict):
        members = list(value.items())
        dice.shuffle(members)
        return {name: shuffled(entry, dice, (*place, name)) for name, entry in members}
    if isinstance(value, list):
        entries = [shuffled(entry, dice, place) for entry in value]
        if place not in ORDERED and place[-1] not in {"coordinates", "content"}:
            dice.shuffle(entries)
        return entries
    return value


@given(st.integers(0, 2**32))
def test_canonical_is_idempotent_and_does_not_see_order(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    expected = canonical(karo())
    assert canonical(expected) == expected
    assert canonical(shuffled(karo(), dice)) == expected
    assert json.dumps(canonical(shuffled(karo(), dice)), sort_keys=True) == json.dumps(
        expected, sort_keys=True
    )
    assert differences(karo(), shuffled(karo(), dice)) == []


def test_karo_is_left_as_it_was() -> None:
    before = karo()
    canonical(before)
    assert before == karo()
    assert check(canonical(before)) == []


def record(**more: Any) -> dict[str, Any]:
    return document(source_records=[{"key": "S", "activity": "X", "source": "iati", **more}])


def with_activity(**more: Any) -> dict[str, Any]:
    return document(agencies=[agency("A"), agency("B")], activities=[activity(**more)])


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (document(remarks="a", licence="b", exported_by="c", exported_at="2026-01-01T00:00:00Z"), document()),
        (document(objectives=[]), document()),
        (with_activity(start=None, areas=None), with_activity()),
        (with_activity(registers={"consultations": None}), with_activity()),
        (with_activity(registers={}), with_activity()),
        (with_activity(people_planned=3.0), with_activity(people_planned=3)),
        (with_activity(implementers=["A", "B"]), with_activity(implementers=["B", "A"])),
        (with_activity(title="é"), with_activity(title="e\u0301")),
        (
            document(scenarios=[{"key": "S", "kind": "absorption", "delivery": ["1.50", "2.0"]}]),
            document(scenarios=[{"key": "S", "kind": "absorption", "delivery": ["1.5", "2"]}]),
        ),
        (
            document(scenarios=[{"key": "S", "kind": "absorption", "first_capacity": "-0.00", "gain": -0.0}]),
            document(scenarios=[{"key": "S", "kind": "absorption", "first_capacity": "0", "gain": 0}]),
        ),
        (
            document(indicators=[indicator(value_type="money", target_value="100.00")]),
            document(indicators=[indicator(value_type="money", target_value="100")]),
        ),
    ],
)
def test_what_says_the_same(one: dict[str, Any], two: dict[str, Any]) -> None:
    assert canonical(one) == canonical(two)
    assert differences(one, two) == []


@pytest.mark.parametrize(
    ("one", "two", "pointers"),
    [
        (document(), document(mission={"currency": "EUR"}), ["/mission/currency"]),
        (with_activity(areas=[]), with_activity(), ["/activities/X/areas"]),
        (with_activity(people_planned=0), with_activity(), ["/activities/X/people_planned"]),
        (with_activity(), with_activity(humanitarian=False), ["/activities/X/humanitarian"]),
        (with_activity(), with_activity(key="Y", title="T"), ["/activities/X", "/activities/Y"]),
        (document(objectives=[objective("O")]), document(), ["/objectives"]),
        (
            document(objectives=[objective("O"), objective("P")]),
            document(objectives=[objective("O"), objective("Q")]),
            ["/objectives/P", "/objectives/Q"],
        ),
        (
            with_activity(implementers=["A"]),
            with_activity(implementers=["B"]),
            ["/activities/X/implementers/0"],
        ),
        (
            document(scenarios=[{"key": "S", "kind": "absorption", "delivery": ["1", "2"]}]),
            document(scenarios=[{"key": "S", "kind": "absorption", "delivery": ["2", "1"]}]),
            ["/scenarios/S/delivery/0", "/scenarios/S/delivery/1"],
        ),
        (
            document(indicators=[indicator(value_type="stage", target_value="1.0", stages=["1.0", "1"])]),
            document(indicators=[indicator(value_type="stage", target_value="1", stages=["1.0", "1"])]),
            ["/indicators/I/target_value"],
        ),
        (
            document(indicators=[indicator(value_type="number", target_value=1)]),
            document(indicators=[indicator(value_type="yes_no", target_value=True)]),
            ["/indicators/I/target_value", "/indicators/I/value_type"],
        ),
        (
            record(content={"a": [1, None]}),
            record(content={"a": [None, 1]}),
            ["/source_records/S/content/a/0", "/source_records/S/content/a/1"],
        ),
        (
            document(mandates=[{"key": "M", "symbol": "1", "tasks": [{"key": "T", "text": "a"}]}]),
            document(mandates=[{"key": "M", "symbol": "1", "tasks": [{"key": "T", "text": "b"}]}]),
            ["/mandates/M/tasks/T/text"],
        ),
    ],
)
def test_what_differs_is_named(one: dict[str, Any], two: dict[str, Any], pointers: list[str]) -> None:
    assert sorted(differences(one, two)) == pointers


def test_uuids_that_the_original_did_not_give_can_be_left_out() -> None:
    exported = document(mission={"uuid": UUID}, objectives=[objective() | {"uuid": UUID}])
    original = document(objectives=[objective()])
    assert differences(original, exported) == ["/mission/uuid", "/objectives/O/uuid"]
    assert differences(original, exported, only_given_uuids=True) == []
    assert differences(exported, original, only_given_uuids=True) == ["/mission/uuid", "/objectives/O/uuid"]


def test_a_dump_is_read_again_as_it_was() -> None:
    assert read(dump(karo())) == karo()
    assert dump(read(dump(karo()))) == dump(karo())
    mixed = shuffled(karo(), random.Random(7))  # noqa: S311
    assert dump(canonical(karo())) == dump(canonical(mixed))


def test_a_dump_has_one_row_on_each_line() -> None:
    written = document(
        objectives=[{"retired_on": "2025-01-01", "key": "é"}, {"key": "P"}], agencies=[], exported_by="x"
    )
    assert dump(written).decode() == (
        "{\n"
        '"format": "nexusplan-bundle",\n'
        '"version": 1,\n'
        '"exported_by": "x",\n'
        '"mission": {"code": "T", "name": "Test", "currency": "USD"},\n'
        '"agencies": [],\n'
        '"objectives": [\n'
        '{"key": "é", "retired_on": "2025-01-01"},\n'
        '{"key": "P"}\n'
        "]\n"
        "}\n"
    )


def test_rows_are_streamed_from_generators() -> None:
    taken = 0

    def rows() -> Iterator[dict[str, Any]]:
        nonlocal taken
        for number in range(2001):
            taken += 1
            yield {"key": f"O{number}"}

    pieces = stream(document(objectives=rows(), areas=iter(())))
    first = [next(pieces) for _number in range(5)]
    assert taken == 500
    whole = b"".join([*first, *pieces])
    assert json.loads(whole) == document(
        objectives=[{"key": f"O{number}"} for number in range(2001)], areas=[]
    )
    assert check(json.loads(whole)) == []


def test_what_the_format_does_not_know_is_not_lost_in_silence() -> None:
    with pytest.raises(KeyError, match="people"):
        stream(document(people=[]))
    with pytest.raises(KeyError, match="colour"):
        dump(document(objectives=[{"key": "O", "colour": 1}]))
    with pytest.raises(KeyError, match="people"):
        canonical(document(people=[]))
    with pytest.raises(KeyError, match="colour"):
        canonical(document(objectives=[{"key": "O", "colour": 1}]))
    with pytest.raises(ValueError, match="not JSON compliant"):
        dump(document(indicators=[indicator(tolerance=float("nan"))]))


def test_canonical_shares_nothing_that_it_changes() -> None:
    original = with_activity(implementers=["B", "A"], registers={"consultations": None})
    before = copy.deepcopy(original)
    canonical(original)
    assert original == before
