import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from apps.accounts.models import User
from apps.accounts.validators import is_demo_address
from tests.factories.accounts import UserFactory


def test_an_address_is_taken_whatever_its_case(db):
    User.objects.create_user("anna@example.org")
    with pytest.raises(IntegrityError):
        User.objects.create_user("ANNA@example.org")


def test_a_person_is_found_by_address_in_any_case(db):
    anna = UserFactory(email="anna@example.org")
    assert User.objects.get_by_natural_key("ANNA@Example.org") == anna


def test_a_person_is_called_by_name_or_address():
    assert [str(User(email="anna@example.org", name=name)) for name in ("Anna", "")] == [
        "Anna",
        "anna@example.org",
    ]


def test_a_superuser_may_everything(db):
    root = User.objects.create_superuser("root@example.org", "pass phrase of some length")
    assert (root.is_staff, root.is_superuser, root.has_perm("missions.read_mission")) == (True, True, True)


@pytest.mark.parametrize(
    ("email", "demo"),
    [
        ("planner@demo.example", True),
        ("planner@DEMO.example", True),
        ("planner@notdemo.example", False),
        ("demo.example@example.org", False),
        ("planner@sub.demo.example", False),
        ("", False),
    ],
)
def test_which_addresses_are_the_demonstrations(email, demo):
    assert is_demo_address(email) is demo


def test_a_person_with_such_an_address_is_not_valid_elsewhere(db, settings):
    person = User(email="x@demo.example")
    person.set_unusable_password()
    with pytest.raises(ValidationError):
        person.full_clean()
    settings.DEMO = True
    person.full_clean()
