"""Taking a person out: their account becomes a number, their name and addresses leave every table.

What they did stays, by nobody named; the chain of the history stays whole (apps.core.history).
"""

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.usersessions.models import UserSession
from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CASCADE, CharField, JSONField, Model, Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import history
from apps.missions import services
from apps.missions.models import Invitation, Membership
from apps.portal.personal.holdings import addresses_of, keys_to_people

DOMAIN = "erased.invalid"
PEOPLE = frozenset({"user", "membership", "invitation", "reading", "mention"})
"""Kinds of rows whose entries name a person where the name is one word only, too."""


@dataclass(frozen=True, slots=True)
class Place:
    """Texts of a table in which a name or an address of the person still stands: other people wrote them."""

    table: str
    column: str
    count: int


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done: how many entries of the history were blanked, and where people must look themselves."""

    entries: int
    places: list[Place]


class _Words:
    """The name and the addresses of a person, and a text without them."""

    def __init__(self, name: str, emails: Sequence[str], instead: str) -> None:
        self.instead = instead
        self.emails, self.name = list(emails), name.strip()
        self._address = re.compile("|".join(map(re.escape, self.emails)), re.IGNORECASE)
        self._name = re.compile(rf"(?<!\w){re.escape(self.name)}(?!\w)", re.IGNORECASE) if self.name else None

    @property
    def terms(self) -> list[str]:
        """What to look for, as it stands in a text and as it stands in JSON on SQLite."""
        plain = [*self.emails, *([self.name] if self.name else [])]
        return list(dict.fromkeys([*plain, *(json.dumps(one)[1:-1] for one in plain)]))

    def out_of(self, value: Any, *, name: bool) -> Any:
        """The value without them, whatever it is made of."""
        if isinstance(value, str):
            text = self._address.sub(self.instead, value)
            return self._name.sub(self.instead, text) if name and self._name is not None else text
        if isinstance(value, list):
            return [self.out_of(one, name=name) for one in value]
        if isinstance(value, dict):
            return {key: self.out_of(one, name=name) for key, one in value.items()}
        return value


def erase_person(
    *,
    by: AbstractBaseUser | None,
    user: User,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> Erased:
    """Take a person out of every table. `by` may be the person.

    Raises ValidationError, with nothing changed, where they are the last administrator of a mission or of the
    whole installation. Queries grow with the number of tables and with their entries in the history.
    """
    now = at or timezone.now()
    with transaction.atomic():
        others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
        if user.is_superuser and not others.exists():
            raise ValidationError(_("Nobody else administers this installation."))
        Membership.refuse_removal(list(Membership.objects.filter(user=user)))
        words = _Words(user.name, addresses_of(user), f"{user.uuid}@{DOMAIN}")
        _end_account(user, words.instead)
        if by is not None and by.pk == user.pk:
            by = user
        memberships = list(Membership.objects.filter(user=user).select_related("user"))
        services.remove_members(by=by, memberships=memberships, via=via, at=now)
        _end_invitations(words, now)
        entries = list(_entries(user, words))
        history.erase(by=by, about=user, entries=entries, via=via, at=now)
        return Erased(len(entries), list(places_with(words.terms)))


def _end_account(user: User, email: str) -> None:
    """Nobody signs in as this person any more, from this moment on; what was theirs alone goes."""
    with disable_auditlog():
        for session in UserSession.objects.filter(user=user):
            session.end()
        for model, key in own_tables():
            model._default_manager.filter(**{key: user}).delete()
        user.email, user.name, user.last_login = email, "", None
        user.is_active = user.is_staff = user.is_superuser = False
        user.set_unusable_password()
        user.save()


def own_tables() -> list[tuple[type[Model], str]]:
    """Each (table, key) whose rows are one person's own: factors, tokens, reports and files on their way.

    Of the others, memberships end by their service, and the rest is the mission's.
    """
    found = []
    for model, key in keys_to_people():
        field: Any = model._meta.get_field(key)
        if field.remote_field.on_delete is CASCADE and model is not Membership:
            found.append((model, key))
    return found


def _end_invitations(words: _Words, now: datetime.datetime) -> None:
    for email in words.emails:
        rows = Invitation.objects.filter(email__iexact=email)
        rows.waiting().update(withdrawn_at=now, mail_due=False)
        rows.update(email=words.instead, token_hash=None)


def _entries(user: User, words: _Words) -> Iterator[LogEntry]:
    """The entries of the history that name the person, without what names them."""
    named = Q(actor=user)
    for email in words.emails:
        named |= Q(actor_email__iexact=email)
    for term in words.terms:
        for column in ("object_repr", "changes_text", "changed", "serialized"):
            named |= Q(**{f"{column}__icontains": term})
    rows = LogEntry.objects.annotate(
        changed=Cast("changes", TextField()), serialized=Cast("serialized_data", TextField())
    )
    several = " " in words.name
    for entry in rows.filter(named).select_related("content_type").order_by("pk").iterator(2000):
        name = several or entry.content_type.model in PEOPLE
        for column in ("object_repr", "changes_text", "changes", "serialized_data"):
            setattr(entry, column, words.out_of(getattr(entry, column), name=name))
        if entry.actor_id == user.pk or (entry.actor_email or "").casefold() in _folded(words.emails):
            entry.actor_email = entry.remote_addr = entry.remote_port = None
        yield entry


def _folded(texts: Iterable[str]) -> set[str]:
    return {text.casefold() for text in texts}


def places_with(terms: Sequence[str]) -> Iterator[Place]:
    """Where one of the terms stands in a text of a table of ours. One query for each table with texts."""
    for model in apps.get_models():
        if not model.__module__.startswith("apps."):
            continue
        for field in model._meta.concrete_fields:
            if not isinstance(field, CharField | TextField | JSONField) or field.choices:
                continue
            rows = model._default_manager.annotate(whole=Cast(field.name, TextField()))
            asked = Q()
            for term in terms:
                asked |= Q(whole__icontains=term)
            count = rows.filter(asked).count()
            if count:
                yield Place(str(model._meta.verbose_name_plural), field.name, count)
