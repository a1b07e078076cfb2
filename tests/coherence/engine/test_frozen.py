"""Inputs as bytes: what comes back is what went in, and what is no such record is refused by name."""

import json
import random
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.coherence.engine import assess, canonical, fingerprint, inputs_from_document
from apps.coherence.engine.frozen import UnknownShape, freeze, thaw
from apps.coherence.engine.inputs import COLLECTIONS, Inputs, Mission
from apps.coherence.engine.settings import Settings
from tests.coherence.engine.conftest import KARO_DAY
from tests.coherence.engine.missions import random_mission

SEEDS = st.integers(min_value=0, max_value=1_000_000)


def document_in(content: bytes) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(zlib.decompress(content))
    return document


def with_document(document: Any) -> bytes:
    return zlib.compress(json.dumps(document).encode())


@given(SEEDS)
def test_what_comes_back_is_what_went_in(seed: int) -> None:
    inputs = inputs_from_document(random_mission(seed))
    again = thaw(freeze(inputs))
    assert again == canonical(inputs)
    assert fingerprint(again) == fingerprint(inputs)


@given(SEEDS)
def test_the_order_of_rows_does_not_change_the_bytes(seed: int) -> None:
    inputs = inputs_from_document(random_mission(seed))
    chance = random.Random(seed)  # noqa: S311  repeatable, no secret
    other = replace(
        inputs,
        **{
            name: tuple(chance.sample(rows, len(rows)))
            for name in COLLECTIONS
            if (rows := getattr(inputs, name))
        },
    )
    assert document_in(freeze(other)) == document_in(freeze(inputs))


def test_the_worked_example_is_assessed_alike_from_its_bytes(karo: dict[str, Any]) -> None:
    inputs = inputs_from_document(karo)
    assert assess(thaw(freeze(inputs)), KARO_DAY) == assess(inputs, KARO_DAY)


def test_thresholds_and_own_dimensions_come_back() -> None:
    mission = Mission("M", "USD", dimensions=(("jobs", "development"),), settings=Settings(change_delta=0.1))
    assert thaw(freeze(Inputs(mission=mission))) == Inputs(mission=mission)


@pytest.mark.parametrize(
    "content", [b"", b"text", zlib.compress(b"text"), with_document([]), with_document({"format": "x"})]
)
def test_something_else_is_refused(content: bytes) -> None:
    with pytest.raises(UnknownShape, match="no frozen record"):
        thaw(content)


def test_another_shape_is_refused_by_name(karo: dict[str, Any]) -> None:
    document = document_in(freeze(inputs_from_document(karo)))
    with pytest.raises(UnknownShape, match="shape 0; this engine reads shape 1"):
        thaw(with_document(document | {"shape": 0}))
    with pytest.raises(UnknownShape, match="does not know: weather"):
        thaw(with_document(document | {"collections": {"weather": []}}))


def test_columns_that_came_since_may_be_missing(karo: dict[str, Any]) -> None:
    document = document_in(freeze(inputs_from_document(karo)))
    assert document["columns"]["Contradiction"].pop() == "raised_by"
    for values in document["collections"]["contradictions"]:
        values.pop()
    before = thaw(with_document(document))
    assert {one.raised_by for one in before.contradictions} == {None}
    assert [one.key for one in before.contradictions] == ["e1", "e2", "e3", "e4"]


@pytest.mark.parametrize("kind", ["Area", "Settings", "GateBenchmark"])
@pytest.mark.parametrize("change", [list.pop, list.reverse, lambda columns: columns.append("colour")])
def test_other_columns_are_refused_by_name(
    karo: dict[str, Any], kind: str, change: Callable[[list[str]], None]
) -> None:
    document = document_in(freeze(inputs_from_document(karo)))
    change(document["columns"][kind])
    with pytest.raises(UnknownShape, match=f"in: {kind}"):
        thaw(with_document(document))
