"""When a session began, and whether somebody has shown more than a password in it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

BEGAN, SEEN = "session_began", "session_seen"
"""Seconds since the epoch in the session: of signing in, and of about the last page."""


class SecondFactorMissing(Exception):
    """The page asks for a second factor that was not shown in this session; `reason` tells the person why."""

    def __init__(self, reason: str = "") -> None:
        self.reason = reason
        super().__init__("A second factor was not shown.")


def proves(record: Mapping[str, Any]) -> bool:
    """Whether a step of signing in, as allauth records it, was a second factor or a passkey."""
    return record.get("method") == "mfa"


def second_factor_shown(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the person may do what needs a second factor. No query.

    The accounts of a demonstration, which exist on one machine only, may.
    """
    return settings.DEMO or bool(getattr(user, "second_factor_shown", False))


def require_second_factor(user: AbstractBaseUser | AnonymousUser, reason: str = "") -> None:
    """Raises SecondFactorMissing for who came in by password alone. No query."""
    if not second_factor_shown(user):
        raise SecondFactorMissing(reason)
