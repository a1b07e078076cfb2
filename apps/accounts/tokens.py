"""Tokens with which programs act for a person: shown once, kept as a hash, ended by a date or by hand."""

import datetime
import hashlib
import secrets
import uuid
from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.enums import TokenScope
from apps.accounts.models import ApiToken, User
from apps.core.services import change_rows, create_rows

PREFIX = "np_"
SHOWN = 11
"""Characters of a token that stay readable, so that its owner knows which one it is."""
LONGEST_DAYS = 366
NOTED_EVERY = datetime.timedelta(minutes=1)


def issue_token(
    *,
    by: User,
    name: str,
    expires_on: datetime.date,
    second_factor: bool,
    at: datetime.datetime,
    scope: str = TokenScope.READ,
    only_mission: uuid.UUID | None = None,
) -> tuple[ApiToken, str]:
    """Store and log a token of one's own; answers it with its text, which nobody can read again.

    `second_factor`: one was shown in the session that makes it. Raises ValidationError for a day that is
    past or more than a year ahead.
    """
    days = (expires_on - at.date()).days
    if not 0 < days <= LONGEST_DAYS:
        raise ValidationError(
            {"expires_on": _("A token lasts at least one day and at most one year: choose another day.")}
        )
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        user=by,
        name=name,
        shown=text[:SHOWN],
        sha256=hash_of(text),
        second_factor=second_factor,
        scope=scope,
        only_mission=only_mission,
        created_at=at,
        expires_on=expires_on,
    )
    with transaction.atomic():
        token.full_clean()
        create_rows([token], by=by, at=at)
    return token, text


def withdraw_tokens(
    *, by: AbstractBaseUser | None, tokens: Sequence[ApiToken], at: datetime.datetime, via: str = "screen"
) -> list[ApiToken]:
    """End tokens at once, and log it. One that has ended already is left alone. Three queries."""
    standing = [token for token in tokens if token.withdrawn_at is None]
    for token in standing:
        token.withdrawn_at = at
    return change_rows(standing, ["withdrawn_at"], by=by, via=via, at=at)


def find_token(text: str, *, now: datetime.datetime) -> ApiToken | None:
    """The token with this text, if it and its person may still act. One query, and one now and then.

    The use is noted at most once a minute, outside of the change log.
    """
    token = ApiToken.objects.select_related("user").filter(sha256=hash_of(text)).first()
    if token is None or not token.stands(now) or not token.user.is_active:
        return None
    if token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def hash_of(text: str) -> str:
    """What is kept of a token. It has 256 random bits, so that a plain hash cannot be tried out."""
    return hashlib.sha256(text.encode()).hexdigest()
