"""Sign-in, sign-out and forgotten passwords, as a person meets them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.services import NewUser, create_users
from tests import personas
from tests.factories.accounts import PASSWORD, UserFactory

ROOT = Path(__file__).resolve().parents[2]
LOGIN, LOGOUT, RESET = "/accounts/login/", "/accounts/logout/", "/accounts/password/reset/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


@pytest.fixture(autouse=True)
def fresh_limits():
    """Rate limits live in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def anna(db):
    return UserFactory(email="anna@example.org", name="Anna")


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def signed_in(client):
    return "_auth_user_id" in client.session


def errors(response):
    return response.context["form"].errors


def test_a_person_signs_in_by_address_in_any_case_and_comes_home(client, anna):
    answer = sign_in(client, "Anna@Example.ORG")
    assert (answer.status_code, answer.url, signed_in(client)) == (302, reverse("portal:begin"), True)


def test_after_sign_in_one_is_where_one_wanted_to_be(client, anna):
    answer = client.post(
        f"{LOGIN}?next=/m/KARO/", {"login": anna.email, "password": PASSWORD, "next": "/m/KARO/"}
    )
    assert answer.url == "/m/KARO/"
    client.logout()
    answer = sign_in(client, anna.email, next="https://elsewhere.example/")
    assert answer.url == reverse("portal:begin")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(anna):
    pages = []
    for email in (anna.email, "nobody@example.org"):
        answer = sign_in(Client(), email, "not the password at all")
        assert answer.status_code == 200
        text = TOKEN.sub("", answer.content.decode()).replace(email, "")
        pages.append((text, errors(answer)))
    assert pages[0] == pages[1]
    assert pages[0][1] != {}


def test_somebody_shut_out_cannot_sign_in(client, anna):
    User.objects.update(is_active=False)
    sign_in(client, anna.email)
    assert not signed_in(client)


def test_somebody_shut_out_while_signed_in_is_out_with_the_next_page(client, anna):
    client.force_login(anna)
    User.objects.update(is_active=False)
    assert client.get(LOGIN).wsgi_request.user.is_anonymous


def test_guessing_is_slowed_down_even_with_the_right_password(anna):
    for _ in range(5):
        sign_in(Client(), anna.email, "guess after guess after guess")
    client = Client()
    sign_in(client, anna.email)
    assert not signed_in(client)
    other = UserFactory(email="boris@example.org")
    client = Client(REMOTE_ADDR="192.0.2.7")
    sign_in(client, other.email)
    assert signed_in(client)


def test_the_session_gets_a_new_key_at_sign_in(client, anna):
    client.get(LOGIN)
    session = client.session
    session["before"] = "set by somebody else"
    session.save()
    old = session.session_key
    sign_in(client, anna.email)
    assert client.session.session_key != old


def test_one_signs_out_by_a_button_never_by_a_link(client, anna):
    client.force_login(anna)
    assert client.get(LOGOUT).status_code == 200
    assert signed_in(client)
    assert client.post(LOGOUT).status_code == 302
    assert not signed_in(client)


def test_nobody_opens_an_account(client, db):
    form = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.get("/accounts/signup/")
    client.post("/accounts/signup/", form)
    assert not User.objects.exists()


def test_a_forgotten_password_is_replaced_by_mail(client, anna, settings):
    client.post(RESET, {"email": anna.email})
    (message,) = mail.outbox
    assert (message.to, message.from_email) == ([anna.email], settings.DEFAULT_FROM_EMAIL)
    (link,) = re.findall(r"https?://testserver(/\S+)", message.body)
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    weak = client.post(address, {"password1": "short", "password2": "short"})
    assert "password1" in errors(weak) or "password2" in errors(weak)
    client.post(address, {"password1": "quite another phrase", "password2": "quite another phrase"})
    anna.refresh_from_db()
    assert anna.check_password("quite another phrase")
    again = client.get(link, follow=True)
    assert again.status_code == 200
    assert "This link is no longer valid" in again.content.decode()


def test_mails_and_pages_about_passwords_speak_our_words(client, anna):
    foreign = (
        "Hello from",
        "Thank you for using",
        "contact us",
        "Bad Token",
        "Password Reset",
        "Remember Me",
    )
    client.post(RESET, {"email": anna.email})
    client.post(RESET, {"email": "nobody@example.org"})
    known, unknown = mail.outbox
    assert (known.subject, unknown.subject) == (
        "A new password for nexusplan",
        "Nobody here signs in with this address",
    )
    assert "This link sets it" in known.body
    assert "nobody@example.org" in unknown.body
    (link,) = re.findall(r"https?://testserver(/\S+)", known.body)
    pages = [client.get(path, follow=True).content.decode() for path in (LOGIN, RESET, f"{RESET}done/", link)]
    assert "The new password again" in pages[3]
    client.force_login(anna)
    pages += [client.get(path).content.decode() for path in ("/accounts/password/change/", LOGOUT)]
    for text in [*pages, known.body, unknown.body]:
        assert [words for words in foreign if words in text] == []


def test_the_answer_to_a_forgotten_password_tells_nothing(client, anna):
    known = client.post(RESET, {"email": anna.email})
    unknown = client.post(RESET, {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_a_person_brought_in_without_a_password_sets_one(client, db):
    (boris,) = create_users(by=None, users=[NewUser("boris@example.org")])
    assert not boris.has_usable_password()
    client.post(RESET, {"email": "boris@example.org"})
    assert [message.to for message in mail.outbox] == [["boris@example.org"]]


def test_a_new_password_ends_the_other_sessions(anna):
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client, anna.email)
    here.post(
        "/accounts/password/change/",
        {
            "oldpassword": PASSWORD,
            "password1": "quite another phrase",
            "password2": "quite another phrase",
        },
    )
    assert there.get(LOGIN).wsgi_request.user.is_anonymous


def test_the_administration_is_entered_by_the_same_door(client, anna, db):
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(LOGIN)
    client.force_login(anna)
    assert client.get("/admin/login/").status_code == 403
    root = UserFactory(email="root@example.org", is_staff=True, is_superuser=True)
    assert personas.sign_in(root, factor=True).client.get("/admin/").status_code == 200


def test_every_form_needs_its_token(anna):
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, anna.email).status_code == 403
    client.force_login(anna)
    assert client.post(LOGOUT).status_code == 403


# Demonstration accounts --------------------------------------------------------------------------------


@pytest.fixture
def demo_user(settings):
    settings.DEMO = True
    return UserFactory(email="planner@demo.example")


def test_a_demonstration_account_signs_in_where_there_is_a_demonstration(client, db, demo_user):
    sign_in(client, demo_user.email)
    assert signed_in(client)


def test_elsewhere_it_gets_the_answer_of_a_wrong_password(client, db, demo_user, settings):
    settings.DEMO = False
    answer = sign_in(client, demo_user.email)
    unknown = sign_in(Client(), "nobody@example.org")
    assert (signed_in(client), errors(answer)) == (False, errors(unknown))


def test_its_open_session_ends_with_the_demonstration(client, db, demo_user, settings):
    sign_in(client, demo_user.email)
    settings.DEMO = False
    assert client.get(LOGIN).wsgi_request.user.is_anonymous


# The settings of a server ------------------------------------------------------------------------------

ASK = """
from django.conf import settings as s
print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE)
print(s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE, s.CSRF_COOKIE_HTTPONLY, s.CSRF_COOKIE_SAMESITE)
print(s.DEMO, s.SECURE_HSTS_SECONDS >= 15768000, s.SESSION_COOKIE_PATH, s.SESSION_COOKIE_DOMAIN)
print(s.PASSWORD_HASHERS[0].rpartition(".")[2], s.ACCOUNT_PREVENT_ENUMERATION)
"""


def test_cookies_of_a_server_are_its_own_and_encrypted(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "nexusplan.settings",
        "SECRET_KEY": "x" * 64,
        "ALLOWED_HOSTS": "plan.example.org",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'server.sqlite3'}",
        "EMAIL_URL": "dummymail://",
        "DEFAULT_FROM_EMAIL": "plan@example.org",
        "NEXUSPLAN_VAR": str(tmp_path),
    }
    said = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert said.stdout.splitlines() == [
        "__Host-session True True Lax",
        "__Host-csrf True True Lax",
        "False True / None",
        "Argon2PasswordHasher True",
    ], said.stderr
