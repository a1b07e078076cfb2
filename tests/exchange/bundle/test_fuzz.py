"""Whatever a file holds, the answer is a document or faults, never a traceback."""

import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from apps.exchange.bundle import BundleRefused, Code, Fault, canonical, check, dump, read

from .examples import KARO, karo

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(10**400), max_value=10**400)
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20)
    | st.sampled_from(
        ["2025-02-30", "2025-01-01", "1.0", "X1", "DEF", "O1", "draft", "recorded", "", "\0", "\ud800"]
    )
)
NAMES = st.sampled_from(["key", "uuid", "parent", "activities", "registers", "agency", "\ud800"]) | st.text(
    max_size=5
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container of the document with every name or position in it."""
    found: list[tuple[Any, Any]] = []
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for name, entry in entries:
        found.append((value, name))
        found += places(entry)
    return found


def mutate(document: Any, data: st.DataObject) -> None:
    """One change anywhere in the document: a value replaced, removed, moved, doubled, or a member added."""
    known = places(document)
    container, name = known[data.draw(st.integers(0, len(known) - 1))]
    change = data.draw(st.sampled_from(["replace", "remove", "borrow", "double", "add"]))
    if change == "replace":
        container[name] = data.draw(VALUES)
    elif change == "remove":
        del container[name]
    elif change == "borrow":
        other, place = known[data.draw(st.integers(0, len(known) - 1))]
        container[name] = json.loads(json.dumps(other[place]))
    elif change == "double" and isinstance(container, list):
        container.append(json.loads(json.dumps(container[name])))
    elif isinstance(container, dict):
        container[data.draw(NAMES)] = data.draw(VALUES)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_changed_karo_is_accepted_or_gets_faults(data: st.DataObject) -> None:
    document = karo()
    for _change in range(data.draw(st.integers(1, 6))):
        mutate(document, data)
    faults = check(document)
    for fault in faults:
        fault.pointer.encode()
        fault.message.encode()
        assert resolves(document, fault.pointer) or fault.code == "unknown_field" or fault.pointer == ""
    if not faults:
        form = canonical(document)
        assert canonical(form) == form
        assert check(form) == []
        assert canonical(read(dump(document))) == form


def resolves(document: Any, pointer: str) -> bool:
    """Whether an RFC 6901 pointer leads to a value of the document."""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        try:
            document = document[int(name)] if isinstance(document, list) else document[name]
        except (KeyError, IndexError, ValueError, TypeError):
            return False
    return True


@settings(max_examples=100, deadline=None)
@given(VALUES)
@example({"version": 1, "mission": {"dimensions": [{}, [], 5, None]}, "activities": [{"registers": 5}]})
@example(
    {"mandates": [{"key": "M", "tasks": [{"key": []}, 5]}], "objective_texts": [{"mandate_tasks": [5, {}]}]}
)
def test_any_value_is_checked(value: Any) -> None:
    assert check(value)


def answer(raw: bytes) -> list[Fault]:
    """The faults of a file, whether the reader or the checker finds them."""
    try:
        return check(read(raw))
    except BundleRefused as refused:
        return refused.faults or [Fault("", Code.NOT_JSON, "refused without a fault")]


PIECES = st.sampled_from(
    [b'"', b"{", b"[", b"}", b",", b":", b"NaN", b"\\ud800", b"\\u0301", b"1e999", b"\xff", b"null"]
)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_changed_bytes_are_read_or_refused(data: st.DataObject) -> None:
    raw = bytearray(KARO.read_bytes())
    for _change in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4) | PIECES)
    for fault in answer(bytes(raw)):
        assert fault.message != "refused without a fault"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_refused(raw: bytes) -> None:
    assert answer(raw)
