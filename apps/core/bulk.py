"""Storing rows by the ten thousand."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import CharField, DateField, DecimalField, JSONField, Model, UUIDField

Row = TypeVar("Row", bound=Model)
T = TypeVar("T")
BATCH = 2000
CONVERTED = (UUIDField, DateField, DecimalField)
"""Kinds of columns whose values the databases want in different forms (DateField: moments too)."""


def insert(rows: Sequence[Row]) -> Sequence[Row]:
    """The new rows of one table, stored and with their primary keys, as `bulk_create` does in three times the
    time.

    Their columns hold texts, numbers, flags, foreign keys, JSON, dates, moments, decimals or identifiers; no
    column is filled in, and one that is missing in every row is left out. One query for each 2,000 rows
    (fewer on SQLite), in one transaction.
    """
    if not rows:
        return rows
    columns = [
        (column, column.attname, _form(column))
        for column in rows[0]._meta.concrete_fields
        if not column.primary_key and any(getattr(row, column.attname) is not None for row in rows)
    ]
    fields = [column for column, _name, _form in columns]
    forms = [(name, form) for _column, name, form in columns]
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for batch in _batches(rows, len(columns)):
            values = [
                tuple(
                    value if (value := getattr(row, name)) is None or form is None else form(value)
                    for name, form in forms
                )
                for row in batch
            ]
            _store(cursor, type(rows[0]), fields, values, " RETURNING id")
            for row, (pk,) in zip(batch, cursor.fetchall(), strict=True):
                row.pk = pk
                row._state.adding = False  # noqa: SLF001
    return rows


def insert_values(model: type[Model], names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """New rows of a table of lines, given as the values of these columns; nothing is converted.

    One query for each 2,000 rows (fewer on SQLite), in one transaction.
    """
    if not rows:
        return
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for batch in _batches(rows, len(names)):
            _store(cursor, model, fields, batch)


def _batches(rows: Sequence[T], columns: int) -> Iterator[Sequence[T]]:
    step = min(BATCH, (connection.features.max_query_params or BATCH * columns) // columns)
    for place in range(0, len(rows), step):
        yield rows[place : place + step]


def _store(
    cursor: Any, model: type[Model], fields: Sequence[Any], rows: Sequence[tuple[Any, ...]], end: str = ""
) -> None:
    """One INSERT of these rows.

    PostgreSQL is given them as one JSON text: some ten thousand placeholders cost more to write and to parse
    than the rows cost to store.
    """
    quote = connection.ops.quote_name
    names = [quote(field.column) for field in fields]
    start = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(names)}) "
    if connection.vendor != "postgresql":
        line = f"({', '.join(['%s'] * len(fields))})"
        values = [value for row in rows for value in row]
        cursor.execute(f"{start}VALUES {', '.join([line] * len(rows))}{end}", values)
        return
    # JSON columns hold JSON texts here, which are read as such: as values they would become JSON strings.
    is_json = [isinstance(field, JSONField) for field in fields]
    given = ", ".join(
        f"{name} {'text' if json_ else field.db_type(connection)}"
        for name, field, json_ in zip(names, fields, is_json, strict=True)
    )
    read = ", ".join(f"{name}::jsonb" if json_ else name for name, json_ in zip(names, is_json, strict=True))
    keys = [field.column for field in fields]
    lines = json.dumps([dict(zip(keys, row, strict=True)) for row in rows], default=str)
    source = f"SELECT {read} FROM json_to_recordset(%s) AS given ({given})"  # noqa: S608 - names of the model
    cursor.execute(f"{start}{source}{end}", [lines])


def _form(column: Any) -> Callable[[Any], Any] | None:
    """How a value of this column, not missing, is handed to the database; None for as it is."""
    if isinstance(column, JSONField):
        return json.dumps
    if isinstance(column, CONVERTED):
        return lambda value: column.get_db_prep_save(value, connection)
    # A word of an enumeration as plain text.
    return str if isinstance(column, CharField) else None
