"""The doors through which a gate is decided upon and its conditions are followed up.

A page asks for a decision to be put on record (`request_decision`); the job does it (`decide`), because the
assessment of the day is computed and kept with it.
"""

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4, uuid5

from auditlog.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.agencies.models import Agency
from apps.alignment.dissents.services import answer_dissent
from apps.benchmarks.enums import Verdict
from apps.benchmarks.models import Gate, GateCondition, GateDecision
from apps.benchmarks.selectors.board import board
from apps.coherence.enums import Occasion
from apps.coherence.gates.picture import Picture, as_text, picture_of
from apps.coherence.gates.selectors import DECIDE_TASK, roles_at, standing_dissents
from apps.coherence.history.selectors import last_day, newest
from apps.coherence.models import Assessment
from apps.coherence.references.services import keep_for_all
from apps.core import changelog, jobs, outbox
from apps.core.services import change_rows, create_rows
from apps.core.templatetags.nexusplan import day
from apps.missions.models import MissionAgency
from apps.missions.services import enter_phase

ASSESS = "coherence.assess"
AGREES: Mapping[str, Verdict] = {
    "ready": Verdict.PASS,
    "ready_with_conditions": Verdict.PASS_WITH_CONDITIONS,
    "not_ready": Verdict.HOLD,
    "not_assessable": Verdict.HOLD,
}
"""The decision that follows each recommendation; every other one needs reasons."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What has to be done, by whom, by when."""

    text: str
    owner: Agency
    due_on: datetime.date


@dataclass(frozen=True, slots=True)
class Decision:
    """What a body decided on a day."""

    decided_on: datetime.date
    body: str
    decision: Verdict
    reasons: str | None = None
    conditions: Sequence[Condition] = ()
    answer_to_dissents: str | None = None
    next_review_on: datetime.date | None = None


def request_decision(
    *, by: AbstractBaseUser, gate: Gate, decision: Decision, at: datetime.datetime | None = None
) -> None:
    """Ask for a decision to be put on record, in a moment and in the name of this person; what is recorded
    already is not asked for again.

    Raises ValidationError, by field, for what can be said before the assessment of the day is kept; what the
    gate asks for is held against the newest assessment, if it is of that day. Queries: about seven, and those
    of the request.
    """
    _check_alone(gate, decision, timezone.localdate(at or timezone.now()))
    latest = newest(gate.mission)
    _check_first(None if latest is None else latest.result, decision)
    if latest is not None and latest.as_of == decision.decided_on:
        _check_against(_found(gate, latest), decision)
    if _recorded(by, gate, decision) is None:
        arguments = as_json(gate, decision)
        about = uuid5(gate.uuid, json.dumps(arguments, sort_keys=True))
        jobs.request(DECIDE_TASK, about=about, by=by, arguments=arguments, delay=0)


def as_json(gate: Gate, decision: Decision) -> dict[str, Any]:
    """A decision as the job carries it."""
    return {
        "gate": str(gate.uuid),
        "decided_on": decision.decided_on.isoformat(),
        "body": decision.body,
        "decision": str(decision.decision),
        "reasons": decision.reasons,
        "conditions": [
            {"text": one.text, "owner": str(one.owner.uuid), "due_on": one.due_on.isoformat()}
            for one in decision.conditions
        ],
        "answer_to_dissents": decision.answer_to_dissents,
        "next_review_on": None if decision.next_review_on is None else decision.next_review_on.isoformat(),
    }


def from_json(arguments: Mapping[str, Any]) -> Decision:
    """What `as_json` was given. One query. Raises Agency.DoesNotExist where an owner is gone."""
    owners = {
        row.uuid: row
        for row in Agency.objects.filter(uuid__in=[one["owner"] for one in arguments["conditions"]])
    }
    if any(UUID(one["owner"]) not in owners for one in arguments["conditions"]):
        raise Agency.DoesNotExist
    review = arguments["next_review_on"]
    return Decision(
        decided_on=datetime.date.fromisoformat(arguments["decided_on"]),
        body=arguments["body"],
        decision=Verdict(arguments["decision"]),
        reasons=arguments["reasons"],
        conditions=[
            Condition(one["text"], owners[UUID(one["owner"])], datetime.date.fromisoformat(one["due_on"]))
            for one in arguments["conditions"]
        ],
        answer_to_dissents=arguments["answer_to_dissents"],
        next_review_on=None if review is None else datetime.date.fromisoformat(review),
    )


def decide(
    *, by: AbstractBaseUser | None, gate: Gate, decision: Decision, at: datetime.datetime | None = None
) -> GateDecision:
    """Store and log a decision with the picture of its day, and keep the assessment it was taken on.

    The decision is the body's own: it may differ from the recommendation, then it has to give reasons, as a
    step back always has. A contested gate has to be given an answer to the dissents; it is saved with each
    dissent that stands on that day unanswered. After a pass the place of the gate enters the next phase on
    that day, after a step back the one before it. Where the same person recorded an equal decision before,
    that one is returned and nothing is stored. Raises ValidationError, by field, with nothing stored, and
    EditConflict where somebody answers a dissent at the same moment. Queries: those of an assessment, about
    forty, and about four for each dissent.
    """
    at = at or timezone.now()
    _check_alone(gate, decision, timezone.localdate(at))
    with transaction.atomic():
        # A form sent twice at the same moment waits here, and the second finds what the first stored.
        Gate.objects.select_for_update().get(pk=gate.pk)
        there = _recorded(by, gate, decision)
        if there is not None:
            return there
        assessment = keep_for_all(
            by=by, mission=gate.mission, as_of=decision.decided_on, occasion=Occasion.GATE_DECISION, at=at
        )
        _check_first(assessment.result, decision)
        _check_against(_found(gate, assessment), decision)
        picture = _picture(gate, assessment)
        made = GateDecision(
            mission=gate.mission,
            key=f"decision-{uuid4().hex[:12]}",
            gate=gate,
            decided_on=decision.decided_on,
            body=decision.body.strip(),
            decision=decision.decision,
            recommendation_shown=shown(picture),
            reasons=_text(decision.reasons),
            conditions_recorded=True,
            answer_to_dissents=_text(decision.answer_to_dissents),
            next_review_on=decision.next_review_on,
            picture=as_text(picture),
        )
        create_rows([made], by=by, at=at)
        create_rows(
            [
                GateCondition(decision=made, text=one.text.strip(), owner=one.owner, due_on=one.due_on)
                for one in decision.conditions
            ],
            by=by,
            at=at,
        )
        _answer(by=by, gate=gate, decision=decision, at=at)
        _enter(by=by, made=made, at=at)
        jobs.request(ASSESS, about=gate.mission.uuid, by=by)
        outbox.tell("gate.decided", gate.mission, [made])
    return made


def _recorded(by: AbstractBaseUser | None, gate: Gate, decision: Decision) -> GateDecision | None:
    """The equal decision that the person recorded before, if any. Up to three queries."""
    same = GateDecision.objects.filter(
        gate=gate,
        decided_on=decision.decided_on,
        body=decision.body.strip(),
        decision=decision.decision,
        reasons=_text(decision.reasons),
        answer_to_dissents=_text(decision.answer_to_dissents),
    ).prefetch_related("conditions")
    asked = sorted((one.text.strip(), one.owner.pk, one.due_on) for one in decision.conditions)
    for row in same:
        if sorted((one.text, one.owner_id, one.due_on) for one in row.conditions.all()) != asked:
            continue
        made = LogEntry.objects.get_for_object(row).filter(action=LogEntry.Action.CREATE, actor=by)
        if made.exists():
            return row
    return None


def _answer(*, by: AbstractBaseUser | None, gate: Gate, decision: Decision, at: datetime.datetime) -> None:
    """Save the answer of a decision with the dissents that stand unanswered on its day."""
    answer = _text(decision.answer_to_dissents)
    if answer is None:
        return
    for dissent in standing_dissents(gate, decision.decided_on):
        if not (dissent.answer or "").strip():
            answer_dissent(by=by, dissent=dissent, answer=answer, answered_on=decision.decided_on, at=at)


def _enter(*, by: AbstractBaseUser | None, made: GateDecision, at: datetime.datetime) -> None:
    """Let the place of the gate enter the phase that the decision leads to, if it stands at this gate."""
    gate = made.gate
    steps = {
        Verdict.PASS: (gate.from_phase, gate.to_phase),
        Verdict.PASS_WITH_CONDITIONS: (gate.from_phase, gate.to_phase),
        Verdict.STEP_BACK: (gate.to_phase, gate.from_phase),
    }
    if made.decision not in steps:
        return
    leaving, phase = steps[Verdict(made.decision)]
    enter_phase(
        by=by,
        mission=gate.mission,
        area=gate.area,
        leaving=leaving,
        phase=phase,
        on=made.decided_on,
        basis=_("Decision at a gate (%(body)s): %(decision)s")
        % {"body": made.body, "decision": Verdict(made.decision).label},
        at=at,
    )


def shown(picture: Picture) -> str:
    """The recommendation as it stands in the record: its code, and whether it was contested."""
    return f"{picture['recommendation']} (contested)" if picture["contested"] else picture["recommendation"]


def _text(given: str | None) -> str | None:
    return (given or "").strip() or None


def _found(gate: Gate, assessment: Assessment) -> Mapping[str, Any]:
    """What an assessment says of the gate."""
    gates: Mapping[str, Any] = (assessment.result or {}).get("gates", {})
    if gate.key not in gates:
        raise ValidationError({"decided_on": _("The gate was not agreed on this day.")})
    found: Mapping[str, Any] = gates[gate.key]
    return found


def _picture(gate: Gate, assessment: Assessment) -> Picture:
    rows, _series = board(gate.mission, assessment.as_of)
    return picture_of(
        gate.key,
        assessment,
        roles=roles_at(gate),
        rows={row.plan.pk: row for row in rows},
        dissents=standing_dissents(gate, assessment.as_of),
    )


def _check_alone(gate: Gate, decision: Decision, today: datetime.date) -> None:
    """What is wrong with a decision whatever the gate says."""
    wrong: dict[str, str] = {}
    last = last_day(gate.mission, today)
    if decision.decided_on > last:
        wrong["decided_on"] = (
            _("The mission ended on %(day)s: a decision is taken on this day at the latest.")
            if last < today
            else _("A decision is recorded after it was taken, on %(day)s at the latest.")
        ) % {"day": day(last)}
    if not decision.body.strip():
        wrong["body"] = _("Name the body that decided.")
    if decision.next_review_on is not None and decision.next_review_on <= decision.decided_on:
        wrong["next_review_on"] = _("The next review comes after the decision.")
    if decision.decision == Verdict.PASS_WITH_CONDITIONS and not decision.conditions:
        wrong["conditions"] = _("List the conditions, each with an owner and a date.")
    owners = {one.owner.pk for one in decision.conditions}
    present = MissionAgency.objects.filter(mission=gate.mission, agency__in=owners).count() if owners else 0
    if present < len(owners) or any(not one.text.strip() for one in decision.conditions):
        wrong["conditions"] = _("Each condition needs words and an owner that is in the mission.")
    if any(one.due_on < decision.decided_on for one in decision.conditions):
        wrong["conditions"] = _("A condition is due after the decision.")
    if wrong:
        raise ValidationError(wrong)


def _check_first(result: Mapping[str, Any] | None, decision: Decision) -> None:
    """A decision is not older than what is recorded, as an assessment found it."""
    given = (result or {}).get("first_day")
    first = None if given is None else datetime.date.fromisoformat(given)
    if first is not None and decision.decided_on < first:
        raise ValidationError(
            {
                "decided_on": _(
                    "Nothing is recorded before %(day)s: a decision is taken on this day at the earliest."
                )
                % {"day": day(first)}
            }
        )


def _check_against(found: Mapping[str, Any], decision: Decision) -> None:
    """What the gate of that day asks for."""
    wrong: dict[str, str] = {}
    if decision.decision != AGREES[found["recommendation"]] and _text(decision.reasons) is None:
        wrong["reasons"] = _("The decision differs from the recommendation: give the reasons.")
    if found["contested"] and _text(decision.answer_to_dissents) is None:
        wrong["answer_to_dissents"] = _("The gate is contested: the dissents have to be answered in words.")
    if wrong:
        raise ValidationError(wrong)


def follow_up(
    *,
    by: AbstractBaseUser | None,
    decision: GateDecision,
    met: Mapping[int, datetime.date | None],
    next_review_on: datetime.date | None,
    at: datetime.datetime | None = None,
) -> GateDecision:
    """Save when conditions (by primary key) were met, None for not yet, and the day of the next review.

    What was decided stays as it was. Raises EditConflict where somebody changed the decision since it was
    read, ValidationError for a condition met, or a review, before the decision.
    """
    at = at or timezone.now()
    if any(day is not None and day < decision.decided_on for day in met.values()):
        raise ValidationError(_("A condition is met after the decision."))
    if next_review_on is not None and next_review_on <= decision.decided_on:
        raise ValidationError({"next_review_on": _("The next review comes after the decision.")})
    decision.next_review_on = next_review_on
    with transaction.atomic():
        saved = change_rows([decision], ["next_review_on"], by=by, at=at)
        before = {row.pk: row for row in GateCondition.objects.filter(decision=decision, pk__in=met)}
        after = [
            GateCondition(
                pk=row.pk,
                decision=decision,
                text=row.text,
                owner_id=row.owner_id,
                due_on=row.due_on,
                met_on=met[row.pk],
            )
            for row in before.values()
            if row.met_on != met[row.pk]
        ]
        if after:
            GateCondition.objects.bulk_update(after, ["met_on"])
            changelog.write(
                (
                    (row, LogEntry.Action.UPDATE, changelog.difference(before[row.pk], row, ["met_on"]))
                    for row in after
                ),
                by=by,
                at=at,
                via="screen",
            )
            if not saved:
                GateDecision.objects.filter(pk=decision.pk).update(row_version=F("row_version") + 1)
                decision.row_version += 1
    return decision
