"""Overlaps with the people planned for and in need, and what agencies agreed on each."""

import datetime

import pytest
from django.urls import reverse

from apps.alignment.models import Comment
from apps.coherence.services import assess
from apps.core.enums import Audience
from tests.factories.activities import ActivityAreaFactory, ActivityFactory, NeedFactory
from tests.factories.alignment import AlignmentLinkFactory
from tests.factories.frameworks import ObjectiveTextFactory
from tests.factories.missions import AreaFactory
from tests.pages import form_with

LIST = 10
"""Session, user, mission; assessment, signal, activities, links, areas; what was said; objectives."""
RECORDED = {"areas_recorded": True, "status": "active"}
KEY = {"dimension": "development", "target_group": "returnees", "intervention_type": "cash"}


def page(**parts):
    return reverse("portal:overlap" if parts else "portal:overlaps", kwargs={"code": "MISA"} | parts)


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def north(mission, agency_a, agency_b):
    """An area in which both agencies do the same for 900 people, of whom 600 are in need."""
    area = AreaFactory(mission=mission, name="North")
    for lead, people in ((agency_a, 500), (agency_b, 400)):
        activity = ActivityFactory(mission=mission, lead=lead, people_planned=people, **RECORDED, **KEY)
        ActivityAreaFactory(activity=activity, area=area)
    return area


def test_overlaps_are_listed_with_planned_people_and_need(
    editor_a, mission, north, agency_a, agency_b, django_assert_num_queries
):
    assert "Not assessed yet" in text_of(editor_a.client.get(page()))
    wording = ObjectiveTextFactory(mission=mission, title="Safe return")
    AlignmentLinkFactory(mission=mission, activity=mission.activity_set.first(), objective=wording.objective)
    assess(mission=mission, as_of=datetime.date(2026, 1, 1))
    with django_assert_num_queries(LIST):
        listed = editor_a.client.get(page())
    [line] = listed.context["lines"]
    assert (line["row"].planned, line["row"].need, line["what"]) == (
        900,
        None,
        "overlap, need or people not recorded",
    )
    assert "Safe return" in text_of(listed)
    for more in ("South", "West"):
        area = AreaFactory(mission=mission, name=more)
        NeedFactory(mission=mission, area=area, people=1000 if more == "West" else 600, **KEY)
        for activity in mission.activity_set.filter(areas=north):
            ActivityAreaFactory(activity=activity, area=area)
    NeedFactory(mission=mission, area=north, people=200, **KEY)
    assess(mission=mission, as_of=datetime.date(2026, 1, 2))
    with django_assert_num_queries(LIST):
        lines = editor_a.client.get(page()).context["lines"]
    # 900 people are split over three areas.
    assert [(one["row"].area.label, one["row"].planned, one["row"].need) for one in lines] == [
        ("North", 300, 200),
        ("South", 300, 600),
        ("West", 300, 1000),
    ]
    rows = editor_a.client.get(page() + "?format=csv").content.decode().strip().splitlines()
    assert len(rows) == 4
    assert "duplication" in rows[1]


def test_leads_and_planners_say_what_was_agreed(
    editor_a, editor_b, planner, internal_counterpart, outsider, mission, north, agency_a, agency_b
):
    assess(mission=mission, as_of=datetime.date(2026, 1, 1))
    [line] = editor_a.client.get(page()).context["lines"]
    here = line["address"]
    given = form_with(editor_a.client.get(here).content, "text")
    assert set(editor_a.client.post(here, given).context["form"].errors) == {"outcome", "text"}
    given |= {"agency": [str(agency_a.pk)], "outcome": ["divided"], "text": ["We take the villages"]}
    # As another agency than one's own nobody says anything; nor does who leads none of them.
    wrong = editor_a.client.post(here, given | {"agency": [str(agency_b.pk)]})
    assert set(wrong.context["form"].errors) == {"agency"}
    assert internal_counterpart.client.get(here).context["form"] is None
    assert internal_counterpart.client.post(here, given).status_code == 404
    assert outsider.client.get(here).status_code == 404
    for _twice in range(2):
        assert editor_a.client.post(here, given).status_code == 302
    assert Comment.objects.count() == 1
    assert Comment.objects.get().activity.lead == agency_a
    other = given | {"agency": [str(agency_b.pk)], "outcome": ["joint"], "text": ["Together"]}
    assert editor_b.client.post(here, other).status_code == 302
    assert planner.client.post(here, given | {"agency": [""]}).status_code == 302
    [line] = planner.client.get(page()).context["lines"]
    assert dict(line["agreed"]) == {
        "Divided: each has its own places or people": f"{agency_a}, The secretariat of the mission",
        "Joint: they do it together": str(agency_b),
    }
    assert "We take the villages" in text_of(internal_counterpart.client.get(here))


def test_an_overlap_of_which_not_every_activity_is_seen_is_not_told(
    editor_a, editor_b, mission, north, agency_b
):
    assess(mission=mission, as_of=datetime.date(2026, 1, 1))
    [line] = editor_a.client.get(page()).context["lines"]
    mission.activity_set.filter(lead=agency_b).update(audience=Audience.AGENCY)
    assert editor_a.client.get(page()).context["lines"] == []
    assert editor_a.client.get(line["address"]).status_code == 404
    assert len(editor_b.client.get(page()).context["lines"]) == 1
