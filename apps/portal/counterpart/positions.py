"""Where agencies stand on the objectives in force, and taking a position outside of a comment round."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.activities.selectors import core_dimensions
from apps.alignment.models import PolicyPosition
from apps.alignment.rounds.positions import Stance, take_position
from apps.alignment.rounds.selectors import positions_on
from apps.coherence.engine.index import POLITICAL_OR_SECURITY
from apps.core.editing.views import answer, done, edits, saved
from apps.frameworks.models import FrameworkVersion
from apps.missions.enums import Role
from apps.missions.models import Mission, MissionAgency
from apps.missions.selectors import get_mission_for_member
from apps.portal.rounds.forms import PositionForm
from apps.portal.rounds.views.reading import stands
from apps.portal.selectors.gates import roles_and_agencies
from apps.portal.views.recording import signed_in


def _in_force(mission: Mission) -> FrameworkVersion | None:
    """The version in force today. One query."""
    versions: Any = FrameworkVersion.objects.in_force(timezone.localdate()).filter(mission=mission)
    found: FrameworkVersion | None = versions.defer("adoption_document").order_by("-number").first()
    return found


@require_safe
@login_required
def positions(request: HttpRequest, code: str) -> HttpResponse:
    """Each objective in force with who endorses it, reserves or opposes; members for an agency add theirs."""
    mission = get_mission_for_member(request.user, code)
    version = _in_force(mission)
    found = {} if version is None else positions_on(version)
    texts: Any = () if version is None else version.objective_texts.select_related("objective")
    roles, speakers = roles_and_agencies(request.user, mission)
    mine = {one.pk for one in speakers}
    objectives = []
    for text in () if version is None else texts.order_by("position", "code", "key"):
        line = stands(text, found)
        own = {one["row"].agency_id: one for one in line["positions"] if one["row"].agency_id in mine}
        objectives.append(line | {"own": [(agency, own.get(agency.pk)) for agency in speakers]})
    context = {
        "mission": mission,
        "version": version,
        "objectives": objectives,
        "speakers": speakers,
        "counterpart": Role.INTERNAL_COUNTERPART in roles,
    }
    return render(request, "portal/counterpart/positions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(PositionForm)
def position(request: HttpRequest, code: str, agency: str, uuid: UUID) -> HttpResponse:
    """Endorse an objective in force, reserve or oppose, for an agency that one writes for."""
    mission = get_mission_for_member(request.user, code)
    _roles, agencies = roles_and_agencies(request.user, mission)
    speaker = next((one for one in agencies if str(one.uuid) == agency), None)
    version = _in_force(mission)
    if speaker is None or version is None:
        raise Http404
    text = version.objective_texts.filter(objective__uuid=uuid).select_related("objective").first()
    if text is None:
        raise Http404
    text.mission = mission
    held = PolicyPosition.objects.filter(mission=mission, agency=speaker, objective=text.objective_id)
    row = held.order_by("dated_on", "pk").last()
    form = PositionForm(request.POST or None, row)
    here = reverse("portal:positions", kwargs={"code": code})
    if saved(
        form,
        lambda: take_position(
            by=signed_in(request),
            agency=speaker,
            text=text,
            stance=Stance(form.cleaned_data["stance"]),
            reservation=form.cleaned_data["reservation"],
            dated_on=timezone.localdate(),
            read=row,
        ),
    ):
        messages.success(request, _("The position is on record."))
        return done(request, here)
    context = {
        "mission": mission,
        "agency": speaker,
        "text": text,
        "form": form,
        "here": here,
        "ignored": _ignored(mission, text, speaker.pk),
    }
    return answer(request, "portal/counterpart/position.html", context)


def _ignored(mission: Mission, text: Any, agency: int) -> bool:
    """Whether rule R6 leaves the position out of every figure. One query for political objectives only."""
    if core_dimensions(mission).get(text.dimension) not in POLITICAL_OR_SECURITY:
        return False
    rows = MissionAgency.objects.filter(mission=mission, agency=agency, principled_humanitarian=True)
    return rows.exclude(political_or_security=True).exists()
