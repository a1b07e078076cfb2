import csv
import datetime
import io

import lxml.html
import pytest
from django.urls import reverse

from apps.agencies.enums import AgencyKind
from apps.core.enums import Audience
from apps.frameworks.enums import CommitmentStatus, VersionStatus
from tests.factories.activities import ActivityFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import AlignmentLinkFactory
from tests.factories.frameworks import (
    FrameworkVersionFactory,
    MutualCommitmentFactory,
    ObjectiveTextFactory,
    ResourceRequirementFactory,
)
from tests.factories.funding import ForwardPlanAmountFactory, ForwardPlanFactory, FundingLineFactory
from tests.factories.missions import MissionAgencyFactory

DAY = datetime.date(2025, 1, 1)


def page(mission, agency):
    return reverse("portal:funder", kwargs={"code": mission.code, "uuid": agency.uuid})


def paid(mission, funder, lead, objective=None, **amounts):
    activity = ActivityFactory(mission=mission, lead=lead)
    if objective is not None:
        AlignmentLinkFactory(mission=mission, activity=activity, objective=objective)
    return FundingLineFactory(
        mission=mission, activity=activity, funder=funder, period_from=DAY, currency="USD", **amounts
    )


@pytest.fixture
def objectives(mission):
    version = FrameworkVersionFactory(mission=mission, status=VersionStatus.ADOPTED, adopted_on=DAY)
    texts = [
        ObjectiveTextFactory(mission=mission, framework_version=version, code=f"O{n}", title=f"Aim {n}")
        for n in (1, 2, 3)
    ]
    return [text.objective for text in texts]


def test_a_funder_sees_itself_against_the_framework(mission, donor, agency_a, agency_b, objectives):
    first, second, _third = objectives
    agency_b.state, agency_b.kind = "NOR", AgencyKind.BILATERAL_AGENCY
    agency_b.save()
    sister = AgencyFactory(state="NOR", name="Sister agency", acronym="SIS")
    MissionAgencyFactory(mission=mission, agency=sister)
    paid(mission, agency_b, agency_a, first, scheduled=100, disbursed=50)
    paid(mission, sister, agency_a, first, scheduled=10, disbursed=10)
    paid(mission, agency_a, agency_a, second, scheduled=40, disbursed=40)
    hidden = paid(mission, agency_b, agency_a, first, scheduled=7777, disbursed=7777)
    hidden.activity.audience = Audience.AGENCY
    hidden.activity.save()
    ResourceRequirementFactory(mission=mission, objective=first, period_from=DAY, currency="USD", amount=200)
    MutualCommitmentFactory(
        mission=mission, party=agency_b, text="Three years ahead", status_by_party=CommitmentStatus.KEPT
    )
    MutualCommitmentFactory(mission=mission, party=agency_a, text="Nobody else's word")
    plan = ForwardPlanFactory(mission=mission, funder=agency_b, years_shared=1.5, shared_on=DAY)
    ForwardPlanAmountFactory(plan=plan, year=2027, amount=900, currency="USD")
    text = donor.client.get(page(mission, agency_b)).content.decode()
    assert "Objectives that you fund: 1 of 3. Funded by nobody: 1." in text
    assert "Three years ahead" in text
    assert "Nobody else's word" not in text
    assert "Years ahead that you have shared: 1.5, which is 50" in text
    assert "Sister agency" in text or "SIS" in text
    assert "7,7" not in text
    file = donor.client.get(page(mission, agency_b), {"format": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(file)))
    assert [row[1:8] for row in rows if row[0] == "Your money against the framework"][1:] == [
        ["O1 Aim 1", "you fund it", "", "50.00", "110.00", "200.00", "90.00"],
        ["O2 Aim 2", "others fund it", "", "", "40.00", "", ""],
        ["O3 Aim 3", "nobody funds it", "", "", "", "", ""],
    ]
    # Exactly what is on the screen: as many rows of each part as its table shows.
    shown = [len(table.findall(".//tbody/tr")) for table in lxml.html.fromstring(text).iter("table")]
    parts = list(dict.fromkeys(row[0] for row in rows[1:]))
    assert shown == [sum(row[0] == part for row in rows) - 1 for part in parts]
    # One funder of a kind is no middle.
    assert [row[2:] for row in rows if row[1:2] == ["Bilateral agency"]] == [["1", "", "", "", "", ""]]


def test_it_opens_to_the_funder_and_to_planners(mission, donor, editor_a, planner, agency_a, agency_b):
    own = reverse("portal:own_funder", kwargs={"code": mission.code})
    assert donor.client.get(own).headers["Location"] == page(mission, agency_b)
    assert donor.client.get(page(mission, agency_a)).status_code == 404
    assert planner.client.get(page(mission, agency_a)).status_code == 200
    paid(mission, agency_b, agency_a, scheduled=1)
    assert page(mission, agency_b) in planner.client.get(own).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_rows(
    number, mission, donor, agency_a, agency_b, objectives, django_assert_num_queries
):
    agency_b.state = "NOR"
    agency_b.save()
    for count in range(number):
        other = AgencyFactory(state="NOR")
        MissionAgencyFactory(mission=mission, agency=other)
        paid(mission, other, agency_a, objectives[count], scheduled=5, disbursed=5)
        paid(mission, agency_b, agency_a, objectives[count], scheduled=5, disbursed=5)
        MutualCommitmentFactory(mission=mission, party=agency_b)
    donor.client.get(page(mission, agency_b))
    with django_assert_num_queries(41):
        donor.client.get(page(mission, agency_b))


def test_money_that_serves_no_objective_is_not_missing(mission, donor, agency_b, agency_a, objectives):
    paid(mission, agency_b, agency_a, committed=500, disbursed=20)
    file = donor.client.get(page(mission, agency_b), {"format": "csv"}).content.decode("utf-8-sig")
    rows = [row[1:5] for row in csv.reader(io.StringIO(file)) if row[1:2] == ["Not linked"]]
    assert rows == [["Not linked", "you fund it", "500.00", "20.00"]]


def test_what_was_paid_without_a_schedule_is_no_part_of_the_share(mission, donor, agency_b, agency_a):
    paid(mission, agency_b, agency_a, scheduled=100, disbursed=50)
    paid(mission, agency_b, agency_a, disbursed=400)
    file = donor.client.get(page(mission, agency_b), {"format": "csv"}).content.decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(file)) if row[:2] == ["Paid as scheduled", "2025"]]
    assert [row[3:6] for row in rows] == [["100.00", "450.00", "0.5"]]
