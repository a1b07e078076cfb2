from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from apps.accounts.models import User
from apps.accounts.validators import is_demo_address


class ClosedSignupAdapter(DefaultAccountAdapter):
    """People are brought in by an administrator; nobody opens an account for themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person, or None for whoever is not known; outside of a demonstration its accounts are not."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None and is_demo_address(user.email) and not settings.DEMO:
            return None
        return user
