"""Money written on a page: by whom, with which words of refusal, and with nobody's words lost."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from apps.core.models import Job
from apps.funding.models import ExchangeRate, ForwardPlan, FundingLine
from apps.missions.enums import Phase
from tests.factories.activities import ActivityFactory
from tests.factories.funding import ForwardPlanFactory, FundingLineFactory, HandoverFactory
from tests.factories.missions import AreaFactory, PhasePeriodFactory
from tests.pages import form_with

QUERIES = 8


def at(name, kind, row=None, query=""):
    parts = {"code": "MISA", "kind": kind} | ({} if row is None else {"uuid": row.uuid})
    return reverse(f"funding:{name}", kwargs=parts) + query


def opened(client, address, *names):
    return form_with(client.get(address).content, *names)


@pytest.fixture
def activity(mission, agency_a):
    return ActivityFactory(mission=mission, lead=agency_a)


def test_a_line_is_added_changed_and_taken_out(mission, editor_a, activity, agency_b):
    page = at("add", "line", query=f"?activity={activity.uuid}")
    form = opened(editor_a.client, page, "committed")
    assert form["currency"] == ["USD"]
    sent = {**form, "funder": agency_b.pk, "period_from": "2025-01-01", "committed": "1000.50"}
    assert editor_a.client.post(page, sent).status_code == 302
    line = FundingLine.objects.get()
    assert (line.funder, line.committed, line.disbursed) == (agency_b, Decimal("1000.50"), None)
    assert Job.objects.filter(task="coherence.assess").exists()
    shown = editor_a.client.get(reverse("alignment:activity", kwargs={"code": "MISA", "uuid": activity.uuid}))
    assert at("change", "line", line) in shown.content.decode()
    form = opened(editor_a.client, at("change", "line", line), "committed")
    sent = {**form, "disbursed": "0", "price_basis": "constant:2020", "country_systems_audit": "true"}
    assert editor_a.client.post(at("change", "line", line), sent).status_code == 302
    line.refresh_from_db()
    assert (line.disbursed, line.price_basis, line.country_systems_recorded) == (0, "constant:2020", True)
    form = opened(editor_a.client, at("remove", "line", line), "row_version")
    assert editor_a.client.post(at("remove", "line", line), form).status_code == 302
    assert not FundingLine.objects.exists()


def test_a_funder_writes_its_own_lines_only(mission, donor, activity, agency_a, agency_b):
    page = at("add", "line", query=f"?activity={activity.uuid}")
    form = opened(donor.client, page, "committed")
    sent = {**form, "period_from": "2025-01-01", "committed": "5"}
    refused = donor.client.post(page, {**sent, "funder": agency_a.pk})
    assert refused.status_code == 200
    assert not FundingLine.objects.exists()
    assert donor.client.post(page, {**sent, "funder": agency_b.pk}).status_code == 302
    other = FundingLineFactory(mission=mission, activity=activity, funder=agency_a)
    assert donor.client.get(at("change", "line", other)).status_code == 404
    listed = donor.client.get(reverse("funding:lines", kwargs={"code": "MISA"})).content.decode()
    assert at("change", "line", FundingLine.objects.get(funder=agency_b)) in listed
    assert at("change", "line", other) not in listed


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"currency": "euro"}, "at most 3"),
        ({"currency": "E1"}, "A currency has three letters"),
        ({"period_to": "2024-01-01"}, "The end lies before the beginning"),
        ({"price_basis": "old"}, "Write current, or constant:"),
        ({"committed": "many"}, "Enter a number"),
    ],
)
def test_what_cannot_be_is_answered_with_a_sentence(fields, sentence, planner, activity, agency_b):
    page = at("add", "line", query=f"?activity={activity.uuid}")
    sent = {"funder": agency_b.pk, "period_from": "2025-01-01", "currency": "USD", **fields}
    answer = planner.client.post(page, sent)
    assert sentence in answer.content.decode()
    assert not FundingLine.objects.exists()


def test_two_people_who_change_a_line_both_keep_their_words(mission, planner, activity):
    line = FundingLineFactory(mission=mission, activity=activity, committed=1, scheduled=1)
    form = opened(planner.client, at("change", "line", line), "committed")
    FundingLine.objects.filter(pk=line.pk).update(committed=7, row_version=line.row_version + 1)
    answer = planner.client.post(at("change", "line", line), {**form, "committed": "9", "scheduled": "2"})
    assert answer.status_code == 409
    line.refresh_from_db()
    assert (line.committed, line.scheduled) == (7, 1)
    text = answer.content.decode()
    assert "7" in text
    assert 'value="9"' in text or ">9<" in text
    form = opened(planner.client, at("remove", "line", line), "row_version")
    FundingLine.objects.filter(pk=line.pk).update(committed=8, row_version=line.row_version + 1)
    assert planner.client.post(at("remove", "line", line), form).status_code == 409
    assert FundingLine.objects.exists()


def test_rates_and_plans(mission, planner, donor, agency_b):
    sent = {"currency": "eur", "valid_on": "2025-01-01", "rate": "1.1", "source": "Central bank"}
    assert planner.client.post(at("add", "rate"), sent).status_code == 302
    assert ExchangeRate.objects.get().currency == "EUR"
    assert (
        "needs no rate"
        in planner.client.post(at("add", "rate"), {**sent, "currency": mission.currency}).content.decode()
    )
    form = opened(donor.client, at("add", "plan"), "years_shared", "amounts-TOTAL_FORMS")
    sent = {**form, "funder": agency_b.pk, "years_shared": "2", "amounts-TOTAL_FORMS": "1"}
    sent |= {"amounts-0-year": "2027", "amounts-0-amount": "50", "amounts-0-currency": "usd"}
    assert donor.client.post(at("add", "plan"), sent).status_code == 302
    plan = ForwardPlan.objects.get()
    assert list(plan.amounts.values_list("year", "amount", "currency")) == [(2027, 50, "USD")]
    form = opened(donor.client, at("change", "plan", plan), "years_shared")
    assert (
        donor.client.post(at("change", "plan", plan), {**form, "amounts-0-amount": "60"}).status_code == 302
    )
    assert [one.amount for one in plan.amounts.all()] == [60]


def test_the_transition_plan(mission, planner, agency_a, agency_b, ministry, django_assert_num_queries):
    page = reverse("portal:transition", kwargs={"code": "MISA"})
    assert "Nothing is to be handed over yet" in planner.client.get(page).content.decode()
    common = {"mission": mission, "currency": "USD", "from_agency": agency_a}
    HandoverFactory(**common, task="Prisons", to_agency=ministry, yearly_cost=300, financed_nationally=True)
    PhasePeriodFactory(mission=mission, phase=Phase.EXIT, period_from=datetime.date(2024, 6, 1))
    planner.client.get(page)
    with django_assert_num_queries(QUERIES):
        planner.client.get(page)
    HandoverFactory(**common, task="Courts", to_agency=agency_b, yearly_cost=100, financed_nationally=False)
    HandoverFactory(**common, task="Roads", to_agency=None)
    with django_assert_num_queries(QUERIES):
        text = planner.client.get(page).content.decode()
    assert "75" in text
    assert "known of 2 of 3" in text
    assert "1 Jun 2029" in text
    assert planner.client.get(page, {"format": "csv"}).content.decode().count("\r\n") == 4


def test_a_step_back_from_exit_ends_the_watch(mission, planner):
    area = AreaFactory(mission=mission, name="North")
    began = datetime.date(2024, 6, 1)
    for place in (None, area):
        PhasePeriodFactory(mission=mission, area=place, phase=Phase.EXIT, period_from=began)
    PhasePeriodFactory(
        mission=mission, area=area, phase=Phase.TRANSITION, period_from=datetime.date(2024, 9, 1)
    )
    page = reverse("portal:transition", kwargs={"code": "MISA"})
    text = planner.client.get(page).content.decode()
    assert ("1 Jun 2029" in text, "step back, 1 Sep 2024" in text) == (True, True)
    assert text.count("The watch has ended") == 1


@pytest.mark.parametrize("number", [1, 3])
def test_plans_cost_the_same_at_one_and_three(number, mission, donor, agency_b, django_assert_num_queries):
    plans = [ForwardPlanFactory(mission=mission, funder=agency_b) for _ in range(number)]
    address = at("change", "plan", plans[0])
    donor.client.get(address)
    with django_assert_num_queries(9):
        donor.client.get(address)
