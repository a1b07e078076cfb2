"""Money: totals that open to their lines, and no total where none can honestly be said."""

import datetime
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core.enums import Audience
from apps.frameworks.enums import VersionStatus
from apps.funding.enums import FundingKind
from apps.funding.models import FundingLine
from apps.missions.models import Mission
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import AlignmentLinkFactory
from tests.factories.frameworks import (
    FrameworkVersionFactory,
    ObjectiveFactory,
    ObjectiveTextFactory,
    ResourceRequirementFactory,
)
from tests.factories.funding import (
    ExchangeRateFactory,
    ForwardPlanAmountFactory,
    ForwardPlanFactory,
    FundingLineFactory,
)

QUERIES = {"money": 15, "gaps": 12, "funders": 19, "lines": 14}


def address(name):
    return reverse(f"funding:{name}", kwargs={"code": "MISA"})


def on(year, month=1, day=1):
    return datetime.date(year, month, day)


@pytest.fixture
def version(mission):
    mission.currency = "USD"
    mission.save()
    return FrameworkVersionFactory(mission=mission, status=VersionStatus.ADOPTED, adopted_on=on(2024))


@pytest.fixture
def objective(mission, version):
    return worded(mission, version, "O1", "Justice")


def worded(mission, version, code, title):
    objective = ObjectiveFactory(mission=mission, key=code)
    ObjectiveTextFactory(
        mission=mission, framework_version=version, objective=objective, code=code, title=title
    )
    return objective


def paid(mission, lead, funder, amount, *, objectives=(), of="disbursed", **more):
    """One line of an activity of its own that serves the objectives."""
    activity = ActivityFactory(mission=mission, lead=lead, audience=more.pop("audience", None))
    for objective in objectives:
        AlignmentLinkFactory(mission=mission, activity=activity, objective=objective)
    return FundingLineFactory(mission=mission, activity=activity, funder=funder, **{of: amount}, **more)


def flows(response):
    return list(response.context["flow"].table.rows)


def test_money_is_shared_out_over_the_objectives_it_serves(
    mission, version, objective, agency_a, agency_b, planner
):
    other = worded(mission, version, "O2", "Security")
    paid(mission, agency_a, agency_b, 100, objectives=[objective, other])
    paid(mission, agency_a, agency_b, 40)
    response = planner.client.get(address("money"))
    assert flows(response) == [
        ("AGB", "AGA", "O1 Justice", 50.0),
        ("AGB", "AGA", "O2 Security", 50.0),
        ("AGB", "AGA", "Not linked", 40.0),
    ]
    assert response.context["total"].total.amount == Decimal(140)


def test_recorded_shares_count_where_every_link_has_one(
    mission, version, objective, agency_a, agency_b, planner
):
    other = worded(mission, version, "O2", "Security")
    line = paid(mission, agency_a, agency_b, 100, objectives=[objective, other])
    line.activity.links.filter(objective=objective).update(share=0.7)
    assert [row[3] for row in flows(planner.client.get(address("money")))] == [50.0, 50.0]
    line.activity.links.filter(objective=other).update(share=0.3)
    assert [row[3] for row in flows(planner.client.get(address("money")))] == [70.0, 30.0]


def test_other_currencies_are_converted_by_the_rate_of_their_day(
    mission, version, agency_a, agency_b, planner
):
    paid(mission, agency_a, agency_b, 100, currency="EUR", period_from=on(2025), period_to=on(2025, 12, 31))
    assert planner.client.get(address("money")).context["total"].total.obstacle == "no_rate"
    ExchangeRateFactory(mission=mission, currency="EUR", valid_on=on(2024), rate=Decimal("1.5"))
    ExchangeRateFactory(mission=mission, currency="EUR", valid_on=on(2026), rate=Decimal(9))
    assert planner.client.get(address("money")).context["total"].total.amount == Decimal(150)


def test_different_prices_are_not_added_up_and_the_page_says_why(
    mission, version, agency_a, agency_b, planner
):
    paid(mission, agency_a, agency_b, 100, price_basis="current")
    paid(mission, agency_a, agency_b, 100, price_basis="constant:2010")
    response = planner.client.get(address("money"))
    assert response.context["total"].total.amount is None
    assert "the lines stand in different prices" in response.content.decode()
    chosen = planner.client.get(address("money"), {"prices": "constant:2010"})
    assert chosen.context["total"].total.amount == Decimal(100)


def test_no_view_and_no_file_adds_up_different_prices(
    mission, version, objective, agency_a, agency_b, planner, anonymous
):
    """Nor does one leave the place of such a total empty: the reason stands in it."""
    Mission.objects.filter(pk=mission.pk).update(audience=Audience.PUBLIC)
    ResourceRequirementFactory(mission=mission, objective=objective, amount=5, currency="USD")
    activity = ActivityFactory(mission=mission, lead=agency_a, audience=Audience.PUBLIC)
    AlignmentLinkFactory(mission=mission, activity=activity, objective=objective)
    for basis, amount in (("current", 1234567), ("constant:2010", 2345678)):
        told = dict.fromkeys(("committed", "scheduled", "disbursed", "executed"), amount)
        FundingLineFactory(mission=mission, activity=activity, funder=agency_b, price_basis=basis, **told)
    own = reverse("portal:funder", kwargs={"code": "MISA", "uuid": agency_b.uuid})
    matrix = reverse("alignment:matrix", kwargs={"code": "MISA"})
    lists = reverse("alignment:activities", kwargs={"code": "MISA"})
    views = [
        *map(address, QUERIES),
        own,
        f"{matrix}?by=money",
        lists,
        "/p/MISA/money/",
        "/p/MISA/money/?format=json",
    ]
    files = [f"{address('money')}?figure={name}&format=csv" for name in ("types", "years", "flow")]
    files += [f"{address('gaps')}?format=csv&figure=gaps", f"{address('funders')}?format=csv&figure=funders"]
    files += [f"{own}?format=csv", f"{matrix}?by=money&format=csv", "/p/MISA/money/?format=csv"]
    for view in (*views, *files):
        answer = planner.client.get(view)
        text = re.sub(r"[,.\s]", "", answer.content.decode())
        assert (view, answer.status_code, "3580245" in text) == (view, 200, False)
        assert re.search(r"(?i)(different|mixed)_?prices", text), view


def test_what_is_not_recorded_is_missing_and_zero_is_zero(mission, version, agency_a, agency_b, planner):
    paid(mission, agency_a, agency_b, None, scheduled=5)
    found = planner.client.get(address("money")).context["total"]
    assert (found.total.amount, found.recorded, found.lines) == (None, 0, 1)
    paid(mission, agency_a, agency_b, 0)
    found = planner.client.get(address("money")).context["total"]
    assert (found.total.amount, found.recorded, found.lines) == (Decimal(0), 1, 2)


def test_a_total_opens_to_its_lines(mission, version, objective, agency_a, agency_b, planner):
    paid(mission, agency_a, agency_b, 100, objectives=[objective], kind=FundingKind.POOLED)
    paid(mission, agency_a, agency_b, 40, kind=FundingKind.POOLED)
    paid(mission, agency_a, agency_b, 7)
    bars = planner.client.get(address("money")).context["types"].table.rows
    assert bars == (("Pooled", Decimal(140)), ("Not recorded", Decimal(7)))
    lines = planner.client.get(address("lines"), {"kind": "pooled"})
    assert sum(row.line.disbursed for row in lines.context["rows"]) == 140
    linked = planner.client.get(address("lines"), {"objective": str(objective.uuid)})
    assert [row.line.disbursed for row in linked.context["rows"]] == [100]
    unlinked = planner.client.get(address("lines"), {"objective": "none"})
    assert sorted(row.line.disbursed for row in unlinked.context["rows"]) == [7, 40]


def test_a_gap_is_what_is_required_and_not_scheduled(
    mission, version, objective, agency_a, agency_b, planner
):
    ResourceRequirementFactory(
        mission=mission, objective=objective, period_from=on(2025), currency="USD", amount=100
    )
    paid(mission, agency_a, agency_b, 60, of="scheduled", objectives=[objective])
    response = planner.client.get(address("gaps"))
    assert response.context["table"].rows == (
        ("O1 Justice", "2025", Decimal("100.00"), Decimal("60.00"), Decimal("40.00")),
    )
    assert response.context["gaps"].table.rows == (("O1 Justice", Decimal("60.00"), Decimal("100.00")),)


def test_a_requirement_without_scheduled_money_has_no_known_gap(mission, version, objective, planner):
    ResourceRequirementFactory(
        mission=mission, objective=objective, period_from=on(2025), currency="USD", amount=100
    )
    (row,) = planner.client.get(address("gaps")).context["table"].rows
    assert row == ("O1 Justice", "2025", Decimal("100.00"), None, None)


def test_funders_are_compared_over_lines_that_record_both(mission, version, agency_a, agency_b, planner):
    paid(mission, agency_a, agency_b, 80, scheduled=100, country_systems_audit=True)
    paid(mission, agency_a, agency_b, 50, country_systems_audit=False)
    (row,) = planner.client.get(address("funders")).context["rows"]
    assert row["of"].paid_share == pytest.approx(0.8)
    assert row["systems"] == [("Audit", 1, 2)]


def test_plans_ahead_and_rates_stand_as_they_were_shared(mission, version, agency_b, planner):
    plan = ForwardPlanFactory(mission=mission, funder=agency_b)
    ForwardPlanAmountFactory(plan=plan, year=2027, amount=9, currency="EUR")
    ExchangeRateFactory(
        mission=mission, currency="EUR", valid_on=on(2024), rate=Decimal("1.5"), source="Bank"
    )
    context = planner.client.get(address("funders")).context
    assert [(one["name"].label, one["of"].year, one["of"].amount) for one in context["ahead"]] == [
        ("AGB", 2027, 9)
    ]
    assert [(one.currency, one.rate, one.source) for one in context["rates"]] == [
        ("EUR", Decimal("1.5"), "Bank")
    ]


def test_money_of_another_agency_leaves_no_trace(mission, version, agency_a, agency_b, editor_a, editor_b):
    paid(mission, agency_a, agency_a, 4242, audience=Audience.AGENCY)
    own = editor_a.client.get(address("money"))
    assert own.context["total"].total.amount == Decimal(4242)
    for name in QUERIES:
        text = editor_b.client.get(address(name)).content.decode()
        assert "4,242" not in text
        assert "AGA" not in text


@pytest.mark.parametrize("asked", [{"since": "x"}, {"funder": "nobody"}, {"kind": "gold"}, {"amount": "all"}])
@pytest.mark.parametrize("name", list(QUERIES))
def test_what_cannot_be_asked_is_said_and_gives_no_file(mission, planner, name, asked):
    response = planner.client.get(address(name), asked)
    assert response.status_code == 200
    assert response.context["form"].errors
    file = {"format": "csv", "figure": name}
    assert planner.client.get(address(name), asked | file).status_code == 404


@pytest.mark.parametrize("name", ["money", "gaps", "lines"])
def test_an_empty_mission_says_what_belongs_there(mission, planner, name):
    assert 'class="empty' in planner.client.get(address(name)).content.decode()


def test_lines_go_into_a_file_as_recorded_and_converted(mission, version, agency_a, agency_b, planner):
    line = paid(mission, agency_a, agency_b, 100, currency="EUR", period_to=None)
    ExchangeRateFactory(mission=mission, currency="EUR", valid_on=on(2024), rate=Decimal("1.5"))
    head, row = planner.client.get(address("lines"), {"format": "csv"}).content.decode().splitlines()
    assert head.endswith('"Committed, USD","Scheduled, USD","Disbursed, USD","Executed, USD"')
    assert row == f"{line.activity.title},AGA,AGB,2025-01-01,,Not recorded,,EUR,,,100.0000,,,,150.00,"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", list(QUERIES))
def test_the_number_of_queries_does_not_grow_with_the_rows(
    mission, version, objective, agency_a, agency_b, planner, name, count
):
    for n in range(count):
        paid(mission, agency_a, agency_b, 10 + n, objectives=[objective])
        ResourceRequirementFactory(
            mission=mission,
            objective=objective,
            period_from=on(2025 + n),
            period_to=on(2025 + n, 12, 31),
            currency="USD",
            amount=100,
        )
    ForwardPlanAmountFactory(plan=ForwardPlanFactory(mission=mission, funder=agency_b), year=2026)
    ExchangeRateFactory(mission=mission)
    with CaptureQueriesContext(connection) as found:
        planner.client.get(address(name))
    assert len(found) == QUERIES[name]
    assert FundingLine.objects.count() == count
