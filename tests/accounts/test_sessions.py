"""A session ends by itself, and a second factor is something shown, not something owned."""

import datetime
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import UserFactory

PASSWORD = "one plan for peace"
START = datetime.datetime(2026, 1, 5, 8, 0, tzinfo=datetime.UTC)


@pytest.fixture
def person(db):
    return UserFactory(email="agency@example.org", password=PASSWORD)


def sign_in(person, client=None):
    client = client or Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def signed_in(client):
    return client.get(reverse("account_change_password")).status_code == 200


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_session_left_alone_for_three_hours_ends(person, time_machine):
    time_machine.move_to(START, tick=False)
    client = sign_in(person)
    time_machine.shift(datetime.timedelta(hours=2, minutes=59))
    assert signed_in(client)
    time_machine.shift(datetime.timedelta(hours=3, minutes=1))
    assert not signed_in(client)


def test_a_session_in_use_ends_after_twelve_hours(person, time_machine):
    time_machine.move_to(START, tick=False)
    client = sign_in(person)
    for _hour in range(11):
        time_machine.shift(datetime.timedelta(hours=1))
        assert signed_in(client)
    time_machine.shift(datetime.timedelta(hours=1, minutes=1))
    assert not signed_in(client)


def test_reading_pages_writes_no_more_than_one_note_in_five_minutes(
    person, time_machine, django_assert_num_queries
):
    time_machine.move_to(START, tick=False)
    client = sign_in(person)
    signed_in(client)
    with django_assert_num_queries(2):
        signed_in(client)


def test_other_sessions_can_be_ended(person):
    here, there = sign_in(person), sign_in(person)
    page = here.get(reverse("usersessions_list"), headers={"User-Agent": "Mosaic"}).content.decode()
    assert (page.count("<bdi>127.0.0.1</bdi>"), page.count("<tr>"), page.count("this one")) == (2, 3, 1)
    here.post(reverse("usersessions_list"))
    assert (signed_in(here), signed_in(there)) == (True, False)


def test_an_authenticator_app_is_asked_for_and_its_code_works_once(person, time_machine):
    time_machine.move_to(START, tick=False)
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    client = sign_in(person)
    assert not signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert signed_in(client)
    again = sign_in(person)
    again.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert not signed_in(again)


def test_a_recovery_code_works_once(person):
    TOTP.activate(person, generate_totp_secret())
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    first = sign_in(person)
    first.post(reverse("mfa_authenticate"), {"code": code})
    second = sign_in(person)
    second.post(reverse("mfa_authenticate"), {"code": code})
    assert (signed_in(first), signed_in(second)) == (True, False)


def test_a_stolen_database_holds_no_usable_secret(person):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    codes = RecoveryCodes.activate(person).get_unused_codes()
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert [kept for kept in [secret, *codes] if kept in stored] == []
