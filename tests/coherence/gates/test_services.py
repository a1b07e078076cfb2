"""Deciding at a gate: the record, the picture of the day, and what is refused."""

import datetime
import itertools
import json
from dataclasses import replace

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from apps.agencies.models import Agency
from apps.alignment.models import Dissent
from apps.benchmarks.enums import Verdict
from apps.benchmarks.models import Gate, GateCondition, GateDecision, Observation
from apps.coherence.enums import Occasion
from apps.coherence.gates.picture import read
from apps.coherence.gates.services import Condition, Decision, decide, follow_up
from apps.coherence.models import Assessment
from apps.core.models import Job
from apps.core.services import EditConflict
from apps.missions.models import PhasePeriod
from tests.factories.alignment import DissentFactory

DAY = datetime.date(2026, 1, 1)
AT = datetime.datetime(2026, 1, 3, tzinfo=datetime.UTC)


@pytest.fixture
def gate(karo):
    return Gate.objects.get(key="G1")


@pytest.fixture
def police(karo):
    return Agency.objects.get(missionagency__mission=karo, missionagency__key="MOP")


@pytest.fixture
def hold(police):
    """Karo's gate is not ready and contested."""
    return Decision(
        decided_on=DAY,
        body="Joint steering committee",
        decision=Verdict.HOLD,
        answer_to_dissents="The payroll will be counted again with the auxiliary police.",
        next_review_on=datetime.date(2026, 4, 1),
        conditions=[Condition("Count the auxiliary police.", police, datetime.date(2026, 3, 1))],
    )


def test_a_decision_keeps_the_picture_of_its_day(gate, hold, karo_planner):
    made = decide(by=karo_planner.user, gate=gate, decision=hold, at=AT)
    assert (made.recommendation_shown, made.decision) == ("not_ready (contested)", Verdict.HOLD)
    picture = read(made.picture)
    assert picture["blockers"] == ["funding_cliff", "resource_gap"]
    assert {row["key"]: row["state"] for row in picture["benchmarks"]} == {
        "B1": "not_met",
        "B2": "met_sustained",
        "B3": "not_met",
        "B4": "not_met",
        "B5": "not_assessed",
    }
    assert picture["dissents"][0]["statement"] == "The verified payroll leaves out the auxiliary police."
    assert picture["benchmarks"][0]["observations"][0]["on"]
    assert {row["next_gate"] for row in picture["transitions"]} == {"G1"}


def test_the_picture_stays_when_the_plan_moves_on(gate, hold, karo_planner):
    made = decide(by=karo_planner.user, gate=gate, decision=hold, at=AT)
    Observation.objects.filter(indicator__key="I-B1").update(value_number=1)
    Dissent.objects.update(statement="Something else.")
    made.refresh_from_db()
    picture = read(made.picture)
    assert picture["dissents"][0]["statement"] == "The verified payroll leaves out the auxiliary police."
    assert 1 not in [one["value"] for one in picture["benchmarks"][0]["observations"]]


def test_a_decision_is_logged_and_asks_for_a_new_assessment(gate, hold, karo_planner):
    made = decide(by=karo_planner.user, gate=gate, decision=hold, at=AT)
    entry = LogEntry.objects.get_for_object(made).get()
    assert (entry.actor, entry.changes["decision"]) == (karo_planner.user, [None, "hold"])
    assert made.conditions.get().owner.name
    kept = Assessment.objects.get(occasion=Occasion.GATE_DECISION)
    assert (kept.as_of, kept.key) == (DAY, read(made.picture)["assessment"])
    assert Job.objects.filter(task="coherence.assess", about=gate.mission.uuid).exists()


def test_a_decision_answers_the_dissents_that_stand_unanswered(gate, hold, police, karo_planner):
    standing = Dissent.objects.get()
    given = {"mission": gate.mission, "agency": police, "raised_on": datetime.date(2025, 12, 1)}
    on_benchmark = DissentFactory(**given, benchmark=gate.benchmarks.first().benchmark)
    answered = DissentFactory(**given, gate=gate, answer="They were.", answered_on=datetime.date(2025, 12, 2))
    withdrawn = DissentFactory(**given, gate=gate, resolved_on=datetime.date(2025, 12, 2))
    later = DissentFactory(**given | {"raised_on": datetime.date(2026, 1, 2)}, gate=gate)
    before = standing.answer
    made = decide(by=karo_planner.user, gate=gate, decision=hold, at=AT)
    rows = (standing, on_benchmark, answered, withdrawn, later)
    for row in rows:
        row.refresh_from_db()
    assert [row.answer for row in rows[1:]] == [hold.answer_to_dissents, "They were.", None, None]
    assert standing.answer == (before or hold.answer_to_dissents)
    assert (on_benchmark.answered_on, answered.row_version) == (DAY, 1)
    entry = LogEntry.objects.get_for_object(on_benchmark).get(action=LogEntry.Action.UPDATE)
    assert (entry.actor, set(entry.changes)) == (karo_planner.user, {"answer", "answered_on"})
    pictured = {row["key"]: row["answer"] for row in read(made.picture)["dissents"]}
    assert (pictured[on_benchmark.key], pictured[answered.key]) == (None, "They were.")


def test_an_equal_decision_of_the_same_person_is_recorded_once(gate, hold, police, karo_planner):
    made = decide(by=karo_planner.user, gate=gate, decision=hold, at=AT)
    assert decide(by=karo_planner.user, gate=gate, decision=hold, at=AT) == made
    assert (GateDecision.objects.count(), GateCondition.objects.count()) == (1, 1)
    other = [Condition("Count everybody.", police, datetime.date(2026, 3, 1))]
    for minute, (by, decision) in enumerate(
        (
            (None, hold),
            (karo_planner.user, replace(hold, body="Cabinet")),
            (karo_planner.user, replace(hold, reasons="Too early.")),
            (karo_planner.user, replace(hold, conditions=other)),
        ),
        1,
    ):
        at = AT + datetime.timedelta(minutes=minute)
        assert decide(by=by, gate=gate, decision=decision, at=at) != made
    assert GateDecision.objects.count() == 5


def periods(gate):
    rows = PhasePeriod.objects.filter(mission=gate.mission).order_by("period_from", "pk")
    return [(row.area_id, row.phase, row.period_from, row.period_to) for row in rows]


def test_a_pass_enters_the_next_phase_and_a_step_back_the_one_before(gate, hold, karo_planner):
    minutes = itertools.count()

    def taken(decision):
        at = AT + datetime.timedelta(minutes=next(minutes))
        return decide(by=karo_planner.user, gate=gate, decision=decision, at=at)

    later = DAY + datetime.timedelta(days=1)
    passed = replace(hold, decision=Verdict.PASS, reasons="The elections will not wait.")
    before = periods(gate)
    assert before[-1][1:] == (gate.from_phase, datetime.date(2024, 6, 1), None)
    taken(hold)
    assert periods(gate) == before
    taken(passed)
    entered = [*before[:-1], (*before[-1][:3], DAY), (None, gate.to_phase, DAY, None)]
    assert periods(gate) == entered
    made = PhasePeriod.objects.get(mission=gate.mission, period_from=DAY)
    assert made.basis == "Decision at a gate (Joint steering committee): Pass"
    assert LogEntry.objects.get_for_object(made).get().actor == karo_planner.user
    # It stands behind this gate by now: another pass moves nothing.
    taken(replace(passed, decided_on=later, body="Cabinet"))
    assert periods(gate) == entered
    back = replace(hold, decision=Verdict.STEP_BACK, decided_on=later, reasons="The cease-fire is over.")
    taken(back)
    assert periods(gate) == [
        *entered[:-1],
        (None, gate.to_phase, DAY, later),
        (None, gate.from_phase, later, None),
    ]
    # The later decision of a day counts.
    taken(replace(passed, decided_on=later, body="King"))
    assert periods(gate)[-1] == (None, gate.to_phase, later, None)


def test_a_pass_in_an_area_leaves_the_others_where_they_are(gate, hold):
    gate.area = gate.mission.area_set.first()
    gate.save()
    before = periods(gate)
    passed = replace(hold, decision=Verdict.PASS, reasons="The elections will not wait.")
    decide(by=None, gate=gate, decision=passed, at=AT)
    assert set(periods(gate)) - set(before) == {(gate.area_id, gate.to_phase, DAY, None)}
    assert set(before) < set(periods(gate))


def test_a_decision_after_the_end_or_before_the_beginning_is_told_the_limit(gate, hold):
    late = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
    gate.mission.ended_on = DAY
    for day, limit in ((datetime.date(2026, 1, 2), "1 Jan 2026"), (datetime.date.min, "before ")):
        with pytest.raises(ValidationError) as error:
            decide(by=None, gate=gate, decision=replace(hold, decided_on=day), at=late)
        (said,) = error.value.message_dict["decided_on"]
        assert limit in said
    assert not GateDecision.objects.exists()


def refused(gate, decision) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        decide(by=None, gate=gate, decision=decision, at=AT)
    assert not GateDecision.objects.exists()
    return error.value.message_dict


def test_another_decision_than_the_recommended_one_needs_reasons(gate, hold):
    passed = replace(hold, decision=Verdict.PASS)
    assert set(refused(gate, passed)) == {"reasons"}
    assert set(refused(gate, replace(hold, decision=Verdict.STEP_BACK, reasons="  "))) == {"reasons"}
    made = decide(by=None, gate=gate, decision=replace(passed, reasons="The elections will not wait."), at=AT)
    assert made.reasons == "The elections will not wait."


def test_a_contested_gate_has_to_be_answered_until_the_dissent_is_withdrawn(gate, hold):
    silent = replace(hold, answer_to_dissents=" ")
    assert set(refused(gate, silent)) == {"answer_to_dissents"}
    Dissent.objects.update(resolved_on=datetime.date(2025, 12, 31))
    assert decide(by=None, gate=gate, decision=silent, at=AT).recommendation_shown == "not_ready"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"decided_on": datetime.date(2026, 1, 4)}, "decided_on"),
        ({"decided_on": datetime.date(2025, 4, 30)}, "decided_on"),
        ({"body": " "}, "body"),
        ({"next_review_on": DAY}, "next_review_on"),
        ({"decision": Verdict.PASS_WITH_CONDITIONS, "reasons": "Yes.", "conditions": ()}, "conditions"),
    ],
)
def test_what_a_decision_needs_whatever_the_gate_says(gate, hold, changes, field):
    assert set(refused(gate, replace(hold, **changes))) == {field}


def test_a_condition_needs_words_an_owner_in_the_mission_and_a_day_ahead(gate, hold, police):
    stranger = Agency.objects.create(name="Stranger")
    for wrong in (
        Condition(" ", police, datetime.date(2026, 3, 1)),
        Condition("Count.", stranger, datetime.date(2026, 3, 1)),
        Condition("Count.", police, datetime.date(2025, 3, 1)),
    ):
        assert set(refused(gate, replace(hold, conditions=[wrong]))) == {"conditions"}


def test_conditions_are_followed_up_and_the_decision_stays(gate, hold, karo_planner):
    made = decide(by=karo_planner.user, gate=gate, decision=hold, at=AT)
    condition = made.conditions.get()
    stale = GateDecision.objects.get(pk=made.pk)
    met = {condition.pk: datetime.date(2026, 2, 1)}
    follow_up(by=karo_planner.user, decision=made, met=met, next_review_on=made.next_review_on)
    condition.refresh_from_db()
    assert condition.met_on == datetime.date(2026, 2, 1)
    assert LogEntry.objects.get_for_object(condition).filter(action=LogEntry.Action.UPDATE).count() == 1
    with pytest.raises(EditConflict):
        follow_up(by=None, decision=stale, met={}, next_review_on=None)
    made.refresh_from_db()
    assert (made.decision, made.next_review_on, made.row_version) == (Verdict.HOLD, hold.next_review_on, 2)


def test_nothing_is_met_or_reviewed_before_the_decision(gate, hold):
    made = decide(by=None, gate=gate, decision=hold, at=AT)
    pk = made.conditions.get().pk
    early = datetime.date(2025, 12, 31)
    with pytest.raises(ValidationError):
        follow_up(by=None, decision=made, met={pk: early}, next_review_on=None)
    with pytest.raises(ValidationError):
        follow_up(by=None, decision=made, met={}, next_review_on=early)
    assert GateCondition.objects.get(pk=pk).met_on is None


@pytest.mark.parametrize("text", [None, "", "a committee met", "[]", json.dumps({"colour": "red"})])
def test_what_is_no_picture_of_ours_is_none(text):
    assert read(text) is None
