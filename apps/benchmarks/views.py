"""Reporting: what is due, entering an observation, accepting it or returning it."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.benchmarks.enums import ObservationState
from apps.benchmarks.forms import ObservationForm, ReturnForm
from apps.benchmarks.models import Observation
from apps.benchmarks.reporting import Due
from apps.benchmarks.selectors import reporting as selectors
from apps.benchmarks.services import observing
from apps.benchmarks.values import is_small, said
from apps.core.editing.forms import VersionedForm
from apps.core.editing.views import answer, done, edits, saved
from apps.missions.selectors import get_mission_for_member
from apps.missions.services import note_kept_row

PAGE = 50
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """Which indicators are due and who answers for them; what waits for a planner, what was returned."""
    mission = get_mission_for_member(request.user, code)
    today = timezone.localdate()
    lines = selectors.calendar(request.user, mission, today)
    mine = selectors.agencies_reported_for(request.user, mission)
    plans = request.user.has_perm("missions.plan_mission", mission)
    only_mine = request.GET.get("whose") == "mine"
    own = {one.pk for one in mine}
    if only_mine:
        lines = [line for line in lines if line.owner_pk in own]
    return render(
        request,
        "benchmarks/reporting.html",
        {
            "mission": mission,
            "today": today,
            "page": Paginator(lines, PAGE).get_page(request.GET.get("page")),
            "overdue": sum(line.reporting.due == Due.OVERDUE for line in lines),
            "may_report": bool(mine),
            "plans": plans,
            "only_mine": only_mine,
            "waiting": selectors.under_way(request.user, mission, own, PAGE),
        },
    )


@get_or_post
@login_required
@edits(ObservationForm)
def observe(request: HttpRequest, code: str, uuid: UUID) -> HttpResponseBase:
    """A new observation of a benchmark; several indicators are chosen by the address."""
    mission = get_mission_for_member(request.user, code)
    benchmark, indicators = selectors.indicators_of_benchmark(mission, uuid)
    agencies = selectors.agencies_reported_for(request.user, mission)
    if benchmark is None or not indicators or not agencies:
        raise Http404
    asked = request.GET.get("indicator", "")
    indicator = next((one for one in indicators if str(one.uuid) == asked), indicators[0])
    form = ObservationForm(
        request.POST or None, indicator=indicator, agencies=agencies, today=timezone.localdate()
    )
    submit = "draft" not in request.POST
    row = Observation(mission=mission, indicator=indicator)

    def store() -> None:
        observing.observe(by=cast("User", request.user), observations=[form.filled(row)], submit=submit)

    if saved(form, store):
        messages.success(request, _said(submit=submit))
        return done(request, reverse("portal:benchmark", kwargs={"code": code, "uuid": uuid}))
    context = {
        "mission": mission,
        "form": form,
        "benchmark": benchmark,
        "indicator": indicator,
        "indicators": indicators,
    }
    return answer(request, "benchmarks/observe.html", context)


def _said(*, submit: bool) -> str:
    if submit:
        return _("Submitted. It counts as soon as a planner accepts it.")
    return _("Kept as a draft. Submit it when it is ready.")


def _named(request: HttpRequest, code: str, uuid: UUID) -> Observation:
    mission = get_mission_for_member(request.user, code)
    found = selectors.observation_named(request.user, mission, uuid)
    if found is None:
        raise Http404
    return found


def _page(observation: Observation) -> str:
    kwargs = {"code": observation.mission.code, "uuid": observation.uuid}
    return reverse("benchmarks:observation", kwargs=kwargs)


@require_safe
@login_required
def observation(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One observation with its state, and what its reader may do with it."""
    row = _named(request, code, uuid)
    note_kept_row(by=request.user, row=row)
    may_change = request.user.has_perm("benchmarks.change_observation", row)
    plans = request.user.has_perm("missions.plan_mission", row.mission)
    return render(
        request,
        "benchmarks/observation.html",
        {
            "mission": get_mission_for_member(request.user, code),
            "row": row,
            "small": is_small(row),
            "value": said(row),
            "may_change": may_change and row.state != ObservationState.ACCEPTED,
            "accept": VersionedForm(None, row=row)
            if plans and row.state == ObservationState.SUBMITTED
            else None,
            "may_return": plans and row.state in {ObservationState.SUBMITTED, ObservationState.ACCEPTED},
        },
    )


@get_or_post
@login_required
@edits(ObservationForm)
def change(request: HttpRequest, code: str, uuid: UUID) -> HttpResponseBase:
    """Correct an observation that does not count yet, and hand it in again."""
    row = _named(request, code, uuid)
    if not request.user.has_perm("benchmarks.change_observation", row):
        raise Http404
    form = ObservationForm(
        request.POST or None, indicator=row.indicator, agencies=(), today=timezone.localdate(), row=row
    )
    submit = "draft" not in request.POST

    def store() -> None:
        observing.change_observation(
            by=cast("User", request.user),
            observation=form.filled(row),
            fields=observing.FIELDS,
            submit=submit,
        )

    if saved(form, store):
        messages.success(request, _said(submit=submit))
        return done(request, _page(row))
    context: dict[str, Any] = {
        "mission": get_mission_for_member(request.user, code),
        "form": form,
        "benchmark": row.indicator.benchmark,
        "indicator": row.indicator,
        "indicators": (),
        "row": row,
    }
    return answer(request, "benchmarks/observe.html", context)


def _for_planner(request: HttpRequest, code: str, uuid: UUID) -> Observation:
    row = _named(request, code, uuid)
    if not request.user.has_perm("missions.plan_mission", row.mission):
        raise Http404
    return row


@require_http_methods(["POST"])
@login_required
@edits(VersionedForm)
def accept(request: HttpRequest, code: str, uuid: UUID) -> HttpResponseBase:
    """Let a submitted observation count."""
    row = _for_planner(request, code, uuid)
    form = VersionedForm(request.POST, row=row)
    if saved(form, lambda: observing.accept(by=cast("User", request.user), observations=[row])):
        messages.success(request, _("Accepted. The status is computed anew."))
        return done(request, reverse("benchmarks:reporting", kwargs={"code": code}))
    context = {
        "mission": get_mission_for_member(request.user, code),
        "row": row,
        "value": said(row),
        "accept": form,
        "may_return": True,
    }
    return answer(request, "benchmarks/observation.html", context, form)


@get_or_post
@login_required
@edits(ReturnForm)
def send_back(request: HttpRequest, code: str, uuid: UUID) -> HttpResponseBase:
    """Return an observation with what is to be mended."""
    row = _for_planner(request, code, uuid)
    if row.state not in {ObservationState.SUBMITTED, ObservationState.ACCEPTED}:
        raise Http404
    form = ReturnForm(request.POST or None, row=row)

    def store() -> None:
        note = form.cleaned_data["note"]
        observing.send_back(by=cast("User", request.user), observations=[row], note=note)

    if saved(form, store):
        messages.success(request, _("Returned. Who reported it sees your note."))
        return done(request, reverse("benchmarks:reporting", kwargs={"code": code}))
    context = {
        "mission": get_mission_for_member(request.user, code),
        "row": row,
        "form": form,
        "back": _page(row),
    }
    return answer(request, "benchmarks/return.html", context)
