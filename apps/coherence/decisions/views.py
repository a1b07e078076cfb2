"""Decisions and recommendations: their list with what is overdue, and the forms that write them."""

import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.agencies.models import Agency
from apps.coherence.decisions.forms import DecisionForm, FollowUpForm
from apps.coherence.decisions.services import remove_decision, save_decision
from apps.coherence.models import Decision
from apps.coherence.references.selectors import recorded
from apps.coherence.views.common import PAGE
from apps.core.editing.forms import VersionedForm
from apps.core.editing.views import answer, done, edits, saved
from apps.missions.models import Mission
from apps.missions.rules import EDITORS
from apps.missions.selectors import get_mission_for_member, memberships_in

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _rows(mission: Mission) -> "QuerySet[Any]":
    """What is not done yet by the day it is due, then the rest, the latest first. One query."""
    rows: Any = Decision.objects.filter(mission=mission).select_related("owner", "assessment")
    found: QuerySet[Any] = rows.defer("assessment__result").order_by(
        F("closed_on").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "-decided_on", "pk"
    )
    return found


@require_safe
@login_required
def decisions(request: HttpRequest, code: str) -> HttpResponse:
    """Every decision and recommendation, what is overdue, and what came of it."""
    mission: Any = get_mission_for_member(request.user, code)
    mine = {
        one.agency_id
        for one in memberships_in(request.user, mission)
        if one.role in EDITORS and one.agency_id is not None
    }
    page = Paginator(_rows(mission), PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    lines = [
        {"row": one, "overdue": _overdue(one, today), "own": one.owner_id in mine} for one in page.object_list
    ]
    return render(
        request, "coherence/decisions/decisions.html", {"mission": mission, "page": page, "lines": lines}
    )


def _overdue(row: Decision, today: datetime.date) -> bool:
    return row.closed_on is None and row.due_on is not None and row.due_on < today


def _list(mission: Mission) -> str:
    return reverse("coherence:decisions", kwargs={"code": mission.code})


def _named(mission: Mission, uuid: UUID) -> Decision:
    row = Decision.objects.filter(mission=mission, uuid=uuid).select_related("owner").first()
    if row is None:
        raise Http404
    row.mission = mission
    return row


@get_or_post
@login_required
@edits(DecisionForm)
def decision_new(request: HttpRequest, code: str) -> HttpResponse:
    """Put a decision or recommendation on record; for planners."""
    mission: Any = get_mission_for_member(request.user, code)
    if not mission.plans:
        raise Http404
    return _answered(request, mission, _whole(request, mission, Decision(mission=mission)), _("Add one"))


@get_or_post
@login_required
@edits(DecisionForm)
def decision(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Change a decision (the planner), or say what followed (who writes for its owner); nobody else."""
    mission: Any = get_mission_for_member(request.user, code)
    row = _named(mission, uuid)
    if mission.plans:
        away = reverse("coherence:decision_remove", kwargs={"code": code, "uuid": uuid})
        return _answered(request, mission, _whole(request, mission, row), _("Change it"), away=away)
    if not request.user.has_perm("coherence.change_decision", row):
        raise Http404
    form = FollowUpForm(request.POST or None, instance=row)
    return _answered(request, mission, form, _("Say what followed"), quote=row)


def _whole(request: HttpRequest, mission: Mission, row: Decision) -> DecisionForm:
    agencies = Agency.objects.filter(missionagency__mission=mission).order_by("name")
    return DecisionForm(
        request.POST or None,
        instance=row,
        agencies=list(agencies),
        assessments=recorded(mission).select_related(None).defer("result"),
    )


def _answered(
    request: HttpRequest, mission: Mission, form: FollowUpForm, title: str, **more: Any
) -> HttpResponse:
    def save() -> None:
        save_decision(by=request.user, decision=form.instance, fields=form.columns)  # type: ignore[arg-type]

    if saved(form, save):
        messages.success(request, _("Saved."))
        return done(request, _list(mission))
    context = {"mission": mission, "form": form, "title": title, "back": _list(mission), **more}
    return answer(request, "coherence/decisions/decision.html", context)


@get_or_post
@login_required
@edits()
def decision_remove(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Take out what was entered by mistake; for planners."""
    mission: Any = get_mission_for_member(request.user, code)
    if not mission.plans:
        raise Http404
    row = _named(mission, uuid)
    form = VersionedForm(request.POST or None, row=row)
    if saved(form, lambda: remove_decision(by=request.user, decision=row)):  # type: ignore[arg-type]
        messages.success(request, _("It is taken out."))
        return done(request, _list(mission))
    context = {"mission": mission, "form": form, "back": _list(mission), "quote": row}
    context |= {"title": _("Take it out"), "save": _("Take out")}
    return answer(request, "coherence/decisions/decision.html", context)
