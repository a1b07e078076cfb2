"""Who serves what: counts, grades and money, and the way down to the activities."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from apps.activities.selectors import activities_for
from apps.alignment.matrix.selectors import matrix
from apps.alignment.selectors.lists import ActivityScope
from apps.core.enums import Audience, Grade
from apps.frameworks.enums import VersionStatus
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import AlignmentLinkFactory
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveFactory, ObjectiveTextFactory
from tests.factories.funding import ExchangeRateFactory, FundingLineFactory

DAY = datetime.date(2025, 1, 1)
PAGE = "/m/MISA/activities/matrix/"
QUERIES = 6


@pytest.fixture
def version(mission):
    return FrameworkVersionFactory(mission=mission, status=VersionStatus.ADOPTED, adopted_on=DAY, number=1)


def worded(version, title):
    objective = ObjectiveFactory(mission=version.mission)
    ObjectiveTextFactory(mission=version.mission, framework_version=version, objective=objective, title=title)
    return objective


def link(activity, objective, grade=Grade.CLAIMED, **fields):
    return AlignmentLinkFactory(
        mission=activity.mission, activity=activity, objective=objective, grade=grade, **fields
    )


def found(persona, mission, **how):
    visible = activities_for(persona.user, mission)
    return matrix(ActivityScope(mission, visible, drafts=True, names=("objective",)), **how)


def test_links_are_counted_by_objective_agency_and_grade(planner, mission, agency_a, agency_b, version):
    one, other = worded(version, "Justice"), worded(version, "Land")
    first = ActivityFactory(mission=mission, lead=agency_a)
    second = ActivityFactory(mission=mission, lead=agency_a)
    link(first, one)
    link(first, other, Grade.VERIFIED)
    link(second, one, Grade.EVIDENCED)
    link(ActivityFactory(mission=mission, lead=agency_b), one)
    told = found(planner, mission)
    assert [lead.label for lead in told.agencies] == ["AGA", "AGB"]
    assert told.cells[one.pk, agency_a.pk].by_grade == {"claimed": 1, "evidenced": 1}
    assert (told.cells[one.pk, agency_a.pk].count, told.cells[one.pk, agency_a.pk].backed) == (2, 0.5)
    assert (told.rows[one.pk].count, told.columns[agency_a.pk].count) == (3, 3)
    assert (other.pk, agency_b.pk) not in told.cells


def test_what_somebody_may_not_see_is_not_counted(planner, editor_a, mission, agency_a, version):
    objective = worded(version, "Justice")
    link(ActivityFactory(mission=mission, lead=agency_a, audience=Audience.AGENCY), objective)
    assert found(planner, mission).cells == {}
    assert found(editor_a, mission).cells[objective.pk, agency_a.pk].count == 1
    assert "Nothing is linked yet" in planner.client.get(PAGE).content.decode()


def test_money_of_an_activity_is_divided_and_never_counted_twice(planner, mission, agency_a, version):
    one, other = worded(version, "Justice"), worded(version, "Land")
    equal = ActivityFactory(mission=mission, lead=agency_a)
    link(equal, one)
    link(equal, other, share=0.9)
    FundingLineFactory(mission=mission, activity=equal, funder=agency_a, committed=100)
    by_share = ActivityFactory(mission=mission, lead=agency_a)
    link(by_share, one, share=0.25)
    link(by_share, other, share=0.5)
    FundingLineFactory(mission=mission, activity=by_share, funder=agency_a, committed=100)
    too_much = ActivityFactory(mission=mission, lead=agency_a)
    link(too_much, one, share=1)
    link(too_much, other, share=1)
    FundingLineFactory(mission=mission, activity=too_much, funder=agency_a, committed=100)
    told = found(planner, mission, money=True)
    assert told.rows[one.pk].money.amount == Decimal(50 + 25 + 50)
    assert told.rows[other.pk].money.amount == Decimal(50 + 50 + 50)


def test_currencies_and_prices_are_never_mixed_silently(planner, mission, agency_a, version):
    objectives = [worded(version, title) for title in ("Rate", "No rate", "Prices", "Nothing")]
    activities = [ActivityFactory(mission=mission, lead=agency_a) for _ in objectives]
    for activity, objective in zip(activities, objectives, strict=True):
        link(activity, objective)
    ExchangeRateFactory(mission=mission, currency="EUR", valid_on=DAY, rate=2)
    line = {"mission": mission, "funder": agency_a, "period_from": DAY, "committed": 10}
    FundingLineFactory(**line, activity=activities[0], currency="EUR")
    FundingLineFactory(**line, activity=activities[0])
    FundingLineFactory(**line, activity=activities[1], currency="JPY")
    FundingLineFactory(**line, activity=activities[2], price_basis="current")
    FundingLineFactory(**line, activity=activities[2], price_basis="constant_2020")
    told = found(planner, mission, money=True)
    assert [(told.rows[one.pk].money.amount, told.rows[one.pk].money.obstacle) for one in objectives] == [
        (30, None),
        (None, "no_rate"),
        (None, "mixed_prices"),
        (None, "not_recorded"),
    ]


def test_a_rate_counts_from_its_day(planner, mission, agency_a, version):
    objective = worded(version, "Justice")
    activity = ActivityFactory(mission=mission, lead=agency_a)
    link(activity, objective)
    ExchangeRateFactory(mission=mission, currency="EUR", valid_on=DAY, rate=2)
    FundingLineFactory(
        mission=mission,
        activity=activity,
        funder=agency_a,
        currency="EUR",
        committed=10,
        period_from=DAY - datetime.timedelta(days=1),
    )
    assert found(planner, mission, money=True).rows[objective.pk].money.obstacle == "no_rate"


@pytest.mark.parametrize("by", ["count", "money", "grade"])
def test_each_field_leads_to_its_activities_and_stands_in_the_file(planner, mission, agency_a, version, by):
    objective = worded(version, "Justice")
    activity = ActivityFactory(mission=mission, lead=agency_a, title="Courts")
    link(activity, objective, Grade.EVIDENCED)
    FundingLineFactory(mission=mission, activity=activity, funder=agency_a, committed=1200000)
    page = planner.client.get(PAGE, {"by": by}).content.decode()
    address = f"{reverse('alignment:activities', kwargs={'code': 'MISA'})}?objective={objective.uuid}"
    assert f"{address}&amp;lead={agency_a.uuid}" in page
    assert '<bdi title="Agency A">AGA</bdi>' in page
    assert "Courts" in planner.client.get(f"{address}&lead={agency_a.uuid}").content.decode()
    file = planner.client.get(PAGE, {"by": by, "format": "csv"})
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert "Agency A,1,0,1,0" in file.content.decode()
    assert ("1200000" in file.content.decode()) is (by == "money")


def test_an_address_that_asks_for_something_else_is_not_there(planner, mission):
    assert planner.client.get(PAGE, {"by": "luck"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_rows(
    planner, mission, agency_a, agency_b, version, rows, django_assert_num_queries
):
    for _ in range(rows):
        for agency in (agency_a, agency_b):
            activity = ActivityFactory(mission=mission, lead=agency)
            link(activity, worded(version, "Justice"))
            FundingLineFactory(mission=mission, activity=activity, funder=agency, committed=10)
    with django_assert_num_queries(QUERIES):
        planner.client.get(PAGE)
    with django_assert_num_queries(QUERIES + 3):
        planner.client.get(PAGE, {"by": "money"})
