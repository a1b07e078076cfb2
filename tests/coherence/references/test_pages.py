"""Keeping, restating and comparing through the pages, for each kind of person."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse

from apps.activities.models import Activity
from apps.alignment.models import AlignmentLink
from apps.coherence import services as coherence
from apps.coherence.models import Assessment
from apps.coherence.references import comparisons, selectors, services
from apps.core import jobs
from apps.core.enums import Audience
from apps.core.models import Job
from apps.missions.enums import Role
from tests.coherence.conftest import AS_OF
from tests.coherence.references.conftest import BEFORE
from tests.coherence.test_views import address
from tests.factories.coherence import AssessmentFactory
from tests.personas import member

TODAY = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
# session, user, mission, roles, what is being made, references, newest assessment
REFERENCES_QUERIES = 6
# session, user, mission, kept, result, choices, state of the job, newest assessment (twice), roles, and the
# tables of the rows that moved: activities, agencies, links
COMPARE_QUERIES = 10
FORM = {"as_of": "2026-01-01", "occasion": "review", "note": ""}


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def mission_admin_of_karo(karo):
    return member("karo_admin", karo, Role.MISSION_ADMIN)


def restate_address(one):
    return address("restate", uuid=one.uuid)


# Keeping -----------------------------------------------------------------------------------------------


def test_a_planner_keeps_an_assessment(karo, karo_planner):
    sent = FORM | {"note": "Half-year"}
    response = karo_planner.client.post(address("references"), sent, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "The assessment of 1 Jan 2026 is being kept."
    ]
    assert b"is being made, to be kept" in response.content
    assert response["Refresh"] == "4"
    assert not Assessment.objects.filter(occasion="review").exists(), "nothing is computed in the request"
    karo_planner.client.post(address("references"), sent)
    jobs.run_pending()
    kept = Assessment.objects.get(occasion="review")
    assert (kept.as_of, kept.note, kept.audience) == (AS_OF, "Half-year", "mission")
    response = karo_planner.client.get(address("references"))
    assert f"?kept={kept.uuid}" in response.content.decode()
    assert b"is being made" not in response.content


def test_so_does_an_administrator_of_the_mission_and_nobody_else(
    karo, mission_admin_of_karo, karo_donor, outsider, anonymous
):
    assert mission_admin_of_karo.client.post(address("references"), FORM).status_code == 302
    assert karo_donor.client.post(address("references"), FORM).status_code == 404
    assert outsider.client.post(address("references"), FORM).status_code == 404
    assert anonymous.client.post(address("references"), FORM).url.startswith("/accounts/login/")
    jobs.run_pending()
    assert Assessment.objects.filter(occasion__isnull=False).count() == 1


def test_others_read_the_list_without_the_form(kept, karo_donor):
    response = karo_donor.client.get(address("references"))
    assert response.context["form"] is None
    assert next(one.pk for one in response.context["references"]) == kept.pk
    assert b"Restate" not in response.content


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"as_of": "2026-01-02"}, "as_of", "Something is recorded from "),
        ({"as_of": "0001-01-01"}, "as_of", "Something is recorded from "),
        ({"as_of": "soon"}, "as_of", "Write the date as year-month-day, such as 2025-06-30."),
        ({"as_of": ""}, "as_of", "This field is required."),
        ({"occasion": "gate_decision"}, "occasion", "Select a valid choice."),
    ],
)
def test_a_form_that_cannot_be_says_why_and_loses_nothing(karo, karo_planner, wrong, field, sentence):
    response = karo_planner.client.post(address("references"), FORM | {"note": "Keep me"} | wrong)
    assert response.context["form"].errors[field][0].startswith(sentence)
    assert b"Keep me" in response.content
    assert f'href="#id_{field}"'.encode() in response.content
    assert not Assessment.objects.filter(occasion__isnull=False).exists()


def test_before_anything_is_kept_the_page_says_what_belongs_there(mission, planner):
    response = planner.client.get(reverse("coherence:references", kwargs={"code": mission.code}))
    assert b"Nothing kept yet" in response.content


@pytest.mark.parametrize("kept", [1, 3])
def test_the_list_takes_no_more_queries_for_more_rows(karo, karo_planner, django_assert_num_queries, kept):
    for _number in range(kept):
        AssessmentFactory(mission=karo)
    with django_assert_num_queries(REFERENCES_QUERIES):
        karo_planner.client.get(address("references"))


def test_those_of_the_public_are_not_listed(karo, by, karo_planner):
    services.keep(by=by, mission=karo, as_of=AS_OF, occasion="planner", audience="public")
    response = karo_planner.client.get(address("references"))
    assert [one.key for one in response.context["references"]] == ["AS-2025"]


def test_a_planner_restates_and_both_stay(kept, karo_planner, karo_donor):
    AlignmentLink.objects.update(grade="claimed")
    assert karo_donor.client.post(restate_address(kept)).status_code == 404
    response = karo_planner.client.post(restate_address(kept), follow=True)
    assert b"is being restated. This page" in response.content
    jobs.run_pending()
    response = karo_planner.client.get(address("references"))
    assert [(one.restated, one.restates) for one in response.context["references"]][:2] == [
        (False, kept),
        (True, None),
    ]
    again = karo_planner.client.post(restate_address(kept), follow=True)
    assert "It is restated already" in str(next(iter(again.context["messages"])))
    newest = Assessment.objects.get(restates=kept)
    karo_planner.client.post(restate_address(newest))
    jobs.run_pending()
    assert b"Nothing to restate of the assessment" in karo_planner.client.get(address("references")).content


def test_what_was_never_kept_is_not_restated(karo, assessed, karo_planner, outsider):
    assert karo_planner.client.post(restate_address(assessed)).status_code == 404
    imported = Assessment.objects.get(key="AS-2025")
    assert outsider.client.post(restate_address(imported)).status_code == 404
    assert karo_planner.client.get(restate_address(imported)).status_code == 405


# Comparing ---------------------------------------------------------------------------------------------


def ask(persona, before, after, **more):
    return persona.client.post(address("ask_comparison"), {"before": before, "after": after} | more)


def test_what_was_known_then_against_what_is_known_now(kept, karo_planner, karo_donor):
    AlignmentLink.objects.filter(activity__key="X3").update(grade="claimed")
    asked = ask(karo_donor, str(kept.uuid), "now", after_date="2026-01-01")
    assert asked.url == f"{address('compare')}?from={kept.uuid}&to=2026-01-01"
    waiting = karo_planner.client.get(asked.url)
    assert (waiting.headers["Refresh"], "found" in waiting.context) == ("4", False)
    jobs.run_pending()
    page = karo_planner.client.get(asked.url)
    assert "Refresh" not in page.headers
    assert "1 Jan 2026: what was known then and what is known now" in page.content.decode()
    e1 = next(one for level in page.context["movements"] for one in level["movements"] if one["id"] == "E1")
    title = Activity.objects.get(key="X3").title
    assert [(line["row"].label, line["text"], line["effect"]) for line in e1["rows"]] == [
        (title, "from 1.00 (linked, evidenced or better) to 0.00 (claimed only)", "\u200e−0.17")
    ]
    assert e1["rows"][0]["row"].url in page.content.decode()
    assert page.context["claims"] == [
        "Too few organisations for a trend statement: it needs 8 lead organisations at both dates."
    ]


def test_an_imported_reference_against_now_gives_the_sentence_of_the_worked_example(karo, karo_planner):
    jobs.run_pending()
    page = karo_planner.client.get(address("compare"))
    assert page.context["verdict"] == "More coherent: Whole of government up."
    assert [row["difference"] for row in page.context["levels"]] == [
        "0.00",
        "\u200e+0.08",
        "\u200e−0.04",
        "\u200e+0.01",
    ]
    e1 = next(row for row in page.context["proportions"] if row["id"] == "E1")
    assert (e1["interval"], e1["claim"]) == ("\u200e−0.32 to \u200e+0.56", "no claim of change")


def test_a_pair_nobody_asked_for_is_computed_by_looking_at_it(kept, karo_donor):
    url = address("compare") + f"?from={kept.uuid}&to=now"
    assert b"is being computed" in karo_donor.client.get(url).content
    assert b"is being computed" in karo_donor.client.get(url).content
    asked = Job.objects.filter(task=comparisons.TASK, arguments__before=str(kept.uuid))
    assert asked.count() == 1
    jobs.run_pending()
    assert karo_donor.client.get(url).context["found"]
    asked.update(status="failed", result=None)
    assert b"given up" in karo_donor.client.get(url).content
    assert asked.count() == 1


def test_what_an_imported_reference_does_not_hold_was_not_recorded(karo, karo_planner):
    jobs.run_pending()
    found = karo_planner.client.get(address("compare")).context["movements"]
    before = {one["before"] for level in found for one in level["movements"]}
    assert "not recorded" in before
    assert "Not applicable" not in before


def test_the_same_activities_are_counted_level_by_level(kept, karo_planner):
    url = ask(karo_planner, str(kept.uuid), "now").url
    jobs.run_pending()
    counts = {row["level"]: row["activities"] for row in karo_planner.client.get(url).context["levels"]}
    assert (counts["external"], counts["internal_external"]) == (6, 7)


def test_the_dashboard_says_what_may_be_claimed_and_leads_to_the_rows(karo, karo_planner):
    coherence.assess(mission=karo, as_of=AS_OF)
    before = karo_planner.client.get(address("dashboard")).context["trend"]
    assert before["claims"] == ["What may be claimed of it is not computed yet."]
    jobs.run_pending()
    trend = karo_planner.client.get(address("dashboard")).context["trend"]
    assert (trend["verdict"], trend["since"]) == (
        "More coherent: Whole of government up.",
        datetime.date(2025, 1, 1),
    )
    assert trend["claims"] == ["No claim of change: of one side only the values were recorded."]
    assert karo_planner.client.get(trend["url"]).status_code == 200
    assert before["levels"]["whole_of_government"] == [
        "Up since 1 Jan 2025.",
        "What may be claimed of it is not computed yet.",
    ]


def test_after_a_change_the_page_says_so_until_it_is_compared_again(kept, karo, karo_planner):
    url = ask(karo_planner, str(kept.uuid), "now").url
    jobs.run_pending()
    assert not karo_planner.client.get(url).context["stale"]
    AlignmentLink.objects.update(grade="claimed")
    coherence.assess(mission=karo, as_of=AS_OF)
    assert karo_planner.client.get(url).context["stale"]
    assert b"Compare again" in karo_planner.client.get(url).content
    ask(karo_planner, str(kept.uuid), "now")
    jobs.run_pending()
    assert not karo_planner.client.get(url).context["stale"]


def test_two_kept_ones_do_not_go_stale(kept, karo, by, karo_planner):
    other = services.keep(by=by, mission=karo, as_of=BEFORE, occasion="planner")
    url = ask(karo_planner, str(other.uuid), str(kept.uuid)).url
    jobs.run_pending()
    AlignmentLink.objects.update(grade="claimed")
    coherence.assess(mission=karo, as_of=AS_OF)
    page = karo_planner.client.get(url)
    assert (page.context["found"], page.context["stale"]) == (True, False)
    assert page.context["claims"][0] == (
        "Part of the difference may come from what is known: assessed at one date only are "
        "A2, A3, A5, E6, I7, W3."
    )


def test_a_row_that_one_may_not_see_is_counted_but_not_named(kept, karo_planner):
    AlignmentLink.objects.filter(activity__key="X3").update(grade="claimed")
    url = ask(karo_planner, str(kept.uuid), "now").url
    jobs.run_pending()
    Activity.objects.filter(key="X3").update(audience=Audience.AGENCY, title="Secret road")
    page = karo_planner.client.get(url)
    assert b"Secret road" not in page.content
    assert b"A row that you may not see" in page.content


@pytest.mark.parametrize(
    ("sides", "field", "sentence"),
    [
        ({"before": "now", "after": "now"}, "after", "Choose two different ones."),
        ({"after": "now"}, "before", "This field is required."),
        (
            {"before": "now", "after_date": "2027-01-01"},
            "after_date",
            "Something is recorded from ",
        ),
        (
            {"before": "now", "after_date": "0001-01-01"},
            "after_date",
            "Something is recorded from ",
        ),
        ({"before": "elsewhere", "after": "now"}, "before", "Select a valid choice."),
    ],
)
def test_sides_that_cannot_be_compared_say_why(karo, karo_planner, sides, field, sentence):
    response = karo_planner.client.post(address("ask_comparison"), sides)
    assert response.status_code == 200
    assert response.context["form"].errors[field][0].startswith(sentence)
    assert not Job.objects.filter(task=comparisons.TASK).exists()


def test_not_too_many_wait_at_once(karo, karo_planner):
    for month in range(1, comparisons.WAITING + 1):
        assert ask(karo_planner, "now", "now", after_date=f"2025-{month:02}-01").status_code == 302
    refused = ask(karo_planner, "now", "now", after_date="2025-12-01")
    assert b"Several comparisons are waiting already" in refused.content


def test_a_side_that_is_not_there_is_not_found(karo, karo_planner):
    assert karo_planner.client.get(f"{address('compare')}?from={'0' * 32}").status_code == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=nothing", "before_date"),
        ("from=now&to=9999-01-01", "after_date"),
        ("to=2026-02-30", "after_date"),
    ],
)
def test_a_day_that_is_none_stands_in_the_form_with_its_error(karo, karo_planner, query, field):
    answer = karo_planner.client.get(f"{address('compare')}?{query}")
    assert (answer.status_code, set(answer.context["form"].errors)) == (200, {field})
    assert query.rpartition("=")[2].encode() in answer.content
    assert b'class="summary"' in answer.content
    assert karo_planner.client.get(f"{address('compare')}?{query}&format=csv").status_code == 404


def test_a_reference_of_another_mission_is_not_found(karo, karo_planner, mission):
    foreign = AssessmentFactory(mission=mission)
    assert karo_planner.client.get(f"{address('compare')}?from={foreign.uuid}").status_code == 404


def test_with_nothing_kept_the_page_still_offers_dates(mission, planner):
    response = planner.client.get(reverse("coherence:compare", kwargs={"code": mission.code}))
    assert b"Nothing to compare with yet" in response.content


def test_nobody_else_compares(karo, outsider, anonymous):
    assert outsider.client.get(address("compare")).status_code == 404
    assert outsider.client.post(address("ask_comparison")).status_code == 404
    assert anonymous.client.get(address("compare")).status_code == 302


@pytest.mark.parametrize("changed", [1, 3])
def test_a_comparison_takes_no_more_queries_for_more_rows(
    kept, karo_planner, django_assert_num_queries, changed
):
    keys = ["X1", "X3", "X5"][:changed]
    AlignmentLink.objects.filter(activity__key__in=keys).update(grade="claimed")
    url = ask(karo_planner, str(kept.uuid), "now").url
    jobs.run_pending()
    with django_assert_num_queries(COMPARE_QUERIES):
        karo_planner.client.get(url)


def test_the_levels_leave_as_a_spreadsheet(kept, karo_planner):
    url = ask(karo_planner, str(kept.uuid), "now").url
    jobs.run_pending()
    sheet = karo_planner.client.get(f"{url}&format=csv").content.decode()
    assert re.search(r"^Whole of government,0\.6759\d*,0\.6759\d*,0\.0,,,0\.0,\d+,\d", sheet, re.MULTILINE)


def test_the_task_of_a_mission_or_side_that_is_gone_does_nothing(karo, kept):
    arguments = {"mission": str(karo.uuid), "before": str(kept.uuid), "after": "now"}
    jobs.request(comparisons.TASK, about=kept.uuid, arguments=arguments | {"mission": str(kept.uuid)})
    jobs.request(comparisons.TASK, about=karo.uuid, arguments=arguments | {"before": str(karo.uuid)})
    jobs.run_pending()
    assert [
        job.result for job in Job.objects.filter(task=comparisons.TASK, about__in=[kept.uuid, karo.uuid])
    ] == [
        None,
        None,
    ]


def test_the_reference_of_the_trend_is_the_one_the_page_takes(karo, by, karo_planner):
    kept = services.keep(by=by, mission=karo, as_of=BEFORE, occasion="planner")
    assert selectors.latest_reference(karo, AS_OF) == kept
    assert karo_planner.client.get(address("compare")).context["before"].kept == kept


def told(persona):
    """The figures of an indicator by its id, in each place of the page of a comparison."""
    page = persona.client.get(address("compare")).context
    moved = {one["id"] for level in page["movements"] for one in level["movements"]}
    return moved, {one["id"] for one in page["proportions"]}


def test_figures_of_fewer_than_three_reviewers_are_for_the_secretariat(karo, karo_planner, karo_donor):
    jobs.run_pending()
    result = Job.objects.get(task=comparisons.TASK, result__isnull=False)
    comparison = result.result["comparison"]
    [e1] = [one for one in comparison["movements"]["external"] if one["indicator"] == "E1"]
    comparison["movements"]["internal_external"] = [e1 | {"indicator": name} for name in ("I2", "I7")]
    comparison["moved"]["internal_external"] = 2
    comparison["proportions"]["I3"] = comparison["proportions"]["E1"]
    result.save()
    (moved, proportions), (seen, others) = told(karo_planner), told(karo_donor)
    assert moved - seen == {"I7"}
    assert "I3" in proportions - others
    assert proportions - others <= {"I3", "I7"}
