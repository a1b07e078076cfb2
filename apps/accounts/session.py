"""When a session began, and whether somebody has shown more than a password in it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

BEGAN, SEEN = "session_began", "session_seen"
"""Seconds since the epoch in the session: of signing in, and of about the last page."""


class SecondFactorMissing(Exception):
    """The page asks for a second factor that was not shown in this session."""


def proves(record: Mapping[str, Any]) -> bool:
    """Whether a step of signing in, as allauth records it, was a second factor or a passkey."""
    return record.get("method") == "mfa"


def require_second_factor(user: AbstractBaseUser | AnonymousUser) -> None:
    """Raises SecondFactorMissing for who came in by password alone. No query.

    The accounts of a demonstration, which exist on one machine only, pass.
    """
    if not settings.DEMO and not getattr(user, "second_factor_shown", False):
        raise SecondFactorMissing
