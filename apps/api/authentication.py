"""Who asks: a bearer token, or the session of a browser."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from apps.accounts.models import ApiToken, User
from apps.accounts.tokens import find_token


def person_of(text: str) -> tuple[User, ApiToken]:
    """Who acts by the token with this text, and the token. Raises AuthenticationFailed for one that ended."""
    token = find_token(text, now=timezone.now())
    if token is None:
        raise AuthenticationFailed(_("This token is not valid: unknown, expired or withdrawn."))
    person: Any = token.user
    person.second_factor_shown = token.second_factor
    person.only_mission = token.only_mission
    return person, token


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer np_...`. The token acts with the rights of its person."""

    def authenticate(self, request: Any) -> tuple[User, ApiToken] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2:
            raise AuthenticationFailed(_("Write the header as: Authorization: Bearer TOKEN."))
        return person_of(parts[1].decode("latin-1"))

    def authenticate_header(self, request: Any) -> str:  # noqa: ARG002 - DRF's signature
        return 'Bearer realm="nexusplan"'
