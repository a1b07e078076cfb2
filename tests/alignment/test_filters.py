"""The one filter of activities, through the listing that pages and the interface share."""

import datetime

import pytest
from django.http import QueryDict

from apps.activities.enums import ActivityStatus
from apps.activities.selectors import activities_for
from apps.alignment.filters import SORTS, ActivityFilter, listing
from apps.alignment.selectors.lists import ActivityScope
from apps.core.enums import Audience, Grade
from apps.core.paging import Position, page_of
from apps.core.text import searchable
from apps.frameworks.enums import VersionStatus
from tests.factories.activities import ActivityAreaFactory, ActivityFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import AlignmentLinkFactory
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveFactory, ObjectiveTextFactory
from tests.factories.funding import FundingLineFactory
from tests.factories.missions import AreaFactory, MissionFactory

DAY = datetime.date(2025, 6, 1)


@pytest.fixture
def activity(mission, agency_a):
    def make(title, **fields):
        return ActivityFactory(**{"mission": mission, "lead": agency_a, "title": title} | fields)

    return make


@pytest.fixture
def found(mission, planner):
    """Titles that the planner finds with an address."""

    def find(**data):
        scope = ActivityScope(mission, activities_for(planner.user, mission), drafts=True)
        query = QueryDict(mutable=True)
        query.update(data)
        result = listing(query, scope)
        assert result.filter.is_valid(), result.filter.errors
        return [row.title for row in result.rows]

    return find


def test_words_are_found_whatever_their_case_and_accents(activity, found):
    activity("a", search=searchable("RÉCONCILIATION à Gitega"))
    activity("b", search=searchable("Reconciliation"))
    activity("c", search=searchable("Mediation"))
    assert found(q="reconciliation") == ["a", "b"]
    assert found(q="Gitéga RÉCONC") == ["a"]
    assert found(q="%") == []
    assert found(q="   ") == ["a", "b", "c"]


def test_by_lead_dimension_and_status(activity, found, agency_a, agency_b):
    activity("a", dimension="security")
    activity("b", lead=agency_b, status=ActivityStatus.PROPOSED)
    assert found(lead=str(agency_b.uuid)) == ["b"]
    assert found(dimension="security") == ["a"]
    assert found(status="proposed") == ["b"]
    assert found(lead=str(agency_b.uuid), dimension="security") == []


def test_an_area_holds_what_is_in_its_parts(activity, found, mission):
    country = AreaFactory(mission=mission, name="Country")
    north = AreaFactory(mission=mission, name="North", parent=country)
    village = AreaFactory(mission=mission, name="Village", parent=north)
    for title, area in (("whole", country), ("village", village)):
        ActivityAreaFactory(activity=activity(title), area=area)
    activity("nowhere")
    assert found(area=str(country.uuid)) == ["village", "whole"]
    assert found(area=str(north.uuid)) == ["village"]


def test_by_objective_link_and_best_grade(activity, found, mission):
    version = FrameworkVersionFactory(mission=mission, status=VersionStatus.ADOPTED, adopted_on=DAY)
    peace, land = ObjectiveFactory(mission=mission), ObjectiveFactory(mission=mission)
    for objective in (peace, land):
        ObjectiveTextFactory(mission=mission, framework_version=version, objective=objective)
    both, claimed = activity("both"), activity("claimed")
    activity("none")
    for row, objective, grade in (
        (both, peace, Grade.CLAIMED),
        (both, land, Grade.VERIFIED),
        (claimed, peace, Grade.CLAIMED),
    ):
        AlignmentLinkFactory(mission=mission, activity=row, objective=objective, grade=grade)
    assert found(objective=str(peace.uuid)) == ["both", "claimed"]
    assert found(objective=str(land.uuid)) == ["both"]
    assert found(linked="yes") == ["both", "claimed"]
    assert found(linked="no") == ["none"]
    assert found(grade="verified") == ["both"]
    assert found(grade="claimed") == ["claimed"]
    assert found(grade="claimed", objective=str(peace.uuid)) == ["both", "claimed"]
    assert found(grade="evidenced") == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("active", None, None), True),
        (("active", DAY, DAY), True),
        (("active", DAY + datetime.timedelta(1), None), False),
        (("active", None, DAY - datetime.timedelta(1)), False),
        (("completed", DAY, DAY), True),
        (("completed", None, DAY), False),
        (("suspended", DAY, None), False),
        (("proposed", DAY, DAY), False),
        (("cancelled", DAY, DAY), False),
    ],
)
def test_under_way_is_what_the_method_counts_as_active(activity, found, fields, expected):
    status, start, end = fields
    activity("a", status=status, start=start, end=end)
    assert found(active_on="2025-06-01") == (["a"] if expected else [])


def test_the_humanitarian_flag_has_three_answers(activity, found):
    for title, flag in (("yes", True), ("no", False), ("unknown", None)):
        activity(title, humanitarian=flag)
    assert [found(humanitarian=answer) for answer in ("yes", "no", "unknown")] == [
        ["yes"],
        ["no"],
        ["unknown"],
    ]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("title", ["a", "b", "c"]),
        ("-title", ["c", "b", "a"]),
        ("lead", ["a", "c", "b"]),
        ("-lead", ["b", "a", "c"]),
        ("start", ["b", "a", "c"]),
        ("-start", ["a", "b", "c"]),
        ("end", ["c", "a", "b"]),
        ("-end", ["c", "a", "b"]),
        ("money", ["c", "a", "b"]),
        ("-money", ["a", "c", "b"]),
    ],
)
def test_sorting_puts_what_is_missing_last(activity, found, agency_b, sort, expected):
    a = activity("a", start=DAY)
    activity("b", start=DAY - datetime.timedelta(1), lead=agency_b)
    c = activity("c", end=DAY)
    FundingLineFactory(mission=a.mission, activity=a, committed=10)
    FundingLineFactory(mission=c.mission, activity=c, committed=0)
    assert found(sort=sort) == expected


def test_every_sort_can_be_walked_from_end_to_end(activity, mission, planner, agency_b):
    for number in range(7):
        row = activity(
            f"T{number % 2}",
            **({"lead": agency_b} if number % 3 else {}),
            start=DAY if number % 2 else None,
        )
        if number % 3:
            FundingLineFactory(mission=mission, activity=row, committed=number % 4)
    scope = ActivityScope(mission, activities_for(planner.user, mission), drafts=True)
    for name in SORTS:
        for sort in (name, f"-{name}"):
            rows, keys = ActivityFilter({"sort": sort}, scope).listed()
            whole = [row.pk for row in page_of(rows, keys, Position(), size=9).rows]
            walked, page = [], page_of(rows, keys, Position(), size=2)
            walked += [row.pk for row in page.rows]
            while page.next is not None:
                page = page_of(rows, keys, Position(after=page.next), size=2)
                walked += [row.pk for row in page.rows]
            assert walked == whole, sort


HOSTILE = [
    ("lead", "not-a-uuid"),
    ("lead", "6f1b2d3c-0000-4000-8000-000000000000"),
    ("area", "'; drop table activities_activity; --"),
    ("objective", "\x00"),
    ("dimension", "x" * 10_000),
    ("status", "ACTIVE"),
    ("linked", "maybe"),
    ("grade", "claimed,verified"),
    ("active_on", "2025-02-30"),
    ("active_on", "9" * 40),
    ("active_on", "yesterday"),
    ("humanitarian", "None"),
    ("sort", "lead__membership__user__password"),
    ("q", "a\x00b"),
    ("q", "x" * 201),
]


@pytest.mark.parametrize(("name", "value"), HOSTILE)
def test_what_cannot_be_read_is_an_error_of_its_field(mission, planner, name, value):
    scope = ActivityScope(mission, activities_for(planner.user, mission), drafts=True)
    result = listing(QueryDict(mutable=True) | {name: value}, scope)
    assert list(result.filter.errors) == [name]
    assert (result.page, list(result.rows)) == (None, [])


def test_choices_name_nothing_that_is_hidden_or_elsewhere(mission, agency_a, agency_b, planner, activity):
    ActivityFactory(mission=mission, lead=agency_b, audience=Audience.AGENCY)
    AreaFactory(mission=MissionFactory(), name="Elsewhere")
    activity("seen")
    scope = ActivityScope(mission, activities_for(planner.user, mission), drafts=True)
    form = ActivityFilter({}, scope).form
    assert list(form.fields["lead"].choices) == [("", "Any"), (str(agency_a.uuid), "AGA")]
    assert list(form.fields["area"].choices) == [("", "Any")]


def test_a_name_in_a_choice_is_text(activity, mission, planner):
    activity("a", lead=AgencyFactory(acronym='"><script>'))
    scope = ActivityScope(mission, activities_for(planner.user, mission), drafts=True)
    shown = str(ActivityFilter({"lead": str(scope.leads[0].uuid)}, scope).form["lead"])
    assert f'<option value="{scope.leads[0].uuid}" selected>&quot;&gt;&lt;script&gt;</option>' in shown
