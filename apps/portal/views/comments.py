"""A comment on a benchmark, of any member."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.alignment.commenting.services import comment_on
from apps.core.editing.views import saved
from apps.missions.selectors import get_mission_for_member
from apps.portal.rounds.forms import RemarkForm
from apps.portal.selectors.gates import benchmark_named, page_of_benchmark, roles_and_agencies
from apps.portal.views.recording import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def benchmark_comment(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Say something of a benchmark, in one's own name or for an agency one speaks for."""
    mission = get_mission_for_member(request.user, code)
    found = benchmark_named(mission, uuid)
    if found is None:
        raise Http404
    here = page_of_benchmark(code, found)
    _roles, agencies = roles_and_agencies(request.user, mission)
    form = RemarkForm(request.POST or None, agencies)
    user = signed_in(request)
    if saved(
        form,
        lambda: comment_on(
            by=user,
            benchmark=found,
            text=form.cleaned_data["text"],
            written_on=timezone.localdate(),
            author=user.name or None,
            agency=form.spoken_for(),
        ),
    ):
        messages.success(request, _("The comment is on record."))
        return redirect(here)
    context = {"mission": mission, "form": form, "title": found.key, "here": here}
    return render(request, "portal/benchmark_comment.html", context)
