"""How django-allauth behaves here: who may open an account, who may sign in, how second factors are kept."""

import functools
import time
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from apps.accounts.models import User
from apps.accounts.session import BEGAN, SEEN
from apps.accounts.validators import is_demo_address
from apps.core.outside.sending import session
from apps.core.sealed import seal, unseal

REQUEST_SECONDS = 5


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

    def pre_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse | None:
        """Nothing, or the page for who may not come in, whatever they showed: a passkey, single sign-on."""
        if is_demo_address(user.email) and not settings.DEMO:
            return cast("HttpResponse", self.respond_user_inactive(request, user))
        return cast("HttpResponse | None", super().pre_login(request, user, **more))

    def login(self, request: HttpRequest, user: User) -> None:
        """Every way of signing in ends here."""
        super().login(request, user)
        request.session[BEGAN] = request.session[SEEN] = time.time()


class SingleSignOn(DefaultSocialAccountAdapter):
    """Somebody signs in by their organisation once they have connected it; an e-mail address proves nothing.

    The identity is the issuer (which names the provider) and its subject.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        return False

    def get_requests_session(self) -> requests.Session:
        """Asks the host of the issuer, which the operator chose, and else public addresses only: what the
        provider's own document names could lead anywhere."""
        asking = session(frozenset({str(urlsplit(settings.OIDC_ISSUER).hostname)}))
        asking.request = functools.partial(asking.request, timeout=REQUEST_SECONDS)  # type: ignore[method-assign]
        return asking

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """The provider, whose tokens are asked for and checked in our way."""
        from apps.accounts.signed_tokens import SignedTokens

        found = super().get_provider(request, provider, client_id=client_id)
        found.oauth2_adapter_class = SignedTokens
        return found


class SecondFactors(DefaultMFAAdapter):
    """Secrets of second factors are useless without the server's secret key."""

    def encrypt(self, text: str) -> str:
        return seal(text, purpose="second factors")

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, purpose="second factors")
