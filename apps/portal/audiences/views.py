"""Who sees a row: proposed by one member, agreed to by another."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.alignment.audiences.services import (
    agree_to_audience,
    propose_audience,
    refuse_audience,
    withdraw_audience,
)
from apps.alignment.models import AudienceProposal
from apps.core.editing.views import answer, edits, saved
from apps.core.enums import Audience
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member
from apps.portal.audiences.forms import DecisionForm, ProposalForm
from apps.portal.audiences.selectors import (
    proposal_named,
    proposals_for,
    readings_for,
    row_named,
    subject_of,
)
from apps.portal.views.recording import signed_in


@require_safe
@login_required
def audiences(request: HttpRequest, code: str) -> HttpResponse:
    """Proposals that wait for a second person, and what came of others."""
    mission = get_mission_for_member(request.user, code)
    waiting, decided = proposals_for(request.user, mission)
    widest = mission.audience == Audience.PUBLIC
    may_preview = request.user.has_perm("missions.change_mission", mission)
    return render(
        request,
        "portal/audiences.html",
        {
            "mission": mission,
            "waiting": [_line(code, one) for one in waiting],
            "decided": [_line(code, one) for one in decided],
            "with_people": request.user.has_perm("missions.assess_mission", mission),
            "may_open": may_preview and not widest,
            "may_preview": may_preview,
            "readings": readings_for(request.user, mission),
        },
    )


def _line(code: str, proposal: AudienceProposal) -> dict[str, Any]:
    return {
        "row": proposal,
        "subject": subject_of(code, proposal.subject),
        "before": Audience(proposal.audience_before or Audience.MISSION).label,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def propose(request: HttpRequest, code: str, kind: str, uuid: UUID) -> HttpResponse:
    """Propose that more people see one row."""
    mission = get_mission_for_member(request.user, code)
    return _propose(request, mission, row_named(request.user, mission, kind, uuid))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def propose_mission(request: HttpRequest, code: str) -> HttpResponse:
    """Propose that everybody sees the public part of the mission."""
    mission = get_mission_for_member(request.user, code)
    return _propose(request, mission, mission)


def _propose(request: HttpRequest, mission: Mission, row: Any) -> HttpResponse:
    if row is None or not request.user.has_perm("alignment.propose_audience", row):
        raise Http404
    form = ProposalForm(request.POST or None, row.audience, of_mission=isinstance(row, Mission))
    if saved(
        form,
        lambda: propose_audience(
            by=signed_in(request),
            row=row,
            audience=form.cleaned_data["audience"],
            reason=form.cleaned_data["reason"],
        ),
    ):
        messages.success(request, _("The proposal waits for another member."))
        return redirect("portal:audiences", code=mission.code)
    return render(
        request,
        "portal/audience_propose.html",
        {
            "mission": mission,
            "form": form,
            "subject": subject_of(mission.code, row),
            "before": Audience(row.audience or Audience.MISSION).label,
            "inside": row.audience == Audience.AGENCY,
            "widest": row.audience == Audience.PUBLIC,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(DecisionForm)
def decide(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Agree to a proposal or refuse it; who made it withdraws it. Nobody else gets here."""
    mission = get_mission_for_member(request.user, code)
    proposal = proposal_named(request.user, mission, uuid)
    if proposal is None:
        raise Http404
    own = request.user.pk == proposal.proposed_by_id
    right = "alignment.withdraw_audience" if own else "alignment.decide_audience"
    if not request.user.has_perm(right, proposal):
        raise Http404
    here = reverse("portal:audiences", kwargs={"code": code})
    form = DecisionForm(request.POST or None, row=proposal)
    if saved(form, lambda: _decide(request, proposal, form)):
        messages.success(request, _("Saved."))
        return redirect(here)
    context = {"mission": mission, "form": form, "own": own, "here": here, "line": _line(code, proposal)}
    return answer(request, "portal/audience_decide.html", context)


def _decide(request: HttpRequest, proposal: AudienceProposal, form: DecisionForm) -> None:
    """What the button says. Raises as the services do."""
    by, action = signed_in(request), request.POST.get("action")
    if action == "withdraw":
        withdraw_audience(by=by, proposal=proposal)
    elif action == "agree":
        agree_to_audience(by=by, proposal=proposal, row_version=form.read_version)
    else:
        refuse_audience(by=by, proposal=proposal, answer=form.cleaned_data["answer"])
