"""How a row stands in a backup: a JSON array of its columns on one line, the same on both databases.

Dates, times, decimals and identifiers are text, binary columns base64. Objects have their keys in order, as
PostgreSQL keeps none; so the same rows give the same bytes wherever they are stored.
"""

import base64
import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.utils.duration import duration_iso_string

LEFT_OUT = frozenset(
    {
        # Whoever reads the file could go on with these sessions, links and tokens.
        "sessions.Session",
        "usersessions.UserSession",
        "account.EmailConfirmation",
        "socialaccount.SocialToken",
        # Says that a worker looked a moment ago.
        "core.Heartbeat",
    }
)
BATCH = 2000


def kept() -> list[type[models.Model]]:
    """The models whose rows are in a backup, in the order of their tables."""
    every = apps.get_models(include_auto_created=True)
    return sorted(
        (
            model
            for model in every
            if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
        ),
        key=lambda model: model._meta.db_table,
    )


def fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """The fields that have a column of their own which people or code write."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def columns(model: type[models.Model]) -> list[str]:
    """Names of the columns, in the order in which they stand on a line."""
    return [str(field.column) for field in fields(model)]


def lines(model: type[models.Model]) -> Iterator[bytes]:
    """Every row by its number, in one query."""
    names = [field.attname for field in fields(model)]
    for row in models.QuerySet(model).order_by("pk").values_list(*names).iterator(chunk_size=BATCH):
        text = json.dumps(
            row,
            default=_as_text,
            ensure_ascii=False,
            sort_keys=True,
            allow_nan=False,
            separators=(",", ":"),
        )
        yield text.encode() + b"\n"


def digest(model: type[models.Model]) -> tuple[int, str]:
    """Number of rows, and SHA-256 of all of them, in one query."""
    count, total = 0, hashlib.sha256()
    for line in lines(model):
        total.update(line)
        count += 1
    return count, total.hexdigest()


def store(model: type[models.Model], written: Iterable[bytes]) -> None:
    """Insert rows as they stand on their lines, past every service and default.

    Raises ValueError (or ValidationError) for a line that does not fit the columns, DatabaseError for a row
    that the database refuses.
    """
    rows = _values(fields(model), written)
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    names = ", ".join(map(quote, columns(model)))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copying = cursor.copy(f"COPY {table} ({names}) FROM STDIN")
            with connection.wrap_database_errors, copying as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns(model)))
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", batch)  # noqa: S608


def _values(into: "list[models.Field[Any, Any]]", written: Iterable[bytes]) -> Iterator[list[Any]]:
    for line in written:
        row = json.loads(line)
        yield [
            field.get_db_prep_save(field.to_python(value), connection)
            for field, value in zip(into, row, strict=True)
        ]


def _as_text(value: Any) -> str:
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.timedelta):
        return duration_iso_string(value)
    raise TypeError(f"No backup knows how to write a {type(value).__name__}.")
