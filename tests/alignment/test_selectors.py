"""What stands beside an activity: objectives with their grades, and money that can honestly be added."""

import datetime
from decimal import Decimal

import pytest

from apps.activities.selectors import activities_for, public_activities
from apps.alignment.selectors.activity import find_activity
from apps.alignment.selectors.lists import ActivityScope, activity_rows, dimension_names
from apps.alignment.selectors.money import Line, Total, committed_total, total
from apps.core.enums import Audience, Grade
from apps.frameworks.enums import VersionStatus
from tests.factories.activities import ActivityAreaFactory, ActivityFactory
from tests.factories.alignment import (
    AlignmentLinkFactory,
    ContradictionFactory,
    InternalReviewFactory,
)
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveFactory, ObjectiveTextFactory
from tests.factories.funding import ExchangeRateFactory, FundingLineFactory
from tests.factories.missions import AreaFactory, MissionFactory

DAY = datetime.date(2025, 3, 1)


def line(currency="USD", rate="1", basis=None, committed="10"):
    amount = None if committed is None else Decimal(committed)
    return Line(currency, None if rate is None else Decimal(rate), basis, amount, None, None, None)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], Total(None, obstacle="not_recorded")),
        ([line(committed=None)], Total(None, obstacle="not_recorded")),
        ([line(), line(committed=None)], Total(Decimal(10))),
        ([line(committed="0")], Total(Decimal(0))),
        ([line(), line("EUR", "1.5", committed="2")], Total(Decimal("13.0"))),
        ([line(), line("EUR", None)], Total(None, obstacle="no_rate")),
        ([line(), line("EUR", None, committed="0")], Total(Decimal(10))),
        ([line(), line("EUR", None, committed=None)], Total(Decimal(10))),
        ([line(basis="current"), line(basis="constant:2011")], Total(None, obstacle="mixed_prices")),
        ([line(basis="constant:2011")], Total(Decimal(10), price_basis="constant:2011")),
    ],
)
def test_a_total_is_the_whole_or_nothing(lines, expected):
    assert total(lines, "committed") == expected


@pytest.fixture
def scope(mission, planner):
    return ActivityScope(mission, activities_for(planner.user, mission), drafts=True)


def rows_of(scope):
    return activity_rows(scope, list(scope.activities.select_related("lead").order_by("title")))


def test_the_order_by_money_is_that_of_the_totals_shown(scope, mission, agency_a):
    amounts = {
        "a": [("USD", "5", None, "current")],
        "b": [("EUR", "4", DAY, "current"), ("USD", "2", None, "current")],
        "c": [("XAF", "900", None, None)],
        "d": [("USD", "5", None, "current"), ("USD", "5", None, "constant:2011")],
        "e": [("USD", None, None, None)],
        "f": [],
        "g": [("USD", "0", None, None), ("XAF", "0", None, None)],
    }
    ExchangeRateFactory(mission=mission, valid_on=datetime.date(2025, 2, 1), rate=Decimal(2))
    ExchangeRateFactory(mission=mission, valid_on=datetime.date(2025, 4, 1), rate=Decimal(9))
    for title, lines in amounts.items():
        activity = ActivityFactory(mission=mission, lead=agency_a, title=title)
        for currency, committed, day, basis in lines:
            FundingLineFactory(
                mission=mission,
                activity=activity,
                currency=currency,
                committed=committed,
                value_date=day,
                price_basis=basis,
            )
    shown = {row.title: row.committed.amount for row in rows_of(scope)}
    assert shown == {"a": 5, "b": 10, "c": None, "d": None, "e": None, "f": None, "g": 0}
    ordered = scope.activities.annotate(money=committed_total(mission))
    assert {row.title: row.money for row in ordered} == shown


def test_a_row_names_places_objectives_best_first_and_its_best_grade(scope, mission, agency_a):
    version = FrameworkVersionFactory(mission=mission, status=VersionStatus.ADOPTED, adopted_on=DAY)
    first, second = ObjectiveFactory(mission=mission), ObjectiveFactory(mission=mission)
    for objective, code in ((first, "O1"), (second, "O2")):
        ObjectiveTextFactory(
            mission=mission, framework_version=version, objective=objective, code=code, title="Peace"
        )
    activity = ActivityFactory(mission=mission, lead=agency_a)
    AlignmentLinkFactory(mission=mission, activity=activity, objective=first, grade=Grade.CLAIMED)
    AlignmentLinkFactory(mission=mission, activity=activity, objective=second, grade=Grade.VERIFIED)
    for name in ("North", "Capital"):
        ActivityAreaFactory(activity=activity, area=AreaFactory(mission=mission, name=name))
    (row,) = rows_of(scope)
    assert row.places == ["Capital", "North"]
    assert [(str(link.objective), link.grade) for link in row.serves] == [
        ("O2 Peace", Grade.VERIFIED),
        ("O1 Peace", Grade.CLAIMED),
    ]
    assert row.best == Grade.VERIFIED


def test_objectives_carry_their_latest_adopted_wording(mission, scope):
    old = FrameworkVersionFactory(
        mission=mission, number=1, status=VersionStatus.SUPERSEDED, adopted_on=DAY, superseded_on=DAY
    )
    new = FrameworkVersionFactory(mission=mission, number=2, status=VersionStatus.ADOPTED, adopted_on=DAY)
    draft = FrameworkVersionFactory(mission=mission, number=3)
    known, added = ObjectiveFactory(mission=mission), ObjectiveFactory(mission=mission)
    for version, objective, title in (
        (old, known, "old"),
        (new, known, "new"),
        (draft, known, "draft"),
        (draft, added, "only drafted"),
    ):
        ObjectiveTextFactory(mission=mission, framework_version=version, objective=objective, title=title)
    titles = {pk: label.title for pk, label in scope.objectives.items()}
    assert titles == {known.pk: "new", added.pk: "only drafted"}
    public = ActivityScope(mission, public_activities(mission), drafts=False)
    assert set(public.objectives) == {known.pk}


def test_names_are_read_together(scope, mission, agency_a, django_assert_num_queries):
    """-- session and user are not asked here
    SELECT areas UNION ALL SELECT leads UNION ALL SELECT wordings of objectives"""
    ActivityFactory(mission=mission, lead=agency_a)
    AreaFactory(mission=mission, name="North")
    with django_assert_num_queries(1):
        assert [lead.label for lead in scope.leads] == ["AGA"]
        assert [place.name for place in scope.places] == ["North"]
        assert scope.objectives == {}


def test_the_public_sees_no_link_to_an_objective_that_is_only_drafted(agency_a):
    mission = MissionFactory(audience="public")
    objective = ObjectiveFactory(mission=mission)
    ObjectiveTextFactory(
        mission=mission, framework_version=FrameworkVersionFactory(mission=mission), objective=objective
    )
    activity = ActivityFactory(mission=mission, lead=agency_a, audience=Audience.PUBLIC)
    AlignmentLinkFactory(mission=mission, activity=activity, objective=objective)
    public = ActivityScope(mission, public_activities(mission), drafts=False)
    assert [list(row.serves) for row in rows_of(public)] == [[]]


def test_a_mission_may_have_dimensions_of_its_own():
    own = MissionFactory.build(
        dimensions=["security", {"code": "au1", "name": "Gender", "core": "political"}]
    )
    assert dimension_names(own) == {"security": "Security", "au1": "Gender"}


def test_a_contradiction_with_a_hidden_activity_is_not_there(scope, mission, agency_a, agency_b, planner):
    activity = ActivityFactory(mission=mission, lead=agency_a)
    seen = ActivityFactory(mission=mission, lead=agency_b)
    hidden = ActivityFactory(mission=mission, lead=agency_b, audience=Audience.AGENCY)
    shown = ContradictionFactory(mission=mission, activity_a=seen, activity_b=activity)
    ContradictionFactory(mission=mission, activity_a=activity, activity_b=hidden)
    page = find_activity(scope, activity.uuid, planner.user)
    assert [(tension.contradiction, tension.other) for tension in page.contradictions] == [(shown, seen)]


def test_confidential_reviews_are_not_attributed_and_few_are_for_planners_only(
    mission, agency_a, ministry, planner, editor_a
):
    activity = ActivityFactory(mission=mission, lead=agency_a)

    def seen_by(persona):
        scope = ActivityScope(mission, activities_for(persona.user, mission), drafts=True)
        reviews = find_activity(scope, activity.uuid, persona.user).reviews
        return [(review.outcome, review.actor, review.reviewed_on, review.text) for review in reviews]

    def review(**fields):
        InternalReviewFactory(mission=mission, activity=activity, reviewed_on=DAY, text="why", **fields)

    review(internal_actor=ministry, outcome="objection", confidential=True)
    kept = ("objection", None, None, None)
    assert (seen_by(planner), seen_by(editor_a)) == ([kept], [])
    review(internal_actor=agency_a, outcome="no_objection")
    review(outcome="no_objection")
    assert seen_by(planner)[-1] == kept
    assert seen_by(editor_a)[-1] == kept
    assert len(seen_by(editor_a)) == 3
