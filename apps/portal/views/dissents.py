"""Disagreements on record: raised for an agency, answered by the planner, withdrawn by the agency."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
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
from apps.core.services import EditConflict
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member
from apps.portal import readiness
from apps.portal.forms import AnswerForm, DissentForm, WithdrawForm
from apps.portal.selectors.gates import benchmark_named, dissent_named, roles_and_agencies
from apps.portal.views.recording import changed_meanwhile, gate_of, show, signed_in


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
    here = reverse("portal:benchmark", kwargs={"code": code, "uuid": uuid})
    return _raise(request, mission, found, found.key, here)


def _raise(
    request: HttpRequest, mission: Mission, about: Gate | Benchmark, title: str, here: str
) -> HttpResponse:
    _held, agencies = roles_and_agencies(request.user, mission)
    if not agencies:
        raise Http404
    form = DissentForm(request.POST or None, agencies)
    if form.is_valid():
        try:
            raise_dissent(
                by=signed_in(request),
                mission=mission,
                agency=form.agencies[form.cleaned_data["agency"]],
                statement=form.cleaned_data["statement"],
                raised_on=timezone.localdate(),
                about=about,
            )
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(request, _("The dissent is on record."))
            return redirect(here)
    context = {"mission": mission, "form": form, "title": title, "here": here}
    return render(request, "portal/dissent_raise.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def dissent(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One dissent: the planner answers it, its own agency withdraws it; nobody else gets here."""
    mission = get_mission_for_member(request.user, code)
    found = dissent_named(mission, uuid)
    if found is None:
        raise Http404
    answer = withdraw = None
    given = request.POST or None
    if request.user.has_perm("alignment.answer_dissent", found):
        initial: dict[str, Any] = {"version": found.row_version, "answer": found.answer}
        answer = AnswerForm(given, initial=initial, use_required_attribute=False)
    elif request.user.has_perm("alignment.withdraw_dissent", found):
        initial = {"version": found.row_version, "resolved_on": timezone.localdate()}
        withdraw = WithdrawForm(given, initial=initial, use_required_attribute=False)
    form = answer or withdraw
    if form is None:
        raise Http404
    here = _page_of(code, found)
    if form.is_valid() and _saved(request, found, form, answers=answer is not None):
        messages.success(request, _("Saved."))
        return redirect(here)
    return render(
        request,
        "portal/dissent.html",
        {"mission": mission, "dissent": found, "form": form, "answers": answer is not None, "here": here},
    )


def _saved(request: HttpRequest, found: Dissent, form: Form, *, answers: bool) -> bool:
    """Whether the answer or the withdrawal was saved; if not, the form says why."""
    found.row_version = form.cleaned_data["version"]
    by = signed_in(request)
    try:
        if answers:
            answer_dissent(by=by, dissent=found, answer=form.cleaned_data["answer"])
        else:
            withdraw_dissent(by=by, dissent=found, resolved_on=form.cleaned_data["resolved_on"])
    except ValidationError as error:
        show(form, error)
    except EditConflict:
        form.add_error(None, changed_meanwhile())
    return not form.errors


def _page_of(code: str, found: Dissent) -> str:
    if found.gate is not None:
        return reverse("portal:gate", kwargs={"code": code, "uuid": found.gate.uuid})
    if found.benchmark is not None:
        return reverse("portal:benchmark", kwargs={"code": code, "uuid": found.benchmark.uuid})
    return reverse("portal:benchmarks", kwargs={"code": code})
