"""Who is here, and the card of each agency."""

import datetime
import re
import uuid

import pytest
from django.urls import reverse

from apps.agencies.enums import AgencyKind
from apps.coherence.services import assess
from apps.core.enums import Audience, Grade
from apps.missions.enums import Side
from tests.factories.activities import ActivityFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import AlignmentLinkFactory, ContradictionFactory, PolicyPositionFactory
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveFactory, ObjectiveTextFactory
from tests.factories.missions import MissionAgencyFactory, NetworkFactory, NetworkMemberFactory

LIST = "/m/MISA/agencies/"
DAY = datetime.date(2025, 1, 1)


def page(agency, code="MISA"):
    return reverse("portal:agency", kwargs={"code": code, "uuid": agency.uuid})


def plain(answer):
    """The body without the token that differs in every answer."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", answer.content)


def cells(answer, name):
    """The cells of the row of the table that begins with a name, as text."""
    rows = re.findall(r"<tr>(.*?)</tr>", answer.content.decode(), re.DOTALL)
    row = next(row for row in rows if name in row)
    texts = [re.sub(r"<[^>]+>", " ", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
    return [" ".join(text.split()) for text in texts]


def linked(mission, lead, grade, **fields):
    activity = ActivityFactory(mission=mission, lead=lead, **fields)
    AlignmentLinkFactory(
        mission=mission, activity=activity, objective=ObjectiveFactory(mission=mission), grade=grade
    )
    return activity


@pytest.fixture
def work(mission, agency_a, agency_b, ministry):
    """Agency A leads four activities, one of them kept inside; agency B one."""
    linked(mission, agency_a, Grade.VERIFIED)
    linked(mission, agency_a, Grade.CLAIMED)
    ActivityFactory(mission=mission, lead=agency_a)
    kept = linked(mission, agency_a, Grade.VERIFIED, audience=Audience.AGENCY, title="Canary")
    ActivityFactory(mission=mission, lead=agency_b)
    return kept


MEMBERS = ["planner", "editor_a", "editor_b", "internal_counterpart", "donor"]


@pytest.mark.parametrize("who", MEMBERS)
def test_members_see_who_is_here(request, work, agency_a, who):
    client = request.getfixturevalue(who).client
    body = client.get(LIST).content.decode()
    assert [name in body for name in ("Agency A", "Agency B", "Ministry")] == [True] * 3
    assert "Alignment card" in client.get(page(agency_a)).content.decode()


@pytest.mark.parametrize("who", ["outsider", "superuser"])
def test_outsiders_get_the_answer_of_a_mission_that_does_not_exist(request, work, agency_a, who):
    client = request.getfixturevalue(who).client
    for path in (LIST, page(agency_a)):
        there, nowhere = client.get(path), client.get(path.replace("MISA", "NONE"))
        assert (there.status_code, nowhere.status_code) == (404, 404)
        assert plain(there) == plain(nowhere).replace(b"NONE", b"MISA")


def test_the_anonymous_are_asked_to_sign_in(work, anonymous, agency_a):
    for path in (LIST, page(agency_a)):
        assert anonymous.client.get(path).status_code == 302


def test_an_agency_of_another_mission_is_not_here(work, planner):
    elsewhere = MissionAgencyFactory().agency
    hidden, nowhere = planner.client.get(page(elsewhere)), planner.client.get(f"{LIST}{uuid.uuid4()}/")
    assert (hidden.status_code, nowhere.status_code) == (404, 404)


def test_what_an_agency_keeps_to_itself_counts_on_its_own_card_only(
    work, agency_a, planner, editor_a, editor_b
):
    for persona in (planner, editor_b):
        assert cells(persona.client.get(LIST), "Agency A")[-3:] == ["3", "2", "1"]
        body = persona.client.get(page(agency_a)).content.decode()
        assert ("Canary" in body, "kept inside your agency" in body) == (False, False)
    assert cells(editor_a.client.get(LIST), "Agency A")[-3:] == ["3 1 more, your agency only", "2", "1"]
    own = editor_a.client.get(page(agency_a))
    assert "1 more activity is kept inside your agency" in own.content.decode()
    assert [cells(own, name) for name in ("Verified", "Evidenced", "Claimed", "Not linked")] == [
        ["Verified", "1"],
        ["Evidenced", "0"],
        ["Claimed", "1"],
        ["Not linked", "1"],
    ]


def test_the_card_is_there_as_a_file(work, agency_a, planner, editor_b):
    assert b'href="?format=csv"' in planner.client.get(page(agency_a)).content
    lines = planner.client.get(page(agency_a), {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert lines == ["Best grade,Activities", "Verified,1", "Evidenced,0", "Claimed,1", "Not linked,1"]


def test_contradictions_with_what_is_hidden_are_not_there(work, agency_a, agency_b, planner, editor_a):
    seen = ActivityFactory(mission=work.mission, lead=agency_b, title="Of agency B")
    ContradictionFactory(mission=work.mission, activity_a=work, activity_b=seen)
    nothing = "None recorded. That says nothing where nobody has looked for them."
    assert nothing in planner.client.get(page(agency_b)).content.decode()
    assert nothing not in editor_a.client.get(page(agency_a)).content.decode()


def test_objectives_it_serves_and_where_it_stands_on_them(mission, agency_a, planner):
    version = FrameworkVersionFactory(mission=mission)
    for code, support in (("O1", 1), ("O2", -1), ("O3", None)):
        objective = ObjectiveFactory(mission=mission)
        ObjectiveTextFactory(
            mission=mission, framework_version=version, objective=objective, code=code, title="Peace"
        )
        if support is not None:
            PolicyPositionFactory(mission=mission, agency=agency_a, objective=objective, support=support)
        if code == "O1":
            for grade in (Grade.CLAIMED, Grade.EVIDENCED):
                activity = ActivityFactory(mission=mission, lead=agency_a)
                AlignmentLinkFactory(mission=mission, activity=activity, objective=objective, grade=grade)
    answer = planner.client.get(page(agency_a))
    assert cells(answer, "O1 Peace") == ["O1 Peace", "2", "◐ Evidenced", "supports"]
    assert cells(answer, "O2 Peace") == ["O2 Peace", "position only", "", "■ opposes"]
    assert "O3" not in answer.content.decode()


def test_values_of_the_stored_assessment_lead_to_their_units(mission, agency_a, planner):
    ActivityFactory(mission=mission, lead=agency_a, start=DAY)
    body = planner.client.get(page(agency_a)).content.decode()
    assert "Not assessed yet" in body
    assess(mission=mission, as_of=DAY)
    body = planner.client.get(page(agency_a)).content.decode()
    assert "/m/MISA/coherence/agency/AGA/A1/" in body


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", ["Ministry", "Agency A", "Agency B", "Ärzte"]),
        ("?q=agency", ["Agency A", "Agency B"]),
        ("?q=arzte", ["Ärzte"]),
        ("?q=medecins", ["Ärzte"]),
        ("?side=internal", ["Ministry"]),
        ("?kind=ingo", ["Ärzte"]),
        ("?state=DE", ["Ärzte"]),
        ("?group=kind", ["Agency A", "Agency B", "Ministry", "Ärzte"]),
        ("?group=state", ["Ärzte", "Agency A", "Agency B", "Ministry"]),
        ("?page=9999999999999999999999", ["Ministry", "Agency A", "Agency B", "Ärzte"]),
        ("?page=x", ["Ministry", "Agency A", "Agency B", "Ärzte"]),
    ],
)
@pytest.mark.usefixtures("agency_a", "agency_b", "ministry")
def test_the_list_is_grouped_and_searched(mission, planner, address, expected):
    doctors = AgencyFactory(
        name="Ärzte", acronym=None, kind=AgencyKind.INGO, state="DE", other_names=["Médecins"]
    )
    MissionAgencyFactory(mission=mission, agency=doctors, side=Side.EXTERNAL)
    body = planner.client.get(LIST + address).content.decode()
    table = body.split("<tbody>")[1].split("</tbody>")[0]
    assert re.findall(r"<bdi>(Agency .|Ministry|Ärzte)</bdi>", table) == expected


@pytest.mark.parametrize("address", ["?side=x", "?kind=x", "?state=%00", "?q=%00", "?group=password"])
def test_what_cannot_be_read_is_named(mission, agency_a, planner, address):
    answer = planner.client.get(LIST + address)
    assert (answer.status_code, "There is a problem" in answer.content.decode()) == (200, True)


def test_states_and_networks(mission, planner):
    pair = [AgencyFactory(name=name, acronym=None, state="NL") for name in ("Embassy", "Army")]
    network = NetworkFactory(mission=mission, name="Contact group")
    for agency in pair:
        MissionAgencyFactory(mission=mission, agency=agency)
        NetworkMemberFactory(network=network, agency=agency)
    body = planner.client.get(LIST).content.decode()
    assert "States with several agencies here" in body
    assert "<dt><bdi>Netherlands</bdi></dt>" in body
    assert "<dt><bdi>Contact group</bdi></dt>" in body
    assert "Contact group" in planner.client.get(page(pair[0])).content.decode()


def test_coherence_is_said_to_be_measured_where_it_is(mission, planner):
    for state, leading in (("NL", 2), ("BE", 1)):
        for place in range(2):
            agency = AgencyFactory(state=state)
            MissionAgencyFactory(mission=mission, agency=agency, side=Side.EXTERNAL)
            if place < leading:
                ActivityFactory(mission=mission, lead=agency, start=DAY)
    assert "Not assessed yet." in planner.client.get(LIST).content.decode()
    assess(mission=mission, as_of=DAY)
    answer = planner.client.get(LIST)
    assert [name for name, _group in answer.context["states"]] == ["Belgium", "Netherlands"]
    assert answer.context["measured"] == [("NL", "Netherlands")]
    assert "/coherence/whole_of_government/NL/" in answer.content.decode()


def test_an_empty_mission_says_what_belongs_here(mission, planner):
    assert "No agencies yet" in planner.client.get(LIST).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_one_agency_and_three(mission, planner, rows, django_assert_num_queries):
    """-- session
    -- user
    -- mission of the member
    -- agencies of the mission
    -- activities by lead, best grade and audience
    -- assessment
    -- networks
    """
    for _row in range(rows):
        linked(mission, MissionAgencyFactory(mission=mission).agency, Grade.CLAIMED)
    with django_assert_num_queries(7):
        planner.client.get(LIST)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_however_much_it_shows(
    agency_a, mission, rows, planner, django_assert_num_queries
):
    for _row in range(rows):
        linked(mission, agency_a, Grade.CLAIMED)
    with django_assert_num_queries(16):
        planner.client.get(page(agency_a))
