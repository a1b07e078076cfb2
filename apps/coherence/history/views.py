"""How the levels came about, any one day on request, and the state of what is being computed."""

import datetime
import functools
from collections.abc import Callable, Mapping
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.coherence.enums import AssessmentAudience, AssessmentKind, Level
from apps.coherence.history import drawings, selectors
from apps.coherence.history.forms import DayForm
from apps.coherence.history.services import request_again, request_date
from apps.coherence.models import Assessment, IndicatorValue
from apps.coherence.views.common import DayNotAssessed, NothingAssessed, csv_file
from apps.core import jobs
from apps.core.figures import Figure
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member

REFRESH_SECONDS = 4
View = Callable[..., HttpResponse]


@require_safe
@login_required
def history(request: HttpRequest, code: str) -> HttpResponse:
    """Up to sixty quarters of the four levels, and of E1 by grade; each figure with its table and CSV."""
    mission = get_mission_for_member(request.user, code)
    found = selectors.series(mission, AssessmentAudience.MISSION, request.user)
    marks = selectors.marks(mission)
    references = selectors.references(mission, request.user)
    figures: dict[str, Figure] = {
        level: drawings.level_course(level, found, marks, _lozenges(references, level)) for level in Level
    }
    figures["E1"] = drawings.linkage_course(found, marks)
    if request.GET.get("format") == "csv":
        wanted = figures.get(request.GET.get("figure", ""))
        if wanted is None:
            raise Http404
        table = (list(wanted.table.header), [list(row) for row in wanted.table.rows])
        return csv_file(f"{code}-history-{request.GET['figure']}", table)
    return render(
        request,
        "coherence/history.html",
        {
            "mission": mission,
            "found": found,
            "figures": [_shown(key, figure, found) for key, figure in figures.items()],
            "marks": marks,
            "references": [_reference(one, values) for one, values in references],
            "state": jobs.state(selectors.HISTORY_TASK, about=mission.uuid),
        },
    )


def _shown(key: str, figure: Figure, found: selectors.Series) -> dict[str, Any]:
    """A figure with its heading, its sentence and what its lines are."""
    if key == "E1":
        return {
            "key": key,
            "figure": figure,
            "caption": _("Linked external activities"),
            "desc": drawings.linkage_described(found.linkage),
            "legend": _("Share of external activities with a link, by grade of evidence"),
        }
    return {
        "key": key,
        "figure": figure,
        "caption": Level(key).label,
        "desc": drawings.described(found.consistency[Level(key)]),
        "legend": _("Consistency with its bounds, and the coordination process, from 0 to 1"),
    }


def _lozenges(references: list[selectors.Kept], level: str) -> list[drawings.Reference]:
    return [
        (one.as_of, value, _occasion(one))
        for one, values in references
        if level in values and (value := values[level].value) is not None
    ]


def _reference(one: Assessment, values: Mapping[str, IndicatorValue]) -> dict[str, Any]:
    drawn = any(value.value is not None for value in values.values())
    return {"on": one.as_of, "text": _occasion(one), "note": one.note, "drawn": drawn}


def _occasion(one: Assessment) -> str:
    return str(one.get_occasion_display()) if one.occasion else _("Imported reference")


# One day -----------------------------------------------------------------------------------------------


def whereabouts(request: HttpRequest, mission: Mission, assessment: Assessment) -> dict[str, Any]:
    """What the dashboard says of its day: how to get to another, what has changed since, what is being done.

    One query, none for a kept assessment.
    """
    today = timezone.localdate()
    newest_on = getattr(assessment, "newest_on", None)
    past = newest_on is not None and assessment.as_of < newest_on
    if assessment.kind != AssessmentKind.COMPUTED:
        state = jobs.State()
    elif past:
        state = selectors.day_state(mission, assessment.as_of)
    else:
        state = jobs.state(selectors.ASSESS_TASK, about=mission.uuid)
    return {
        "day_form": DayForm(
            initial={"as_of": assessment.as_of}, bounds=selectors.bounds(mission, assessment, today)
        ),
        "past": past,
        "outdated": past and getattr(assessment, "newest_sha256", None) != assessment.inputs_sha256,
        "state": state,
        "may_retry": state.failed is not None
        and not past
        and request.user.has_perm("missions.assess_mission", mission),
    }


def other_day(request: HttpRequest, mission: Mission) -> HttpResponse:
    """The page of the day in the address, which is not assessed. Raises Http404 where no day is asked for, or
    the mission has no assessment at all."""
    newest = selectors.newest(mission)
    if newest is None or "kept" in request.GET or "as_of" not in request.GET:
        raise Http404
    form = DayForm(request.GET, bounds=selectors.bounds(mission, newest, timezone.localdate()))
    return day_page(request, mission, form.cleaned_data["as_of"] if form.is_valid() else None, form)


def or_other_day(view: View) -> View:
    """A page of the assessment, or that of the day in its address where this is not assessed or no day.

    A file of such a day stays a 404.
    """

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except DayNotAssessed as missing:
            if "format" in request.GET:
                raise
            if isinstance(missing, NothingAssessed):
                return render(request, "coherence/empty.html", {"mission": missing.mission})
            return other_day(request, missing.mission)

    return answered


def day_page(
    request: HttpRequest, mission: Mission, as_of: datetime.date | None, form: DayForm
) -> HttpResponse:
    """What is said of a day that is not assessed: that it can be, that it is being done, or why it cannot."""
    state = jobs.State() if as_of is None or form.errors else selectors.day_state(mission, as_of)
    response = render(
        request,
        "coherence/day.html",
        {"mission": mission, "as_of": as_of, "form": form, "state": state},
    )
    if state.pending:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


def _person(request: HttpRequest) -> User:
    """Who is signed in."""
    return cast("User", request.user)


@require_POST
@login_required
def ask_day(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the assessment of a day, and go to its page."""
    mission = get_mission_for_member(request.user, code)
    newest = selectors.newest(mission)
    if newest is None:
        raise Http404
    form = DayForm(request.POST, bounds=selectors.bounds(mission, newest, timezone.localdate()))
    if not form.is_valid():
        return day_page(request, mission, None, form)
    as_of: datetime.date = form.cleaned_data["as_of"]
    try:
        request_date(by=_person(request), mission=mission, as_of=as_of, bounds=form.bounds)
    except ValidationError as error:
        form.add_error(None, error)
        return day_page(request, mission, as_of, form)
    return redirect(f"{reverse('coherence:dashboard', kwargs={'code': code})}?as_of={as_of}")


@require_POST
@login_required
def again(request: HttpRequest, code: str) -> HttpResponse:
    """Try a failed recomputation once more."""
    mission = get_mission_for_member(request.user, code)
    if not request.user.has_perm("missions.assess_mission", mission):
        raise Http404
    request_again(by=_person(request), mission=mission)
    return redirect("coherence:dashboard", code=code)
