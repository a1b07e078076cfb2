"""Where a mission or the administration asks for a second factor: nothing before, and the way back."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from apps.missions.enums import Role
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.missions import MembershipFactory, MissionFactory
from tests.personas import member, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
HUB = "/accounts/second-factor/"
REASON = "The mandate of this mission asks for it."


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def guarded(db):
    return MissionFactory(code="GUARD", second_factor_required=True, second_factor_reason=REASON)


def code_of(secret, step=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def by_password(user):
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def set_up(client):
    """Set up an app as a person does. Returns the last answer."""
    page = client.get(reverse("mfa_activate_totp"), follow=True)
    if "password" in page.context["form"].fields:
        page = client.post(
            page.request["PATH_INFO"] + "?next=" + reverse("mfa_activate_totp"),
            {"password": PASSWORD, "next": reverse("mfa_activate_totp")},
            follow=True,
        )
    return client.post(
        reverse("mfa_activate_totp"), {"code": code_of(page.context["form"].secret)}, follow=True
    )


@pytest.mark.parametrize("role", [Role.PLANNER, Role.OBSERVER, Role.DONOR, Role.MISSION_ADMIN])
def test_a_mission_that_asks_for_one_opens_to_who_has_shown_it(guarded, role):
    without = member("without", guarded, role)
    bare = sign_in(without.user)
    path = reverse("portal:overview", kwargs={"code": "GUARD"})
    answer = bare.client.get(path)
    assert (answer.status_code, answer.url) == (302, HUB)
    assert REASON in bare.client.get(HUB).content.decode()
    assert sign_in(without.user, factor=True).client.get(path).status_code == 200


def test_an_administrator_of_a_mission_needs_one_where_others_do_not(mission):
    path = reverse("portal:overview", kwargs={"code": mission.code})
    found = {
        role: sign_in(member(role, mission, role).user).client.get(path).status_code
        for role in (Role.PLANNER, Role.OBSERVER, Role.MISSION_ADMIN)
    }
    assert found == {Role.PLANNER: 200, Role.OBSERVER: 200, Role.MISSION_ADMIN: 302}


@pytest.mark.parametrize("rights", [{"is_staff": True}, {"is_superuser": True}])
def test_who_administers_everything_needs_one_in_every_mission(mission, rights):
    user = UserFactory(**rights)
    MembershipFactory(user=user, mission=mission, role=Role.OBSERVER)
    path = reverse("portal:overview", kwargs={"code": mission.code})
    assert sign_in(user).client.get(path).url == HUB
    assert sign_in(user, factor=True).client.get(path).status_code == 200


def test_the_administration_opens_to_who_has_shown_one():
    root = UserFactory(is_staff=True, is_superuser=True)
    pages = ["/admin/", "/admin/accounts/user/", "/admin/login/", "/admin/jsi18n/", "/admin/autocomplete/"]
    bare = sign_in(root).client
    assert {page: bare.get(page).get("Location") for page in pages} == dict.fromkeys(pages, HUB)
    assert bare.post("/admin/accounts/user/add/", {"email": "x@example.org"}).url == HUB
    assert sign_in(root, factor=True).client.get("/admin/").status_code == 200


def test_a_part_of_a_page_and_a_program_are_answered_in_their_way(guarded):
    client = sign_in(member("planner", guarded, Role.PLANNER).user).client
    path = reverse("alignment:activities", kwargs={"code": "GUARD"})
    part = client.get(
        path + "?q=water", headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{path}"}
    )
    assert (part.status_code, part.headers["HX-Redirect"], part.content) == (200, HUB, b"")
    assert client.session["second_factor_wanted"]["path"] == path
    program = client.get(path, headers={"Accept": "application/json"})
    assert (program.status_code, program.headers["Content-Type"]) == (403, "application/problem+json")
    assert program.json()["detail"] == REASON


def test_one_comes_back_to_the_page_after_setting_it_up(guarded):
    person = member("person", guarded, Role.OBSERVER).user
    client = by_password(person)
    path = reverse("alignment:activities", kwargs={"code": "GUARD"}) + "?q=water"
    assert client.get(path).url == HUB
    assert client.post(HUB).url == HUB
    page = set_up(client)
    assert Authenticator.objects.filter(user=person, type="totp").count() == 1
    assert f'href="{HUB}"' in page.content.decode()
    assert client.post(HUB).url == path
    assert client.get(path).status_code == 200


def test_what_was_typed_is_sent_after_setting_it_up(mission):
    """The mission began to ask while a planner was writing."""
    person = member("person", mission, Role.PLANNER).user
    client = by_password(person)
    path = reverse("coherence:what_if_new", kwargs={"code": mission.code})
    form = {"title": "More for the north", "kind": "", "question": "What if?"}
    mission.second_factor_required = True
    mission.save()
    assert client.post(path, form | {"password": "never kept"}).url == HUB
    assert "never" not in str(dict(client.session))
    set_up(client)
    assert "Send what I typed" in client.get(HUB).content.decode()
    answer = client.post(HUB)
    assert answer.status_code == 200
    assert "More for the north" in answer.content.decode()
    assert "second_factor_wanted" not in client.session


def test_who_has_one_shows_it_instead_of_setting_up_another(guarded):
    person = member("person", guarded, Role.OBSERVER).user
    client = by_password(person)
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    path = reverse("portal:overview", kwargs={"code": "GUARD"})
    assert client.get(path).url == HUB
    assert "Show my second factor" in client.get(HUB).content.decode()
    show = f"{reverse('mfa_reauthenticate')}?next={HUB}"
    assert client.post(show, {"code": code_of(secret), "next": HUB}).url == HUB
    assert client.post(HUB).url == path


def test_a_second_one_added_by_password_alone_shows_nothing(guarded):
    """Somebody in an old session, who has the password and not the phone, adds a factor of their own."""
    person = member("person", guarded, Role.OBSERVER).user
    client = by_password(person)
    person.authenticator_set.create(type="webauthn", data={"credential": {}, "name": "key"})
    set_up(client)
    assert client.get(reverse("portal:overview", kwargs={"code": "GUARD"})).url == HUB


def test_who_takes_the_last_one_away_is_outside_with_the_next_page_everywhere(guarded):
    person = member("person", guarded, Role.OBSERVER).user
    client = by_password(person)
    set_up(client)
    path = reverse("portal:overview", kwargs={"code": "GUARD"})
    assert client.get(path).status_code == 200
    elsewhere = by_password(person)
    codes = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()
    elsewhere.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert elsewhere.get(path).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=person).exists()
    assert client.get(path).url == HUB
    assert elsewhere.get(path).url.startswith(reverse("account_login"))


def test_looking_at_ones_addresses_shuts_nobody_out_of_setting_one_up(guarded):
    """That page notes the address as one that was never confirmed."""
    person = member("person", guarded, Role.OBSERVER).user
    client = by_password(person)
    assert client.get(reverse("account_email")).status_code == 200
    set_up(client)
    assert client.get(reverse("portal:overview", kwargs={"code": "GUARD"})).status_code == 200


def test_a_change_of_addresses_asks_once_more_who_it_is(guarded):
    person = member("person", guarded, Role.OBSERVER).user
    client = by_password(person)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    answer = client.post(reverse("account_email"), {"action_add": "", "email": "mine@example.org"})
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not person.emailaddress_set.filter(email="mine@example.org").exists()
