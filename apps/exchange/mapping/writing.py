"""From the words of the file to columns. The rows are without faults: nothing is checked here."""

import uuid
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from apps.exchange.bundle.collections import Kind
from apps.exchange.bundle.moments import day
from apps.exchange.mapping.reading import Row
from apps.exchange.mapping.slots import Column, Flat, Table, Value

MONEY = "money"


@dataclass(slots=True)
class Keys:
    """Where the rows of the file stand: collection to key to primary key.

    `items`: list of items ("mandates.tasks") to (primary key of the row, key of the item) to primary key.
    `money`: the indicators that count money.
    """

    keys: dict[str, dict[str, int]] = field(default_factory=dict)
    items: dict[str, dict[tuple[int, str], int]] = field(default_factory=dict)
    money: Set[str] = frozenset()


def _without_nulls(value: Any) -> Any:
    """A list without the members of its objects that are null."""
    if isinstance(value, list):
        return [
            {name: one for name, one in entry.items() if one is not None}
            if isinstance(entry, dict)
            else entry
            for entry in value
        ]
    return value


_KEPT: dict[Kind, Callable[[Any], Any]] = {
    Kind.INTEGER: int,
    Kind.NUMBER: float,
    Kind.MONEY: Decimal,
    Kind.RATE: Decimal,
    Kind.DATE: day,
    Kind.UUID: uuid.UUID,
    Kind.JSON: _without_nulls,
    Kind.CHOICE: lambda value: value if isinstance(value, str) else int(value),
}


def _as_is(value: Any) -> Any:
    return value


def kept(column: Column, value: Any) -> Any:
    """The value as its column keeps it; None stays None."""
    return None if value is None else _KEPT.get(column.kind, _as_is)(value)


def attributes(table: Table, row: Row, keys: Keys) -> dict[str, Any]:
    """Every column of the row. A uuid that the file does not give is left out, so that one is made.

    A reference to a row that has no primary key yet (one of the same collection) is empty.
    """
    found: dict[str, Any] = {}
    for column in table.columns:
        if column.kind is not Kind.UUID or row.get(column.name) is not None:
            found[column.attname] = kept(column, row.get(column.name))
    for reference in table.references:
        key = row.get(reference.name)
        found[reference.attname] = None if key is None else keys.keys[reference.target].get(key)
    for item in table.items:
        key = row.get(item.name)
        owner = keys.keys[item.target.partition(".")[0]].get(row.get(item.beside) or "")
        found[item.attname] = None if key is None or owner is None else keys.items[item.target][owner, key]
    for value in table.values:
        found |= _value(value, row, keys)
    for flat in table.flats:
        found |= _flat(flat, row)
    for slot in table.lists:
        if slot.recorded is not None:
            found[slot.recorded] = None if row.get(slot.name) is None else True
    return found


def _value(slot: Value, row: Row, keys: Keys) -> dict[str, Any]:
    value = row.get(slot.name)
    number = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    text = value if isinstance(value, str) else None
    amount = text is not None and (
        row["value_type"] == MONEY if "value_type" in row else row["indicator"] in keys.money
    )
    return {
        f"{slot.prefix}_number": number,
        f"{slot.prefix}_money": Decimal(text) if amount and text is not None else None,
        f"{slot.prefix}_stage": None if amount else text,
        f"{slot.prefix}_yes": value if isinstance(value, bool) else None,
    }


def _flat(flat: Flat, row: Row) -> dict[str, Any]:
    inner = row.get(flat.name) or {}
    found = {column.attname: kept(column, inner.get(column.name)) for column in flat.columns}
    if flat.recorded is not None:
        found[flat.recorded] = True if any(value is not None for value in found.values()) else None
    return found
