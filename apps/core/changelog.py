"""Entries of the one change log (django-auditlog), written set-wise.

Bulk statements fire no signals, so services that write in bulk hand their changes over here, in the same
transaction. A change is `{field: [before, after]}` with both sides as text, or None where missing.
"""

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models

from apps.core.bulk import insert_values

Changes = Mapping[str, list[str | None]]
BATCH = 2000
SCREEN = "screen"
_door: ContextVar[str] = ContextVar("door", default=SCREEN)
ENTRY = (
    "content_type",
    "object_pk",
    "object_id",
    "object_repr",
    "changes_text",
    "action",
    "changes",
    "actor",
    "actor_email",
    "timestamp",
    "additional_data",
)
NOT_LOGGED = frozenset(
    {"id", "uuid", "row_version", "search", "password", "last_login", "token_hash", "sealed", "sealed_before"}
)


@contextmanager
def through(door: str) -> Iterator[None]:
    """What is said to come from the screen comes by this door: one that calls the services of the pages."""
    token = _door.set(door)
    try:
        yield
    finally:
        _door.reset(token)


def logs(row: models.Model) -> bool:
    """Whether changes to rows of this kind are kept."""
    return bool(auditlog.contains(type(row)))


def as_text(value: Any) -> str | None:
    """A field's value as the log keeps it; None stays None."""
    return None if value is None else str(value)


def columns_of(model: type[models.Model]) -> list[str]:
    """Attribute names of the logged columns of a model."""
    return [f.attname for f in model._meta.concrete_fields if f.name not in NOT_LOGGED]


def created(row: models.Model) -> Changes:
    """What a new row holds, as changes from missing."""
    return {
        name: [None, str(value)]
        for name in columns_of(type(row))
        if (value := getattr(row, name)) is not None
    }


def removed(row: models.Model) -> Changes:
    """What a removed row held, as changes to missing."""
    return {
        name: [str(value), None]
        for name in columns_of(type(row))
        if (value := getattr(row, name)) is not None
    }


def difference(before: models.Model, after: models.Model, fields: Iterable[str]) -> Changes:
    """The fields in which two states of one row differ."""
    changes: dict[str, list[str | None]] = {}
    for name in fields:
        attname = before._meta.get_field(name).attname  # type: ignore[union-attr]
        old, new = getattr(before, attname), getattr(after, attname)
        if old != new:
            changes[attname] = [as_text(old), as_text(new)]
    return changes


def _content_type(model: type[models.Model]) -> ContentType:
    """The content type of a table. That of a list's own table is made with its first entry, in a transaction
    that may be rolled back: what remembers it would then name a row that is gone, so it is asked for anew."""
    if model._meta.auto_created:
        app, name = model._meta.app_label, str(model._meta.model_name)
        return ContentType.objects.get_or_create(app_label=app, model=name)[0]
    return ContentType.objects.get_for_model(model)


def write(
    entries: Iterable[tuple[models.Model, int, Changes]],
    *,
    by: AbstractBaseUser | None,
    at: datetime.datetime,
    via: str,
) -> int:
    """Write one log entry for each (row, LogEntry.Action, changes) that changed something.

    Returns how many were written, in batches of 2,000 rows. `via` says by which door the change came
    ("screen", "import", "command", "admin", "api"); `by` is None for a command.
    """
    via = _door.get() if via == SCREEN else via
    written = 0
    batch: list[tuple[Any, ...]] = []
    types: dict[type[models.Model], int] = {}
    # As the database takes them, and no object for each entry: an import writes tens of thousands.
    moment = LogEntry._meta.get_field("timestamp").get_db_prep_save(at, connection)
    alike = (None if by is None else by.pk, getattr(by, "email", None), moment, json.dumps({"via": via}))
    for row, action, changes in entries:
        if not changes and action == LogEntry.Action.UPDATE:
            continue
        model = type(row)
        if model not in types:
            types[model] = _content_type(model).pk
        told = (types[model], str(row.pk), row.pk, str(row)[:200], "", int(action), json.dumps(changes))
        batch.append(told + alike)
        if len(batch) >= BATCH:
            insert_values(LogEntry, ENTRY, batch)
            written += len(batch)
            batch = []
    insert_values(LogEntry, ENTRY, batch)
    return written + len(batch)
