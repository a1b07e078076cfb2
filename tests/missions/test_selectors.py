import datetime

import pytest
from django.http import Http404
from django.utils import timezone

from apps.core.templatetags.nexusplan import day
from apps.missions.enums import MissionAudience, Role
from apps.missions.selectors import get_mission_for_member, get_public_mission, memberships_in, roles_in
from tests.factories.missions import AreaFactory, MissionFactory, PhasePeriodFactory


@pytest.mark.parametrize("name", ["planner", "editor_a", "internal_counterpart", "donor"])
def test_every_member_gets_the_mission(request, mission, name, django_assert_num_queries):
    user = request.getfixturevalue(name).user
    with django_assert_num_queries(1):
        assert get_mission_for_member(user, "MISA") == mission


def test_the_mission_knows_its_phase_today(mission, planner):
    today = timezone.localdate()
    before, after = today - datetime.timedelta(days=9), today + datetime.timedelta(days=1)
    assert get_mission_for_member(planner.user, "MISA").phase is None
    PhasePeriodFactory(mission=mission, phase="stabilisation", period_from=before, period_to=today)
    PhasePeriodFactory(mission=mission, phase="transition", period_from=today)
    PhasePeriodFactory(mission=mission, phase="consolidation", period_from=after)
    area = AreaFactory(mission=mission)
    PhasePeriodFactory(mission=mission, area=area, phase="consolidation", period_from=before)
    found = get_mission_for_member(planner.user, "MISA")
    assert (found.phase, found.phase_since) == ("transition", today)
    assert f"Transition, since {day(today)}" in planner.client.get("/m/MISA/").content.decode()


def test_everybody_else_gets_not_found_for_any_code(mission, outsider, anonymous, superuser):
    for persona in (outsider, anonymous, superuser):
        for code in ("MISA", "NOSUCH", "misa"):
            with pytest.raises(Http404) as answer:
                get_mission_for_member(persona.user, code)
            assert str(answer.value) == ""


def test_membership_of_a_public_mission_is_needed_all_the_same(outsider):
    MissionFactory(code="OPEN", audience=MissionAudience.PUBLIC)
    with pytest.raises(Http404):
        get_mission_for_member(outsider.user, "OPEN")


@pytest.mark.parametrize("audience", [None, MissionAudience.MISSION])
def test_the_portal_has_public_missions_only(audience, db):
    open_one = MissionFactory(code="OPEN", audience=MissionAudience.PUBLIC)
    MissionFactory(code="CLOSED", audience=audience)
    assert get_public_mission("OPEN") == open_one
    for code in ("CLOSED", "NOSUCH"):
        with pytest.raises(Http404):
            get_public_mission(code)


def test_what_a_person_does_here(mission, editor_a, agency_a, outsider, anonymous):
    assert roles_in(editor_a.user, mission) == {Role.AGENCY_EDITOR}
    assert [membership.agency for membership in memberships_in(editor_a.user, mission)] == [agency_a]
    assert roles_in(outsider.user, mission) == frozenset()
    assert roles_in(anonymous.user, mission) == frozenset()
