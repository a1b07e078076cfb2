"""How single values of the document are read."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

Row = Mapping[str, Any]


def day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def keys(items: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if items is None else tuple(items)


def register(row: Row, name: str) -> str | None:
    state: str | None = (row.get("registers") or {}).get(name)
    return state
