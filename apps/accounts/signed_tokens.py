"""Single sign-on takes only tokens that the provider has signed and that name somebody."""

from typing import Any, cast

import jwt
import requests
from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse

ALGORITHMS = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
"""Of a key of which only the provider has the secret half: `none` and a shared secret prove nothing."""


class SignedTokens(OpenIDConnectOAuth2Adapter):
    """django-allauth trusts TLS for a token that it fetched itself, as OpenID Connect Core 3.1.3.7 (6)
    allows; ASVS 5.0, 6.8.2 asks for the signature. A token that is refused ends on the page that says so.
    """

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
        if not said.get("sub"):
            raise OAuth2Error("A token that names nobody")
        return cast("dict[str, Any]", said)


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where people come back to from their provider. 404 for one that is not in the settings."""
    try:
        view = OAuth2CallbackView.adapter_view(SignedTokens(request, provider_id))
        return cast("HttpResponse", view(request))
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
