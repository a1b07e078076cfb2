"""Comparing and writing bundles. Two documents say the same if their canonical forms are equal (rule 11)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .collections import BY_NAME, COLLECTIONS, HEAD, MISSION, Field, Kind
from .faults import pointer
from .reader import composed

# About the export, not about the mission.
DROPPED = frozenset({"exported_at", "exported_by", "licence", "remarks"})

_ORDER = (*(field.name for field in HEAD), "mission", *(collection.name for collection in COLLECTIONS))
_MISSION = Field("mission", Kind.OBJECT, fields=MISSION)


def canonical(document: Mapping[str, Any]) -> dict[str, Any]:
    """The canonical form of a document without faults: a new document that shares unchanged values.

    Rows are sorted by key, unordered lists by their content; nulls, objects without a member, empty
    collections and the members that tell about the export (DROPPED) are left out; decimal texts have no
    closing zeros, whole numbers no fraction; texts are in NFC. GeoJSON and the content of source records
    stay as they are. Raises KeyError for members that the format does not know.
    """
    _known(document, _ORDER)
    money = _money_indicators(document)
    result: dict[str, Any] = {
        field.name: document[field.name]
        for field in HEAD
        if field.name not in DROPPED and document.get(field.name) is not None
    }
    result["mission"] = _object(document["mission"], _MISSION)
    for collection in COLLECTIONS:
        fields = {field.name: field for field in collection.fields}
        rows = [
            _row(row, fields, money=_counts_money(collection.name, row, money))
            for row in document.get(collection.name) or ()
        ]
        if rows:
            result[collection.name] = sorted(rows, key=_key)
    return result


def _key(row: Mapping[str, Any]) -> str:
    return str(row["key"])


def _money_indicators(document: Mapping[str, Any]) -> frozenset[str]:
    listed = document.get("indicators") or ()
    return frozenset(row["key"] for row in listed if row["value_type"] == "money")


def _counts_money(collection: str, row: Mapping[str, Any], money: frozenset[str]) -> bool:
    if collection == "indicators":
        return row["key"] in money
    return collection in {"milestones", "observations"} and row["indicator"] in money


def _row(row: Mapping[str, Any], fields: Mapping[str, Field], *, money: bool = False) -> dict[str, Any]:
    """The row with its members in the order of `fields`; raises KeyError for any other member."""
    _known(row, fields)
    result = {}
    for name, field in fields.items():
        value = row.get(name)
        kept = None if value is None else _value(value, field, money=money)
        if kept is not None:
            result[name] = kept
    return result


def _known(members: Mapping[str, Any], known: Iterable[str]) -> None:
    """Refuses with KeyError what the format does not know: it must not vanish from a comparison or a file."""
    unknown = members.keys() - known
    if unknown:
        raise KeyError(min(unknown))


def _object(value: Mapping[str, Any], field: Field) -> dict[str, Any]:
    return _row(value, {inner.name: inner for inner in field.fields})


def _value(value: Any, field: Field, *, money: bool) -> Any:
    kind = field.kind
    if kind is Kind.LIST or kind is Kind.REFERENCES:
        entries = [_single(entry, field.item or Kind.TEXT) for entry in value]
        return entries if field.ordered else sorted(entries, key=_content)
    if kind is Kind.ROWS:
        rows = [_object(entry, field) if isinstance(entry, dict) else composed(entry) for entry in value]
        return rows if field.ordered else sorted(rows, key=_content)
    if kind is Kind.OBJECT:
        return _object(value, field) or None
    if kind is Kind.VALUE:
        return _single(value, Kind.MONEY if money and isinstance(value, str) else Kind.TEXT)
    return _single(value, kind)


def _single(value: Any, kind: Kind) -> Any:
    if kind is Kind.JSON:
        return value
    if isinstance(value, str):
        return _decimal(value) if kind is Kind.MONEY or kind is Kind.RATE else composed(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _decimal(text: str) -> str:
    """The decimal text without closing zeros: "4.50" is "4.5", "4.0" is "4", "-0" is "0"."""
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if short == "-0" else short


def _content(entry: Any) -> str:
    """What an entry of an unordered list is sorted by: its key if it has one, then all of it."""
    key = entry.get("key", "") if isinstance(entry, dict) else ""
    return f"{key}\n{json.dumps(entry, sort_keys=True)}"


# --- differences --------------------------------------------------------------------------------------------


def differences(
    original: Mapping[str, Any], other: Mapping[str, Any], *, only_given_uuids: bool = False
) -> list[str]:
    """Where two documents without faults do not say the same, as pointers; [] if they do.

    A row, or an item with a key, is named by its key instead of its position ("/activities/X1/title"),
    other entries of lists by their position in the canonical form. A row that one document lacks is one
    difference. With `only_given_uuids` a `uuid` that `original` does not give is no difference.
    """
    found: list[str] = []
    _compare(canonical(original), canonical(other), (), found, only_given_uuids=only_given_uuids)
    return found


_ABSENT = object()


def _compare(
    one: Any, two: Any, path: tuple[str | int, ...], found: list[str], *, only_given_uuids: bool
) -> None:
    if isinstance(one, list) and isinstance(two, list):
        one, two = _members(one), _members(two)
    if isinstance(one, dict) and isinstance(two, dict):
        for name in (*one, *(name for name in two if name not in one)):
            if only_given_uuids and name == "uuid" and name not in one:
                continue
            _compare(
                one.get(name, _ABSENT),
                two.get(name, _ABSENT),
                (*path, name),
                found,
                only_given_uuids=only_given_uuids,
            )
    elif isinstance(one, bool) is not isinstance(two, bool) or one != two:
        found.append(pointer(path))


def _members(listed: list[Any]) -> dict[str | int, Any]:
    """The entries of a list under names that make them comparable: their keys, or else their positions."""
    if listed and all(isinstance(entry, dict) and "key" in entry for entry in listed):
        return {entry["key"]: entry for entry in listed}
    return dict(enumerate(listed))


# --- writing ------------------------------------------------------------------------------------------------

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(", ", ": ")).encode
ROWS_AT_ONCE = 500


def dump(document: Mapping[str, Any]) -> bytes:
    """The document as a file: UTF-8, one row on each line, collections in dependency order.

    Rows are written in the order given. Raises ValueError for numbers that are not finite.
    """
    return b"".join(stream(document))


def stream(document: Mapping[str, Any]) -> Iterator[bytes]:
    """The same file in pieces. A collection may be any iterable of rows, a generator too, each taken once.

    Members that the format does not know are refused with KeyError before the first piece.
    """
    _known(document, _ORDER)
    return _pieces(document)


def _pieces(document: Mapping[str, Any]) -> Iterator[bytes]:
    before = "{\n"
    for name in _ORDER:
        if name not in document:
            continue
        head = f"{before}{_encode(name)}: "
        before = ",\n"
        if name in BY_NAME:
            order = {field.name: number for number, field in enumerate(BY_NAME[name].fields)}
            yield from _collection(head, document[name], order)
        else:
            yield (head + _encode(document[name])).encode()
    yield b"\n}\n" if before != "{\n" else b"{}\n"


def _collection(head: str, rows: Iterable[Mapping[str, Any]], order: Mapping[str, int]) -> Iterator[bytes]:
    lines: list[str] = []
    before = head + "[\n"
    for row in rows:
        members = dict(sorted(row.items(), key=lambda member: order[member[0]]))
        lines.append(before + _encode(members))
        before = ",\n"
        if len(lines) == ROWS_AT_ONCE:
            yield "".join(lines).encode()
            lines.clear()
    if before == ",\n":
        yield ("".join(lines) + "\n]").encode()
    else:
        yield (head + "[]").encode()
