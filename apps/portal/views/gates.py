"""Gates: is a place ready for the next phase, does what its last gate rested on hold, who decided what."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.benchmarks.models import Gate, GateBenchmark
from apps.benchmarks.selectors.board import BoardRow, board
from apps.coherence.enums import AssessmentAudience
from apps.coherence.gates.selectors import (
    DECIDE_TASK,
    Asked,
    asked_at,
    decision_named,
    decisions_at,
    dissents_on,
    gates_of,
    period_begun,
    roles_at,
)
from apps.coherence.gates.services import follow_up, request_decision
from apps.coherence.history.selectors import last_day
from apps.coherence.history.views import or_other_day
from apps.coherence.models import Assessment
from apps.coherence.selectors import stored
from apps.coherence.selectors.reviewers import withheld_on
from apps.coherence.selectors.rows import RowKey, RowView, describe
from apps.coherence.views.common import DayNotAssessed
from apps.core import jobs
from apps.core.editing.views import answer, edits, saved
from apps.missions.enums import Phase, Role
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member
from apps.portal import readiness
from apps.portal.forms import DecisionForm, FollowUpForm, decision_initial
from apps.portal.selectors.gates import (
    agencies_of,
    area_names,
    gates_on_path,
    handover_tasks,
    latest_decisions,
    roles_and_agencies,
)
from apps.portal.speaking import speaking
from apps.portal.views.recording import gate_of, signed_in

Result = Mapping[str, Any]
REFRESH_SECONDS = 4
SHOWN_FOR = datetime.timedelta(days=1)
"""So long the page of a gate says which decisions were refused."""


def _assessed(mission: Mission, request: HttpRequest) -> Assessment | None:
    """The members' assessment of the day in the address, else the newest. DayNotAssessed for another day."""
    given = request.GET.get("as_of")
    if not given:
        return stored.computed(mission, AssessmentAudience.MISSION)
    try:
        found = stored.computed(mission, AssessmentAudience.MISSION, datetime.date.fromisoformat(given))
    except ValueError as error:
        raise DayNotAssessed(mission) from error
    if found is None:
        raise DayNotAssessed(mission)
    return found


def _known_on(request: HttpRequest, day: datetime.date) -> datetime.date:
    """Until when rows beside the assessment of `day` are shown: the day in the address, else today."""
    return day if request.GET.get("as_of") else timezone.localdate()


@require_safe
@login_required
@or_other_day
def gates(request: HttpRequest, code: str) -> HttpResponse:
    """Readiness per gate in words, and where each area stands between its gates."""
    mission = get_mission_for_member(request.user, code)
    assessment = _assessed(mission, request)
    day = timezone.localdate() if assessment is None else assessment.as_of
    result: Result = (assessment.result if assessment else None) or {}
    words = speaking(request)
    found = words.put(gates_on_path(gates_of(mission)))
    rows = words.board(board(mission, day)[0])
    known = _known_on(request, day)
    decided = latest_decisions(mission, known)
    standing = _places(request, mission, result.get("transitions", ()), found, rows)
    return render(
        request,
        "portal/gates.html",
        {
            "mission": mission,
            "day": day,
            "assessed": assessment is not None,
            "lines": [
                {
                    "gate": gate,
                    "title": readiness.title_of(gate),
                    "recommended": readiness.recommended(computed),
                    "met": readiness.met_words(computed),
                    "blockers": [] if computed is None else readiness.blockers(code, computed["blockers"]),
                    "decision": readiness.decision_line(decided[gate.pk], known)
                    if gate.pk in decided
                    else None,
                }
                for gate in found
                for computed in [result.get("gates", {}).get(gate.key)]
            ],
            "places": standing,
            "words": words,
        },
    )


def _places(
    request: HttpRequest,
    mission: Mission,
    transitions: Sequence[Result],
    found: Sequence[Gate],
    rows: Sequence[BoardRow],
) -> list[dict[str, Any]]:
    """Where places stand; activities and events by the names that the reader may see. Up to three queries."""
    if not transitions:
        return []
    lines = readiness.places(
        transitions,
        gates={gate.key: gate for gate in found},
        areas=area_names(mission),
        statements={row.plan.key: row.plan.statement or row.plan.key for row in rows},
    )
    named: list[RowKey] = [
        *(("activities", key) for line in lines for key in line["losing_fit"]),
        *(("events", key) for line in lines for key in line["triggers"]),
    ]
    seen = describe(mission, request.user, named)
    return [line | _named(line, seen) for line in lines]


def _named(line: Mapping[str, Any], seen: Mapping[RowKey, RowView]) -> dict[str, Any]:
    losing = [seen["activities", key] for key in line["losing_fit"] if ("activities", key) in seen]
    return {
        "losing_fit": losing,
        "hidden": len(line["losing_fit"]) - len(losing),
        "triggers": [seen["events", key] for key in line["triggers"] if ("events", key) in seen],
    }


@require_safe
@login_required
@or_other_day
def gate(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One gate: readiness, each benchmark against its threshold, what is missing, dissents, the log."""
    mission, found = gate_of(request, code, uuid)
    assessment = _assessed(mission, request)
    day = timezone.localdate() if assessment is None else assessment.as_of
    result: Result = (assessment.result if assessment else None) or {}
    computed = result.get("gates", {}).get(found.key)
    words = speaking(request)
    words.put([found])
    rows = words.board(board(mission, day)[0])
    roles, agencies = roles_and_agencies(request.user, mission)
    around = [
        row for row in result.get("transitions", ()) if found.key in {row["next_gate"], row["previous_gate"]}
    ]
    exit_found = result.get("exit") if found.to_phase == Phase.EXIT else None
    tasks = handover_tasks(mission, exit_found["without_owner"]) if exit_found else {}
    standing = _places(request, mission, around, words.put(gates_of(mission)), rows)
    mine = {agency.pk for agency in agencies}
    known = _known_on(request, day)
    decisions = list(decisions_at(found, known))
    may_decide = Role.PLANNER in roles
    asked = asked_at(found, timezone.now() - SHOWN_FOR) if may_decide else []
    pending = next((one for one in asked if one.state == "pending"), None)
    response = render(
        request,
        "portal/gate.html",
        {
            "mission": mission,
            "gate": found,
            "words": words,
            "title": readiness.title_of(found),
            "day": day,
            "assessed": assessment is not None,
            "recommended": readiness.recommended(computed),
            "blockers": [] if computed is None else readiness.blockers(code, computed["blockers"]),
            "lines": _lines(roles_at(found), computed, rows),
            "exit": readiness.exit_lines(exit_found, tasks),
            "is_exit": found.to_phase == Phase.EXIT,
            "passed": [line for line in standing if line["previous"] == found],
            "ahead": [line for line in standing if line["next"] == found],
            "dissents": [
                {
                    "row": one,
                    "stands": one.resolved_on is None or one.resolved_on > known,
                    "answer": one.answer_by(known),
                    "may_answer": Role.PLANNER in roles or one.agency_id in mine,
                }
                for one in dissents_on(found, known)
            ],
            "decisions": [readiness.decision_line(one, known) for one in decisions],
            "begun": period_begun(found, decisions[0].decided_on) if decisions else None,
            "may_decide": may_decide,
            "may_dissent": bool(agencies),
            "asked": [_asked(one) for one in asked],
            "state": jobs.State() if pending is None else jobs.state(DECIDE_TASK, about=pending.about),
        },
    )
    if pending is not None:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


def _asked(one: Asked) -> dict[str, Any]:
    """A decision that is not on record, and the sentences of what was refused."""
    sentences = {
        "reasons": _("The decision differs from the recommendation: give the reasons."),
        "answer_to_dissents": _("The gate is contested: the dissents have to be answered in words."),
        "decided_on": _("The gate was not agreed on this day."),
    }
    return {
        "state": one.state,
        "decided_on": datetime.date.fromisoformat(one.arguments["decided_on"]),
        "body": one.arguments["body"],
        "why": [sentences[name] for name in one.refused if name in sentences],
    }


def _lines(
    roles: Sequence[GateBenchmark], computed: Mapping[str, Any] | None, rows: Sequence[BoardRow]
) -> list[dict[str, Any]]:
    by_benchmark = {row.plan.pk: row for row in rows}
    states = {} if computed is None else computed["benchmarks"]
    return [
        readiness.benchmark_line(role, states.get(role.benchmark.key), by_benchmark.get(role.benchmark_id))
        for role in roles
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(DecisionForm)
def decide_gate(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Ask for what a body decided to be put on record; for planners. An address with the number of a refused
    one (`again`) begins with what was sent then."""
    mission, found = gate_of(request, code, uuid)
    if not request.user.has_perm("missions.plan_mission", mission):
        raise Http404
    assessment = stored.computed(mission, AssessmentAudience.MISSION)
    computed = ((assessment.result if assessment else None) or {}).get("gates", {}).get(found.key)
    form = DecisionForm(request.POST or None, agencies_of(mission), initial=_begun_with(request, found))
    if saved(
        form,
        lambda: request_decision(by=signed_in(request), gate=found, decision=form.decision_given()),
        instead={"conditions": "condition_1"},
    ):
        return redirect("portal:gate", code=code, uuid=uuid)
    return render(
        request,
        "portal/gate_decide.html",
        {
            "mission": mission,
            "gate": found,
            "title": readiness.title_of(found),
            "form": form,
            "assessment": assessment,
            "recommended": readiness.recommended(computed),
        },
    )


def _begun_with(request: HttpRequest, gate: Gate) -> dict[str, Any]:
    """What the form begins with: the last day, or what was sent and refused. Up to one query."""
    initial: dict[str, Any] = {"decided_on": last_day(gate.mission, timezone.localdate())}
    if "again" not in request.GET:
        return initial
    refused = [one for one in asked_at(gate, timezone.now() - SHOWN_FOR) if one.state != "pending"]
    return decision_initial(refused[0].arguments) if refused else initial


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(FollowUpForm)
def gate_decision(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One decision with the picture of its day; planners follow up its conditions."""
    mission = get_mission_for_member(request.user, code)
    decision = decision_named(mission, uuid)
    if decision is None:
        raise Http404
    may = request.user.has_perm("missions.plan_mission", mission)
    if request.method == "POST" and not may:
        raise Http404
    form = FollowUpForm(request.POST or None, decision) if may else None
    if form is not None and saved(
        form,
        lambda: follow_up(
            by=signed_in(request),
            decision=decision,
            met=form.met(),
            next_review_on=form.cleaned_data["next_review_on"],
        ),
    ):
        messages.success(request, _("Saved."))
        return redirect("portal:gate_decision", code=code, uuid=uuid)
    picture = readiness.picture_lines(decision.picture)
    # As of the rows behind an assessment: who has all of them but what is withheld could try what fits.
    seal = None
    if picture is not None and not withheld_on(request.user, mission, picture["as_of"]):
        seal = picture["sha256"]
    return answer(
        request,
        "portal/gate_decision.html",
        {
            "mission": mission,
            "gate": decision.gate,
            "title": readiness.title_of(decision.gate),
            "line": readiness.decision_line(decision, timezone.localdate()),
            "picture": None if picture is None else picture | {"sha256": seal},
            "form": form,
        },
    )
