"""The first page of a mission, for each kind of reader."""

import datetime

import pytest
from django.urls import reverse

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.coherence import services
from apps.core.enums import Audience
from apps.core.services import change_rows, create_rows, remove_rows
from apps.frameworks.enums import VersionStatus
from apps.missions.enums import Role
from apps.portal.selectors.overview import CHANGES, LOOKED_AT, names_of, phases_on, recent_changes
from apps.portal.speaking import Speaking
from tests.coherence.conftest import AS_OF, karo, karo_document  # noqa: F401  the worked example
from tests.factories.activities import ActivityFactory
from tests.factories.benchmarks import BenchmarkFactory, BenchmarkTextFactory, ObservationFactory
from tests.factories.frameworks import FrameworkVersionFactory
from tests.factories.missions import AreaFactory, MembershipFactory, MissionFactory, PhasePeriodFactory
from tests.personas import member

AT = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
EMPTY_QUERIES, KARO_QUERIES, OWN_QUERIES = 10, 12, 15


def address(code="MISA"):
    return reverse("portal:overview", kwargs={"code": code})


@pytest.fixture
def assessed(karo):  # noqa: F811
    services.assess(mission=karo, as_of=AS_OF)
    return karo


@pytest.fixture
def reader(assessed):
    return member("reader", assessed, Role.DONOR)


@pytest.mark.parametrize("persona", ["planner", "donor", "editor_a", "internal_counterpart"])
def test_members_open_it(request, mission, persona):
    assert request.getfixturevalue(persona).client.get(address()).status_code == 200


def test_nobody_else_does(mission, outsider, superuser, anonymous):
    assert outsider.client.get(address()).status_code == 404
    assert superuser.client.get(address()).status_code == 404
    assert outsider.client.get(address("NOWHERE")).status_code == 404
    for code in ("MISA", "NOWHERE"):
        response = anonymous.client.get(address(code))
        assert (response.status_code, response.url) == (302, f"/accounts/login/?next={address(code)}")


def test_it_shows_the_stored_assessment_and_benchmarks_of_its_date(reader):
    context = reader.client.get(address("KARO")).context
    assert context["day"] == AS_OF
    assert [(card["band"], card["consistency"]["shown"]) for card in context["cards"]] == [
        ("High", "0.86"),
        ("Substantial", "0.68"),
        ("Substantial", "0.74"),
        ("Partial", None),  # shown by its band: one internal actor answered
    ]
    assert dict(context["benchmarks_figure"].table.rows) == {
        "Achieved": 0,
        "On track": 2,
        "At risk": 1,
        "Off track": 0,
        "Regressing": 1,
        "Too early to rate": 0,
        "Not assessed": 1,
    }
    assert [(one.area, one.phase, one.since) for one in context["phases"]] == [
        (None, "Transition", datetime.date(2024, 6, 1))
    ]
    assert len(context["findings"]) == 5


def test_each_figure_is_there_as_a_file(reader):
    body = reader.client.get(address("KARO")).content.decode()
    for figure, first in (("levels", "Level,At worst,Value,At best"), ("benchmarks", "Status,Benchmarks")):
        assert f"?format=csv&figure={figure}" in body
        file = reader.client.get(address("KARO"), {"format": "csv", "figure": figure}).content.decode(
            "utf-8-sig"
        )
        assert file.splitlines()[0] == first
    assert reader.client.get(address("KARO"), {"format": "csv", "figure": "x"}).status_code == 404


def test_people_of_an_agency_find_it_and_planners_without_one_nothing(assessed):
    agency = Agency.objects.get(missionagency__mission=assessed, missionagency__key="DEV")
    ActivityFactory(mission=assessed, lead=agency, title="Not linked")
    ActivityFactory(mission=assessed, lead=agency, title="Ours alone", audience=Audience.AGENCY)
    for place, role in enumerate((Role.AGENCY_EDITOR, Role.INTERNAL_COUNTERPART, Role.DONOR)):
        client = member(f"own{place}", assessed, role, agency).client
        answer = client.get(address("KARO"))
        (own,) = answer.context["own"]
        body = answer.content.decode()
        listed = f"/m/KARO/activities/?lead={agency.uuid}&amp;linked=no"
        assert (own["of"].presence.agency, listed in body) == (agency, True)
        assert own["of"].unlinked == client.get(listed.replace("&amp;", "&")).context["page"].total >= 2
        assert [one["id"] for one in own["indicators"]] == ["A1", "A2", "A3", "A4", "A5", "A6"]
        assert "/m/KARO/coherence/agency/DEV/A1/" in body
    answer = member("planning", assessed, Role.PLANNER).client.get(address("KARO"))
    assert (answer.context["own"], "Your agency" in answer.content.decode()) == ([], False)


def test_findings_hide_what_the_reader_may_not_see(assessed, reader):
    named = [("activities", "X8"), ("agencies", "DEV"), ("objectives", "O1"), ("areas", "North")]
    seen = names_of(assessed, reader.user, named, Speaking("en"))
    assert {row: str(view.label) for row, view in seen.items()} == {
        ("activities", "X8"): "Food assistance",
        ("agencies", "DEV"): "DEV",
        ("objectives", "O1"): "O1 Accountable security forces",
        ("areas", "North"): "North",
    }
    Activity.objects.filter(key="X8").update(audience=Audience.AGENCY, title="Secret road")
    assert ("activities", "X8") not in names_of(assessed, reader.user, named, Speaking("en"))
    assert b"Secret road" not in reader.client.get(address("KARO")).content


def test_reading_computes_no_assessment(karo):  # noqa: F811
    persona = member("early", karo, Role.PLANNER)
    response = persona.client.get(address("KARO"))
    assert response.context["cards"] == []
    assert "Not assessed yet" in response.content.decode()
    assert karo.assessment_set.filter(kind="computed").count() == 0


def test_an_empty_mission_says_what_is_missing(mission, planner):
    content = planner.client.get(address()).content.decode()
    for words in ("No phase is recorded", "Not assessed yet", "has no benchmark yet", "latest changes"):
        assert words in content


def test_the_phase_of_the_mission_stands_before_those_of_its_areas(mission):
    north = AreaFactory(mission=mission, name="North")
    first, later = datetime.date(2025, 1, 1), datetime.date(2025, 7, 1)
    PhasePeriodFactory(mission=mission, area=north, phase="stabilisation", period_from=first, period_to=later)
    PhasePeriodFactory(mission=mission, phase="transition", period_from=first)
    PhasePeriodFactory(mission=MissionFactory(), period_from=first)

    def phases(day):
        return [(one.area, one.phase) for one in phases_on(mission, day)]

    assert phases(first) == [(None, "Transition"), ("North", "Stabilisation")]
    assert phases(later) == [(None, "Transition")]
    assert phases(first - datetime.timedelta(days=1)) == []


def activities(mission, agency, *titles, audience=None):
    return [
        ActivityFactory.build(mission=mission, lead=agency, title=title, audience=audience)
        for title in titles
    ]


def changes(mission, user):
    found = recent_changes(mission, user, with_people=True)
    return [(one.what, one.name, one.count, one.who, one.more) for one in found]


def test_changes_of_one_moment_stand_together(mission, planner, agency_a):
    rows = create_rows(activities(mission, agency_a, "Road", "School"), by=None, at=AT)
    rows[0].title = "Paved road"
    later = AT + datetime.timedelta(minutes=1)
    change_rows(rows[:1], ["title"], by=planner.user, at=later)
    assert changes(mission, planner.user) == [
        ("activity", "Paved road", 1, "Planner", False),
        ("activity", "School", 2, None, False),
    ]


def test_changes_name_only_what_one_may_see_now(mission, editor_a, editor_b, outsider, agency_a):
    create_rows(activities(mission, agency_a, "Kept", audience=Audience.AGENCY), by=None, at=AT)
    assert changes(mission, editor_a.user) == [("activity", "Kept", 1, None, False)]
    assert changes(mission, editor_b.user) == []
    assert changes(mission, outsider.user) == []
    assert b"Kept" not in editor_b.client.get(address()).content


def test_who_made_a_change_is_told_to_those_who_run_the_mission(
    mission, planner, editor_a, editor_b, donor, agency_a
):
    editor_a.user.name = "Awa Diallo"
    editor_a.user.save()
    create_rows(activities(mission, agency_a, "Road"), by=editor_a.user, at=AT)

    assert b"Awa Diallo" in planner.client.get(address()).content
    for person in (editor_b, donor):
        page = person.client.get(address()).content
        assert (b"Road" in page, b"Awa Diallo" in page, b", import:" in page) == (True, False, False)


def test_changes_of_another_mission_are_not_shown(mission, planner, agency_a):
    create_rows(activities(MissionFactory(), agency_a, "Elsewhere"), by=None, at=AT)
    assert changes(mission, planner.user) == []


def test_a_row_that_is_gone_is_left_out(mission, planner, agency_a):
    rows = create_rows(activities(mission, agency_a, "Gone"), by=None, at=AT)
    remove_rows(rows, by=planner.user, at=AT)
    assert changes(mission, planner.user) == []


def test_a_large_import_is_said_to_be_at_least_so_large(mission, planner, agency_a):
    titles = [f"Activity {place}" for place in range(LOOKED_AT + 1)]
    create_rows(activities(mission, agency_a, *titles), by=None, at=AT)
    assert changes(mission, planner.user) == [("activity", titles[-1], LOOKED_AT, None, True)]


def test_only_the_latest_changes_are_listed(mission, planner, agency_a):
    for place in range(CHANGES + 1):
        at = AT + datetime.timedelta(minutes=place)
        create_rows(activities(mission, agency_a, f"Activity {place}"), by=None, at=at)
    found = changes(mission, planner.user)
    assert (len(found), found[0][1]) == (CHANGES, f"Activity {CHANGES}")


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_the_same_number_of_queries(mission, planner, agency_a, django_assert_num_queries, rows):
    version = FrameworkVersionFactory(
        mission=mission, status=VersionStatus.ADOPTED, adopted_on=datetime.date(2025, 1, 1)
    )
    for _row in range(rows):
        benchmark = BenchmarkFactory(mission=mission)
        BenchmarkTextFactory(mission=mission, framework_version=version, benchmark=benchmark)
        ObservationFactory(mission=mission)
        PhasePeriodFactory(mission=mission, area=AreaFactory(mission=mission))
        create_rows(activities(mission, agency_a, "Road"), by=None)
    planner.client.get(address())
    # session, user, mission, assessment, benchmarks, indicators, everything dated, own agencies, phases, log,
    # names in it
    with django_assert_num_queries(EMPTY_QUERIES):
        planner.client.get(address())


def test_the_worked_example_takes_one_query_more_for_the_names_in_findings(
    reader, django_assert_max_num_queries
):
    reader.client.get(address("KARO"))
    with django_assert_max_num_queries(KARO_QUERIES):
        reader.client.get(address("KARO"))


@pytest.mark.parametrize("rows", [1, 3])
def test_whoever_acts_for_agencies_asks_two_more_however_many(assessed, rows, django_assert_num_queries):
    present = assessed.missionagency_set.select_related("agency").order_by("key")
    persona = member("several", assessed, Role.AGENCY_EDITOR, present[0].agency)
    for presence in present[1:rows]:
        MembershipFactory(
            user=persona.user, mission=assessed, role=Role.AGENCY_EDITOR, agency=presence.agency
        )
    persona.client.get(address("KARO"))
    with django_assert_num_queries(OWN_QUERIES):
        assert len(persona.client.get(address("KARO")).context["own"]) == rows


def test_every_empty_page_names_a_first_step_that_exists(mission, planner):
    for page in ("", "framework/", "benchmarks/", "activities/", "agencies/", "coherence/"):
        body = planner.client.get(f"/m/MISA/{page}").content.decode()
        assert "<code>./np manage bundle import FILE</code>" in body, page
