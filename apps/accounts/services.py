"""The doors through which people come."""

import copy
import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core import changelog
from apps.core.services import create_rows


@dataclass(frozen=True, slots=True)
class NewUser:
    """A person to come. Without a password they set their own by "forgotten password"."""

    email: str
    name: str = ""
    password: str | None = None
    administrator: bool = False


def create_users(
    *,
    by: AbstractBaseUser | None,
    users: Sequence[NewUser],
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[User]:
    """Store and log new people, who are no member of any mission yet.

    Raises ValidationError, with nothing stored, for an address that is wrong or taken, and for a password
    that the validators of the settings refuse. Queries: three for each person (is the address taken?) and a
    handful more.
    """
    rows = []
    with transaction.atomic():
        for new in users:
            user = User(
                email=User.objects.normalize_email(new.email),
                name=new.name,
                is_staff=new.administrator,
                is_superuser=new.administrator,
            )
            if new.password is not None:
                validate_password(new.password, user)
            user.set_password(new.password)
            user.full_clean()
            rows.append(user)
        return create_rows(rows, by=by, via=via, at=at)


def choose_mails(
    *,
    by: AbstractBaseUser | None,
    user: User,
    weekly_digest: bool,
    reminders: bool,
    mail_language: str,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> bool:
    """Keep which mails a person wants, and in which language ("": that of the mission), and log it.

    Returns whether anything changed. Three queries.
    """
    fields = ("weekly_digest", "reminders", "mail_language")
    with transaction.atomic(), disable_auditlog():
        stored = User.objects.select_for_update().get(pk=user.pk)
        chosen = copy.copy(stored)
        chosen.weekly_digest, chosen.reminders, chosen.mail_language = weekly_digest, reminders, mail_language
        differing = changelog.difference(stored, chosen, fields)
        if not differing:
            return False
        chosen.save(update_fields=fields)
        entries = [(chosen, LogEntry.Action.UPDATE, differing)]
        changelog.write(entries, by=by, at=at or timezone.now(), via=via)
    return True


def make_administrators(
    *,
    by: AbstractBaseUser | None,
    users: Sequence[User],
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[User]:
    """Let people open the administration, and log it. Returns those who could not before. Three queries."""
    fields = ("is_active", "is_staff", "is_superuser")
    with transaction.atomic(), disable_auditlog():
        stored = User.objects.select_for_update().in_bulk([user.pk for user in users])
        for user in users:
            user.is_active = user.is_staff = user.is_superuser = True
        changes = {user.pk: changelog.difference(stored[user.pk], user, fields) for user in users}
        changed = [user for user in users if changes[user.pk]]
        User.objects.bulk_update(changed, fields)
        changelog.write(
            ((user, LogEntry.Action.UPDATE, changes[user.pk]) for user in changed),
            by=by,
            at=at or timezone.now(),
            via=via,
        )
    return changed
