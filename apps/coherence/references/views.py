"""Keeping assessments as reference, and comparing two sides of a mission."""

import datetime
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.models import User
from apps.coherence.enums import AssessmentAudience
from apps.coherence.history.forms import Bounds
from apps.coherence.history.selectors import days_to_choose, newest
from apps.coherence.references import comparisons, selectors, services, words
from apps.coherence.references.comparisons import NOW, Side
from apps.coherence.references.forms import CompareForm, KeepForm
from apps.coherence.selectors import stored
from apps.coherence.selectors.reviewers import withheld_on
from apps.coherence.selectors.rows import describe
from apps.coherence.selectors.shown import comparison_without
from apps.coherence.views.common import WHOLE, csv_file
from apps.core import jobs
from apps.core.templatetags.nexusplan import day
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member

KEEP = "coherence.keep_assessment"
REFRESH_SECONDS = 4
SHOWN_FOR = datetime.timedelta(days=1)
"""So long the page says what came to nothing."""


def _person(request: HttpRequest) -> User:
    """Who asks, signed in as `login_required` sees to."""
    return cast("User", request.user)


def _limits(mission: Mission) -> Bounds:
    """The first and the last day that can be assessed. One query."""
    return days_to_choose(mission, timezone.localdate(), newest(mission))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def references(request: HttpRequest, code: str) -> HttpResponse:
    """What the mission has kept to compare with; planners keep another."""
    mission = get_mission_for_member(request.user, code)
    may_keep = request.user.has_perm(KEEP, mission)
    form = None
    if request.method == "POST":
        if not may_keep:
            raise Http404
        form = KeepForm(request.POST, bounds=_limits(mission))
        if form.is_valid():
            as_of: datetime.date = form.cleaned_data["as_of"]
            services.request_keep(
                by=_person(request),
                mission=mission,
                as_of=as_of,
                occasion=form.cleaned_data["occasion"],
                note=form.cleaned_data["note"] or None,
            )
            messages.success(request, _("The assessment of %(date)s is being kept.") % {"date": day(as_of)})
            return redirect("coherence:references", code=code)
    elif may_keep:
        limits = _limits(mission)
        form = KeepForm(initial={"as_of": limits[1]}, bounds=limits)
    asked = selectors.asked(mission, timezone.now() - SHOWN_FOR)
    pending = next((one for one in asked if one.state == "pending"), None)
    response = render(
        request,
        "coherence/references.html",
        {
            "mission": mission,
            "references": selectors.for_page(mission),
            "form": form,
            "may_keep": may_keep,
            "asked": asked,
            "pending": pending is not None,
            "state": jobs.State() if pending is None else jobs.state(pending.task, about=pending.about),
        },
    )
    # A page on which somebody has typed something is not taken away.
    if pending is not None and request.method != "POST":
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@require_POST
@login_required
def restate(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Ask for the date of a kept assessment to be computed again from today's rows; what was kept stays."""
    mission = get_mission_for_member(request.user, code)
    if not request.user.has_perm(KEEP, mission):
        raise Http404
    assessment = selectors.recorded(mission).filter(uuid=uuid).first()
    if assessment is None:
        raise Http404
    try:
        services.request_restatement(by=_person(request), assessment=assessment)
    except services.NothingToRestate:
        messages.info(request, _("It is restated already."))
    else:
        messages.success(
            request,
            _("The assessment of %(date)s is being restated. What was kept before stays.")
            % {"date": day(assessment.as_of)},
        )
    return redirect("coherence:references", code=code)


# Comparing ---------------------------------------------------------------------------------------------


@require_safe
@login_required
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Two sides and what changed between them: the sentence, the levels, the rows that moved them.

    Without sides in the address: the last reference and now. A pair that nobody has compared yet is asked
    for by looking at it: it is computed once, in a job, and changes nothing of the plan.
    """
    mission = get_mission_for_member(request.user, code)
    today = timezone.localdate()
    try:
        before, after = _sides(request, mission, today)
    except Http404:
        refused = _no_days(request, mission)
        if refused is None or "format" in request.GET:
            raise
        return _page(request, mission, refused)
    found = None if before is None else comparisons.result(mission, before, after)
    if before is not None and found is not None and request.GET.get("format") == "csv":
        comparison = _shown(request, mission, before, after, found)
        return csv_file(f"{code}-{before.token}-{after.token}", words.table(comparison))
    if before is not None and found is None and request.method == "GET":
        comparisons.request_first(by=_person(request), mission=mission, before=before, after=after)
    form = CompareForm(
        initial={"before": None if before is None else before.token, "after": after.token},
        sides=_choices(mission),
        bounds=_limits(mission),
    )
    return _page(request, mission, form, sides=(before, after), found=found)


@require_POST
@login_required
def ask_comparison(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a comparison and look at it; one that may not be asked for says why."""
    mission = get_mission_for_member(request.user, code)
    today = timezone.localdate()
    form = CompareForm(request.POST, sides=_choices(mission), bounds=_limits(mission))
    if form.is_valid():
        before, after = (comparisons.side(mission, form.token(name), today) for name in ("before", "after"))
        if before is None or after is None:
            raise Http404
        try:
            comparisons.request_comparison(by=_person(request), mission=mission, before=before, after=after)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            query = urlencode({"from": before.token, "to": after.token})
            return redirect(f"{reverse('coherence:compare', kwargs={'code': code})}?{query}")
    return _page(request, mission, form)


def _sides(request: HttpRequest, mission: Mission, today: datetime.date) -> tuple[Side | None, Side]:
    """The sides that the address names; 404 for what is not there. `from` may be missing: the last reference
    before the other side, None where there is none."""
    after = comparisons.side(mission, request.GET.get("to") or NOW, today)
    if after is None:
        raise Http404
    given = request.GET.get("from")
    if given:
        before = comparisons.side(mission, given, today)
        if before is None:
            raise Http404
        return before, after
    reference = selectors.latest_reference(mission, after.as_of)
    return None if reference is None else Side(str(reference.uuid), reference.as_of, reference), after


def _is_uuid(token: str) -> bool:
    try:
        UUID(token)
    except ValueError:
        return False
    return True


def _no_days(request: HttpRequest, mission: Mission) -> CompareForm | None:
    """The form with what is wrong with the days in the address; None where another thing is not there."""
    data: dict[str, str] = {}
    for name, key in (("before", "from"), ("after", "to")):
        given = request.GET.get(key) or NOW
        data |= {name: given} if given == NOW or _is_uuid(given) else {name: NOW, f"{name}_date": given}
    form = CompareForm(data, sides=_choices(mission), bounds=_limits(mission))
    return form if {"before_date", "after_date"} & set(form.errors) else None


def _choices(mission: Mission) -> list[tuple[str, str]]:
    """What can be compared by name: now, and every kept and imported assessment. Two queries."""
    kept = selectors.for_page(mission)
    return [(NOW, _("Now")), *((str(one.uuid), words.name_of(one)) for one in kept)]


def _page(
    request: HttpRequest,
    mission: Mission,
    form: CompareForm,
    *,
    sides: tuple[Side | None, Side | None] = (None, None),
    found: dict[str, Any] | None = None,
) -> HttpResponse:
    before, after = sides
    about = None if before is None or after is None else comparisons.subject(mission, before, after)
    state = jobs.State() if about is None else jobs.state(comparisons.TASK, about=about)
    context = {"mission": mission, "form": form, "before": before, "after": after, "state": state}
    if found is not None and before is not None and after is not None:
        comparison = _shown(request, mission, before, after, found)
        seen = describe(mission, request.user, words.rows_in(comparison))
        newest = stored.computed(mission, AssessmentAudience.MISSION)
        context |= {
            "found": True,
            "stale": comparisons.is_stale(found, newest),
            "dates": words.dates(comparison),
            "verdict": words.verdict(comparison),
            "claims": words.claims(comparison),
            "levels": words.levels(comparison),
            "proportions": words.proportions(comparison),
            "movements": words.movements(comparison, seen),
            "arrived": words.activities(comparison["arrived"], seen),
            "gone": words.activities(comparison["gone"], seen),
            "query_after": _query(after),
            "whole": WHOLE,
        }
    response = render(request, "coherence/compare.html", context)
    if state.pending and not state.stalled:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


def _shown(
    request: HttpRequest, mission: Mission, before: Side, after: Side, found: dict[str, Any]
) -> dict[str, Any]:
    """The stored comparison as far as the reader sees it. Three queries, one for the secretariat."""
    withheld = withheld_on(request.user, mission, before.as_of, after.as_of)
    return comparison_without(found["comparison"], withheld)


def _query(one: Side) -> str:
    """The query that shows this side on the pages of an assessment."""
    if one.kept is not None:
        return urlencode({"kept": one.token})
    return "" if one.token == NOW else urlencode({"as_of": one.token})
