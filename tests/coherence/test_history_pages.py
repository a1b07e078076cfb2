"""The page of past quarters, any one day on request, and what is said of work that is not done yet."""

import csv
import datetime
import io
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.activities.models import Activity
from apps.coherence import services
from apps.coherence.history.selectors import DATE_TASK, date_subject
from apps.coherence.history.services import history
from apps.coherence.models import Assessment
from apps.core import jobs
from apps.core.models import Heartbeat, Job
from tests.coherence.conftest import AS_OF

D = datetime.date
# session, user, mission, values, references and their values, versions, phases, job
HISTORY_QUERIES = 9


@pytest.fixture
def ended(karo):
    """The worked example, which ends on its day, so that no test depends on the clock."""
    karo.ended_on = AS_OF
    karo.save()
    return karo


@pytest.fixture
def told(ended):
    """Its history, computed."""
    history(mission=ended, audience="mission", until=AS_OF)
    Job.objects.all().delete()
    return ended


def page(name="history"):
    return reverse(f"coherence:{name}", kwargs={"code": "KARO"})


def test_members_see_the_history_and_nobody_else(told, karo_planner, karo_donor, outsider, anonymous):
    assert karo_planner.client.get(page()).status_code == 200
    assert karo_donor.client.get(page()).status_code == 200
    assert outsider.client.get(page()).status_code == 404
    assert anonymous.client.get(page()).status_code == 302


def test_before_the_first_history_the_page_says_what_will_stand_there(ended, karo_planner):
    response = karo_planner.client.get(page())
    assert b"No quarter yet" in response.content


@pytest.mark.parametrize("more", [1, 3])
def test_the_history_takes_no_more_queries_for_more_rows(
    ended, karo_planner, django_assert_num_queries, more
):
    for number in range(more):
        twin = Activity.objects.get(key="X4")
        twin.pk, twin.uuid, twin.key = None, uuid4(), f"X4-{number}"
        twin.save()
    history(mission=ended, audience="mission", until=AS_OF, quarters=4 * more)
    with django_assert_num_queries(HISTORY_QUERIES):
        karo_planner.client.get(page())


def test_each_level_has_a_figure_and_e1_by_grade(told, karo_planner):
    context = karo_planner.client.get(page()).context
    assert [one["key"] for one in context["figures"]] == [
        "agency",
        "whole_of_government",
        "external",
        "internal_external",
        "E1",
    ]
    assert context["figures"][2]["desc"].startswith("Assessed in ")
    assert [(one.on, one.text) for one in context["marks"]][-1] == (D(2025, 5, 1), "Framework version 2")
    assert [one["on"] for one in context["references"]] == [D(2025, 1, 1)]


@pytest.mark.parametrize(("key", "rows"), [("external", 24), ("E1", 36)])
def test_a_figure_leaves_as_a_spreadsheet_with_its_gaps(told, karo_planner, key, rows):
    response = karo_planner.client.get(page(), {"format": "csv", "figure": key})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    table = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert table[0] == ["Series", "Date", "Value", "At worst", "At best"]
    assert len(table) == rows + 1
    assert table[1][1:3] == ["2023-03-31", ""]


def test_no_other_figure_leaves(told, karo_planner):
    assert karo_planner.client.get(page(), {"format": "csv", "figure": "E9"}).status_code == 404


def test_a_history_in_the_making_says_how_far_it_is(told, karo_planner):
    job = jobs.request("coherence.history", about=told.uuid)
    Job.objects.filter(pk=job.pk).update(
        status="running", steps_done=7, steps_total=60, lease_until=timezone.now() + jobs.LEASE
    )
    assert b"7 of 60" in karo_planner.client.get(page()).content


# One day -----------------------------------------------------------------------------------------------


@pytest.fixture
def today(ended):
    """The assessment of the last day, and nothing waiting."""
    assessment = services.assess(mission=ended, as_of=AS_OF)
    Job.objects.all().delete()
    return assessment


def ask(persona, as_of):
    return persona.client.post(page("ask_day"), {"as_of": as_of})


def test_a_day_is_asked_for_computed_and_shown(today, karo_donor):
    asked = ask(karo_donor, "2025-06-30")
    assert (asked.status_code, asked["Location"]) == (302, f"{page('dashboard')}?as_of=2025-06-30")
    assert jobs.run_pending() == 1
    assert Assessment.objects.get(as_of=D(2025, 6, 30)).kind == "computed"


def test_days_do_not_swallow_each_other_and_one_day_is_asked_for_once(today, karo_donor, karo_planner):
    for persona, as_of in (
        (karo_donor, "2025-06-30"),
        (karo_donor, "2025-03-31"),
        (karo_planner, "2025-06-30"),
    ):
        ask(persona, as_of)
    waiting = Job.objects.filter(task=DATE_TASK)
    assert {job.about for job in waiting} == {
        date_subject(today.mission, D(2025, 6, 30)),
        date_subject(today.mission, D(2025, 3, 31)),
    }
    assert sorted(job.changes for job in waiting) == [1, 2]


@pytest.mark.parametrize("as_of", ["2022-12-31", "2026-01-02", "yesterday", ""])
def test_a_day_outside_of_what_is_recorded_is_refused_with_what_was_typed(today, karo_donor, as_of):
    response = ask(karo_donor, as_of)
    assert response.status_code == 200
    assert response.context["form"].errors["as_of"]
    assert f'value="{as_of}"'.encode() in response.content or not as_of
    assert not Job.objects.exists()


def test_no_more_than_five_days_wait(today, karo_donor):
    for month in range(1, 6):
        ask(karo_donor, f"2025-0{month}-15")
    response = ask(karo_donor, "2025-06-30")
    assert response.context["form"].non_field_errors() == [
        "Five other dates wait to be computed. Come back when one of them is done."
    ]
    assert ask(karo_donor, "2025-03-15").status_code == 302
    assert Job.objects.count() == 5


def test_only_members_ask_for_a_day(today, outsider, anonymous):
    assert ask(outsider, "2025-06-30").status_code == 404
    assert ask(anonymous, "2025-06-30").status_code == 302
    assert not Job.objects.exists()


def test_before_the_first_assessment_no_day_can_be_asked_for(ended, karo_donor):
    assert ask(karo_donor, "2025-06-30").status_code == 404


# The dashboard of a day, and what it says of work that is not done yet -----------------------------------


# session, user, mission, assessment, job, reference, comparison, and the tables of rows that the page names
DASHBOARD_QUERIES = 9


def dashboard(persona, **asked):
    return persona.client.get(page("dashboard"), asked)


def test_a_day_without_an_assessment_can_be_asked_for(today, karo_donor):
    response = dashboard(karo_donor, as_of="2025-06-30")
    assert response.status_code == 200
    assert b"This date is not assessed yet" in response.content
    assert "Refresh" not in response
    assert not Job.objects.exists()


def test_a_day_in_the_making_looks_again_by_itself(today, karo_donor):
    ask(karo_donor, "2025-06-30")
    response = dashboard(karo_donor, as_of="2025-06-30")
    assert b"is being computed" in response.content
    assert response["Refresh"] == "4"


def test_a_day_that_could_not_be_computed_is_tried_again(today, karo_donor):
    ask(karo_donor, "2025-06-30")
    Job.objects.update(status="failed", error="ValueError: no")
    response = dashboard(karo_donor, as_of="2025-06-30")
    assert b"failed five times" in response.content
    assert b"ValueError" not in response.content
    assert b"Try again" in response.content


@pytest.mark.parametrize("as_of", ["2022-12-31", "2027-01-01", "yesterday", "2026-13-01"])
def test_a_day_that_cannot_be_says_why(today, karo_donor, as_of):
    response = dashboard(karo_donor, as_of=as_of)
    assert response.status_code == 200
    assert response.context["form"].errors["as_of"]
    assert b"Compute it" not in response.content


def test_a_past_day_is_true_then_as_known_today(today, karo_donor, django_assert_num_queries):
    services.assess(mission=today.mission, as_of=D(2025, 6, 30))
    with django_assert_num_queries(DASHBOARD_QUERIES + 2):
        response = dashboard(karo_donor, as_of="2025-06-30")
    assert response.context["assessment"].as_of == D(2025, 6, 30)
    assert b"what was true then as known today" in response.content
    assert b"Compute it again" not in response.content
    newest = dashboard(karo_donor)
    assert newest.context["assessment"] == today
    assert b"as known today" not in newest.content


def test_a_past_day_says_that_the_record_has_changed_since(today, karo_donor):
    services.assess(mission=today.mission, as_of=D(2025, 6, 30))
    today.mission.activity_set.get(key="X3").links.update(grade="claimed")
    services.assess(mission=today.mission, as_of=AS_OF)
    response = dashboard(karo_donor, as_of="2025-06-30")
    assert b"The record has changed since it was computed." in response.content
    ask(karo_donor, "2025-06-30")
    assert b"Compute it again" not in dashboard(karo_donor, as_of="2025-06-30").content
    jobs.run_pending()
    assert b"The record has changed" not in dashboard(karo_donor, as_of="2025-06-30").content


def test_the_dashboard_says_how_many_changes_wait(today, karo_donor, django_assert_num_queries):
    assert b"since" not in dashboard(karo_donor).content.split(b"</form>")[1][:200]
    for _change in range(3):
        jobs.request("coherence.assess", about=today.mission.uuid)
    with django_assert_num_queries(DASHBOARD_QUERIES + 1):
        response = dashboard(karo_donor)
    assert b"3 changes since, recomputation waits until" in response.content
    Job.objects.update(status="running", lease_until=timezone.now() + jobs.LEASE)
    assert b"3 changes since, recomputing" in dashboard(karo_donor).content


def test_the_dashboard_says_since_when_no_worker_runs(today, karo_donor):
    jobs.request("coherence.assess", about=today.mission.uuid)
    Job.objects.update(not_before=timezone.now() - datetime.timedelta(hours=1))
    assert b"No worker has run yet" in dashboard(karo_donor).content
    Heartbeat.objects.create(name="worker", at=datetime.datetime(2026, 1, 2, 7, 5, tzinfo=datetime.UTC))
    assert b"No worker has run since 2 Jan 2026, 07:05 UTC" in dashboard(karo_donor).content


def test_a_failed_recomputation_is_tried_again_by_a_planner(today, karo_donor, karo_planner):
    jobs.request("coherence.assess", about=today.mission.uuid)
    Job.objects.update(status="failed", error="ValueError: no")
    for persona, may in ((karo_donor, False), (karo_planner, True)):
        response = dashboard(persona)
        assert b"was given up" in response.content
        assert b"ValueError" not in response.content
        assert (b"Try again" in response.content) is may
    assert karo_donor.client.post(page("again")).status_code == 404
    assert karo_planner.client.post(page("again")).status_code == 302
    assert Job.objects.filter(status="queued", requested_by=karo_planner.user).count() == 1
