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

from apps.alignment.audiences.embargo import postpone
from apps.alignment.audiences.services import (
    agree_to_audience,
    cancel_audience,
    propose_audience,
    refuse_audience,
    withdraw_audience,
)
from apps.alignment.enums import ProposalState
from apps.alignment.models import AudienceProposal
from apps.alignment.models.proposal import audience_of
from apps.core.editing.views import answer, edits, saved
from apps.core.enums import Audience
from apps.frameworks.models import FrameworkVersion
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member
from apps.portal.audiences.forms import DecisionForm, PostponeForm, ProposalForm
from apps.portal.audiences.selectors import (
    embargoed,
    proposal_named,
    proposals_for,
    readings_for,
    row_named,
    scheduled_for,
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
    versions = embargoed(mission)
    may_preview = request.user.has_perm("missions.change_mission", mission)
    return render(
        request,
        "portal/audiences.html",
        {
            "mission": mission,
            "waiting": [_line(request, code, one) for one in waiting],
            "scheduled": [_line(request, code, one) for one in scheduled_for(request.user, mission)],
            "versions": versions,
            "may_plan": bool(versions) and request.user.has_perm("missions.plan_mission", mission),
            "decided": [_line(request, code, one) for one in decided],
            "with_people": request.user.has_perm("missions.assess_mission", mission),
            "may_open": may_preview and not widest,
            "may_preview": may_preview,
            "readings": readings_for(request.user, mission),
        },
    )


def _line(request: HttpRequest, code: str, proposal: AudienceProposal) -> dict[str, Any]:
    return {
        "row": proposal,
        "may_decide": _may_decide(request, proposal),
        "subject": subject_of(code, proposal.subject),
        "before": Audience(proposal.audience_before or Audience.MISSION).label,
        "scheduled": proposal.state == ProposalState.SCHEDULED,
    }


def _may_decide(request: HttpRequest, proposal: AudienceProposal) -> bool:
    """Whether something of the proposal is the reader's to say: agree, refuse, withdraw or take back."""
    rights = ("decide_audience", "withdraw_audience", "cancel_audience")
    return any(request.user.has_perm(f"alignment.{right}", proposal) for right in rights)


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
    before = audience_of(row)
    only_public = isinstance(row, Mission | FrameworkVersion)
    form = ProposalForm(request.POST or None, before, only_public=only_public)
    if saved(
        form,
        lambda: propose_audience(
            by=signed_in(request),
            row=row,
            audience=form.cleaned_data["audience"],
            reason=form.cleaned_data["reason"],
            embargo_until=form.cleaned_data["embargo_until"],
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
            "before": Audience(before or Audience.MISSION).label,
            "inside": before == Audience.AGENCY,
            "widest": before == Audience.PUBLIC,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(DecisionForm)
def decide(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Agree to a proposal or refuse it; who made it withdraws it, and before its day each of them takes it
    back. Nobody else gets here."""
    mission = get_mission_for_member(request.user, code)
    proposal = proposal_named(request.user, mission, uuid)
    if proposal is None:
        raise Http404
    if not _may_decide(request, proposal):
        raise Http404
    own = request.user.pk == proposal.proposed_by_id
    here = reverse("portal:audiences", kwargs={"code": code})
    form = DecisionForm(request.POST or None, row=proposal)
    if saved(form, lambda: _decide(request, proposal, form)):
        messages.success(request, _("Saved."))
        return redirect(here)
    context = {
        "mission": mission,
        "form": form,
        "own": own,
        "here": here,
        "line": _line(request, code, proposal),
    }
    return answer(request, "portal/audience_decide.html", context)


def _decide(request: HttpRequest, proposal: AudienceProposal, form: DecisionForm) -> None:
    """What the button says. Raises as the services do."""
    by, action = signed_in(request), request.POST.get("action")
    if action == "cancel":
        cancel_audience(by=by, proposal=proposal)
    elif action == "withdraw":
        withdraw_audience(by=by, proposal=proposal)
    elif action == "agree":
        agree_to_audience(by=by, proposal=proposal, row_version=form.read_version)
    else:
        refuse_audience(by=by, proposal=proposal, answer=form.cleaned_data["answer"])


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(PostponeForm)
def postpone_version(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Let everybody learn of an adopted version later; for planners, of whom one is enough."""
    mission = get_mission_for_member(request.user, code)
    version = next((one for one in embargoed(mission) if one.uuid == uuid), None)
    if version is None or not request.user.has_perm("missions.plan_mission", mission):
        raise Http404
    here = reverse("portal:audiences", kwargs={"code": code})
    form = PostponeForm(request.POST or None, row=version, initial={"embargo_until": version.embargo_until})
    if saved(
        form,
        lambda: postpone(
            by=signed_in(request), version=version, embargo_until=form.cleaned_data["embargo_until"]
        ),
    ):
        messages.success(request, _("Saved."))
        return redirect(here)
    context = {"mission": mission, "form": form, "version": version, "here": here}
    return answer(request, "portal/audience_postpone.html", context)
