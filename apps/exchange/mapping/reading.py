"""From tables to the words of the file. Every list is one query, whatever the number of rows."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from apps.exchange.bundle.collections import Kind
from apps.exchange.mapping.slots import Column, Flat, List, Many, ManyItems, Parts, Reference, Table, Value

Row = dict[str, Any]
Scope = Mapping[str, Any]
ANNEX = "documents"  # a row may lose these without becoming another row


@dataclass(slots=True)
class Names:
    """How rows are named in the file: collection to primary key to key.

    `items`: list of items ("mandates.tasks") to primary key to (primary key of the row, key of the item).
    `hidden`: rows of the mission that the reader may not see.
    """

    keys: dict[str, dict[int, str]] = field(default_factory=dict)
    items: dict[str, dict[int, tuple[int, str]]] = field(default_factory=dict)
    hidden: dict[str, set[int]] = field(default_factory=dict)

    def hides(self, target: str, pk: int) -> bool:
        """Whether the row exists but may not be seen."""
        return pk in self.hidden.get(target, ())


@dataclass(frozen=True, slots=True)
class Found:
    """A row as the file says it; `hidden` if it names a row that the reader may not see."""

    pk: int
    owner: int | None
    row: Row
    hidden: bool


def money_text(amount: Decimal) -> str:
    """An amount as a decimal text with two places, or as many more as it needs."""
    text = format(amount, "f")
    whole, _point, places = text.partition(".")
    return f"{whole}.{places.rstrip('0').ljust(2, '0')}"


def rate_text(rate: Decimal) -> str:
    """An exchange rate as a decimal text without closing zeros."""
    text = format(rate, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(value: float) -> float | int:
    """A number as the file writes it: whole ones without a point."""
    return int(value) if value.is_integer() else value


def said(value: Any, kind: Kind) -> Any:
    """A stored value, never None, in the words of the file."""
    match kind:
        case Kind.NUMBER:
            return number(value)
        case Kind.MONEY:
            return money_text(value)
        case Kind.RATE:
            return rate_text(value)
        case Kind.UUID:
            return str(value)
        case _:
            return value.isoformat() if isinstance(value, datetime.date) else value


def read(
    table: Table, scope: Scope, names: Names, *, owner: str | None = None, order: str = "pk"
) -> Iterator[Found]:
    """The rows of a table in `scope` (a filter), each as the file says it, in the order of `order`.

    A reference to a row that has no name in the file is left out. Queries: one, and one for each list.
    """
    lists = [(slot, *_read_list(slot, scope, names)) for slot in table.lists]
    attnames = _attnames(table, owner)
    columns = [(slot.name, slot.kind, attnames.index(slot.attname)) for slot in table.columns]
    references = [(slot, attnames.index(slot.attname)) for slot in table.references]
    items = [(slot, attnames.index(slot.attname)) for slot in table.items]
    values = [(slot.name, attnames.index(f"{slot.prefix}_number")) for slot in table.values]
    flats = [(flat, [attnames.index(column.attname) for column in flat.columns]) for flat in table.flats]
    recorded = {slot.name: attnames.index(slot.recorded) for slot in table.lists if slot.recorded is not None}
    found = table.model._default_manager.filter(**scope).order_by(order).values_list(*attnames)
    for stored in found.iterator(chunk_size=5000):
        pk = stored[0]
        row: Row = {}
        hidden = False
        for name, kind, place in columns:
            if stored[place] is not None:
                row[name] = said(stored[place], kind)
        for reference, place in references:
            hidden |= _refer(row, reference, stored[place], names)
        for item, place in items:
            if stored[place] is not None:
                row[item.name] = names.items[item.target][stored[place]][1]
        for name, place in values:
            value = _value(*stored[place : place + 4])
            if value is not None:
                row[name] = value
        for flat, places in flats:
            _read_flat(row, flat, places, stored)
        for slot, entries, hiding in lists:
            if pk in entries:
                row[slot.name] = entries[pk]
            elif slot.name in recorded and stored[recorded[slot.name]]:
                row[slot.name] = []
            hidden |= pk in hiding
        yield Found(pk, stored[1] if owner is not None else None, row, hidden)


def _attnames(table: Table, owner: str | None) -> list[str]:
    names = ["pk"] if owner is None else ["pk", owner]
    names += [column.attname for column in table.columns]
    names += [reference.attname for reference in table.references]
    names += [item.attname for item in table.items]
    for value in table.values:
        names += [f"{value.prefix}_{kind}" for kind in ("number", "money", "stage", "yes")]
    for flat in table.flats:
        names += [column.attname for column in flat.columns]
    names += [slot.recorded for slot in table.lists if slot.recorded is not None]
    return names


def _refer(row: Row, reference: Reference, pk: int | None, names: Names) -> bool:
    """Put the key of the row `pk` into `row`; True if that row may not be seen."""
    if pk is None:
        return False
    key = names.keys[reference.target].get(pk)
    if key is not None:
        row[reference.name] = key
        return False
    return names.hides(reference.target, pk)


def _value(
    number_: float | None,
    money: Decimal | None,
    stage: str | None,
    yes: bool | None,  # noqa: FBT001
) -> float | int | str | bool | None:
    if number_ is not None:
        return number(number_)
    if money is not None:
        return money_text(money)
    return stage if stage is not None else yes


def _read_flat(row: Row, flat: Flat, places: list[int], stored: tuple[Any, ...]) -> None:
    inner = {
        column.name: said(stored[place], column.kind)
        for column, place in zip(flat.columns, places, strict=True)
        if stored[place] is not None
    }
    if inner:
        row[flat.name] = inner


def _read_list(slot: List, scope: Scope, names: Names) -> tuple[dict[int, Any], set[int]]:
    """Owner to list, and the owners whose list names a row that may not be seen."""
    inner = {f"{slot.owner.removesuffix('_id')}__{name}": value for name, value in scope.items()}
    if isinstance(slot, Many):
        return _read_many(slot, inner, names)
    if isinstance(slot, ManyItems):
        return _read_items(slot, inner, names)
    return _read_parts(slot, inner, names)


def _read_many(slot: Many, scope: Scope, names: Names) -> tuple[dict[int, Any], set[int]]:
    lists: dict[int, Any] = {}
    hiding: set[int] = set()
    keys = names.keys[slot.target]
    pairs = slot.through._default_manager.filter(**scope).order_by(slot.position or "pk")
    for owner, other in pairs.values_list(slot.owner, slot.other).iterator(chunk_size=5000):
        if other in keys:
            lists.setdefault(owner, []).append(keys[other])
        elif names.hides(slot.target, other) and slot.target != ANNEX:
            hiding.add(owner)
    return lists, hiding


def _read_items(slot: ManyItems, scope: Scope, names: Names) -> tuple[dict[int, Any], set[int]]:
    lists: dict[int, Any] = {}
    collection = slot.target.partition(".")[0]
    items = names.items[slot.target]
    pairs = slot.through._default_manager.filter(**scope).order_by("pk")
    for owner, other in pairs.values_list(slot.owner, slot.other):
        row, key = items[other]
        lists.setdefault(owner, []).append({slot.beside: names.keys[collection][row], slot.item: key})
    return lists, set()


def _read_parts(slot: Parts, scope: Scope, names: Names) -> tuple[dict[int, Any], set[int]]:
    lists: dict[int, Any] = {}
    hiding: set[int] = set()
    table = slot.table
    if slot.single is not None:
        table = Table(table.model, (slot.single,), (), (), (), (), ())
    entries = read(table, {**scope, **slot.fixed}, names, owner=slot.owner, order=slot.position or "pk")
    known = names.items.setdefault(slot.keyed, {}) if slot.keyed is not None else None
    for entry in entries:
        if entry.owner is None:
            continue
        if entry.hidden:
            hiding.add(entry.owner)
        if known is not None:
            known[entry.pk] = (entry.owner, entry.row["key"])
        if slot.alone:
            lists[entry.owner] = entry.row
        else:
            said_ = entry.row if slot.single is None else entry.row[slot.single.name]
            lists.setdefault(entry.owner, []).append(said_)
    return lists, hiding


__all__ = [
    "Column",
    "Found",
    "Names",
    "Row",
    "Scope",
    "Value",
    "money_text",
    "number",
    "rate_text",
    "read",
    "said",
]
