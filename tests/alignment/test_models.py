"""Who may see links and comments."""

import pytest

from apps.alignment.models import AlignmentLink, Comment
from apps.core.enums import Audience
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import AlignmentLinkFactory, CommentFactory

BOTH = {"shared", "own"}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("planner", {"shared"}),
        ("internal_counterpart", {"shared"}),
        ("editor_a", BOTH),
        ("editor_b", {"shared"}),
        ("donor", {"shared"}),
        ("outsider", set()),
        ("anonymous", set()),
    ],
)
def test_a_link_is_as_visible_as_its_activity(mission, agency_a, who, expected, request):
    persona = request.getfixturevalue(who)
    for key, audience in (("shared", None), ("own", Audience.AGENCY)):
        activity = ActivityFactory(mission=mission, lead=agency_a, audience=audience)
        AlignmentLinkFactory(mission=mission, activity=activity, key=key)
    assert {row.key for row in AlignmentLink.objects.visible_to(persona.user)} == expected


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("planner", {"shared"}),
        ("editor_a", BOTH),
        ("editor_b", {"shared"}),
        ("outsider", set()),
        ("anonymous", set()),
    ],
)
def test_a_comment_for_one_agency_is_for_its_members(mission, agency_a, who, expected, request):
    persona = request.getfixturevalue(who)
    for key, audience in (("shared", None), ("own", Audience.AGENCY)):
        CommentFactory(mission=mission, agency=agency_a, audience=audience, key=key)
    assert {row.key for row in Comment.objects.visible_to(persona.user)} == expected
