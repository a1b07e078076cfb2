import pytest

from apps.missions.models import Mission, MissionAgency

PERSONAS = [
    "anonymous",
    "outsider",
    "donor",
    "internal_counterpart",
    "editor_a",
    "editor_b",
    "planner",
    "mission_admin",
    "superuser",
]
# What each persona may do in the mission; nobody else may.
ON_THE_MISSION = {
    "missions.read_mission": set(PERSONAS) - {"anonymous", "outsider"},
    "missions.plan_mission": {"planner", "superuser"},
    "missions.administer_mission": {"mission_admin", "superuser"},
    "missions.assess_mission": {"planner", "mission_admin", "superuser"},
}
ON_AGENCY_A = {
    "missions.edit_for_agency": {"planner", "editor_a", "superuser"},
    "missions.answer_for_agency": {"superuser"},
}
ON_THE_MINISTRY = {
    "missions.edit_for_agency": {"planner", "superuser"},
    "missions.answer_for_agency": {"internal_counterpart", "superuser"},
}


def allowed(request, permission, row):
    return {name for name in PERSONAS if request.getfixturevalue(name).user.has_perm(permission, row)}


@pytest.mark.parametrize("permission", ON_THE_MISSION)
def test_who_may_do_what_in_the_mission(request, mission, permission):
    assert allowed(request, permission, mission) == ON_THE_MISSION[permission]


@pytest.mark.parametrize("permission", ON_AGENCY_A)
def test_who_may_do_what_for_an_agency(request, mission, agency_a, ministry, permission):
    presence = MissionAgency.objects.get(mission=mission, agency=agency_a)
    assert allowed(request, permission, presence) == ON_AGENCY_A[permission]
    presence = MissionAgency.objects.get(mission=mission, agency=ministry)
    assert allowed(request, permission, presence) == ON_THE_MINISTRY[permission]


def test_nothing_is_allowed_on_no_mission(planner):
    assert not planner.user.has_perm("missions.read_mission")


def test_list_and_rule_agree(request, mission):
    for name in set(PERSONAS) - {"superuser"}:
        user = request.getfixturevalue(name).user
        for row in Mission.objects.all():
            listed = row in Mission.objects.of_member(user)
            assert user.has_perm("missions.read_mission", row) == listed, name
