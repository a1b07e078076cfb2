import io

import pytest
from auditlog.models import LogEntry
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.missions.enums import Role
from apps.missions.management.commands import setup
from apps.missions.models import Membership, Mission
from tests.factories.accounts import PASSWORD, UserFactory

TOO_SHORT = "This password is too short. It must contain at least 12 characters."
OPTIONS = {
    "email": "anna@example.org",
    "mission_code": "BDI",
    "mission_name": "Burundi",
    "currency": "usd",
}


def run(**options):
    out = io.StringIO()
    call_command("setup", stdout=out, stderr=out, **options)
    return out.getvalue().splitlines()


@pytest.fixture(autouse=True)
def nobody_at_the_keyboard(monkeypatch, db):
    monkeypatch.setattr(setup.sys, "stdin", io.StringIO())
    monkeypatch.setenv(setup.PASSWORD, PASSWORD)


def entries():
    return [
        (entry.content_type.model, entry.get_action_display(), entry.actor, entry.additional_data)
        for entry in LogEntry.objects.order_by("pk")
    ]


def test_administrator_and_mission_are_made_and_logged():
    assert run(**OPTIONS) == [
        "anna@example.org is the administrator.",
        "The mission BDI is made.",
        "anna@example.org administers BDI.",
    ]
    anna, mission = User.objects.get(), Mission.objects.get()
    assert (anna.is_superuser, anna.check_password(PASSWORD)) == (True, True)
    assert (mission.code, mission.name, mission.currency) == ("BDI", "Burundi", "USD")
    assert Membership.objects.values_list("user", "mission", "role", "agency").get() == (
        anna.pk,
        mission.pk,
        Role.MISSION_ADMIN,
        None,
    )
    assert entries() == [
        ("user", "create", None, {"via": "command"}),
        ("mission", "create", None, {"via": "command"}),
        ("membership", "create", None, {"via": "command"}),
    ]


def test_a_second_time_changes_nothing_and_says_so(monkeypatch):
    run(**OPTIONS)
    log = LogEntry.objects.count()
    monkeypatch.delenv(setup.PASSWORD)
    assert run(email="ANNA@example.org", mission_code="bdi") == [
        "anna@example.org is an administrator already; the password stays.",
        "The mission BDI is here already.",
    ]
    assert (User.objects.count(), Mission.objects.count(), LogEntry.objects.count()) == (1, 1, log)


def test_somebody_who_is_here_becomes_administrator_and_keeps_the_password(monkeypatch):
    UserFactory(email="anna@example.org")
    monkeypatch.setenv(setup.PASSWORD, "another long pass phrase")
    assert run(**OPTIONS)[0] == (
        "anna@example.org was here before and is an administrator now; the password stays."
    )
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    ("changes", "environment", "said"),
    [
        ({"email": None}, PASSWORD, "--email is missing, and nobody is at the keyboard to ask."),
        (
            {"mission_code": None},
            PASSWORD,
            "--mission-code is missing, and nobody is at the keyboard to ask.",
        ),
        (
            {"mission_name": None},
            PASSWORD,
            "--mission-name is missing, and nobody is at the keyboard to ask.",
        ),
        ({"currency": None}, PASSWORD, "--currency is missing, and nobody is at the keyboard to ask."),
        ({"email": "anna"}, PASSWORD, "Enter a valid email address."),
        ({}, None, "NEXUSPLAN_ADMIN_PASSWORD is not set, and nobody is at the keyboard to ask."),
        (
            {},
            "password",
            f"{TOO_SHORT} This password is too common.",
        ),
        ({"currency": "dollars"}, PASSWORD, "Ensure this value has at most 3 characters (it has 7)."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(monkeypatch, changes, environment, said):
    if environment is None:
        monkeypatch.delenv(setup.PASSWORD)
    else:
        monkeypatch.setenv(setup.PASSWORD, environment)
    with pytest.raises(CommandError) as refusal:
        run(**OPTIONS | changes)
    assert str(refusal.value) == said
    assert not User.objects.exists()
    assert not Mission.objects.exists()


def test_it_asks_the_person_at_the_keyboard(monkeypatch):
    class Keyboard(io.StringIO):
        def isatty(self):
            return True

    answers = iter(["anna@example.org", "", "BDI", "Burundi", "USD"])
    typed = iter(["short", PASSWORD, "something else", PASSWORD, PASSWORD])
    monkeypatch.delenv(setup.PASSWORD)
    monkeypatch.setattr(setup.sys, "stdin", Keyboard())
    monkeypatch.setattr("builtins.input", lambda _question: next(answers))
    monkeypatch.setattr(setup, "getpass", lambda _question: next(typed))
    said = run()
    assert said == [
        TOO_SHORT,
        "The two were not the same.",
        "anna@example.org is the administrator.",
        "The mission BDI is made.",
        "anna@example.org administers BDI.",
    ]
