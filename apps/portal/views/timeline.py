"""Are our calendars one: everything dated on one scale, and where dates do not fit."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps.core.templatetags.nexusplan import day as written
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member
from apps.portal.timeline import selectors
from apps.portal.timeline.conflicts import Conflict, Kind, conflicts
from apps.portal.timeline.drawing import CALENDARS, draw, lanes_of
from apps.portal.timeline.forms import TimelineAsked
from apps.portal.views.asked import as_file


@require_safe
@login_required
def timeline(request: HttpRequest, code: str) -> HttpResponse:
    """Phases, gates, deadlines, mandates, events, activities, money and handovers on one scale."""
    mission = get_mission_for_member(request.user, code)
    form = TimelineAsked(request.GET, CALENDARS.items())
    valid = form.is_valid()
    asked = form.cleaned_data if valid else {}
    is_file = request.GET.get("format") == "csv"
    if is_file and not valid:
        raise Http404
    today = timezone.localdate()
    day = asked.get("as_of") or today
    found = selectors.calendar(request.user, mission, day)
    lanes = lanes_of(mission, found, day)
    figure, left_out = draw(
        mission,
        lanes,
        day,
        years=(asked.get("since"), asked.get("until")),
        only=asked.get("calendar") or "",
    )
    if is_file:
        return as_file(f"{code}-timeline-{day}", figure.table)
    return render(
        request,
        "portal/timeline.html",
        {
            "mission": mission,
            "day": day,
            "form": form,
            "figure": figure,
            "empty": not any(lanes.values()),
            "left_out": left_out,
            "conflicts": [
                _line(mission, one)
                for one in conflicts(
                    benchmarks=selectors.dues(found),
                    funded_until={
                        pk: one.funded_until
                        for pk, one in found.objectives.items()
                        if one.funded_until is not None
                    },
                    gates=selectors.steps(found, day),
                    handovers=selectors.handings(found),
                    mandate=selectors.longest_mandate(found, day),
                    today=day,
                )
            ],
        },
    )


NAMES = {
    Kind.FUNDING_ENDS: gettext_lazy("Money before deadline"),
    Kind.GATE_BEFORE_EVIDENCE: gettext_lazy("Gate before evidence"),
    Kind.HANDOVER_UNFUNDED: gettext_lazy("Handover without money"),
    Kind.MANDATE_ENDS: gettext_lazy("Mandate before deadline"),
}


def _line(mission: Mission, one: Conflict) -> dict[str, Any]:
    """A conflict as a row of the table: kind, row and its address, why."""
    view = "portal:gate" if one.kind == Kind.GATE_BEFORE_EVIDENCE else "portal:benchmark"
    url = None if one.uuid is None else reverse(view, kwargs={"code": mission.code, "uuid": one.uuid})
    return {"kind": NAMES[one.kind], "name": one.name, "sentence": _sentence(one), "url": url}


def _sentence(one: Conflict) -> str:
    words = {
        "first": written(one.first),
        "second": "" if one.second is None else written(one.second),
        "other": one.other,
    }
    if one.kind == Kind.FUNDING_ENDS:
        return _("Recorded money ends on %(first)s, before the deadline of %(second)s.") % words
    if one.kind == Kind.GATE_BEFORE_EVIDENCE:
        text = _("Looked at on %(first)s; its critical benchmark “%(other)s” is due on %(second)s.")
        return text % words
    if one.kind == Kind.MANDATE_ENDS:
        return _("%(other)s ends on %(first)s, before the deadline of %(second)s.") % words
    if one.known:
        return _("Handed over on %(first)s, and not financed.") % words
    return _("Handed over on %(first)s; whether it is financed is not recorded.") % words
