"""Careful access to a document that may have faults: what is not of the expected type is skipped."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from .moments import day

Document = dict[str, Any]
Row = dict[str, Any]


def rows(document: Document, name: str) -> Iterator[tuple[int, Row]]:
    """The rows of a collection that are objects, with their position in the file."""
    listed = document.get(name)
    if isinstance(listed, list):
        for index, row in enumerate(listed):
            if isinstance(row, dict):
                yield index, row


def items(row: Row, name: str) -> Iterator[tuple[int, Row]]:
    """The objects in a list of a row, with their position."""
    return rows(row, name)


def part(row: Row, name: str) -> Row:
    """The object in a field, {} if there is none."""
    value = row.get(name)
    return value if isinstance(value, dict) else {}


def text(row: Row, name: str) -> str | None:
    """The text in a field, None if there is none."""
    value = row.get(name)
    return value if isinstance(value, str) else None


def day_of(row: Row, name: str) -> date | None:
    """The calendar day in a field, None if there is none or it is not a day."""
    value = row.get(name)
    return day(value) if isinstance(value, str) else None


def flag(row: Row, name: str) -> bool | None:
    """The flag in a field, None if there is none."""
    value = row.get(name)
    return value if isinstance(value, bool) else None


def number(row: Row, name: str) -> int | float | None:
    """The number in a field, None if there is none."""
    value = row.get(name)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
