"""Drawing a random audit and writing answers down: what is stored, logged, refused, and recomputed."""

import datetime
import itertools

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from apps.activities.services import defer_verifications, resume_verifications
from apps.alignment.enums import AuditOutcome, ReviewScope
from apps.alignment.models import AuditUnit
from apps.alignment.sampling import draw
from apps.alignment.services import Scope, draw_sample, record_outcomes
from apps.core.models import Job
from apps.core.services import EditConflict
from tests.factories.activities import ActivityFactory
from tests.factories.agencies import AgencyFactory

DAY = datetime.date(2025, 6, 1)


@pytest.fixture
def activities(mission, agency_a):
    return [ActivityFactory(mission=mission, lead=agency_a, key=f"X{n}") for n in range(6)]


@pytest.fixture
def sample(planner, mission, activities):
    return draw_sample(
        by=planner.user,
        mission=mission,
        population=[activity.key for activity in activities],
        eligible=9,
        size=3,
        seed=7,
        drawn_on=DAY,
    )


def recomputing(mission):
    return Job.objects.filter(task="coherence.assess", about=mission.uuid).exists()


def test_a_draw_keeps_seed_population_and_chance(sample, mission, planner):
    units = list(sample.units.order_by("activity__key"))
    assert [unit.activity.key for unit in units] == draw([f"X{n}" for n in range(6)], 3, 7)
    assert {unit.inclusion_probability for unit in units} == {0.5}
    assert (sample.population, sample.eligible, sample.scope) == (6, 9, ReviewScope.MISSION)
    entries = LogEntry.objects.filter(actor=planner.user)
    assert {entry.content_type.model for entry in entries} == {"auditsample", "auditunit"}
    assert recomputing(mission)


def test_the_same_draw_is_made_once_until_somebody_answers(sample, mission, planner, activities, ministry):
    seeds = itertools.count(8)

    def drawn(**changes):
        given = {
            "population": [activity.key for activity in activities],
            "eligible": 9,
            "size": 3,
            "seed": next(seeds),
            "drawn_on": DAY,
        }
        return draw_sample(by=planner.user, mission=mission, **given | changes)

    assert drawn() == sample
    for other in ({"size": 2}, {"drawn_on": DAY + datetime.timedelta(days=1)}, {"eligible": 10}):
        assert drawn(**other) != sample
    unit = sample.units.first()
    unit.outcome, unit.checked_on, unit.checker = AuditOutcome.CONFIRMED, DAY, ministry
    record_outcomes(by=planner.user, sample=sample, units=[unit])
    assert drawn() != sample


def test_a_narrower_scope_is_kept(planner, mission, activities, agency_a):
    narrow = draw_sample(
        by=planner.user,
        mission=mission,
        population=["X0"],
        eligible=1,
        size=1,
        seed=1,
        drawn_on=DAY,
        scope=Scope(ReviewScope.AGENCY, agency=agency_a),
    )
    assert (narrow.scope, narrow.agency) == (ReviewScope.AGENCY, agency_a)


def test_nothing_is_drawn_from_nothing(planner, mission):
    with pytest.raises(ValidationError, match="Nothing in this scope"):
        draw_sample(by=planner.user, mission=mission, population=[], eligible=4, size=0, seed=1, drawn_on=DAY)


def answered(unit, checker, outcome=AuditOutcome.CONFIRMED, day=DAY):
    unit.outcome, unit.checker, unit.checked_on = outcome, checker, day
    return unit


def test_answers_are_saved_and_logged(sample, mission, planner, ministry):
    Job.objects.all().delete()
    unit = sample.units.first()
    assert record_outcomes(by=planner.user, sample=sample, units=[answered(unit, ministry)]) == [unit]
    stored = AuditUnit.objects.get(pk=unit.pk)
    assert (stored.outcome, stored.checker, stored.row_version) == ("confirmed", ministry, 2)
    assert recomputing(mission)


def test_what_does_not_differ_asks_for_nothing(sample, mission, planner):
    Job.objects.all().delete()
    assert record_outcomes(by=planner.user, sample=sample, units=list(sample.units.all())) == []
    assert not recomputing(mission)


@pytest.mark.parametrize(
    ("outcome", "day", "known", "refused"),
    [
        ("confirmed", None, True, "which day"),
        ("confirmed", DAY - datetime.timedelta(days=1), True, "only afterwards"),
        ("confirmed", DAY, None, "who answered"),
        ("confirmed", DAY, False, "not in the mission"),
        (None, DAY, True, "what came of it"),
        ("no_answer", DAY, None, None),
    ],
)
def test_an_answer_has_a_day_and_somebody_of_the_mission(
    sample, planner, ministry, outcome, day, known, refused
):
    checker = {True: ministry, False: AgencyFactory(), None: None}[known]
    unit = answered(sample.units.first(), checker, outcome, day)
    if refused is None:
        assert record_outcomes(by=planner.user, sample=sample, units=[unit]) == [unit]
        return
    with pytest.raises(ValidationError, match=refused):
        record_outcomes(by=planner.user, sample=sample, units=[unit])
    assert AuditUnit.objects.get(pk=unit.pk).outcome is None


def test_a_stale_answer_changes_nothing(sample, planner, ministry):
    first, second = sample.units.first(), sample.units.first()
    record_outcomes(by=planner.user, sample=sample, units=[answered(first, ministry)])
    with pytest.raises(EditConflict):
        record_outcomes(
            by=planner.user, sample=sample, units=[answered(second, ministry, AuditOutcome.NOT_CONFIRMED)]
        )
    assert AuditUnit.objects.get(pk=first.pk).outcome == "confirmed"


def test_a_verification_is_deferred_with_its_reason_and_taken_back(activities, mission, planner):
    deferred = defer_verifications(by=planner.user, activities=activities[:2], reason=" MIN is overloaded ")
    assert len(deferred) == 2
    activities[0].refresh_from_db()
    assert activities[0].verification_deferred is True
    assert activities[0].verification_deferred_reason == "MIN is overloaded"
    assert recomputing(mission)
    assert len(resume_verifications(by=planner.user, activities=activities[:2])) == 2
    activities[0].refresh_from_db()
    assert activities[0].verification_deferred is None
    assert activities[0].verification_deferred_reason is None
    assert LogEntry.objects.get_for_object(activities[0]).filter(actor=planner.user).count() == 2


def test_a_deferral_without_a_reason_is_refused(activities, planner):
    with pytest.raises(ValidationError, match="Say why"):
        defer_verifications(by=planner.user, activities=activities, reason=" ")
