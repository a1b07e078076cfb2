"""Who may see an activity."""

import pytest

from apps.activities.models import Activity
from apps.core.enums import Audience
from tests.factories.activities import ActivityFactory
from tests.factories.missions import MissionFactory


@pytest.fixture
def activities(mission, agency_a, agency_b):
    for title, lead, audience in (
        ("a own", agency_a, Audience.AGENCY),
        ("b own", agency_b, Audience.AGENCY),
        ("members", agency_a, Audience.MISSION),
        ("unsaid", agency_a, None),
        ("public", agency_a, Audience.PUBLIC),
    ):
        ActivityFactory(mission=mission, lead=lead, title=title, audience=audience)
    ActivityFactory(lead=agency_a, title="elsewhere", audience=Audience.AGENCY)


SHARED = {"members", "unsaid", "public"}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("planner", SHARED),
        ("mission_admin", SHARED),
        ("internal_counterpart", SHARED),
        ("editor_a", SHARED | {"a own"}),
        ("editor_b", SHARED | {"b own"}),
        ("donor", SHARED | {"b own"}),
        ("outsider", set()),
        ("superuser", set()),
        ("anonymous", set()),
    ],
)
def test_visible_to(activities, who, expected, request):
    persona = request.getfixturevalue(who)
    assert {row.title for row in Activity.objects.visible_to(persona.user)} == expected


def test_visible_to_counts_each_row_once_for_a_person_with_several_roles(mission, agency_a, editor_a):
    from tests.factories.missions import MembershipFactory

    MembershipFactory(user=editor_a.user, mission=mission, role="donor", agency=agency_a)
    MembershipFactory(user=editor_a.user, mission=mission, role="observer")
    ActivityFactory(mission=mission, lead=agency_a, audience=Audience.AGENCY)
    assert Activity.objects.visible_to(editor_a.user).count() == 1


def test_public_rows_of_a_public_mission_only(activities, mission):
    assert Activity.objects.public().count() == 0
    open_mission = MissionFactory(audience="public")
    for audience in (Audience.PUBLIC, Audience.MISSION, Audience.AGENCY, None):
        ActivityFactory(mission=open_mission, title=str(audience), audience=audience)
    assert [row.title for row in Activity.objects.public()] == ["public"]
