"""What the columns can hold beyond what the format says, so that no database has to refuse it.

The same limits hold on both databases, except that SQLite keeps decimals with 15 significant digits only.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from apps.exchange import mapping
from apps.exchange.bundle import Code, Fault
from apps.exchange.bundle.collections import Kind
from apps.exchange.bundle.faults import pointer, shown
from apps.exchange.mapping.reading import Row
from apps.exchange.mapping.slots import Column, Table

Path = tuple[str | int, ...]

# PostgreSQL refuses an index entry of more than 2,704 bytes; what else stands in the entry needs room too.
INDEXED_BYTES = 2600
SQLITE_DIGITS = 15
_INTEGERS: dict[str, tuple[int, int]] = {
    "PositiveIntegerField": (0, 2**31 - 1),
    "PositiveSmallIntegerField": (0, 2**15 - 1),
    "SmallIntegerField": (-(2**15), 2**15 - 1),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """One field of a row that may not be anything the format allows."""

    name: str
    code: Code
    why_not: Callable[[Any], str | None]


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a row, and of the entries of its lists."""

    single: tuple[Limit, ...]
    lists: Mapping[str, "Limits"]

    def any(self) -> bool:
        """Whether there is anything to look at."""
        return bool(self.single or self.lists)


def limit_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """bad_value or bad_decimal for each value that a column cannot hold."""
    yield from _faults(_MISSION, document["mission"], ("mission",))
    for name, limits in _COLLECTIONS.items():
        if limits.any():
            for index, row in enumerate(document.get(name) or ()):
                yield from _faults(limits, row, (name, index))


def row_limit_faults(name: str, rows: Sequence[Row]) -> Iterator[Fault]:
    """The same for rows of one collection, under the pointers that they would have in a file."""
    for index, row in enumerate(rows):
        yield from _faults(_COLLECTIONS[name], row, (name, index))


def _faults(limits: Limits, row: Row, path: Path) -> Iterator[Fault]:
    for limit in limits.single:
        value = row.get(limit.name)
        if value is not None and (message := limit.why_not(value)) is not None:
            yield Fault(pointer((*path, limit.name)), limit.code, message)
    for name, inner in limits.lists.items():
        listed = row.get(name)
        if isinstance(listed, dict):
            yield from _faults(inner, listed, (*path, name))
        elif listed:
            for index, entry in enumerate(listed):
                if isinstance(entry, dict):
                    yield from _faults(inner, entry, (*path, name, index))
                else:
                    for fault in _faults(inner, {"": entry}, (*path, name)):
                        yield Fault(pointer((*path, name, index)), fault.code, fault.message)


# --- the limits, read from the models once ------------------------------------------------------------------


def _limits(*tables: Table) -> Limits:
    single: list[Limit] = []
    lists: dict[str, Limits] = {}
    for table in tables:
        single += [limit for column in table.columns for limit in _of(table.model, column, column.name)]
        single += [Limit(value.name, Code.BAD_DECIMAL, _inexact_value) for value in table.values]
        for flat in table.flats:
            inner = [limit for column in flat.columns for limit in _of(table.model, column, column.name)]
            if inner:
                lists[flat.name] = Limits(tuple(inner), {})
        for slot in table.lists:
            if isinstance(slot, mapping.Parts):
                of = slot.table.model
                found = (
                    _limits(slot.table)
                    if slot.single is None
                    else Limits(tuple(_of(of, slot.single, "")), {})
                )
                if found.any():
                    lists[slot.name] = found
    return Limits(tuple(single), lists)


def _of(model: type[models.Model], column: Column, name: str) -> Iterator[Limit]:
    kind = column.column.get_internal_type()
    if kind in _INTEGERS:
        yield Limit(name, Code.BAD_VALUE, _outside(*_INTEGERS[kind]))
    if column.kind in {Kind.MONEY, Kind.RATE}:
        yield Limit(name, Code.BAD_DECIMAL, _inexact)
    longest = getattr(column.column, "max_length", None)
    if longest is not None and column.kind in {Kind.TEXT, Kind.KEY}:
        yield Limit(name, Code.BAD_VALUE, _too_long(longest))
    indexed = _texts_in_index(model, column.column)
    if indexed:
        yield Limit(name, Code.BAD_VALUE, _too_many_bytes(INDEXED_BYTES // indexed))


def _texts_in_index(model: type[models.Model], column: "models.Field[Any, Any]") -> int:
    """How many texts of any length share an index with this column; 0 if it is in none or not such a text."""
    if column.get_internal_type() != "TextField":
        return 0
    indexes = [list(index.fields) for index in model._meta.indexes if column.name in index.fields]
    if getattr(column, "db_index", False):
        indexes.append([column.name])
    return max(
        (
            sum(model._meta.get_field(name).get_internal_type() == "TextField" for name in fields)
            for fields in indexes
        ),
        default=0,
    )


def _outside(lowest: int, highest: int) -> Callable[[Any], str | None]:
    def why_not(value: Any) -> str | None:
        if isinstance(value, str) or lowest <= value <= highest:
            return None
        message = _("%(value)s is too large; at most %(limit)s is allowed.")
        return message % {"value": shown(value), "limit": highest}

    return why_not


def _too_long(longest: int) -> Callable[[Any], str | None]:
    def why_not(value: Any) -> str | None:
        if len(value) <= longest:
            return None
        message = _("The text has %(length)d characters; at most %(limit)d are allowed.")
        return message % {"length": len(value), "limit": longest}

    return why_not


def _too_many_bytes(most: int) -> Callable[[Any], str | None]:
    def why_not(value: Any) -> str | None:
        length = len(value) if value.isascii() else len(value.encode())
        if length <= most:
            return None
        message = _("The text takes %(length)d bytes; at most %(limit)d are allowed here.")
        return message % {"length": length, "limit": most}

    return why_not


def _inexact(value: Any) -> str | None:
    """Why this database cannot keep the decimal as it is; None if it can."""
    if connection.vendor != "sqlite" or len(value) <= SQLITE_DIGITS:
        return None
    digits = Decimal(value).normalize().as_tuple().digits
    if len(digits) <= SQLITE_DIGITS:
        return None
    message = _(
        "%(value)s has more than %(limit)d digits, which SQLite does not keep exactly; "
        "round it, or use PostgreSQL."
    )
    return message % {"value": shown(value), "limit": SQLITE_DIGITS}


def _inexact_value(value: Any) -> str | None:
    """The same for a value that is an amount only if its indicator counts money."""
    return _inexact(value) if isinstance(value, str) and _looks_like_amount(value) else None


def _looks_like_amount(value: str) -> bool:
    return value.lstrip("-").replace(".", "", 1).isdecimal()


_MISSION = _limits(mapping.MISSION_TABLE)
_COLLECTIONS = {
    **{name: _limits(table) for name, table in mapping.TABLES.items()},
    mapping.AGENCIES: _limits(mapping.AGENCY, mapping.SIDE),
    mapping.PRESENCES: _limits(mapping.PRESENCE),
}
