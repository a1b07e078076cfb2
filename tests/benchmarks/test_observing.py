"""Entering an observation, accepting it, returning it: through the pages, as each kind of person."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.benchmarks.enums import ObservationState, ValueType
from apps.benchmarks.models import Observation
from apps.core.enums import Audience
from apps.core.models import Job
from apps.frameworks.enums import VersionStatus
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkTextFactory,
    IndicatorFactory,
    ObservationFactory,
)
from tests.factories.frameworks import FrameworkVersionFactory

QUERIES = 6
DAY = "2025-06-30"


def address(name, row=None):
    return reverse(
        f"benchmarks:{name}", kwargs={"code": "MISA"} | ({} if row is None else {"uuid": row.uuid})
    )


@pytest.fixture
def version(mission):
    return FrameworkVersionFactory(
        mission=mission, status=VersionStatus.ADOPTED, adopted_on=datetime.date(2025, 1, 1)
    )


def measured(mission, version, n=1, owner=None, **more):
    benchmark = BenchmarkFactory(mission=mission, key=f"B{n}")
    BenchmarkTextFactory(
        mission=mission, framework_version=version, benchmark=benchmark, statement=f"Open {n}", owner=owner
    )
    given = {"title": f"Courts {n}", "headline": True, "reporting_interval_months": 3} | more
    return IndicatorFactory(mission=mission, benchmark=benchmark, **given)


@pytest.fixture
def indicator(mission, version, agency_a):
    return measured(mission, version, owner=agency_a)


def enter(persona, indicator, **more):
    given = {"value": "12.5", "observed_on": DAY} | more
    return persona.client.post(address("observe", indicator.benchmark), given)


def test_an_agency_enters_a_value_that_waits_to_be_accepted(mission, indicator, agency_a, editor_a, planner):
    response = enter(editor_a, indicator, agency=agency_a.pk, source="Ministry of Justice")
    assert response.status_code == 302
    row = Observation.objects.get()
    assert (row.value_number, row.observed_on.isoformat(), row.source) == (12.5, DAY, "Ministry of Justice")
    assert (row.state, row.submitted_by) == (ObservationState.SUBMITTED, agency_a)
    assert not Job.objects.filter(about=mission.uuid).exists()
    page = planner.client.get(address("observation", row))
    sent = planner.client.post(address("observation_accept", row), {"row_version": row.row_version})
    row.refresh_from_db()
    assert (page.status_code, sent.status_code, row.state) == (200, 302, ObservationState.ACCEPTED)
    assert Job.objects.filter(about=mission.uuid, task="coherence.assess").exists()


@pytest.mark.parametrize(
    ("kind", "more", "given", "column", "kept"),
    [
        (ValueType.NUMBER, {}, "1250", "value_number", 1250.0),
        (ValueType.PERCENT, {}, "٤٢", "value_number", 42.0),
        (ValueType.MONEY, {"currency": "USD"}, "10.50", "value_money", Decimal("10.50")),
        (ValueType.STAGE, {"stages": ["drafted", "in force"]}, "in force", "value_stage", "in force"),
        (ValueType.YES_NO, {}, "no", "value_yes", False),
    ],
)
def test_every_kind_of_value_goes_to_its_column(
    mission, version, agency_a, editor_a, kind, more, given, column, kept
):
    indicator = measured(mission, version, value_type=kind, **more)
    assert enter(editor_a, indicator, value=given, agency=agency_a.pk).status_code == 302
    assert getattr(Observation.objects.get(), column) == kept


def test_a_number_is_read_as_the_language_writes_it(mission, indicator, agency_a, editor_a):
    given = {"value": "12,5", "observed_on": DAY, "agency": agency_a.pk}
    page = address("observe", indicator.benchmark)
    assert editor_a.client.post(page, given, headers={"Accept-Language": "fr"}).status_code == 302
    assert Observation.objects.get().value_number == 12.5


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"value": ""}, "value"),
        ({"value": "many"}, "value"),
        ({"observed_on": "2999-01-01"}, "observed_on"),
        ({"observed_on": "soon"}, "observed_on"),
        ({"standard_error": "-1"}, "standard_error"),
        ({"interval_low": "5", "interval_high": "4"}, "interval_high"),
        ({"people": "-3"}, "people"),
        ({"agency": ""}, "agency"),
        ({"audience": "public"}, "audience"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(indicator, agency_a, editor_a, given, field):
    response = enter(editor_a, indicator, **({"agency": agency_a.pk} | given))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not Observation.objects.exists()
    assert 'value="2025-06-30"' in response.content.decode() or "observed_on" in given


def test_a_value_outside_of_its_natural_bounds_is_refused(mission, version, agency_a, editor_a):
    indicator = measured(mission, version, value_type=ValueType.PERCENT, natural_min=0, natural_max=100)
    response = enter(editor_a, indicator, value="101", agency=agency_a.pk)
    assert response.context["form"].errors == {"value": ["It cannot be above 100.0."]}


def test_nobody_reports_for_another_agency(indicator, agency_b, editor_a):
    response = enter(editor_a, indicator, agency=agency_b.pk)
    assert list(response.context["form"].errors) == ["agency"]


def test_who_may_enter_correct_accept_and_return(request, mission, indicator, agency_a, outsider):
    row = ObservationFactory(
        mission=mission, indicator=indicator, submitted_by=agency_a, state=ObservationState.SUBMITTED
    )
    may = {
        "planner": (200, 200, 200, 200),
        "editor_a": (200, 200, 200, 404),
        "editor_b": (200, 200, 404, 404),
        "internal_counterpart": (200, 200, 404, 404),
        "donor": (404, 200, 404, 404),
        "outsider": (404, 404, 404, 404),
    }
    pages = [
        address("observe", indicator.benchmark),
        address("observation", row),
        address("observation_change", row),
        address("observation_return", row),
    ]
    found = {
        name: tuple(request.getfixturevalue(name).client.get(page).status_code for page in pages)
        for name in may
    }
    assert found == may


def test_a_returned_one_is_corrected_and_handed_in_again(mission, indicator, agency_a, editor_a, planner):
    enter(editor_a, indicator, agency=agency_a.pk)
    row = Observation.objects.get()
    planner.client.post(
        address("observation_return", row), {"row_version": row.row_version, "note": "Which month?"}
    )
    row.refresh_from_db()
    assert (row.state, row.return_note) == (ObservationState.RETURNED, "Which month?")
    assert "Which month?" in editor_a.client.get(address("observation_change", row)).content.decode()
    given = {"value": "13", "observed_on": DAY, "row_version": row.row_version}
    assert editor_a.client.post(address("observation_change", row), given).status_code == 302
    row.refresh_from_db()
    assert (row.value_number, row.state) == (13.0, ObservationState.SUBMITTED)


def test_returning_needs_a_note(mission, indicator, planner):
    row = ObservationFactory(mission=mission, indicator=indicator, state=ObservationState.SUBMITTED)
    response = planner.client.post(address("observation_return", row), {"row_version": 1, "note": " "})
    assert list(response.context["form"].errors) == ["note"]


def test_an_accepted_one_is_not_changed_behind_the_planners_back(mission, indicator, agency_a, editor_a):
    row = ObservationFactory(
        mission=mission, indicator=indicator, submitted_by=agency_a, state=ObservationState.ACCEPTED
    )
    given = {"value": "99", "observed_on": DAY, "row_version": row.row_version}
    response = editor_a.client.post(address("observation_change", row), given)
    assert "a planner returns it first" in response.content.decode()
    row.refresh_from_db()
    assert row.state == ObservationState.ACCEPTED


def test_two_people_accepting_and_correcting_lose_nothing(mission, indicator, agency_a, editor_a, planner):
    enter(editor_a, indicator, agency=agency_a.pk)
    row = Observation.objects.get()
    given = {"value": "13", "observed_on": DAY, "row_version": row.row_version}
    assert editor_a.client.post(address("observation_change", row), given).status_code == 302
    stale = planner.client.post(address("observation_accept", row), {"row_version": row.row_version})
    row.refresh_from_db()
    assert (stale.status_code, row.state) == (409, ObservationState.SUBMITTED)


def test_a_draft_is_kept_inside_until_it_is_submitted(mission, indicator, agency_a, editor_a, planner):
    enter(editor_a, indicator, agency=agency_a.pk, draft="1", audience=Audience.AGENCY)
    row = Observation.objects.get()
    assert (row.state, row.audience) == (ObservationState.DRAFT, Audience.AGENCY)
    assert editor_a.client.get(address("observation", row)).status_code == 200
    assert planner.client.get(address("observation", row)).status_code == 404


def test_the_calendar_names_what_is_overdue_and_who_answers(mission, version, agency_a, editor_a, planner):
    today = timezone.localdate()
    late = measured(mission, version, 1, owner=agency_a)
    measured(mission, version, 2, baseline_on=today)
    ObservationFactory(
        mission=mission,
        indicator=late,
        observed_on=today - datetime.timedelta(days=400),
        state=ObservationState.ACCEPTED,
    )
    page = planner.client.get(address("reporting")).context["page"]
    assert [(line.title, line.owner, line.reporting.due) for line in page] == [
        ("Courts 1", "AGA", "overdue"),
        ("Courts 2", None, "later"),
    ]
    own = editor_a.client.get(address("reporting"), {"whose": "mine"}).context["page"]
    assert [line.title for line in own] == ["Courts 1"]


def test_an_empty_calendar_says_what_belongs_there(mission, planner):
    assert "No indicator is to be reported" in planner.client.get(address("reporting")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_rows(mission, version, agency_a, planner, count):
    for n in range(count):
        indicator = measured(mission, version, n, owner=agency_a)
        ObservationFactory(
            mission=mission, indicator=indicator, submitted_by=agency_a, state=ObservationState.SUBMITTED
        )
    with CaptureQueriesContext(connection) as found:
        planner.client.get(address("reporting"))
    assert len(found) == QUERIES


def test_a_reading_of_fewer_than_five_people_is_shown_to_nobody(planner, mission):
    series = IndicatorFactory(mission=mission, benchmark=None, value_type=ValueType.NUMBER)
    for people, shown in ((4, False), (5, True)):
        row = ObservationFactory(
            mission=mission,
            indicator=series,
            group="sex:female",
            people=people,
            value_number=73.125,
            standard_error=1.875,
        )
        page = planner.client.get(address("observation", row))
        assert page.status_code == 200
        assert [text in page.content for text in (b"73.125", b"1.875")] == [shown, shown]
        assert (b"fewer than five people" in page.content) is not shown
