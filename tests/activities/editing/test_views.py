"""An activity made, changed, copied and closed on screen."""

import datetime

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from apps.activities.enums import ActivityStatus
from apps.activities.models import Activity
from apps.core.enums import Audience
from apps.core.models import Job
from tests.factories.activities import (
    ActivityAreaFactory,
    ActivityFactory,
    ActivityPeopleFactory,
    ActivitySectorFactory,
)
from tests.factories.agencies import AgencyFactory
from tests.factories.missions import AreaFactory

QUERIES = 11
NEW = "/m/MISA/activities/new/"


def at(name, row):
    return reverse(f"activities:{name}", kwargs={"code": "MISA", "uuid": row.uuid})


def lines(prefix, *said, known=0):
    found = {f"{prefix}-TOTAL_FORMS": str(len(said)), f"{prefix}-INITIAL_FORMS": str(known)}
    for place, values in enumerate(said):
        found |= {f"{prefix}-{place}-{name}": value for name, value in values.items()}
    return found


def sent(lead, **fields):
    return {
        "title": "Courts for Bujumbura",
        "lead": lead.pk,
        "dimension": "rule_of_law",
        "status": "active",
        **lines("areas"),
        **lines("sectors"),
        **fields,
    }


def text(answer):
    return answer.content.decode()


@pytest.fixture
def activity(mission, agency_a):
    return ActivityFactory(mission=mission, lead=agency_a, title="Old title", key="OLD")


def test_an_editor_makes_an_activity_with_everything_that_is_known_of_it(
    editor_a, mission, agency_a, agency_b
):
    area, other = AreaFactory(mission=mission, name="North"), AreaFactory(mission=mission, name="South")
    assert f'<option value="{agency_a.pk}" selected>' in text(editor_a.client.get(NEW))
    answer = editor_a.client.post(
        NEW,
        sent(
            agency_a,
            description="Buildings and judges",
            language="en",
            humanitarian="no",
            start="2025-01-01",
            end="2026-01-01",
            approved_on="2024-12-01",
            intended_phases=["stabilisation"],
            co_leads=[agency_b.pk],
            implementers=[agency_b.pk],
            target_group="judges",
            intervention_type="training",
            people_planned="0",
            country_owned_results_q1="0.0",
            country_owned_results_q2="40",
            country_owned_results_q3="",
            iati_identifier="XX-1",
            results="None yet",
            register_consultations="declared_empty",
            **lines("areas", {"area": area.pk, "people": "10"}, {"area": other.pk, "people": ""}),
            **lines("sectors", {"code": "15130", "share": "60.5"}, {"code": "151", "share": ""}),
        ),
    )
    made = Activity.objects.get()
    assert answer.url == reverse("alignment:activity", kwargs={"code": "MISA", "uuid": made.uuid})
    assert (made.title, made.people_planned, made.humanitarian) == ("Courts for Bujumbura", 0, False)
    assert (made.country_owned_results_q1, made.country_owned_results_q2) == (0.0, 0.4)
    assert made.country_owned_results_q3 is None
    assert (made.intended_phases, made.register_consultations) == (["stabilisation"], "declared_empty")
    assert list(made.co_leads.all()) == list(made.implementers.all()) == [agency_b]
    assert dict(made.people_by_area.values_list("area__name", "people")) == {"North": 10}
    assert set(made.areas.values_list("name", flat=True)) == {"North", "South"}
    assert dict(made.dac_sectors.values_list("code", "share")) == {"15130": 0.605, "151": None}
    assert (made.areas_recorded, made.dac_sectors_recorded) == (True, True)
    assert "courts for bujumbura" in made.search
    assert LogEntry.objects.get_for_object(made).filter(action=LogEntry.Action.CREATE).count() == 1
    assert Job.objects.filter(task="coherence.assess", about=mission.uuid).exists()


def test_an_activity_may_lack_nearly_everything(editor_a, agency_a):
    editor_a.client.post(NEW, sent(agency_a))
    made = Activity.objects.get()
    assert (made.end, made.people_planned, made.humanitarian, made.audience) == (None, None, None, None)
    assert not made.implementers.exists()


@pytest.mark.parametrize(
    "fields",
    [{"humanitarian": "yes"}, {"dimension": "humanitarian"}, {"dimension": "humanitarian", "audience": ""}],
)
def test_a_humanitarian_activity_begins_inside_its_agency(editor_a, agency_a, fields):
    editor_a.client.post(NEW, sent(agency_a, **fields))
    assert Activity.objects.get().audience == Audience.AGENCY


def test_nobody_alone_makes_an_activity_public(editor_a, agency_a, activity):
    assert 'value="public"' not in text(editor_a.client.get(NEW))
    editor_a.client.post(NEW, sent(agency_a, audience="public"))
    assert Activity.objects.count() == 1
    Activity.objects.update(audience=Audience.AGENCY)
    page = text(editor_a.client.get(at("edit", activity)))
    assert f'value="{Audience.AGENCY.value}"' in page
    assert 'value="mission"' not in page


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(editor_a, mission, agency_a):
    area = AreaFactory(mission=mission)
    answer = editor_a.client.post(
        NEW,
        sent(
            agency_a,
            title="",
            start="2026-01-01",
            end="2025-01-01",
            people_planned="many",
            **lines("areas", {"area": area.pk, "people": "-1"}),
            **lines("sectors", {"code": "99", "share": "140"}),
        ),
    )
    page = text(answer)
    assert "99 is no DAC sector" in page
    assert 'value="many"' in page
    assert 'value="140"' in page
    assert not Activity.objects.exists()
    again = editor_a.client.post(NEW, sent(agency_a, start="2026-01-01", end="2025-01-01"))
    assert "The end lies before the beginning." in text(again)
    twice = sent(agency_a, **lines("areas", {"area": area.pk}, {"area": area.pk}))
    assert "A place is listed twice." in text(editor_a.client.post(NEW, twice))


def test_an_editor_makes_activities_for_the_own_agency_only(editor_a, planner, donor, agency_b):
    editor_a.client.post(NEW, sent(agency_b))
    assert not Activity.objects.exists()
    assert donor.client.get(NEW).status_code == 404
    planner.client.post(NEW, sent(agency_b))
    assert Activity.objects.get().lead == agency_b
    assert planner.client.post(NEW, sent(AgencyFactory())).status_code == 200


def test_an_activity_is_changed_with_its_lines(editor_a, mission, agency_a, activity):
    kept, gone = (AreaFactory(mission=mission, name=name) for name in ("North", "South"))
    stays = ActivityAreaFactory(activity=activity, area=kept)
    ActivityPeopleFactory(activity=activity, area=kept, people=5)
    leaves = ActivityAreaFactory(activity=activity, area=gone)
    ActivitySectorFactory(activity=activity, code="15130", share=1)
    page = text(editor_a.client.get(at("edit", activity)))
    assert "Old title" in page
    assert 'value="5"' in page
    answer = editor_a.client.post(
        at("edit", activity),
        sent(
            agency_a,
            title="New title",
            row_version=1,
            **lines(
                "areas",
                {"key": stays.pk, "area": kept.pk, "people": "7"},
                {"key": leaves.pk, "area": gone.pk, "people": "", "DELETE": "on"},
                known=2,
            ),
            **lines("sectors", {"code": "15134", "share": "50"}),
        ),
    )
    assert answer.status_code == 302
    activity.refresh_from_db()
    assert (activity.title, activity.search.startswith("new title")) == ("New title", True)
    assert dict(activity.people_by_area.values_list("area__name", "people")) == {"North": 7}
    assert [row.pk for row in activity.activityarea_set.all()] == [stays.pk]
    assert activity.row_version > 1


def test_the_second_of_two_editors_sees_both_versions(editor_a, planner, agency_a, activity):
    form = sent(agency_a, title="Mine", row_version=1, **{"initial-title": "Old title"})
    assert editor_a.client.post(at("edit", activity), form).status_code == 302
    late = planner.client.post(at("edit", activity), form | {"title": "Theirs"})
    assert late.status_code == 409
    assert "Mine" in text(late)
    assert "Theirs" in text(late)


def test_a_copy_carries_what_it_is_and_not_what_is_only_the_others(
    editor_a, mission, agency_a, agency_b, activity
):
    Activity.objects.update(
        description="The same work", iati_identifier="XX-1", results="Done", audience=Audience.PUBLIC
    )
    activity.implementers.add(agency_b)
    ActivityAreaFactory(activity=activity, area=AreaFactory(mission=mission, name="North"))
    page = text(editor_a.client.get(at("copy", activity)))
    assert "Old title (copy)" in page
    assert "The same work" in page
    assert "XX-1" not in page
    assert f'<option value="{agency_b.pk}" selected>' in page
    editor_a.client.post(at("copy", activity), sent(agency_a, title="Second"))
    assert Activity.objects.filter(title="Second").exclude(key=activity.key).count() == 1


def test_an_activity_is_closed_on_its_day_with_what_came_of_it(editor_a, activity):
    assert "Close an activity" in text(editor_a.client.get(at("close", activity)))
    wrong = {"status": "completed", "end": "", "results": "", "row_version": 1}
    assert "ended on a day" in text(editor_a.client.post(at("close", activity), wrong))
    form = {"status": "completed", "end": "2025-06-30", "results": "Two courts", "row_version": 1}
    assert editor_a.client.post(at("close", activity), form).status_code == 302
    activity.refresh_from_db()
    assert (activity.status, activity.end, activity.results) == (
        ActivityStatus.COMPLETED,
        datetime.date(2025, 6, 30),
        "Two courts",
    )


def test_buttons_stand_only_where_somebody_may_use_them(editor_a, editor_b, donor, activity):
    page = reverse("alignment:activity", kwargs={"code": "MISA", "uuid": activity.uuid})
    assert at("edit", activity) in text(editor_a.client.get(page))
    assert at("edit", activity) not in text(editor_b.client.get(page))
    assert NEW in text(editor_b.client.get("/m/MISA/activities/"))
    assert NEW not in text(donor.client.get("/m/MISA/activities/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_lines(
    editor_a, mission, activity, agency_b, rows, django_assert_num_queries
):
    for _ in range(rows):
        area = AreaFactory(mission=mission)
        ActivityAreaFactory(activity=activity, area=area)
        ActivityPeopleFactory(activity=activity, area=area, people=1)
    for code in ("15130", "15134", "15160")[:rows]:
        ActivitySectorFactory(activity=activity, code=code)
    with django_assert_num_queries(QUERIES):
        editor_a.client.get(at("edit", activity))


def test_an_activity_that_was_changed_meanwhile_is_not_closed(editor_a, activity):
    Activity.objects.update(row_version=2, results="Theirs")
    form = {"status": "completed", "end": "2025-06-30", "results": "Mine", "row_version": 1}
    late = editor_a.client.post(at("close", activity), form | {"initial-results": ""})
    assert late.status_code == 409
    assert "Theirs" in text(late)
    activity.refresh_from_db()
    assert activity.status == ActivityStatus.ACTIVE
