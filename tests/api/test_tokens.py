"""Tokens: shown once, kept as a hash, ended by a day, by hand, and with their person."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.enums import TokenScope
from apps.accounts.models import ApiToken
from apps.accounts.tokens import hash_of
from apps.api.permissions import WithinScope
from apps.missions.enums import Role
from apps.missions.models import Mission
from tests import routes
from tests.factories.accounts import PASSWORD, ApiTokenFactory
from tests.factories.missions import MembershipFactory, MissionFactory

PAGE = "accounts:tokens"


def asked(text, path="/api/v1/missions/MISA/areas/"):
    return Client().get(path, headers={"Authorization": f"Bearer {text}"})


@pytest.fixture
def signed_in(planner):
    """Has just said who they are, as the page asks for."""
    planner.client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return planner


def tomorrow(days=1):
    return (timezone.now() + datetime.timedelta(days=days)).date().isoformat()


def read_at(text, path="MISA/areas/", method="get"):
    return getattr(Client(), method)(f"/api/v1/missions/{path}", headers={"Authorization": f"Bearer {text}"})


@pytest.mark.parametrize("scope", TokenScope)
def test_a_token_goes_as_far_as_its_scope(mission, planner, scope):
    ApiTokenFactory(user=planner.user, text="np_one", scope=scope)
    answers = {
        TokenScope.READ: read_at("np_one").status_code != 403,
        TokenScope.WRITE: read_at("np_one", method="put").status_code != 403,
    }
    assert answers == {wanted: scope.covers(wanted) for wanted in answers}


def test_what_a_token_lacks_is_named(mission, planner):
    ApiTokenFactory(user=planner.user, text="np_one", scope=TokenScope.READ)
    refused = read_at("np_one", method="post")
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert refused["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="write"'
    assert "write" in refused.json()["detail"]


def test_every_address_asks_how_far_a_token_goes():
    views = {
        name: getattr(view, "cls", None) for name, view in routes.views().items() if name.startswith("api:")
    }
    asked = {name: WithinScope in cls.permission_classes for name, cls in views.items() if cls is not None}
    assert {name for name, does in asked.items() if not does} == set()
    # The pages for people know no token.
    assert {name for name, cls in views.items() if cls is None} == {"api:documentation", "api:feeds_page"}


def test_a_token_of_one_mission_knows_no_other(mission, planner):
    other = MissionFactory(code="MISC")
    MembershipFactory(user=planner.user, mission=other, role=Role.PLANNER)
    ApiTokenFactory(user=planner.user, text="np_one", only_mission=other.uuid)
    assert [read_at("np_one", path).status_code for path in ("MISA/areas/", "MISC/areas/")] == [404, 200]
    assert [row["code"] for row in read_at("np_one", "").json()["results"]] == ["MISC"]
    assert read_at("np_one", "MISA/areas/").content == read_at("np_one", "NONE/areas/").content


def test_a_token_is_made__on_the_page_and_shown_once(signed_in):
    mission = Mission.objects.get()
    given = {
        "name": "Dashboard",
        "expires_on": tomorrow(30),
        "scope": "feeds",
        "only_mission": str(mission.uuid),
    }
    response = signed_in.client.post(reverse(PAGE), given)
    text = response.context["made"]
    assert text in response.content.decode()
    assert text not in signed_in.client.get(reverse(PAGE)).content.decode()
    token = ApiToken.objects.get(user=signed_in.user)
    assert (token.sha256, token.shown) == (hash_of(text), text[:11])
    assert (token.scope, token.only_mission) == ("feeds", mission.uuid)
    assert asked(text).status_code == 403


def test_the_page_asks_once_more_who_it_is(planner):
    session = planner.client.session
    session["account_authentication_methods"] = []
    session.save()
    assert planner.client.get(reverse(PAGE)).status_code == 302


@pytest.mark.parametrize("days", [0, -1, 400])
def test_a_token_ends_within_a_year(signed_in, days):
    response = signed_in.client.post(
        reverse(PAGE), {"name": "X", "scope": "read", "expires_on": tomorrow(days)}
    )
    assert response.context["form"].errors
    assert not ApiToken.objects.exists()


def test_it_acts_with_the_rights_of_its_person_and_no_longer(mission, planner):
    ApiTokenFactory(user=planner.user, text="np_one")
    assert asked("np_one").status_code == 200
    planner.user.is_active = False
    planner.user.save()
    assert asked("np_one").status_code == 401


@pytest.mark.parametrize(
    "ended",
    [
        {"expires_on": datetime.date(2025, 1, 2)},
        {"withdrawn_at": datetime.datetime(2025, 1, 2, tzinfo=datetime.UTC)},
    ],
)
def test_an_ended_token_is_refused_like_an_unknown_one(mission, planner, ended):
    ApiTokenFactory(user=planner.user, text="np_old", **ended)
    assert (asked("np_old").status_code, asked("np_old").content) == (401, asked("np_none").content)


@pytest.mark.parametrize("text", ["", "a b", "é"])
def test_a_header_that_is_no_token_is_refused(mission, planner, text):
    assert asked(text).status_code == 401


def test_withdrawing_ends_it_at_once_and_only_for_its_owner(mission, signed_in, editor_a):
    token = ApiTokenFactory(user=signed_in.user, text="np_one")
    page = reverse("accounts:token_withdraw", kwargs={"uuid": token.uuid})
    assert editor_a.client.post(page).status_code == 404
    assert asked("np_one").status_code == 200
    assert signed_in.client.post(page).status_code == 302
    assert asked("np_one").status_code == 401


def test_the_last_use_is_noted_at_most_once_a_minute(mission, planner):
    token = ApiTokenFactory(user=planner.user, text="np_one")
    asked("np_one")
    token.refresh_from_db()
    first = token.last_used_at
    asked("np_one")
    token.refresh_from_db()
    assert first is not None
    assert token.last_used_at == first


def test_a_mission_that_wants_a_second_factor_wants_it_of_the_token_too(mission, planner):
    mission.second_factor_required = True
    mission.save()
    ApiTokenFactory(user=planner.user, text="np_weak")
    ApiTokenFactory(user=planner.user, text="np_strong", second_factor=True)
    assert asked("np_weak").status_code == 403
    assert asked("np_strong").status_code == 200


def test_reading_by_token_changes_nothing_and_takes_no_cookie(mission, planner):
    ApiTokenFactory(user=planner.user, text="np_one")
    response = asked("np_one")
    assert not response.cookies
