"""What passwords are taken, what guessing brings, what the log keeps, where no demonstration may be."""

import gzip
import hashlib
import logging
import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.password_validation import validate_password
from django.core import checks, mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.urls import reverse

from apps.accounts import validators
from apps.accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.missions import InvitationFactory, MembershipFactory, MissionFactory

LOGIN, RESET = "/accounts/login/", "/accounts/password/reset/"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def anna(db):
    return UserFactory(email="anna@example.org", name="Anna")


def sign_in(email, password=PASSWORD, client=None, **headers):
    client = client or Client()
    client.post(LOGIN, {"login": email, "password": password}, **headers)
    return client


def signed_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        ("correct horse battery", True),
        ("only lower case letters", True),
        ("88412093750194", True),
        ("ÄÖÜ 长 密码 كلمة سر", True),
        ("  spaces around  ", True),
        ("x" * 7 + "y" * 57, True),
        ("a phrase of more than one hundred and twenty eight letters, " * 3, True),
        ("elevenchars", False),
        ("short", False),
        ("qwerty123456", False),
        ("Q1w2e3r4t5y6", False),
        ("anna@example.org", False),
    ],
)
def test_a_password_is_long_and_not_a_common_one_and_nothing_else_is_asked(anna, password, taken):
    try:
        validate_password(password, anna)
        found = True
    except ValidationError:
        found = False
    assert found == taken


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        ("nexusplan2026!", False),
        ("NexusPlan NexusPlan", False),
        ("Karo-mission-1234", False),
        ("Anna_Lindqvist_77", False),
        ("lindqvist@example.org", False),
        ("river agency 2026", False),
        ("MKAR MKAR MKAR 12", False),
        ("Anna eats seven plums", True),
        ("a plan of my own making", True),
    ],
)
def test_a_password_is_more_than_the_names_of_its_place(db, password, taken):
    """The last agency is of a mission that somebody is only invited to."""
    anna = UserFactory(email="lindqvist@example.org", name="Anna Lindqvist")
    MembershipFactory(user=anna, mission=MissionFactory(code="MKAR", name="Mission in Karo"), agency=None)
    river = AgencyFactory(name="River Agency")
    InvitationFactory(mission=MissionFactory(), email="Lindqvist@example.org", agency=river)
    try:
        validate_password(password, anna)
        found = True
    except ValidationError:
        found = False
    assert found == taken


def test_the_frequent_passwords_of_our_length_are_refused_in_any_case(db):
    """ASVS 5.0, 6.2.4: at least the 3,000 most frequent of those that the other rules let through."""
    common = validators.Common()
    with gzip.open(validators.FREQUENT, "rt", encoding="utf-8") as lines:
        frequent = [line.strip() for line in lines]
    assert len(frequent) == len(set(frequent)) == 10_000
    assert all(len(one) >= 12 and one in common.passwords for one in frequent)
    for password in (*frequent[:5], frequent[2_999].upper()):
        with pytest.raises(ValidationError, match="too common"):
            validate_password(password, User(email="somebody@example.org", name="Somebody"))


@pytest.mark.parametrize("count", [1, 2, 3, 500])
def test_what_was_stolen_elsewhere_is_refused_where_a_list_is_named(tmp_path, settings, count):
    """ASVS 5.0, 6.2.12, in the form of Have I Been Pwned: the first, the last and any between."""
    stolen = [f"a stolen sentence {number}" for number in range(count)]
    hashes = sorted(hashlib.sha1(one.encode(), usedforsecurity=False).hexdigest().upper() for one in stolen)
    path = tmp_path / "stolen.txt"
    path.write_text("".join(f"{one}:{place % 7}\r\n" for place, one in enumerate(hashes)))
    taken = validators.Breached().validate
    taken(stolen[0])
    settings.BREACHED_PASSWORDS = str(path)
    for one in stolen:
        with pytest.raises(ValidationError, match="too common"):
            taken(one)
    for number in range(50):
        taken(f"a sentence of my own {number}")
    path.write_text("")
    taken(stolen[0])


def test_a_long_password_works_whole_and_no_field_stops_it(anna):
    long = "one more word " * 10
    client = Client()
    client.force_login(anna)
    form = client.get("/accounts/password/change/").context["form"]
    for name, kind in (("oldpassword", "current-password"), ("password1", "new-password")):
        attributes = form.fields[name].widget.attrs
        assert (attributes.get("autocomplete"), attributes.get("maxlength")) == (kind, None)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": long, "password2": long})
    assert not signed_in(sign_in(anna.email, long[:64]))
    assert signed_in(sign_in(anna.email, long))


def test_a_new_password_by_mail_does_not_go_round_the_second_factor(anna):
    TOTP.activate(anna, generate_totp_secret())
    client = Client()
    client.post(RESET, {"email": anna.email})
    (link,) = re.findall(r"https?://testserver(/\S+)", mail.outbox[0].body)
    address = client.get(link, follow=True).redirect_chain[-1][0]
    new = "quite another phrase"
    client.post(address, {"password1": new, "password2": new})
    assert not signed_in(client)
    answer = client.post(LOGIN, {"login": anna.email, "password": new})
    assert (answer.url, signed_in(client)) == (reverse("mfa_authenticate"), False)


def test_five_guesses_are_looked_at_and_a_forged_address_buys_no_sixth(anna, monkeypatch):
    looked = []
    known = User.check_password
    monkeypatch.setattr(User, "check_password", lambda user, raw: looked.append(raw) or known(user, raw))
    for number in range(40):
        sign_in(anna.email, f"guess number {number}", headers={"X-Forwarded-For": f"198.51.100.{number}"})
    assert len([raw for raw in looked if raw.startswith("guess")]) <= 5


def test_one_machine_cannot_try_one_word_on_everybody(db):
    people = [UserFactory() for _number in range(30)]
    tried = [sign_in(person.email) for person in people[:3]]
    assert [signed_in(client) for client in tried] == [True, True, True]
    for person in people[3:]:
        sign_in(person.email, "the same word for all")
    assert not signed_in(sign_in(people[0].email))


def test_the_administration_has_no_door_beside_the_guarded_one(db):
    root = UserFactory(email="root@example.org", is_staff=True, is_superuser=True)
    client = Client()
    answer = client.post("/admin/login/", {"username": root.email, "password": PASSWORD, "next": "/admin/"})
    assert (answer.status_code, signed_in(client)) == (302, False)
    assert answer.url.startswith(LOGIN)


def test_the_log_tells_who_came_and_who_was_refused_and_no_secret(anna, caplog):
    caplog.set_level(logging.INFO, logger="nexusplan.security")
    sign_in(anna.email)
    sign_in(anna.email, "a secret typed wrongly")
    sign_in("a secret typed as an address", "x")
    client = sign_in(anna.email)
    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "quite another phrase", "password2": "quite another phrase"},
    )
    said = [record.getMessage() for record in caplog.records if record.name == "nexusplan.security"]
    events = [line.split()[0] for line in said]
    assert events.count("signed-in") == 2
    assert events.count("sign-in-refused") >= 1
    assert events.count("password-changed") == 1
    secrets = (PASSWORD, "secret", "quite another", anna.email, anna.name)
    assert [(one, line) for one in secrets for line in said if one in line] == []
    assert all(line.isprintable() for line in said)


# The demonstration -------------------------------------------------------------------------------------


@pytest.fixture
def copied(settings, db):
    """Rows of a demonstration on a server: somebody copied its database file."""
    settings.DEMO = True
    user = UserFactory(email="planner@demo.example")
    settings.DEMO = False
    return user


def test_a_database_with_people_of_the_demonstration_is_refused(copied):
    found = [one.id for one in checks.run_checks(databases=["default"]) if one.id == "accounts.E001"]
    assert found == ["accounts.E001"]
    with pytest.raises(SystemCheckError, match="accounts of the demonstration"):
        call_command("migrate", verbosity=0, skip_checks=False)


def test_a_database_without_them_is_not(anna):
    assert [one.id for one in checks.run_checks(databases=["default"]) if one.id == "accounts.E001"] == []


def test_they_come_in_by_no_door(copied):
    """Neither by the password, nor by what a passkey or single sign-on end in, nor by a link in a mail."""
    from allauth.account.internal.flows.login import perform_login
    from allauth.account.models import Login
    from allauth.core import context
    from django.contrib.messages.storage.fallback import FallbackStorage
    from django.test import RequestFactory

    assert not signed_in(sign_in(copied.email))
    request = RequestFactory().get("/")
    request.session, request.user = Client().session, copied
    request._messages = FallbackStorage(request)
    with context.request_context(request):
        answer = perform_login(request, Login(user=copied))
    assert answer.url == reverse("account_inactive")
    assert "_auth_user_id" not in request.session
