import pytest
from django.http import Http404

from apps.missions.enums import MissionAudience, Role
from apps.missions.selectors import get_mission_for_member, get_public_mission, memberships_in, roles_in
from tests.factories.missions import MissionFactory


@pytest.mark.parametrize("name", ["planner", "editor_a", "internal_counterpart", "donor"])
def test_every_member_gets_the_mission(request, mission, name, django_assert_num_queries):
    user = request.getfixturevalue(name).user
    with django_assert_num_queries(1):
        assert get_mission_for_member(user, "MISA") == mission


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
