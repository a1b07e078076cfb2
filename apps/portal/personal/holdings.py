"""Everything the database holds on one person, found by its keys: a new table is found by itself."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey, Model, QuerySet

from apps.accounts.models import User
from apps.missions.models import Invitation

SECRET = frozenset({"password", "token_hash", "session_key", "data", "secret", "credential"})
"""Columns that open doors: nobody is given them, not even the person."""
SHOWN_FIRST = 50


@dataclass(frozen=True, slots=True)
class Holding:
    """The rows of one table that name the person by one of its keys."""

    table: str
    name: str
    columns: tuple[str, ...]
    rows: list[dict[str, str | None]]

    @property
    def first(self) -> list[list[str | None]]:
        """The newest rows, for a page."""
        return [[row[column] for column in self.columns] for row in self.rows[:SHOWN_FIRST]]


def keys_to_people() -> list[tuple[type[Model], str]]:
    """Every (table, key) of the database that names a person."""
    relations: Any = User._meta.get_fields(include_hidden=True)
    return [
        (relation.related_model, relation.field.name)
        for relation in relations
        if relation.auto_created and not relation.concrete and not relation.many_to_many
    ]


def addresses_of(user: User) -> list[str]:
    """The e-mail addresses of a person. One query."""
    others = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return [user.email, *(email for email in others if email.casefold() != user.email.casefold())]


def holdings_of(user: User) -> list[Holding]:
    """What each table holds on the person, tables without any left out. One query for each key, and three."""
    found = [_holding(User._default_manager.filter(pk=user.pk), "accounts.User")]
    for model, key in keys_to_people():
        rows = model._default_manager.filter(**{key: user.pk})
        found.append(_holding(rows, f"{model._meta.label}.{key}"))
    invited = Invitation._default_manager.none()
    for email in addresses_of(user):
        invited = invited | Invitation._default_manager.filter(email__iexact=email)
    found.append(_holding(invited, "missions.Invitation.email"))
    people = ContentType.objects.get_for_model(User)
    about = LogEntry.objects.filter(content_type=people, object_id=user.pk)
    found.append(_holding(about, "auditlog.LogEntry.object_id"))
    return [holding for holding in found if holding.rows]


def _holding(rows: "QuerySet[Any, Any]", table: str) -> Holding:
    fields = [field for field in rows.model._meta.concrete_fields if field.name not in SECRET]
    keys = [field.name for field in fields if isinstance(field, ForeignKey)]
    # A key that may be missing is followed too, hence by name.
    read = (rows.select_related(*keys) if keys else rows).order_by("-pk")
    return Holding(
        table=table,
        name=str(rows.model._meta.verbose_name_plural),
        columns=tuple(field.name for field in fields),
        rows=[{field.name: _text(getattr(row, field.name)) for field in fields} for row in read],
    )


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bytes | memoryview):  # a file: the person has it, or saves it where it is kept
        return f"{len(value)} B"
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def document(user: User, holdings: list[Holding], *, at: datetime.datetime) -> Iterator[tuple[str, Any]]:
    """The export as the parts of one JSON object."""
    yield "person", str(user.uuid)
    yield "exported_at", at.isoformat()
    yield "tables", {holding.table: holding.rows for holding in holdings}
