"""How rows are written: a list in, one transaction, one log entry for each row that changed.

Services of the apps above stand on these three; one row is a list of one.
"""

import datetime
from collections.abc import Sequence
from typing import TypeVar

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models.deletion import Collector
from django.utils import timezone

from apps.core import changelog
from apps.core.models import Editable

M = TypeVar("M", bound=models.Model)
R = TypeVar("R", bound=Editable)


class EditConflict(Exception):
    """Somebody else changed these rows since they were read.

    `rows` is a list of (mine, theirs): the row as it was to be saved, and as it stands in the database;
    `theirs` is None where the row is gone.
    """

    def __init__(self, rows: Sequence[tuple[Editable, Editable | None]]) -> None:
        self.rows = list(rows)
        super().__init__("Somebody else changed this in the meantime.")


def create_rows(
    rows: Sequence[M],
    *,
    by: AbstractBaseUser | None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[M]:
    """Insert rows of one model and log them. Queries: two for each 2,000 rows."""
    if not rows:
        return []
    with transaction.atomic():
        made = type(rows[0])._default_manager.bulk_create(rows, batch_size=changelog.BATCH)
        changelog.write(
            ((row, LogEntry.Action.CREATE, changelog.created(row)) for row in made),
            by=by,
            at=at or timezone.now(),
            via=via,
        )
    return made


def change_rows(
    rows: Sequence[R],
    fields: Sequence[str],
    *,
    by: AbstractBaseUser | None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[R]:
    """Save `fields` of rows of one model, if none was changed since it was read.

    Each row carries the `row_version` it was read with; the saved rows carry the next one. Rows in which
    nothing differs are left alone and not logged. Returns the rows that changed.
    Raises EditConflict, with nothing saved, if any version is stale. Queries: three for each 2,000 rows.
    """
    if not rows:
        return []
    model = type(rows[0])
    with transaction.atomic():
        stored = model._default_manager.select_for_update().in_bulk([row.pk for row in rows])
        stale = [
            (row, stored.get(row.pk))
            for row in rows
            if row.pk not in stored or stored[row.pk].row_version != row.row_version
        ]
        if stale:
            raise EditConflict(stale)
        differing = [
            (row, difference)
            for row in rows
            if (difference := changelog.difference(stored[row.pk], row, fields))
        ]
        changed = [row for row, _difference in differing]
        for row in changed:
            row.row_version += 1
        model._default_manager.bulk_update(changed, [*fields, "row_version"], batch_size=changelog.BATCH)
        changelog.write(
            ((row, LogEntry.Action.UPDATE, difference) for row, difference in differing),
            by=by,
            at=at or timezone.now(),
            via=via,
        )
    return changed


def remove_rows(
    rows: Sequence[M],
    *,
    by: AbstractBaseUser | None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> int:
    """Delete rows of one model and the lines that hang on them, and log each. Returns how many of the model.

    Raises django.db.models.RestrictedError, with nothing deleted, where another row needs one of them, and
    whatever `refuse_removal` of the model raises. Queries: two for each table that hangs on the rows, and
    those of the log.
    """
    if not rows:
        return 0
    refuse_removal = getattr(type(rows[0]), "refuse_removal", None)
    with transaction.atomic(), disable_auditlog():
        if refuse_removal is not None:
            refuse_removal(rows)
        collector = Collector(using=DEFAULT_DB_ALIAS)
        collector.collect(rows)
        gone = [row for found in collector.data.values() for row in found]
        gone += [row for query in collector.fast_deletes for row in query]
        changelog.write(
            ((row, LogEntry.Action.DELETE, changelog.removed(row)) for row in gone if changelog.logs(row)),
            by=by,
            at=at or timezone.now(),
            via=via,
        )
        collector.delete()
    return len(rows)
