"""The page on which activities are linked to a commitment or to the strategy of a state."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.activities.models import Activity
from apps.activities.selectors import activities_for
from apps.alignment.policies.services import trace_activities
from apps.core.editing.views import answer, done, edits, saved
from apps.core.text import fold
from apps.missions.documents.selectors import documents_for
from apps.portal.registers.base import Here
from apps.portal.registers.forms.base import MOST_DOCUMENTS, MOST_FOUND
from apps.portal.registers.forms.policies import TracesForm
from apps.portal.registers.kinds.policies import COMMITMENTS, STRATEGIES
from apps.portal.registers.views import here_of, row_of
from apps.portal.views.recording import signed_in

TRACED = {one.name: one for one in (COMMITMENTS, STRATEGIES)}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(TracesForm)
def register_traces(request: HttpRequest, code: str, register: str, uuid: UUID) -> HttpResponse:
    """Which activities of the agency, or of the state, act on it; for who may change it."""
    here = here_of(request, code)
    kind = TRACED.get(register)
    if kind is None:
        raise Http404
    row = row_of(kind, here, uuid)
    if not request.user.has_perm(kind.permission, row):
        raise Http404
    words = request.GET.get("q", "")[:200]
    offered = _own(here, row)
    traces = {trace.activity_id: trace for trace in row.traces.all()}
    newest = documents_for(request.user, here.mission).values_list("pk", flat=True)[:MOST_DOCUMENTS]
    form = TracesForm(
        request.POST or None,
        row=row,
        offered=offered,
        found=_found(offered, words, set(traces)),
        traced=[trace.activity for trace in traces.values()],
        documents=documents_for(request.user, here.mission).filter(pk__in=list(newest)),
    )
    back = kind.page(here, row)

    def save() -> None:
        said = form.cleaned_data
        trace_activities(
            by=signed_in(request),
            row=row,
            activities=list(said.get("add", ())),
            documents=list(said.get("documents", ())),
            removed=[traces[one.pk] for one in said.get("remove", ()) if one.pk in traces],
        )

    if saved(form, save):
        messages.success(request, _("Saved."))
        return done(request, back)
    context = {
        "mission": here.mission,
        "register": kind,
        "up": here.page("register", register=kind.name),
        "name": kind.named(row),
        "words": words,
        "form": form,
        "back": back,
    }
    return answer(request, "portal/registers/traces.html", context)


def _own(here: Here, row: Any) -> Any:
    """The activities that could act on it, as far as the person sees them."""
    rows = activities_for(here.user, here.mission).select_related("lead").order_by("title", "pk")
    return rows.filter(lead__state=row.state) if hasattr(row, "state") else rows.filter(lead=row.agency_id)


def _found(offered: Any, words: str, traced: set[int]) -> list[Activity]:
    rows = offered.exclude(pk__in=traced)
    if words.strip():
        rows = rows.filter(search__contains=fold(words.strip()))
    return list(rows[:MOST_FOUND])
