"""Single sign-on takes only tokens that the provider has signed, for this sign-in, and that name somebody."""

from typing import Any, cast

import jwt
import requests
from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import get_request_param
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

ALGORITHMS = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
"""Of a key of which only the provider has the secret half: `none` and a shared secret prove nothing."""


def nonce_of(state: str) -> str:
    """What the token of the sign-in with this state must repeat. The state is in one session only."""
    return salted_hmac("nexusplan.single-sign-on", state, algorithm="sha256").hexdigest()


class Asking(OAuth2Client):
    """Asks the provider with a nonce (ASVS 5.0, 10.5.1), so that a token of another sign-in is refused.

    State and nonce come last: django-allauth lets the address add parameters of its own.
    """

    def get_redirect_url(self, authorization_url: str, scope: Any, extra_params: Any) -> str:
        state = str(self.state)
        ours = {"state": state, "nonce": nonce_of(state)}
        return cast("str", super().get_redirect_url(authorization_url, scope, extra_params | ours))


class SignedTokens(OpenIDConnectOAuth2Adapter):
    """django-allauth trusts TLS for a token that it fetched itself, as OpenID Connect Core 3.1.3.7 (6)
    allows; ASVS 5.0, 6.8.2 asks for the signature. A token that is refused ends on the page that says so.
    """

    client_class = Asking

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> Any:
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("No id_token")
        return super().complete_login(request, app, token, **kwargs)

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            if jwt.get_unverified_header(id_token).get("alg") not in ALGORITHMS:
                raise OAuth2Error("Not signed by a key of the provider")
            said = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (jwt.PyJWTError, requests.RequestException, LookupError, TypeError, ValueError) as error:
            raise OAuth2Error("A token that cannot be checked") from error
        nonce = nonce_of(str(get_request_param(self.request, "state")))
        if not constant_time_compare(str(said.get("nonce")), nonce):
            raise OAuth2Error("A token of another sign-in")
        if not said.get("sub"):
            raise OAuth2Error("A token that names nobody")
        return cast("dict[str, Any]", said)


@login_not_required
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sends people to their provider; where it does not answer, the page that says that it failed. 404 for
    one that is not in the settings."""
    asking = SignedTokens(request, provider_id)
    try:
        return cast("HttpResponse", OAuth2LoginView.adapter_view(asking)(request))
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except (requests.RequestException, LookupError) as error:
        return cast(
            "HttpResponse", render_authentication_error(request, asking.get_provider(), exception=error)
        )


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where people come back to from their provider. 404 for one that is not in the settings."""
    try:
        view = OAuth2CallbackView.adapter_view(SignedTokens(request, provider_id))
        return cast("HttpResponse", view(request))
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
