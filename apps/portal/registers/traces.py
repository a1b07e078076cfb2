"""The pages on which activities are linked to a commitment or to the strategy of a state, each shown by
documents and verified by a peer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.activities.models import Activity
from apps.activities.selectors import activities_for
from apps.alignment.models import CommitmentTrace
from apps.alignment.policies.services import evidence_trace, may_verify, trace_activities, verify_trace
from apps.core.editing.views import answer, done, edits, saved
from apps.core.enums import Grade
from apps.core.text import asked_words, fold
from apps.missions.documents.selectors import documents_for
from apps.portal.registers.base import Here, Register
from apps.portal.registers.forms.base import MOST_DOCUMENTS, MOST_FOUND
from apps.portal.registers.forms.policies import TraceEvidenceForm, TracesForm, TraceVerifyForm
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
    words = asked_words(request.GET)
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


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(TraceEvidenceForm)
def trace_evidence(request: HttpRequest, code: str, register: str, uuid: UUID, other: UUID) -> HttpResponse:
    """The documents that show that an activity acts on it; for who may change it."""
    here, kind, row, trace = _trace(request, code, register, uuid, other)
    if not request.user.has_perm(kind.permission, row):
        raise Http404
    visible = documents_for(request.user, here.mission)
    held = {one.pk for one in trace.documents.all()}
    newest = list(visible.values_list("pk", flat=True)[:MOST_DOCUMENTS])
    offered = visible.filter(pk__in={*newest, *held})
    form = TraceEvidenceForm(request.POST or None, row=row, offered=offered, held=held)
    back = kind.page(here, row)

    def save() -> None:
        # Documents that the person may not see stay on it.
        kept = list(trace.documents.exclude(pk__in=offered.values("pk")))
        documents = [*kept, *form.cleaned_data["documents"]]
        evidence_trace(by=signed_in(request), row=row, trace=trace, documents=documents)

    if saved(form, save):
        messages.success(request, _("Saved."))
        return done(request, back)
    return _act_page(
        request,
        here,
        kind,
        trace,
        form=form,
        title=_("Documents that show it"),
        about=_("With a document that shows it a trace is evidenced, else claimed."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(TraceVerifyForm)
def trace_verify(request: HttpRequest, code: str, register: str, uuid: UUID, other: UUID) -> HttpResponse:
    """Verify that an activity acts on it, for who writes for a peer."""
    here, kind, row, trace = _trace(request, code, register, uuid, other)
    peers = [one for one in here.agencies if may_verify(one, row, trace.activity)]
    if not peers:
        raise Http404
    back = kind.page(here, row)
    form = TraceVerifyForm(request.POST or None, row=row, agencies=peers)

    def save() -> None:
        said = form.cleaned_data
        agency = said.get("agency") or peers[0]
        verify_trace(by=signed_in(request), row=row, trace=trace, agency=agency, text=said["text"])

    if trace.grade != Grade.EVIDENCED:
        messages.warning(request, _("It is no longer in the state in which this can be done."))
        return done(request, back)
    if saved(form, save):
        messages.success(request, _("It is on record."))
        return done(request, back)
    return _act_page(
        request,
        here,
        kind,
        trace,
        form=form,
        title=_("Verify"),
        about=_("A peer has seen the evidence: say what it shows. Then it is verified."),
        button=_("Verify"),
    )


def _trace(
    request: HttpRequest, code: str, register: str, uuid: UUID, other: UUID
) -> tuple[Here, Register, Any, Any]:
    here = here_of(request, code)
    kind = TRACED.get(register)
    if kind is None:
        raise Http404
    row = row_of(kind, here, uuid)
    found = next((one for one in row.traces.all() if one.activity.uuid == other), None)
    if found is None:
        raise Http404
    return here, kind, row, found


def _act_page(request: HttpRequest, here: Here, kind: Register, trace: Any, **context: Any) -> HttpResponse:
    row = trace.commitment if isinstance(trace, CommitmentTrace) else trace.strategy
    found = {
        "mission": here.mission,
        "register": kind,
        "up": here.page("register", register=kind.name),
        "name": kind.named(row),
        "activity": trace.activity,
        "back": kind.page(here, row),
    }
    return answer(request, "portal/registers/trace.html", found | context)


def _own(here: Here, row: Any) -> Any:
    """The activities that could act on it, as far as the person sees them."""
    rows = activities_for(here.user, here.mission).select_related("lead").order_by("title", "pk")
    return rows.filter(lead__state=row.state) if hasattr(row, "state") else rows.filter(lead=row.agency_id)


def _found(offered: Any, words: str, traced: set[int]) -> list[Activity]:
    rows = offered.exclude(pk__in=traced)
    if words.strip():
        rows = rows.filter(search__contains=fold(words.strip()))
    return list(rows[:MOST_FOUND])
