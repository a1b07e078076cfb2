"""Single sign-on at a provider of our own: the issuer and its subject are the person, never an address."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from django.urls import reverse

from apps.accounts.adapter import SingleSignOn
from apps.accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory

PROVIDER = "sso-test"
KEY, OTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _number in range(2))
PUBLIC = KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def signed(claims, key=KEY, algorithm="RS256", headers=None):
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "1"} if headers is None else headers)


class Provider(BaseHTTPRequestHandler):
    """As much of OpenID Connect as a sign-in needs; what the token says is up to the test."""

    claims: dict = {}

    def answer(self, content):
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/keys":
            key = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
            self.answer({"keys": [key | {"kid": "1", "alg": "RS256", "use": "sig"}]})
            return
        here = f"http://{self.headers['Host']}"
        self.answer(
            {
                "issuer": self.server.says_it_is or here,
                "authorization_endpoint": f"{here}/authorize",
                "token_endpoint": f"{here}/token",
                "jwks_uri": f"{here}/keys",
            }
        )

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = {"access_token": "opaque", "token_type": "Bearer"}
        token = self.server.sign(self.server.claims)
        self.answer(answer if token is None else answer | {"id_token": token})

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def provider(settings, monkeypatch):
    # This one is asked without TLS, on this machine; that others are not, tests/core/test_outside.py says.
    monkeypatch.setattr(SingleSignOn, "get_requests_session", lambda _self: requests.Session())
    server = HTTPServer(("127.0.0.1", 0), Provider)
    server.issuer = f"http://127.0.0.1:{server.server_port}"
    server.says_it_is = None
    server.sign = signed
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": PROVIDER,
                    "name": "Head office",
                    "client_id": "nexusplan",
                    "secret": "secret",
                    "settings": {
                        "server_url": server.issuer,
                        "fetch_userinfo": False,
                        "openid_configuration_overrides": {"issuer": server.issuer},
                    },
                }
            ],
        }
    }
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def anna(db):
    return UserFactory(email="anna@example.org")


@pytest.fixture
def connected(anna):
    """Anna has connected the subject 1 of her organisation."""
    SocialAccount.objects.create(user=anna, provider=PROVIDER, uid="1", extra_data={})
    return anna


def come(provider, client=None, *, state=None, **claims):
    """Come back from the provider with a token that says so. Returns the client and the answer."""
    client = client or Client()
    begun = client.post(reverse("openid_connect_login", kwargs={"provider_id": PROVIDER}))
    asked = parse_qs(urlsplit(begun.url).query)
    assert asked["code_challenge_method"] == ["S256"]
    now = int(time.time())
    usual = {"iss": provider.issuer, "aud": "nexusplan", "sub": "1", "iat": now, "exp": now + 60}
    usual["nonce"] = asked["nonce"][0]
    provider.claims = {
        name: value
        for name, value in (usual | {"email": "anna@example.org", "email_verified": True} | claims).items()
        if value is not None
    }
    callback = reverse("openid_connect_callback", kwargs={"provider_id": PROVIDER})
    return client, client.get(callback, {"code": "x", "state": state or asked["state"][0]})


def who(client):
    return client.session.get("_auth_user_id")


def test_a_connected_person_comes_in_whatever_the_address_is(provider, connected):
    client, _answer = come(provider, email="married@example.org")
    assert who(client) == str(connected.pk)


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "2"},
        {"sub": "2", "email": "ANNA@example.org"},
        {"sub": "anna@example.org"},
        {"iss": "https://elsewhere.example"},
        {"aud": "another-service"},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"exp": int(time.time()) - 3600, "iat": int(time.time()) - 7200},
    ],
    ids=",".join,
)
def test_nobody_comes_in_as_somebody_else(provider, connected, claims):
    """The same address under another subject above all: whoever gets a mailbox gets no account by it."""
    client, answer = come(provider, **claims)
    assert who(client) is None
    assert answer.status_code in {200, 302, 401}
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "sign",
    [
        lambda claims: signed(claims, OTHER),
        lambda claims: signed(claims, None, "none"),
        lambda claims: signed(claims, PUBLIC, "HS256"),
        lambda claims: signed(claims)[:-8] + "AAAAAAAA",
        lambda claims: signed(claims, headers={"kid": "2"}),
        lambda claims: signed(claims, headers={}),
        lambda claims: signed({name: value for name, value in claims.items() if name != "sub"}),
        lambda claims: signed(claims | {"sub": ""}),
        lambda _claims: "not a token",
        lambda _claims: None,
    ],
    ids=["key", "none", "shared", "changed", "unknown", "unnamed", "nobody", "empty", "nonsense", "missing"],
)
def test_a_token_that_is_not_signed_or_names_nobody_ends_on_a_page_that_says_so(provider, connected, sign):
    provider.sign = sign
    client, answer = come(provider)
    assert (who(client), answer.status_code) == (None, 401)
    assert "did not say who you are" in answer.content.decode()


def test_nobody_comes_in_with_the_address_of_somebody_who_has_connected_nothing(provider, anna):
    client, _answer = come(provider)
    assert who(client) is None
    assert not SocialAccount.objects.exists()


def test_a_token_is_good_for_its_own_sign_in_only(provider, connected):
    """One that was made for another sign-in of this very session is refused too."""
    client = Client()
    begin = reverse("openid_connect_login", kwargs={"provider_id": PROVIDER})
    other = parse_qs(urlsplit(client.post(begin).url).query)
    assert (who(come(provider, client, nonce=other["nonce"][0])[0]), len(other["nonce"][0])) == (None, 64)


def test_an_address_cannot_choose_state_or_nonce(provider, connected):
    begin = reverse("openid_connect_login", kwargs={"provider_id": PROVIDER})
    given = Client().post(f"{begin}?auth_params=state%3Dchosen%26nonce%3Dchosen%26prompt%3Dlogin").url
    asked = parse_qs(urlsplit(given).query)
    assert (asked["prompt"], "chosen" in [*asked["state"], *asked["nonce"]]) == (["login"], False)


def test_an_answer_that_nobody_asked_for_is_refused(provider, connected):
    client, answer = come(provider, state="made-up")
    assert (who(client), answer.status_code) == (None, 401)


def test_a_provider_that_calls_itself_otherwise_is_not_the_one_in_the_settings(provider, connected):
    provider.says_it_is = "https://elsewhere.example"
    client, _answer = come(provider, iss="https://elsewhere.example")
    assert who(client) is None


def test_another_issuer_is_another_provider(provider, connected, settings):
    """Its subject 1 is not ours: the name of a provider is made of its issuer."""
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["provider_id"] = "sso-other"
    SocialAccount.objects.update(provider="sso-first")
    client = Client()
    begun = client.post(reverse("openid_connect_login", kwargs={"provider_id": "sso-other"}))
    asked = parse_qs(urlsplit(begun.url).query)
    state = asked["state"][0]
    now = int(time.time())
    provider.claims = {
        "iss": provider.issuer,
        "aud": "nexusplan",
        "nonce": asked["nonce"][0],
        "sub": "1",
        "iat": now,
        "exp": now + 60,
        "email": "anna@example.org",
    }
    callback = reverse("openid_connect_callback", kwargs={"provider_id": "sso-other"})
    client.get(callback, {"code": "x", "state": state})
    assert who(client) is None


def test_whoever_has_a_second_factor_shows_it_after_single_sign_on(provider, connected):
    TOTP.activate(connected, generate_totp_secret())
    client, answer = come(provider)
    assert (who(client), answer.url) == (None, reverse("mfa_authenticate"))


def test_the_provider_is_offered_where_one_signs_in_and_where_one_connects(provider, anna):
    offered = reverse("openid_connect_login", kwargs={"provider_id": PROVIDER})
    assert f'href="{offered}"' in Client().get(reverse("account_login")).content.decode()
    client = Client()
    client.force_login(anna)
    page = client.get(reverse("socialaccount_connections")).content.decode()
    assert f'href="{offered}?process=connect"' in page
    assert page.count(reverse("socialaccount_connections")) >= 1
    asked = client.get(f"{offered}?process=connect").content.decode()
    assert "You go to Head office to connect" in asked
    assert "You go to Head office to sign in" in Client().get(offered).content.decode()


def test_somebody_shut_out_stays_out(provider, connected):
    User.objects.update(is_active=False)
    client, _answer = come(provider)
    assert who(client) is None
    assert come(provider)[1].url == reverse("account_inactive")


def test_a_person_connects_it_while_signed_in_after_saying_once_more_who_they_are(provider, anna):
    client = Client()
    client.force_login(anna)
    begun = client.post(
        reverse("openid_connect_login", kwargs={"provider_id": PROVIDER}) + "?process=connect"
    )
    asked = parse_qs(urlsplit(begun.url).query)
    state = asked["state"][0]
    now = int(time.time())
    provider.claims = {"iss": provider.issuer, "aud": "nexusplan", "sub": "7", "iat": now, "exp": now + 60}
    provider.claims["nonce"] = asked["nonce"][0]
    callback = reverse("openid_connect_callback", kwargs={"provider_id": PROVIDER})
    assert client.get(callback, {"code": "x", "state": state}).url == reverse("account_reauthenticate")
    assert not SocialAccount.objects.exists()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert list(SocialAccount.objects.values_list("user", "uid")) == [(anna.pk, "7")]


def test_a_provider_that_does_not_answer_is_told_in_a_sentence(provider, db):
    provider.shutdown()
    provider.server_close()
    answer = Client().post(reverse("openid_connect_login", kwargs={"provider_id": PROVIDER}))
    assert "socialaccount/authentication_error.html" in [one.name for one in answer.templates]
    assert answer.status_code == 401
