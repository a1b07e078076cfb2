"""Deciding at a gate: the record, the picture of the day, and what is refused."""

import datetime
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
