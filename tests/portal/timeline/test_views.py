"""The timeline: every dated row a reader may see, on one scale, in one number of queries."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.benchmarks.enums import GateRole
from apps.core.enums import Audience
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion
from apps.funding.models import FundingLine
from apps.missions.enums import EventKind, Phase
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import AlignmentLinkFactory
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkTextFactory,
    GateBenchmarkFactory,
    GateDecisionFactory,
    GateFactory,
)
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveFactory, ObjectiveTextFactory
from tests.factories.funding import (
    ForwardPlanAmountFactory,
    ForwardPlanFactory,
    FundingLineFactory,
    HandoverFactory,
)
from tests.factories.missions import EventFactory, MandateFactory, PhasePeriodFactory

ADDRESS = reverse("portal:timeline", kwargs={"code": "MISA"})
DAY = datetime.date(2025, 6, 30)
ASKED = {"as_of": DAY.isoformat()}
QUERIES = 17


def on(year, month=1, day=1):
    return datetime.date(year, month, day)


def dated(mission, agency, n=1, **more):
    """One row of every calendar, for an objective of its own."""
    version = FrameworkVersion.objects.get(mission=mission) if n > 1 else _version(mission)
    objective = ObjectiveFactory(mission=mission, key=f"O{n}")
    ObjectiveTextFactory(
        mission=mission, framework_version=version, objective=objective, code=f"O{n}", title=f"Courts {n}"
    )
    benchmark = BenchmarkFactory(mission=mission, objective=objective, key=f"B{n}")
    BenchmarkTextFactory(
        mission=mission,
        framework_version=version,
        benchmark=benchmark,
        statement=f"Open {n}",
        deadline=on(2027),
    )
    gate = GateFactory(mission=mission, key=f"G{n}", title=f"Gate {n}")
    GateBenchmarkFactory(gate=gate, benchmark=benchmark, role=GateRole.CRITICAL)
    GateDecisionFactory(mission=mission, gate=gate, decided_on=on(2025), next_review_on=on(2026))
    activity = ActivityFactory(mission=mission, lead=agency, start=on(2024), end=on(2026, 3, 31), **more)
    AlignmentLinkFactory(mission=mission, activity=activity, objective=objective)
    FundingLineFactory(
        mission=mission,
        activity=activity,
        funder=agency,
        period_from=on(2024),
        period_to=on(2026, 2, 28),
        committed=100,
    )
    plan = ForwardPlanFactory(mission=mission, funder=agency)
    ForwardPlanAmountFactory(plan=plan, year=2026)
    MandateFactory(mission=mission, symbol=f"S/RES/{n}", adopted_on=on(2024), valid_until=on(2026, 12, 31))
    EventFactory(mission=mission, title=f"Vote {n}", kind=EventKind.ELECTION, starts_on=on(2026, 9, 1))
    HandoverFactory(mission=mission, task=f"Radio {n}", due_on=on(2026, 6, 30), financed_nationally=None)
    PhasePeriodFactory(mission=mission, phase=Phase.TRANSITION, period_from=on(2020 + n))


def _version(mission):
    return FrameworkVersionFactory(mission=mission, status=VersionStatus.ADOPTED, adopted_on=on(2024))


def rows(response):
    return [row[:3] for row in response.context["figure"].table.rows]


def test_it_shows_every_calendar_and_what_does_not_fit(mission, agency_a, planner):
    dated(mission, agency_a)
    response = planner.client.get(ADDRESS, ASKED)
    assert rows(response) == [
        ("Phases", "The mission as a whole: Transition", "Transition"),
        ("Gates", "Gate 1", "Next looked at"),
        ("Benchmarks due", "Open 1", "Deadline"),
        ("Mandates", "S/RES/1", "In force"),
        ("Mandates", "S/RES/1", "Ends or is renewed"),
        ("Events", "Vote 1", "Election"),
        ("Activities by objective", "O1 Courts 1", "1 activity"),
        ("Activities by objective", "O1 Courts 1", "Recorded money ends"),
        ("Money by funder", "Agency A", "Recorded funding lines"),
        ("Money by funder", "Agency A", "Plans shared ahead"),
        ("Handovers", "Radio 1", "Handed over"),
    ]
    assert [(one["kind"], one["name"], str(one["sentence"])) for one in response.context["conflicts"]] == [
        (
            "Gate before evidence",
            "Gate 1",
            "Looked at on 1 Jan 2026; its critical benchmark “Open 1” is due on 1 Jan 2027.",
        ),
        (
            "Money before deadline",
            "Open 1",
            "Recorded money ends on 28 Feb 2026, before the deadline of 1 Jan 2027.",
        ),
        (
            "Handover without money",
            "Radio 1",
            "Handed over on 30 Jun 2026; whether it is financed is not recorded.",
        ),
        (
            "Mandate before deadline",
            "Open 1",
            "S/RES/1 ends on 31 Dec 2026, before the deadline of 1 Jan 2027.",
        ),
    ]


def test_one_calendar_alone_and_the_years_of_the_scale_stand_in_the_address(mission, agency_a, planner):
    dated(mission, agency_a)
    response = planner.client.get(ADDRESS, ASKED | {"calendar": "events", "since": "2026", "until": "2027"})
    assert rows(response) == [("Events", "Vote 1", "Election")]
    file = planner.client.get(ADDRESS, ASKED | {"calendar": "events", "format": "csv"})
    assert file.content.decode().splitlines()[1] == "Events,Vote 1,Election,2026-09-01,2026-09-01"


@pytest.mark.parametrize(
    "asked", [{"since": "x"}, {"since": "2030", "until": "2020"}, {"as_of": "soon"}, {"calendar": "none"}]
)
def test_what_cannot_be_asked_is_said_and_gives_no_file(mission, agency_a, planner, asked):
    dated(mission, agency_a)
    response = planner.client.get(ADDRESS, asked)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert planner.client.get(ADDRESS, asked | {"format": "csv"}).status_code == 404


def test_money_and_activities_of_another_agency_leave_no_trace(mission, agency_a, editor_a, editor_b):
    dated(mission, agency_a, audience=Audience.AGENCY)
    own, others = (persona.client.get(ADDRESS, ASKED) for persona in (editor_a, editor_b))
    assert ("Activities by objective", "O1 Courts 1", "1 activity") in rows(own)
    hidden = {row for row in rows(own) if row not in rows(others)}
    assert hidden == {
        ("Activities by objective", "O1 Courts 1", "1 activity"),
        ("Activities by objective", "O1 Courts 1", "Recorded money ends"),
        ("Money by funder", "Agency A", "Recorded funding lines"),
    }
    assert "Money before deadline" not in [one["kind"] for one in others.context["conflicts"]]


def test_an_empty_mission_says_what_belongs_there(mission, planner):
    response = planner.client.get(ADDRESS)
    assert response.context["empty"] is True
    assert "Nothing with a date is recorded yet" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_rows(mission, agency_a, planner, count):
    for n in range(1, count + 1):
        dated(mission, agency_a, n)
    with CaptureQueriesContext(
        connection,
    ) as found:
        planner.client.get(ADDRESS, ASKED)
    assert len(found) == QUERIES


def test_days_at_the_ends_of_all_days_and_money_without_an_end(mission, agency_a, planner):
    dated(mission, agency_a, 1)
    for day in (datetime.date.min, datetime.date.max):
        EventFactory(mission=mission, title=f"Event {day}", starts_on=day)
    plan = ForwardPlanFactory(mission=mission, funder=agency_a)
    for year in (0, 20_000):
        ForwardPlanAmountFactory(plan=plan, year=year, amount=1, currency="USD")
    assert "Money before deadline" in planner.client.get(ADDRESS, ASKED).content.decode()
    FundingLine.objects.update(period_to=None)
    shown = planner.client.get(ADDRESS, ASKED)
    assert shown.status_code == 200
    assert "Money before deadline" not in shown.content.decode()
