"""The people of the suite: one mission, two agencies, an internal actor, and somebody from elsewhere.

Each persona is a (user, client): the client is signed in as the user.
"""

import time
from typing import NamedTuple

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from apps.accounts.models import User
from apps.agencies.enums import AgencyKind
from apps.missions.enums import Role, Side
from tests.factories.accounts import UserFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.missions import MembershipFactory, MissionAgencyFactory, MissionFactory


class Persona(NamedTuple):
    user: User | AnonymousUser
    client: Client


def sign_in(user, *, factor=False):
    """Signed in by password alone, or with a second factor shown."""
    client = Client()
    client.force_login(user)
    if factor:
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "mfa", "at": time.time(), "type": "totp", "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return Persona(user, client)


def member(name, mission, role, agency=None):
    """A new person with this role in the mission, signed in."""
    user = UserFactory(email=f"{name}@example.org", name=name.replace("_", " ").capitalize())
    MembershipFactory(user=user, mission=mission, role=role, agency=agency)
    return sign_in(user, factor=role == Role.MISSION_ADMIN)


@pytest.fixture
def mission(db):
    return MissionFactory(code="MISA", name="Mission A")


@pytest.fixture
def agency_a(mission):
    agency = AgencyFactory(name="Agency A", acronym="AGA")
    MissionAgencyFactory(mission=mission, agency=agency, key="AGA")
    return agency


@pytest.fixture
def agency_b(mission):
    agency = AgencyFactory(name="Agency B", acronym="AGB")
    MissionAgencyFactory(mission=mission, agency=agency, key="AGB")
    return agency


@pytest.fixture
def ministry(mission):
    agency = AgencyFactory(name="Ministry", acronym="MIN", kind=AgencyKind.MINISTRY_OR_PUBLIC_BODY)
    MissionAgencyFactory(mission=mission, agency=agency, key="MIN", side=Side.INTERNAL)
    return agency


@pytest.fixture
def planner(mission):
    return member("planner", mission, Role.PLANNER)


@pytest.fixture
def editor_a(mission, agency_a):
    return member("editor_a", mission, Role.AGENCY_EDITOR, agency_a)


@pytest.fixture
def editor_b(mission, agency_b):
    return member("editor_b", mission, Role.AGENCY_EDITOR, agency_b)


@pytest.fixture
def internal_counterpart(mission, ministry):
    return member("internal_counterpart", mission, Role.INTERNAL_COUNTERPART, ministry)


@pytest.fixture
def donor(mission, agency_b):
    return member("donor", mission, Role.DONOR, agency_b)


@pytest.fixture
def mission_admin(mission):
    return member("mission_admin", mission, Role.MISSION_ADMIN)


@pytest.fixture
def outsider(mission, agency_a):
    """A planner of another mission, in which agency A works too."""
    elsewhere = MissionFactory(code="MISB", name="Mission B")
    MissionAgencyFactory(mission=elsewhere, agency=agency_a, key="AGA")
    persona = member("outsider", elsewhere, Role.PLANNER)
    MembershipFactory(user=persona.user, mission=elsewhere, role=Role.AGENCY_EDITOR, agency=agency_a)
    return persona


@pytest.fixture
def anonymous(db):
    return Persona(AnonymousUser(), Client())


@pytest.fixture
def superuser(db):
    return sign_in(UserFactory(email="root@example.org", is_staff=True, is_superuser=True), factor=True)
