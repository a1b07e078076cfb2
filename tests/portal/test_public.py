"""The portal: what everybody may read, and nothing else."""

import datetime
import re
import uuid

import pytest

from apps.benchmarks.models import Benchmark
from apps.coherence.services import assess
from apps.core.enums import Audience
from apps.frameworks.enums import VersionStatus
from apps.missions.models import Mission
from tests.factories.activities import ActivityAreaFactory, ActivityFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import AlignmentLinkFactory
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkTextFactory,
    GateBenchmarkFactory,
    GateDecisionFactory,
    GateFactory,
    IndicatorFactory,
    ObservationFactory,
)
from tests.factories.frameworks import (
    FrameworkVersionFactory,
    MutualCommitmentFactory,
    ObjectiveFactory,
    ObjectiveTextFactory,
)
from tests.factories.funding import FundingLineFactory
from tests.factories.missions import AreaFactory, DocumentFactory, MissionAgencyFactory, PhasePeriodFactory

HOME = "/p/MISA/"
LIST = "/p/MISA/activities/"
DAY = datetime.date(2025, 1, 1)
HIDDEN = [Audience.MISSION, Audience.AGENCY, None]
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}


def plain(answer):
    """The body without the token that differs in every answer."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", answer.content)


@pytest.fixture
def open_mission(mission):
    """Mission A, released to everybody."""
    Mission.objects.filter(pk=mission.pk).update(audience="public")
    mission.refresh_from_db()
    return mission


@pytest.fixture
def released(open_mission, agency_a):
    """One of everything that the portal shows."""
    mission = open_mission
    version = FrameworkVersionFactory(
        mission=mission, status=VersionStatus.ADOPTED, adopted_on=DAY, vision="A country at peace"
    )
    objective = ObjectiveFactory(mission=mission)
    ObjectiveTextFactory(
        mission=mission, framework_version=version, objective=objective, code="O1", title="Trust in courts"
    )
    benchmark = BenchmarkFactory(mission=mission, objective=objective)
    BenchmarkTextFactory(
        mission=mission, framework_version=version, benchmark=benchmark, statement="Courts open"
    )
    indicator = IndicatorFactory(mission=mission, benchmark=benchmark, title="Share of courts")
    ObservationFactory(
        mission=mission,
        indicator=indicator,
        value_number=12.5,
        state="accepted",
        audience=Audience.PUBLIC,
        observed_on=DAY,
    )
    activity = ActivityFactory(
        mission=mission, lead=agency_a, title="Mobile courts", audience=Audience.PUBLIC, start=DAY
    )
    AlignmentLinkFactory(mission=mission, activity=activity, objective=objective)
    ActivityAreaFactory(activity=activity, area=AreaFactory(mission=mission, name="North", geometry=SQUARE))
    FundingLineFactory(mission=mission, activity=activity, funder=agency_a, committed=70)
    PhasePeriodFactory(mission=mission)
    source = DocumentFactory(
        mission=mission, title="Open database", description="ODC-By 1.0", audience=Audience.PUBLIC
    )
    activity.documents.add(source)
    return indicator


def pages(indicator):
    return [HOME, LIST, f"{LIST}areas.csv", f"/p/MISA/indicators/{indicator.uuid}/"]


def test_everybody_reads_what_is_released(released, anonymous):
    home = anonymous.client.get(HOME).content.decode()
    for words in (
        "A country at peace",
        "Trust in courts",
        "Share of courts",
        "Courts open",
        "12.5",
        "1 public activity",
        "Open database",
        "ODC-By 1.0",
        "Stabilisation",
        "do not imply endorsement",
    ):
        assert words in home
    listed = anonymous.client.get(LIST).content.decode()
    for words in ("Mobile courts", "AGA", "North", "Claimed", "70", "ODC-By 1.0"):
        assert words in listed
    assert "12.5" in anonymous.client.get(pages(released)[3]).content.decode()


def test_a_mission_that_is_not_public_answers_like_one_that_does_not_exist(released, anonymous, planner):
    Mission.objects.update(audience="mission")
    for path in pages(released):
        for persona in (anonymous, planner):
            closed, nowhere = persona.client.get(path), persona.client.get(path.replace("MISA", "NONE"))
            assert (closed.status_code, nowhere.status_code) == (404, 404)
            assert plain(closed) == plain(nowhere).replace(b"NONE", b"MISA")


@pytest.mark.parametrize("audience", HIDDEN)
def test_nothing_else_changes_a_byte_of_it(released, anonymous, planner, audience):
    mission = released.mission
    assess(mission=mission, as_of=DAY, audience="public")
    readers = (anonymous.client, planner.client)
    before = [plain(client.get(path)) for client in readers for path in pages(released)]
    canary = MissionAgencyFactory(mission=mission, agency=AgencyFactory(acronym="CANARY")).agency
    activity = ActivityFactory(mission=mission, lead=canary, title="Canary", audience=audience)
    ActivityAreaFactory(activity=activity, area=mission.area_set.get())
    AlignmentLinkFactory(mission=mission, activity=activity, objective=mission.objective_set.get())
    FundingLineFactory(mission=mission, activity=activity, funder=canary, committed=5)
    activity.documents.add(DocumentFactory(mission=mission, title="Canary", audience=audience))
    ObservationFactory(
        mission=mission,
        indicator=released,
        value_number=99,
        state="accepted",
        audience=audience,
        observed_on=DAY + datetime.timedelta(1),
    )
    IndicatorFactory(mission=mission, title="Canary context series")
    draft = FrameworkVersionFactory(mission=mission, number=2, vision="Canary")
    only_drafted = ObjectiveFactory(mission=mission, key="canary")
    ObjectiveTextFactory(mission=mission, framework_version=draft, objective=only_drafted, title="Canary")
    shown = mission.activity_set.get(audience=Audience.PUBLIC)
    AlignmentLinkFactory(mission=mission, activity=shown, objective=only_drafted)
    assess(mission=mission, as_of=DAY, audience="public")
    after = [plain(client.get(path)) for client in readers for path in pages(released)]
    assert after == before


def test_an_observation_that_is_not_accepted_is_not_public(released, anonymous):
    ObservationFactory(
        mission=released.mission,
        indicator=released,
        value_number=99,
        state="submitted",
        audience=Audience.PUBLIC,
        observed_on=DAY + datetime.timedelta(1),
    )
    for path in (HOME, pages(released)[3]):
        assert ">99<" not in anonymous.client.get(path).content.decode()


def test_the_public_assessment_shows_four_levels_and_no_single_agency(released, anonymous):
    assert "Not assessed in public yet" in anonymous.client.get(HOME).content.decode()
    assess(mission=released.mission, as_of=DAY, audience="mission")
    assert "Not assessed in public yet" in anonymous.client.get(HOME).content.decode()
    assess(mission=released.mission, as_of=DAY, audience="public")
    body = anonymous.client.get(HOME).content.decode()
    assert body.count('<article class="level"') == 4
    assert "AGA" not in body
    assert "/m/MISA/" not in body


def test_the_page_keeps_to_the_day_of_the_assessment(released, anonymous):
    later = DAY + datetime.timedelta(days=90)
    assess(mission=released.mission, as_of=DAY, audience="public")
    ObservationFactory(
        mission=released.mission,
        indicator=released,
        value_number=99,
        state="accepted",
        audience=Audience.PUBLIC,
        observed_on=later,
    )
    for path in (HOME, pages(released)[3]):
        body = anonymous.client.get(path).content.decode()
        assert "As of 1 Jan 2025" in body
        assert ("12.5" in body, ">99<" in body, "1 Apr 2025" in body) == (True, False, False)
    assess(mission=released.mission, as_of=later, audience="public")
    assert ">99<" in anonymous.client.get(HOME).content.decode()


def test_a_phase_ends_on_its_last_day(open_mission, anonymous):
    turn, ahead = datetime.date(2024, 6, 1), datetime.date(2999, 1, 1)
    for phase, first, end in (
        ("stabilisation", datetime.date(2023, 1, 1), turn),
        ("transition", turn, None),
        ("consolidation", ahead, None),
    ):
        PhasePeriodFactory(mission=open_mission, phase=phase, period_from=first, period_to=end)
    body = anonymous.client.get(HOME).content.decode()
    for words in (
        "Stabilisation, 1 Jan 2023 – 31 May 2024<",
        "Transition, since 1 Jun 2024<",
        "Consolidation, from 1 Jan 2999<",
    ):
        assert words in body


def test_the_levels_stand_in_a_table_and_in_a_file(released, anonymous):
    assess(mission=released.mission, as_of=DAY, audience="public")
    body = anonymous.client.get(HOME).content.decode()
    assert ('href="?format=csv"' in body, "Consistency of the four levels" in body) == (True, True)
    lines = anonymous.client.get(f"{HOME}?format=csv").content.decode().splitlines()
    assert lines[0] == "\ufeffLevel,At worst,Value,At best"
    assert len(lines) == 5


def test_an_indicator_that_nobody_may_follow_is_not_there(released, anonymous):
    hidden = IndicatorFactory(mission=released.mission, title="Canary")
    ObservationFactory(
        mission=released.mission, indicator=hidden, state="accepted", audience=Audience.MISSION
    )
    answers = [
        anonymous.client.get(f"/p/MISA/indicators/{number}/") for number in (hidden.uuid, uuid.uuid4())
    ]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_indicator_as_a_file(released, anonymous):
    answer = anonymous.client.get(f"{pages(released)[3]}?format=csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.decode().split("\r\n")[1].startswith("2025-01-01,,,12.5,")


def test_the_public_list_is_filtered_and_answers_clearly(released, anonymous):
    client = anonymous.client
    assert "No activity fits" in client.get(f"{LIST}?q=nothing-has-this").content.decode()
    assert "There is a problem" in client.get(f"{LIST}?lead=x").content.decode()
    assert client.get(f"{LIST}areas.csv?lead=x").status_code == 404
    assert client.get(f"{LIST}?after=%00").status_code == 200
    part = client.get(LIST, headers={"HX-Request": "true"})
    assert (b"<form" in part.content, b"Mobile courts" in part.content) == (False, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_the_same_for_one_row_and_three(released, anonymous, rows, django_assert_num_queries):
    for number in range(rows):
        ActivityFactory(mission=released.mission, audience=Audience.PUBLIC, title=f"Row {number}")
        context = IndicatorFactory(mission=released.mission)
        ObservationFactory(
            mission=released.mission, indicator=context, state="accepted", audience=Audience.PUBLIC
        )
    with django_assert_num_queries(16):
        anonymous.client.get(HOME)
    with django_assert_num_queries(8):
        anonymous.client.get(LIST)


def test_a_mission_without_anything_says_so(open_mission, anonymous):
    body = anonymous.client.get(HOME).content.decode()
    for words in ("No framework is in force", "Not assessed in public yet", "No activity is public"):
        assert words in body


def test_a_level_without_a_public_activity_says_so_and_not_that_it_cannot_be(open_mission, anonymous):
    benchmark = BenchmarkFactory(mission=open_mission)
    version = FrameworkVersionFactory(mission=open_mission, status=VersionStatus.ADOPTED, adopted_on=DAY)
    BenchmarkTextFactory(mission=open_mission, framework_version=version, benchmark=benchmark)
    IndicatorFactory(mission=open_mission, benchmark=benchmark, title="Followed by members only")
    assess(mission=open_mission, as_of=DAY, audience="public")
    shown = anonymous.client.get(HOME).content.decode()
    section = shown[shown.index('id="coherence"') : shown.index('id="progress"')]
    assert "No public activity is recorded, so there is nothing to measure here." in section
    assert "0 of 0" not in section
    assert "Followed by members only" not in shown
    assert "Of 1 indicator of the framework nothing is public yet." in shown


@pytest.mark.django_db
def test_a_page_says_the_same_to_programs(released, open_mission, anonymous):
    found = anonymous.client.get(f"{HOME}?format=json").json()

    assert found["mission"] == {"code": "MISA", "name": open_mission.name, "currency": open_mission.currency}
    assert [one["title"] for one in found["framework"]["objectives"]] == ["Trust in courts"]
    assert found["levels"] == []
    (followed,) = found["indicators"]
    assert (followed["title"], followed["benchmark"], followed["latest"]["value"]) == (
        "Share of courts",
        "Courts open",
        12.5,
    )
    assert followed["latest"]["standard_error"] is None
    (listed,) = anonymous.client.get(f"{LIST}?format=json").json()["activities"]
    assert (listed["title"], listed["objectives"], listed["committed"]["amount"]) == (
        "Mobile courts",
        [{"code": "O1", "grade": "claimed"}],
        "70.00",
    )
    rows = anonymous.client.get(f"{LIST}?format=csv").content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("uuid,title,lead,")
    assert len(rows) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["format=xml", "format=csv&figure=secrets"])
def test_a_twin_that_is_not_there_is_not_found(released, anonymous, asked):
    assert anonymous.client.get(f"{HOME}?{asked}").status_code == 404


@pytest.mark.django_db
def test_money_of_public_activities_only(released, open_mission, anonymous, agency_a):
    hidden = ActivityFactory(mission=open_mission, lead=agency_a, audience=Audience.MISSION)
    FundingLineFactory(mission=open_mission, activity=hidden, funder=agency_a, committed=900)

    found = anonymous.client.get("/p/MISA/money/?format=json").json()

    assert found["committed"] == {"lines": 1, "amount": "70.00", "price_basis": None, "obstacle": None}
    assert b"970" not in anonymous.client.get("/p/MISA/money/").content


@pytest.mark.django_db
def test_gates_and_commitments_without_what_is_said_among_members(
    released, open_mission, anonymous, agency_a
):
    benchmark = Benchmark.objects.get(mission=open_mission)
    gate = GateFactory(mission=open_mission, title="To transition")
    GateBenchmarkFactory(gate=gate, benchmark=benchmark, threshold=80)
    GateFactory(mission=open_mission, title="Drafted only")
    GateDecisionFactory(mission=open_mission, gate=gate, decided_on=DAY, body="Board", reasons="Whispered")
    MutualCommitmentFactory(
        mission=open_mission, party=agency_a, text="Pay judges", status_by_others="missed"
    )

    page = anonymous.client.get("/p/MISA/agreed/")
    found = anonymous.client.get("/p/MISA/agreed/?format=json").json()

    (agreed,) = found["gates"]
    assert [one["statement"] for one in agreed["benchmarks"]] == ["Courts open"]
    assert [one["body"] for one in agreed["decisions"]] == ["Board"]
    assert [one["text"] for one in found["commitments"]] == ["Pay judges"]
    assert b"Pay judges" in page.content
    assert b"Whispered" not in page.content
    assert b"Drafted only" not in page.content


@pytest.mark.django_db
@pytest.mark.parametrize("path", [HOME, LIST, "/p/MISA/money/", "/p/MISA/agreed/"])
def test_caches_keep_what_nobody_in_particular_asked_for(released, anonymous, planner, path):
    first, again = anonymous.client.get(path), anonymous.client.get(path)

    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert not first.cookies
    assert {"Accept-Language", "Cookie"} <= set(first.headers["Vary"].split(", "))
    assert first.content == again.content
    unchanged = anonymous.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert planner.client.get(path).headers["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_a_page_for_a_person_is_kept_by_no_cache_whatever_the_session_is_called(released, planner, settings):
    session = planner.client.cookies.pop("sessionid").value
    settings.SESSION_COOKIE_NAME = "__Host-session"
    planner.client.cookies["__Host-session"] = session

    page = planner.client.get(HOME)

    assert b"Signed in as" in page.content
    assert page.headers["Cache-Control"] == "private, no-store"


def test_a_value_about_few_people_is_in_no_figure_table_or_file(open_mission, anonymous):
    indicator = IndicatorFactory(mission=open_mission, benchmark=None, title="Returns")
    for number, (value, few) in enumerate([(812, False), (4.25, True), (815, False)], start=1):
        ObservationFactory(
            mission=open_mission,
            indicator=indicator,
            value_number=value,
            group="widows" if few else None,
            people=3 if few else None,
            standard_error=0.4375 if few else None,
            interval_low=3.125 if few else None,
            observed_on=datetime.date(2025, 1, number),
            audience=Audience.PUBLIC,
        )
    for asked in ("", "?format=csv", "?format=json"):
        text = anonymous.client.get(f"/p/MISA/indicators/{indicator.uuid}/{asked}").content.decode()
        assert "815" in text
        for hidden in ("4.25", "0.4375", "3.125"):
            assert hidden not in text
