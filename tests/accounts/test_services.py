import datetime

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from apps.accounts.models import User
from apps.accounts.services import NewUser, create_users, make_administrators
from tests.factories.accounts import PASSWORD, UserFactory

AT = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)


def written():
    """(action, actor, via, changes) of what services wrote about people at AT."""
    return [
        (entry.get_action_display(), entry.actor, entry.additional_data["via"], entry.changes)
        for entry in LogEntry.objects.get_for_model(User).filter(timestamp=AT).order_by("pk")
    ]


def test_people_come_as_a_list_and_are_logged_without_their_password(planner):
    new = [NewUser("Anna@EXAMPLE.org", "Anna", PASSWORD), NewUser("boris@example.org", administrator=True)]
    anna, boris = create_users(by=planner.user, users=new, at=AT)
    assert (anna.email, anna.name, anna.is_staff, anna.check_password(PASSWORD)) == (
        "Anna@example.org",
        "Anna",
        False,
        True,
    )
    assert (boris.is_staff, boris.is_superuser, boris.has_usable_password()) == (True, True, False)
    assert [entry[:3] for entry in written()] == [("create", planner.user, "screen")] * 2
    assert all("password" not in changes for *_rest, changes in written())


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (NewUser("no address"), {"email": ["Enter a valid email address."]}),
        (NewUser("ANNA@example.org"), {"__all__": ["Somebody with this e-mail address is already here."]}),
        (
            NewUser("x@demo.example"),
            {"__all__": ["Addresses of demo.example belong to the demonstration (./np demo)."]},
        ),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_stored(db, new, said):
    UserFactory(email="anna@example.org")
    with pytest.raises(ValidationError) as refusal:
        create_users(by=None, users=[NewUser("fine@example.org"), new])
    assert refusal.value.message_dict == said
    assert User.objects.count() == 1


@pytest.mark.parametrize("password", ["short", "password1234", "annaexample1"])
def test_weak_passwords_are_refused(db, password):
    with pytest.raises(ValidationError):
        create_users(by=None, users=[NewUser("annaexample@example.org", password=password)])
    assert not User.objects.exists()


def test_demonstration_accounts_are_made_in_a_demonstration(db, settings):
    settings.DEMO = True
    (user,) = create_users(by=None, users=[NewUser("planner@demo.example", password=PASSWORD)])
    assert user.email == "planner@demo.example"


def test_administrators_are_logged_once(planner):
    anna, boris = UserFactory(is_active=False), UserFactory(is_staff=True, is_superuser=True)
    assert make_administrators(by=planner.user, users=[anna, boris], via="command", at=AT) == [anna]
    anna.refresh_from_db()
    assert (anna.is_active, anna.is_staff, anna.is_superuser) == (True, True, True)
    changes = {name: ["False", "True"] for name in ("is_active", "is_staff", "is_superuser")}
    assert written() == [("update", planner.user, "command", changes)]
