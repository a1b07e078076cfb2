"""Disagreements on record: raised for an agency, answered by the planner, withdrawn by the agency."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.alignment.dissents.services import answer_dissent, raise_dissent, withdraw_dissent
from apps.alignment.models import Dissent
from apps.benchmarks.models import Benchmark, Gate
from apps.core.editing.views import answer, edits, saved
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member
from apps.portal import readiness
from apps.portal.forms import AnswerForm, DissentForm, WithdrawForm
from apps.portal.selectors.gates import benchmark_named, dissent_named, page_of_benchmark, roles_and_agencies
from apps.portal.views.recording import gate_of, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def gate_dissent(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Disagree with a gate, for an agency one speaks for."""
    mission, found = gate_of(request, code, uuid)
    here = reverse("portal:gate", kwargs={"code": code, "uuid": uuid})
    return _raise(request, mission, found, readiness.title_of(found), here)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def benchmark_dissent(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Disagree with a benchmark, for an agency one speaks for."""
    mission = get_mission_for_member(request.user, code)
    found = benchmark_named(mission, uuid)
    if found is None:
        raise Http404
    return _raise(request, mission, found, found.key, page_of_benchmark(code, found))


def _raise(
    request: HttpRequest, mission: Mission, about: Gate | Benchmark, title: str, here: str
) -> HttpResponse:
    _held, agencies = roles_and_agencies(request.user, mission)
    if not agencies:
        raise Http404
    form = DissentForm(request.POST or None, agencies)
    if saved(
        form,
        lambda: raise_dissent(
            by=signed_in(request),
            mission=mission,
            agency=form.agencies[form.cleaned_data["agency"]],
            statement=form.cleaned_data["statement"],
            raised_on=timezone.localdate(),
            about=about,
        ),
    ):
        messages.success(request, _("The dissent is on record."))
        return redirect(here)
    context = {"mission": mission, "form": form, "title": title, "here": here}
    return render(request, "portal/dissent_raise.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(AnswerForm)
def dissent(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One dissent: the planner answers it, its own agency withdraws it; nobody else gets here."""
    mission = get_mission_for_member(request.user, code)
    found = dissent_named(mission, uuid)
    if found is None:
        raise Http404
    given = request.POST or None
    answers = request.user.has_perm("alignment.answer_dissent", found)
    form: AnswerForm | WithdrawForm
    if answers:
        form = AnswerForm(given, row=found)
    elif request.user.has_perm("alignment.withdraw_dissent", found):
        today = timezone.localdate()
        form = WithdrawForm(given, row=found, initial={"resolved_on": found.resolved_on or today})
    else:
        raise Http404
    here = _page_of(code, found)
    if saved(form, lambda: _save(request, found, form, answers=answers)):
        messages.success(request, _("Saved."))
        return redirect(here)
    return answer(
        request,
        "portal/dissent.html",
        {"mission": mission, "dissent": found, "form": form, "answers": answers, "here": here},
    )


def _save(request: HttpRequest, found: Dissent, form: Form, *, answers: bool) -> None:
    """Save the answer or the withdrawal. Raises as their services do."""
    by = signed_in(request)
    if answers:
        answer_dissent(by=by, dissent=found, answer=form.cleaned_data["answer"])
    else:
        withdraw_dissent(by=by, dissent=found, resolved_on=form.cleaned_data["resolved_on"])


def _page_of(code: str, found: Dissent) -> str:
    if found.gate is not None:
        return reverse("portal:gate", kwargs={"code": code, "uuid": found.gate.uuid})
    if found.benchmark is not None:
        return page_of_benchmark(code, found.benchmark)
    return reverse("portal:benchmarks", kwargs={"code": code})
