"""The list of missions, for a member, for somebody from elsewhere and for everybody."""

import datetime

import pytest
from django.urls import reverse

from apps.coherence.enums import AssessmentAudience, AssessmentKind
from apps.frameworks.enums import VersionStatus
from apps.missions.enums import MissionAudience, Role
from apps.portal.selectors.home import mission_lines
from tests.factories.coherence import AssessmentFactory
from tests.factories.frameworks import FrameworkVersionFactory
from tests.factories.missions import MembershipFactory, MissionFactory, PhasePeriodFactory

HOME = reverse("portal:home")
TODAY, EARLIER = datetime.date(2026, 1, 1), datetime.date(2025, 1, 1)
QUERIES = 5


def names(response, name):
    return [line.name for line in response.context[name]]


@pytest.mark.parametrize(
    ("persona", "own", "public"),
    [
        ("planner", ["Mission A"], ["Open"]),
        ("donor", ["Mission A"], ["Open"]),
        ("outsider", ["Mission B"], ["Open"]),
        ("anonymous", [], ["Open"]),
        ("superuser", [], ["Open"]),
    ],
)
def test_everybody_sees_their_missions_and_the_public_ones(request, mission, persona, own, public):
    MissionFactory(name="Open", audience=MissionAudience.PUBLIC)
    MissionFactory(name="Closed", audience=MissionAudience.MISSION)
    MissionFactory(name="Unsaid")
    response = request.getfixturevalue(persona).client.get(HOME)
    assert response.status_code == 200
    assert (names(response, "own"), names(response, "public")) == (own, public)
    assert b"Closed" not in response.content
    assert b"Unsaid" not in response.content


def test_one_who_has_several_roles_sees_a_mission_once(planner, mission):
    MembershipFactory(user=planner.user, mission=mission, role=Role.DONOR)
    assert names(planner.client.get(HOME), "own") == ["Mission A"]


def test_own_missions_lead_to_members_pages_and_public_ones_to_the_portal(planner, mission):
    MissionFactory(code="OPEN", audience=MissionAudience.PUBLIC)
    content = planner.client.get(HOME).content.decode()
    assert 'href="/m/MISA/"' in content
    assert 'href="/p/OPEN/"' in content
    assert 'href="/m/OPEN/"' not in content


def test_the_anonymous_read_what_it_is_and_where_to_sign_in(anonymous):
    content = anonymous.client.get(HOME).content.decode()
    assert "strategic framework" in content
    assert reverse("account_login") in content
    assert "No mission is public on this server." in content


def test_one_without_a_mission_is_told_the_first_step(superuser):
    content = superuser.client.get(HOME).content.decode()
    assert "You are in no mission yet" in content


def test_a_line_holds_phase_version_and_last_assessment_of_the_day(mission, planner):
    PhasePeriodFactory(mission=mission, phase="stabilisation", period_from=EARLIER, period_to=TODAY)
    PhasePeriodFactory(mission=mission, phase="transition", period_from=TODAY)
    FrameworkVersionFactory(
        mission=mission,
        number=1,
        status=VersionStatus.SUPERSEDED,
        adopted_on=EARLIER,
        superseded_on=TODAY,
    )
    FrameworkVersionFactory(mission=mission, number=2, status=VersionStatus.ADOPTED, adopted_on=TODAY)
    FrameworkVersionFactory(mission=mission, number=3)
    for day, audience in (
        (EARLIER, AssessmentAudience.MISSION),
        (TODAY, AssessmentAudience.PUBLIC),
    ):
        AssessmentFactory(mission=mission, kind=AssessmentKind.COMPUTED, as_of=day, audience=audience)
    AssessmentFactory(mission=mission, kind=AssessmentKind.RECORDED, as_of=TODAY)

    def line(day):
        (found,) = mission_lines(planner.user, day)
        return (found.phase, found.phase_since, found.version, found.adopted_on, found.assessed_on)

    assert line(TODAY) == ("Transition", TODAY, 2, TODAY, EARLIER)
    before = TODAY - datetime.timedelta(days=1)
    assert line(before) == ("Stabilisation", EARLIER, 1, EARLIER, EARLIER)


def test_the_public_reads_the_date_of_the_public_assessment(anonymous):
    mission = MissionFactory(audience=MissionAudience.PUBLIC)
    for day, audience in ((TODAY, AssessmentAudience.MISSION), (EARLIER, AssessmentAudience.PUBLIC)):
        AssessmentFactory(mission=mission, kind=AssessmentKind.COMPUTED, as_of=day, audience=audience)
    (found,) = mission_lines(anonymous.user, TODAY)
    assert found.assessed_on == EARLIER


def test_what_is_not_recorded_is_said(mission, planner):
    content = planner.client.get(HOME).content.decode()
    for words in ("No phase recorded", "No framework in force", "Not assessed yet"):
        assert words in content


def test_names_are_escaped(mission, planner):
    mission.name = "<u>Karo</u>"
    mission.save()
    assert b"<u>" not in planner.client.get(HOME).content


def test_a_long_list_has_pages(planner, mission):
    for place in range(50):
        MembershipFactory(user=planner.user, mission=MissionFactory(name=f"A {place:02}"))
        MissionFactory(name=f"P {place:02}", audience=MissionAudience.PUBLIC)
    MissionFactory(name="P last", audience=MissionAudience.PUBLIC)
    first = planner.client.get(HOME)
    assert (len(names(first, "own")), len(names(first, "public"))) == (50, 50)
    assert names(planner.client.get(HOME, {"page": 2}), "own") == ["Mission A"]
    assert names(planner.client.get(HOME, {"public": 2}), "public") == ["P last"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_number_of_queries(planner, django_assert_num_queries, rows):
    for _row in range(rows):
        mission = MissionFactory(audience=MissionAudience.PUBLIC)
        PhasePeriodFactory(mission=mission)
        MembershipFactory(user=planner.user, mission=MissionFactory())
    # session, user, missions with all that is said of them
    with django_assert_num_queries(QUERIES):
        assert len(names(planner.client.get(HOME), "public")) == rows
