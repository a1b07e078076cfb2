"""Mutual commitments: their list, and the forms in which each side says its own."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.editing.views import answer, done, edits, saved
from apps.frameworks.models import MutualCommitment
from apps.frameworks.selectors.references import commitments
from apps.frameworks.services.commitments import remove_commitment, save_commitment
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member
from apps.portal.promises.forms import CommitmentForm, OwnStatusForm, RemoveForm
from apps.portal.selectors.gates import agencies_of, roles_and_agencies
from apps.portal.selectors.objectives import named_objectives
from apps.portal.views.recording import signed_in

PLAN = "missions.plan_mission"
posts = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def promises(request: HttpRequest, code: str) -> HttpResponse:
    """Every promise, what is overdue, and where the two sides do not see it alike."""
    mission = get_mission_for_member(request.user, code)
    roles, agencies = roles_and_agencies(request.user, mission)
    today, mine = timezone.localdate(), {one.pk for one in agencies}
    found = list(commitments(mission))
    return render(
        request,
        "portal/promises/promises.html",
        {
            "mission": mission,
            "may_plan": "planner" in roles,
            "lines": [
                {
                    "row": one,
                    "overdue": one.due_on is not None
                    and one.due_on < today
                    and "kept" not in {one.status_by_party, one.status_by_others},
                    "apart": None not in {one.status_by_party, one.status_by_others}
                    and one.status_by_party != one.status_by_others,
                    "own": one.party_id in mine,
                }
                for one in found
            ],
        },
    )


def _named(mission: Mission, uuid: UUID) -> MutualCommitment:
    row = (
        MutualCommitment.objects.filter(mission=mission, uuid=uuid)
        .select_related("party", "objective")
        .first()
    )
    if row is None:
        raise Http404
    row.mission = mission
    return row


@posts
@login_required
@edits(CommitmentForm)
def promise_new(request: HttpRequest, code: str) -> HttpResponse:
    """Put a promise on record; for planners."""
    mission = get_mission_for_member(request.user, code)
    if not request.user.has_perm(PLAN, mission):
        raise Http404
    return _edit(request, mission, None)


@posts
@login_required
@edits(CommitmentForm)
def promise(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Change a promise (the planner), or say how its own party sees it; nobody else."""
    mission = get_mission_for_member(request.user, code)
    row = _named(mission, uuid)
    if row.party in roles_and_agencies(request.user, mission)[1]:
        form = OwnStatusForm(request.POST or None, row)
        return _answered(request, mission, row, form)
    if not request.user.has_perm(PLAN, mission):
        raise Http404
    return _edit(request, mission, row)


def _edit(request: HttpRequest, mission: Mission, row: MutualCommitment | None) -> HttpResponse:
    form = CommitmentForm(request.POST or None, row, agencies_of(mission), named_objectives(mission))
    return _answered(request, mission, row, form)


def _answered(
    request: HttpRequest,
    mission: Mission,
    row: MutualCommitment | None,
    form: CommitmentForm | OwnStatusForm,
) -> HttpResponse:
    made = row or MutualCommitment(mission=mission)
    here = reverse("portal:promises", kwargs={"code": mission.code})

    def save() -> None:
        save_commitment(by=signed_in(request), commitment=made, fields=form.put_into(made))

    if saved(form, save):
        messages.success(request, _("Saved."))
        return done(request, here)
    own = isinstance(form, OwnStatusForm)
    context = {"mission": mission, "row": row, "form": form, "here": here, "own": own}
    return answer(request, "portal/promises/promise.html", context)


@posts
@login_required
@edits(RemoveForm)
def promise_remove(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Take a promise out; for planners."""
    mission = get_mission_for_member(request.user, code)
    if not request.user.has_perm(PLAN, mission):
        raise Http404
    row = _named(mission, uuid)
    form = RemoveForm(request.POST or None, row=row)
    here = reverse("portal:promises", kwargs={"code": code})
    if saved(form, lambda: remove_commitment(by=signed_in(request), commitment=row)):
        messages.success(request, _("The commitment is taken out."))
        return done(request, here)
    context = {"mission": mission, "row": row, "form": form, "here": here}
    return answer(request, "portal/promises/remove.html", context)
