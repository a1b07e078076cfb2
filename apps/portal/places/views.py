"""Which phase a place is in, by which gates it gets on, and the places themselves."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.benchmarks.models import Gate
from apps.core.editing.forms import VersionedForm
from apps.core.editing.views import answer, done, edits, saved
from apps.core.figures import AreaShape, Figure, Lane, Mark, Span, area_map, timeline
from apps.core.templatetags.nexusplan import day as written
from apps.missions.enums import Phase
from apps.missions.models import Area, Mission, PhasePeriod
from apps.missions.selectors import get_mission_for_member
from apps.missions.services.places import (
    add_area,
    change_area,
    change_phase,
    draw_areas,
    record_phase,
    remove_area,
    remove_phase,
)
from apps.portal import readiness
from apps.portal.places.forms import AreaForm, PhaseForm, ShapesForm
from apps.portal.selectors.gates import gates_on_path, latest_decisions
from apps.portal.views.asked import as_file
from apps.portal.views.recording import signed_in

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
STYLES = {Phase.STABILISATION: 3, Phase.TRANSITION: 2, Phase.CONSOLIDATION: 1, Phase.EXIT: 2}
ORDER = [str(phase) for phase in Phase.values]


def _mission(request: HttpRequest, code: str) -> Mission:
    """The mission for its planners; 404 for everybody else. Two queries."""
    mission = get_mission_for_member(request.user, code)
    if not request.user.has_perm("missions.plan_mission", mission):
        raise Http404
    return mission


def _named(model: Any, mission: Mission, uuid: UUID) -> Any:
    row = model.objects.filter(mission=mission, uuid=uuid).first()
    if row is None:
        raise Http404
    row.mission = mission
    return row


def _answered(
    request: HttpRequest,
    mission: Mission,
    form: BaseForm,
    service: Callable[[], Any],
    *,
    up: str,
    title: str,
    **more: Any,
) -> HttpResponse:
    """The page of one form; on to the page above once the service took it."""
    if saved(form, service):
        return done(request, reverse(up, kwargs={"code": mission.code}))
    context = {"mission": mission, "form": form, "title": title, "up": up, **more}
    return answer(request, "portal/places/edit.html", context)


# --- phases -------------------------------------------------------------------------------------------------


@require_safe
@login_required
def phases(request: HttpRequest, code: str) -> HttpResponse:
    """The phase line of the mission and of each area, with the gates between their phases."""
    mission = get_mission_for_member(request.user, code)
    today = timezone.localdate()
    rows: Any = PhasePeriod.objects.filter(mission=mission)
    periods = list(rows.select_related("area").defer("area__geometry").order_by("area__name", "period_from"))
    gates: Any = Gate.objects.filter(mission=mission)
    found = gates_on_path(list(gates.select_related("area").defer("area__geometry")))
    decided = latest_decisions(mission, today)
    places = list(_places(periods, found, decided, today))
    figure = _line(mission, places, today)
    if request.GET.get("format") == "csv":
        return as_file(f"{code}-phases", figure.table)
    return render(
        request,
        "portal/places/phases.html",
        {
            "mission": mission,
            "places": places,
            "figure": figure if periods else None,
            "may_plan": request.user.has_perm("missions.plan_mission", mission),
        },
    )


def _places(
    periods: Sequence[PhasePeriod],
    gates: Sequence[Gate],
    decided: Mapping[int, Any],
    today: datetime.date,
) -> Iterator[dict[str, Any]]:
    """The mission as a whole first, then areas that have phases or gates of their own. No query."""
    rows: list[PhasePeriod | Gate] = [*periods, *gates]
    areas = {row.area for row in rows}
    for area in sorted(areas | {None}, key=lambda one: (one is not None, getattr(one, "name", ""))):
        own = [row for row in periods if row.area == area]
        steps = [
            {
                "row": row,
                "back": place > 0 and ORDER.index(row.phase) < ORDER.index(own[place - 1].phase),
                "now": row.period_from <= today and (row.period_to is None or row.period_to > today),
            }
            for place, row in enumerate(own)
        ]
        yield {
            "area": area,
            "steps": steps,
            "gates": [
                {
                    "row": gate,
                    "title": readiness.title_of(gate),
                    "decision": readiness.decision_line(decided[gate.pk], today)
                    if gate.pk in decided
                    else None,
                }
                for gate in gates
                if gate.area == area
            ],
        }


def _line(mission: Mission, places: Sequence[Mapping[str, Any]], today: datetime.date) -> Figure:
    lanes = [
        Lane(
            mission.name if place["area"] is None else place["area"].name,
            tuple(
                Span(
                    step["row"].period_from,
                    step["row"].last_day,
                    str(Phase(step["row"].phase).label),
                    STYLES[Phase(step["row"].phase)],
                )
                for step in place["steps"]
            ),
            tuple(
                Mark(gate["decision"]["row"].decided_on, f"{gate['title']}: {gate['decision']['decision']}")
                for gate in place["gates"]
                if gate["decision"]
            ),
        )
        for place in places
        if place["steps"]
    ]
    first, last = _bounds(lanes, today)
    return timeline(
        prefix="phase-line",
        title=_("Phases of %(mission)s") % {"mission": mission.name},
        desc=ngettext("Phases of %(n)s place.", "Phases of %(n)s places.", len(lanes)) % {"n": len(lanes)},
        groups=[(_("Phases"), lanes)],
        first=first,
        last=last,
        today=today,
        today_label=_("Today"),
        fmt_date=lambda on: str(written(on)),
        empty=_("No phase is recorded."),
        columns=(_("Calendar"), _("Place"), _("Phase"), _("From"), _("To")),
    )


def _bounds(lanes: Iterable[Lane], today: datetime.date) -> tuple[datetime.date, datetime.date]:
    days = [today]
    for lane in lanes:
        days += [span.start for span in lane.spans] + [span.end for span in lane.spans if span.end]
        days += [mark.on for mark in lane.marks]
    margin = datetime.timedelta(days=60)
    return min(days) - margin, max(days) + margin


@get_or_post
@login_required
def phase_add(request: HttpRequest, code: str) -> HttpResponse:
    """A new phase of a place; a step back is entered like any other."""
    mission = _mission(request, code)
    form = PhaseForm(request.POST or None, mission=mission, instance=PhasePeriod(mission=mission))
    save = partial(record_phase, by=signed_in(request), period=form.instance)
    return _answered(request, mission, form, save, up="portal:phases", title=_("Record a phase"))


@get_or_post
@login_required
@edits(PhaseForm)
def phase(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One recorded phase to be corrected."""
    mission = _mission(request, code)
    row = _named(PhasePeriod, mission, uuid)
    form = PhaseForm(request.POST or None, mission=mission, instance=row)
    save = partial(change_phase, by=signed_in(request), period=row)
    away = {"remove": "portal:phase_remove", "row": row}
    return _answered(request, mission, form, save, up="portal:phases", title=_("Correct a phase"), **away)


@get_or_post
@login_required
@edits()
def phase_remove(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Take out a phase that was entered by mistake."""
    mission = _mission(request, code)
    row = _named(PhasePeriod, mission, uuid)
    form = VersionedForm(request.POST or None, row=row)
    title = _("Remove this phase: %(phase)s, %(day)s") % {
        "phase": Phase(row.phase).label,
        "day": written(row.period_from),
    }
    service = partial(remove_phase, by=signed_in(request), period=row)
    return _answered(request, mission, form, service, up="portal:phases", title=title, save=_("Remove"))


# --- areas --------------------------------------------------------------------------------------------------


@require_safe
@login_required
def areas(request: HttpRequest, code: str) -> HttpResponse:
    """The areas of the mission on a map and as a tree."""
    mission = get_mission_for_member(request.user, code)
    rows: list[Any] = list(Area.objects.filter(mission=mission).order_by("name"))
    may = request.user.has_perm("missions.plan_mission", mission)
    drawn = [row for row in rows if row.geometry]
    names = {row.pk: row.name for row in rows}
    above = {row.parent_id for row in drawn}
    figure = area_map(
        prefix="areas",
        title=_("Areas of %(mission)s") % {"mission": mission.name},
        desc=ngettext("%(n)s area has a shape.", "%(n)s areas have a shape.", len(drawn)) % {"n": len(drawn)},
        # An area that others lie in would cover them.
        areas=[AreaShape(row.name, row.geometry, 1) for row in drawn if row.pk not in above],
        fmt=lambda _value: str(_("Area")),
        columns=(_("Area"), _("Shape")),
    )
    return render(
        request,
        "portal/places/areas.html",
        {
            "mission": mission,
            "lines": list(_tree(rows)),
            "names": names,
            "figure": figure if drawn else None,
            "may_plan": may,
        },
    )


def _tree(rows: Sequence[Any]) -> Iterator[tuple[Any, int]]:
    """Each area with its depth, those that lie in it right after it. No query."""
    known = {row.pk for row in rows}
    below: dict[int | None, list[Any]] = {}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    waiting = [(row, 0) for row in reversed(below.get(None, []))]
    while waiting:
        row, depth = waiting.pop()
        yield row, depth
        waiting += [(one, depth + 1) for one in reversed(below.get(row.pk, []))]


@get_or_post
@login_required
def area_add(request: HttpRequest, code: str) -> HttpResponse:
    """A new area without a shape."""
    mission = _mission(request, code)
    form = AreaForm(request.POST or None, mission=mission, instance=Area(mission=mission))
    save = partial(add_area, by=signed_in(request), area=form.instance)
    return _answered(request, mission, form, save, up="portal:areas", title=_("Add an area"))


@get_or_post
@login_required
@edits(AreaForm)
def area(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Name, code and place in the tree of one area."""
    mission = _mission(request, code)
    row = _named(Area, mission, uuid)
    form = AreaForm(request.POST or None, mission=mission, instance=row)
    save = partial(change_area, by=signed_in(request), area=row)
    away = {"remove": "portal:area_remove", "row": row}
    return _answered(request, mission, form, save, up="portal:areas", title=_("Change an area"), **away)


@get_or_post
@login_required
@edits()
def area_remove(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Take out an area that nothing names."""
    mission = _mission(request, code)
    row = _named(Area, mission, uuid)
    form = VersionedForm(request.POST or None, row=row)
    title = _("Remove the area “%(name)s”") % {"name": row.name}
    service = partial(remove_area, by=signed_in(request), area=row)
    return _answered(request, mission, form, service, up="portal:areas", title=title, save=_("Remove"))


@get_or_post
@login_required
def area_shapes(request: HttpRequest, code: str) -> HttpResponse:
    """Shapes of areas from a GeoJSON file."""
    mission = _mission(request, code)
    form = ShapesForm(request.POST or None, request.FILES or None, mission=mission)

    def draw() -> None:
        given = form.cleaned_data
        drawn = draw_areas(
            by=signed_in(request), mission=mission, shapes=given["file"], parent=given["parent"]
        )
        messages.success(
            request,
            _("New areas: %(new)s. Drawn anew: %(changed)s.") % {"new": drawn.new, "changed": drawn.changed},
        )

    if saved(form, draw):
        return redirect("portal:areas", code=code)
    return render(request, "portal/places/shapes.html", {"mission": mission, "form": form})
