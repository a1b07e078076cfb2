"""An activity made, changed, copied and closed."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.activities.editing import services
from apps.activities.editing.forms import (
    ActivityForm,
    CloseForm,
    SectorLines,
    area_lines,
    in_percent,
    initial_of,
    sector_choices,
)
from apps.activities.models import Activity
from apps.activities.selectors import activities_for
from apps.agencies.models import Agency
from apps.core.editing.views import answer, done, edits, saved
from apps.missions.models import Area, Mission
from apps.missions.rules import EDITORS
from apps.missions.selectors import get_mission_for_member, memberships_in

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _mission_and_leads(request: HttpRequest, code: str) -> tuple[Mission, list[Agency], list[Agency]]:
    """The mission, the agencies that the user makes activities for, and all that take part. Three queries.

    A planner does it for all of them. 404 for somebody who does it for none.
    """
    mission = get_mission_for_member(request.user, code)
    agencies = list(Agency.objects.filter(missionagency__mission=mission).order_by("name"))
    held = memberships_in(request.user, mission)
    own = {row.agency_id for row in held if row.role in EDITORS}
    plans = any(row.role == "planner" for row in held)
    leads = agencies if plans else [one for one in agencies if one.pk in own]
    if not leads:
        raise Http404
    return mission, leads, agencies


def _activity(request: HttpRequest, mission: Mission, uuid: UUID) -> Activity:
    """The activity, for somebody who may change it; 404 for everybody else."""
    found = activities_for(request.user, mission).filter(uuid=uuid).select_related("lead", "mission").first()
    if found is None or not request.user.has_perm("activities.change_activity", found):
        raise Http404
    return found


def _page(code: str, activity: Activity) -> str:
    return reverse("alignment:activity", kwargs={"code": code, "uuid": activity.uuid})


def _form(
    request: HttpRequest,
    mission: Mission,
    leads: list[Agency],
    agencies: list[Agency],
    *,
    row: Activity | None = None,
    like: Activity | None = None,
) -> tuple[ActivityForm, dict[str, Area]]:
    """The form of an activity, filled from it or from one it is `like`, with its lines."""
    data = request.POST or None
    areas = list(Area.objects.filter(mission=mission).defer("geometry").order_by("name", "pk"))
    shown = row or like
    places: list[dict[str, Any]] = []
    shares: list[dict[str, Any]] = []
    initial: dict[str, Any] = {}
    if shown is not None:
        people = dict(shown.people_by_area.values_list("area_id", "people"))
        places = [
            {"key": pk, "area": str(area), "people": people.get(area)}
            for pk, area in shown.activityarea_set.order_by("pk").values_list("pk", "area_id")
        ]
        shares = [
            {"key": pk, "code": sector, "share": in_percent(share)}
            for pk, sector, share in shown.dac_sectors.order_by("pk").values_list("pk", "code", "share")
        ]
    if like is not None:
        initial = _copied(like)
    if row is None and len(leads) == 1:
        initial.setdefault("lead", leads[0].pk)
    lines = [
        area_lines(areas)(data, initial=places, prefix="areas"),
        SectorLines(data, initial=shares, prefix="sectors"),
    ]
    form = ActivityForm(
        data, row=row, mission=mission, leads=leads, agencies=agencies, initial=initial, lines=lines
    )
    return form, {str(area.pk): area for area in areas}


def _copied(like: Activity) -> dict[str, Any]:
    """What a copy begins with: not the identifier of the other, its dates of approval or its results."""
    plain = (
        "description",
        "language",
        "dimension",
        "status",
        "start",
        "end",
        "target_group",
        "intervention_type",
        "people_planned",
    )
    return {
        **initial_of(like),
        **{name: getattr(like, name) for name in plain},
        "title": _("%(title)s (copy)") % {"title": like.title},
        "lead": like.lead_id,
        "co_leads": list(like.co_leads.values_list("pk", flat=True)),
        "implementers": list(like.implementers.values_list("pk", flat=True)),
        "audience": "" if like.audience == "public" else like.audience or "",
    }


@get_or_post
@login_required
@edits(ActivityForm)
def activity_new(request: HttpRequest, code: str, uuid: UUID | None = None) -> HttpResponse:
    """A new activity, empty or a copy of another."""
    mission, leads, agencies = _mission_and_leads(request, code)
    like = None if uuid is None else _activity(request, mission, uuid)
    form, areas = _form(request, mission, leads, agencies, like=like)
    made: list[Activity] = []

    def make() -> None:
        made.append(
            services.create_activity(
                by=cast("User", request.user), mission=mission, values=form.values(), lists=form.lists(areas)
            )
        )

    if saved(form, make):
        messages.success(request, _("The activity is saved. Now say which objective it serves."))
        return done(request, _page(code, made[0]))
    context = {"mission": mission, "form": form, "like": like, "sectors": sector_choices()}
    return answer(request, "activities/edit.html", context)


@get_or_post
@login_required
@edits(ActivityForm)
def activity_edit(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Change everything that is said of an activity."""
    mission, leads, agencies = _mission_and_leads(request, code)
    activity = _activity(request, mission, uuid)
    if activity.lead not in leads:
        leads = [activity.lead, *leads]
    form, areas = _form(request, mission, leads, agencies, row=activity)

    def save() -> None:
        values = form.values()
        for name, value in values.items():
            setattr(activity, name, value)
        services.change_activity(
            by=cast("User", request.user), activity=activity, fields=values, lists=form.lists(areas)
        )

    if saved(form, save):
        messages.success(request, _("The activity is saved."))
        return done(request, _page(code, activity))
    context = {"mission": mission, "form": form, "activity": activity, "sectors": sector_choices()}
    return answer(request, "activities/edit.html", context)


@get_or_post
@login_required
@edits(CloseForm)
def activity_close(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Say how an activity ended."""
    mission = get_mission_for_member(request.user, code)
    activity = _activity(request, mission, uuid)
    over = activity.status in services.OVER
    initial = {} if over else {"status": services.OVER[0], "end": activity.end}
    form = CloseForm(request.POST or None, row=activity, initial=initial)
    if saved(
        form,
        lambda: services.close_activity(
            by=cast("User", request.user),
            activity=activity,
            status=form.cleaned_data["status"],
            end=form.cleaned_data["end"],
            results=form.cleaned_data["results"],
        ),
    ):
        messages.success(request, _("Saved."))
        return done(request, _page(code, activity))
    context = {"mission": mission, "form": form, "activity": activity, "back": _page(code, activity)}
    return answer(request, "activities/close.html", context)
