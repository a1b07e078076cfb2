"""How rows are written: a list in, one transaction, one log entry for each row that changed.

Services of the apps above stand on these; one row is a list of one.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.base import DeserializationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, models, transaction
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import audience, changelog
from apps.core.bulk import insert
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


class RowsRefused(ValidationError):
    """Some of several rows were refused, and nothing was stored.

    `rows` is the place of each in the list to what is wrong with it; a form of one row shows the first.
    """

    def __init__(self, rows: Mapping[int, ValidationError]) -> None:
        self.rows = dict(rows)
        super().__init__(next(iter(self.rows.values())))


class AlreadyThere(ValidationError):
    """A row that may be there once is there: somebody stored it in the meantime."""


@contextmanager
def _unless_there(rows: Sequence[models.Model]) -> Iterator[None]:
    """A transaction. Raises AlreadyThere, by field, where the database refuses the rows because one like them
    is there, with the sentence of the constraint; no query unless the database refuses."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        for row in rows:
            try:
                row.validate_unique()
                row.validate_constraints()
            except ValidationError as error:
                raise AlreadyThere(error) from None
        raise


def create_rows(
    rows: Sequence[M],
    *,
    by: AbstractBaseUser | None,
    via: str = "screen",
    at: datetime.datetime | None = None,
    lists: Callable[[M], changelog.Changes] | None = None,
    quick: bool = False,
) -> list[M]:
    """Insert rows of one model and log them. Queries: two for each 2,000 rows.

    `lists` says what the log tells of a row beside its columns. `quick` for rows by the ten thousand, whose
    columns hold what `bulk.insert` takes. What the model does `before_creation` comes
    first. Raises AudienceWidened, with nothing stored, where a person makes a row that is public from the
    start, AlreadyThere where one like it was stored in the meantime.
    """
    if not rows:
        return []
    before_creation = getattr(type(rows[0]), "before_creation", None)
    with _unless_there(rows):
        if before_creation is not None:
            before_creation(rows)
        if by is not None and audience.is_guarded(type(rows[0])):
            audience.refuse_new(rows)
        if quick:
            made = list(insert(rows))
        else:
            made = type(rows[0])._default_manager.bulk_create(rows, batch_size=changelog.BATCH)
        changelog.write(
            (
                (row, LogEntry.Action.CREATE, {**changelog.created(row), **(lists(row) if lists else {})})
                for row in made
            ),
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
    agreed: bool = False,
) -> list[R]:
    """Save `fields` of rows of one model, if none was changed since it was read.

    Each row carries the `row_version` it was read with; the saved rows carry the next one. Rows in which
    nothing differs are left alone and not logged. Returns the rows that changed.
    Raises EditConflict, with nothing saved, if any version is stale, and AudienceWidened where a person lets
    more people see a row, unless two have `agreed` to it, AlreadyThere where another row is alike.
    Queries: three for each 2,000 rows.
    """
    if not rows:
        return []
    model = type(rows[0])
    with _unless_there(rows):
        stored = _as_read(rows)
        if by is not None and not agreed and audience.FIELD in fields and audience.is_guarded(model):
            audience.refuse_wider((stored[row.pk], row) for row in rows)
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


def _as_read(rows: Sequence[R]) -> dict[int, R]:
    """The rows as they are stored, locked; raises EditConflict if any is not as it was read. One query."""
    model = type(rows[0])
    stored = model._default_manager.select_for_update().in_bulk({row.pk for row in rows})
    stale = [
        (row, stored.get(row.pk))
        for row in rows
        if row.pk not in stored or stored[row.pk].row_version != row.row_version
    ]
    if stale:
        raise EditConflict(stale)
    return stored


def change_lists(
    rows: Sequence[R],
    lists: Mapping[str, Sequence[models.Model]],
    *,
    by: AbstractBaseUser | None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[R]:
    """Let the many-to-many lists of these names hold these rows, in each of `rows`, rows of one model.

    The version of a row compares and grows as in `change_rows`; its `<list>_recorded` becomes true where the
    list changed. Logged as texts of what the list names. Returns the rows that changed. Raises EditConflict,
    with nothing saved, if any version is stale. Queries: one, and up to four for each list of each row.
    """
    if not rows or not lists:
        return []
    model = type(rows[0])
    entries = []
    with transaction.atomic(), disable_auditlog():
        _as_read(rows)
        flags: set[str] = set()
        for row in rows:
            changes: dict[str, list[str | None]] = {}
            for name, wanted in lists.items():
                held = getattr(row, name)
                before = list(held.all())
                if {one.pk for one in before} == {one.pk for one in wanted}:
                    continue
                held.set(wanted)
                changes[name] = [_named(before), _named(wanted)]
                if hasattr(row, f"{name}_recorded"):
                    setattr(row, f"{name}_recorded", True)
                    flags.add(f"{name}_recorded")
            if changes:
                row.row_version += 1
                entries.append((row, LogEntry.Action.UPDATE, changes))
        changed = [row for row, _action, _changes in entries]
        if changed:
            model._default_manager.bulk_update(changed, [*flags, "row_version"], batch_size=changelog.BATCH)
        changelog.write(entries, by=by, at=at or timezone.now(), via=via)
    return changed


def _named(rows: Sequence[models.Model]) -> str:
    return ", ".join(sorted(str(row) for row in rows))


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
        collector = _collected(rows)
        changelog.write(
            (
                (row, LogEntry.Action.DELETE, changelog.removed(row))
                for row in _gone(collector)
                if changelog.logs(row)
            ),
            by=by,
            at=at or timezone.now(),
            via=via,
        )
        collector.delete()
    return len(rows)


def kept_for_undo(rows: Sequence[models.Model]) -> str:
    """The rows and the lines that go with them, as text from which `bring_back` makes them again.

    Raises django.db.models.RestrictedError as `remove_rows`. Queries: one for each table that hangs on them.
    """
    return str(serializers.serialize("json", _gone(_collected(rows))))


def bring_back(
    text: str, *, by: AbstractBaseUser | None, via: str = "screen", at: datetime.datetime | None = None
) -> int:
    """Store again what `kept_for_undo` kept, under the same identifiers, and log it. Returns how many rows.

    Raises ValidationError, with nothing stored, where something else has taken their place meanwhile.
    """
    try:
        with transaction.atomic(), disable_auditlog():
            found: dict[type[models.Model], list[Any]] = {}
            # Lists of the rows come as rows of their own tables, so what `m2m_data` says is said already.
            for one in serializers.deserialize("json", text):
                found.setdefault(type(one.object), []).append(one.object)
            for model, made in found.items():
                if changelog.logs(made[0]):
                    create_rows(made, by=by, via=via, at=at)
                else:
                    model._default_manager.bulk_create(made, batch_size=changelog.BATCH)
    except (IntegrityError, AlreadyThere, DeserializationError) as error:
        raise ValidationError(
            _("It cannot be brought back: something else stands in its place now.")
        ) from error
    return sum(len(made) for made in found.values())


def _collected(rows: Sequence[models.Model]) -> Collector:
    collector = Collector(using=DEFAULT_DB_ALIAS)
    collector.collect(rows)
    return collector


def _gone(collector: Collector) -> list[models.Model]:
    gone = [row for found in collector.data.values() for row in found]
    return gone + [row for query in collector.fast_deletes for row in query]
