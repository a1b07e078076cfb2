"""A new mission from nothing, from a template, from its file; and the templates with their sources."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.activities.models import Activity
from apps.exchange.bundle import dump
from apps.exchange.selectors import export_bundle
from apps.frameworks.models import FrameworkVersion, LinkedFramework
from apps.frameworks.template_frameworks import TEMPLATES
from apps.missions.models import Membership, Mission
from tests.factories.accounts import UserFactory
from tests.factories.activities import ActivityFactory
from tests.factories.frameworks import FrameworkVersionFactory
from tests.personas import sign_in

GIVEN = {"name": "New", "code": "NEW", "currency": "USD", "countries": "BI", "languages": ["en", "fr"]}


@pytest.fixture
def maker(db):
    """Somebody without any mission who was given the right to make one."""
    persona = sign_in(UserFactory(email="maker@example.org"))
    persona.user.user_permissions.add(Permission.objects.get(codename="add_mission"))
    return persona


def test_only_whoever_has_the_right_sees_the_way(maker, planner):
    assert b"/missions/new/" in maker.client.get("/").content
    assert b"/missions/new/" not in planner.client.get("/").content
    assert planner.client.get("/missions/new/").status_code == 404
    assert planner.client.post("/missions/new/", GIVEN).status_code == 404


def test_a_mission_from_nothing_leads_to_its_first_step(maker):
    answer = maker.client.post("/missions/new/", GIVEN)
    assert answer.headers["Location"] == "/m/NEW/framework/draft/"
    mission = Mission.objects.get()
    assert (mission.countries, mission.languages) == (["BI"], ["en", "fr"])
    assert Membership.objects.filter(user=maker.user, mission=mission).count() == 2
    assert not FrameworkVersion.objects.exists()


def test_a_mission_from_a_template_has_a_draft_with_its_headings(maker):
    maker.client.post("/missions/new/", GIVEN | {"template": "au-pcrd"})
    version = FrameworkVersion.objects.get()
    assert (version.template, version.sections.count()) == ("au-pcrd", 4)
    assert [one["code"] for one in version.mission.dimensions][-1] == "gender"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"code": "a b"}, "Write letters, digits, - and _ only, such as BDI."),
        ({"countries": "BI, Q9"}, "This is no country: Q9."),
        ({"phase": "exit"}, "Say since when."),
        ({"since": "2026-01-01"}, "Say in which phase."),
        ({"currency": "usd"}, "Enter a valid value."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(maker, given, sentence):
    shown = maker.client.post("/missions/new/", GIVEN | given).content.decode()
    assert sentence in shown
    assert 'value="New"' in shown
    assert not Mission.objects.exists()


def uploaded(document):
    return {"file": SimpleUploadedFile("mission.json", document, "application/json")}


def test_a_mission_from_its_file_is_the_mission(maker, mission):
    FrameworkVersionFactory(mission=mission, vision="Peace")
    text = dump(export_bundle(mission=mission))
    answer = maker.client.post("/missions/new/file/", uploaded(text))
    assert "The mission MISA is here already." in answer.content.decode()
    mission.delete()
    answer = maker.client.post("/missions/new/file/", uploaded(text))
    assert answer.headers["Location"] == "/m/MISA/"
    assert FrameworkVersion.objects.get().vision == "Peace"
    assert Membership.objects.filter(user=maker.user).count() == 2


def test_what_a_file_makes_public_is_for_members_until_two_people_open_it(maker, mission, agency_a):
    Mission.objects.update(audience="public")
    ActivityFactory(mission=mission, lead=agency_a, audience="public", title="Mobile courts")
    ActivityFactory(mission=mission, lead=agency_a, audience="mission", title="A road")
    text = dump(export_bundle(mission=Mission.objects.get()))
    Activity.objects.all().delete()
    mission.delete()
    answer = maker.client.post("/missions/new/file/", uploaded(text))
    assert answer.headers["Location"] == "/m/MISA/"
    said = [str(one) for one in get_messages(answer.wsgi_request)]
    assert any("2 rows that are public in the file are for members here" in one for one in said)
    assert Mission.objects.get().audience == "mission"
    assert set(Activity.objects.values_list("audience", flat=True)) == {"mission"}


@pytest.mark.parametrize("content", [b"no json", b"{}", b'{"format": "other"}'])
def test_what_is_no_bundle_is_refused_with_its_faults(maker, content):
    answer = maker.client.post("/missions/new/file/", uploaded(content))
    assert answer.status_code == 200
    assert b'class="errorlist"' in answer.content
    assert b"</span> : " not in answer.content
    assert not Mission.objects.exists()


def test_a_broken_bundle_says_where(maker, mission):
    document = json.loads(dump(export_bundle(mission=mission)))
    document["mission"] |= {"code": "NEW", "uuid": None}
    document["conflict_factors"] = [{"key": "x", "kind": "weather", "title": "Rain"}]
    answer = maker.client.post("/missions/new/file/", uploaded(json.dumps(document).encode()))
    assert "/conflict_factors/0/kind" in answer.content.decode()
    assert Mission.objects.count() == 1


def test_the_list_of_templates_names_each_with_its_source(planner):
    shown = planner.client.get("/templates/").content.decode()
    for one in TEMPLATES.values():
        assert f'href="/templates/{one.key}/"' in shown
    assert "Integrated Assessment and Planning Handbook" in shown
    assert "PBC/1/BDI/4" in planner.client.get("/templates/pbc-strategy/").content.decode()
    assert shown.count("Only its name and a source are known") == 5


def test_a_template_shows_what_is_unverified(planner):
    shown = planner.client.get("/templates/rftf/").content.decode()
    assert shown.count("unverified") == TEMPLATES["rftf"].unverified
    assert "Nothing is invented" in planner.client.get("/templates/nepad-pcr/").content.decode()
    assert planner.client.get("/templates/none/").status_code == 404


def test_a_template_is_laid_down_in_a_draft_and_says_what_it_did(planner, mission):
    address = "/m/MISA/framework/draft/template/"
    shown = planner.client.post(address, {"template": "pbc-strategy"}, follow=True).content.decode()
    assert "is laid down; what you wrote stayed." in shown
    assert ("Good governance" in shown, "Principles of cooperation" in shown) == (True, True)
    assert "Each priority has its challenges and risks." in shown
    shown = planner.client.post(address, {"template": "pbc-strategy"}, follow=True).content.decode()
    assert "stands here already." in shown
    planner.client.post(address, {"template": "hrp"})
    assert LinkedFramework.objects.get().kind == "humanitarian_appeal"
    shown = planner.client.post(address, {"template": "none"}, follow=True).content.decode()
    assert "Choose a template framework." in shown
