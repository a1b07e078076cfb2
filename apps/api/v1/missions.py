"""Missions, what was computed of them, and the work that is under way."""

import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.api.problems import Problem
from apps.api.schema import JSON, REFUSALS, page_of
from apps.coherence.enums import AssessmentAudience
from apps.coherence.models import Assessment
from apps.coherence.selectors import stored
from apps.coherence.selectors.shown import front_page, shown_seal, shown_values
from apps.core import jobs
from apps.exchange.selectors import mission_row
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member

MISSION = {"$ref": "#/components/schemas/mission"}
NAMED = {
    "type": "object",
    "required": ["uuid", "code", "name"],
    "properties": {name: {"type": "string"} for name in ("uuid", "code", "name")},
}
"""A mission in the list of one's missions."""
ANY = {"type": "object"}


class Missions(APIView):
    """The missions you are a member of."""

    @extend_schema(operation_id="missions_list", responses={(200, JSON): page_of(NAMED), **REFUSALS})
    def get(self, request: Request) -> Response:
        rows = Mission.objects.of_member(request.user).order_by("code")
        found = [{"code": row.code, "name": row.name, "uuid": str(row.uuid)} for row in rows]
        return Response({"next": None, "previous": None, "results": found})


class OneMission(APIView):
    """A mission in the words of the bundle."""

    @extend_schema(operation_id="missions_retrieve", responses={(200, JSON): MISSION, **REFUSALS})
    def get(self, request: Request, code: str) -> Response:
        return Response(mission_row(get_mission_for_member(request.user, code)))


def _day(request: Request) -> datetime.date | None:
    given = request.query_params.get("as_of")
    if not given:
        return None
    try:
        return datetime.date.fromisoformat(given)
    except ValueError as error:
        sentence = _("Write a day as year, month and day: 2026-06-30.")
        raise Problem(400, _("A parameter cannot be read."), [("as_of", sentence)]) from error


def _assessment(request: Request, code: str) -> Assessment:
    mission = get_mission_for_member(request.user, code)
    found = stored.computed(mission, AssessmentAudience.MISSION, _day(request))
    if found is None:
        raise Http404
    return found


AS_OF = OpenApiParameter(
    "as_of", datetime.date, description="The day of the assessment; the newest without it."
)


class Computed(APIView):
    """The stored assessment of the members: levels with bounds, preconditions, trade-offs, signals.

    Read, never computed here: `as_of` must be a day for which one is stored.
    """

    @extend_schema(
        operation_id="assessment_retrieve",
        parameters=[AS_OF],
        responses={(200, JSON): ANY, **REFUSALS},
    )
    def get(self, request: Request, code: str) -> Response:
        found = _assessment(request, code)
        body: dict[str, Any] = {
            "uuid": str(found.uuid),
            "as_of": found.as_of.isoformat(),
            "inputs_sha256": shown_seal(found, request.user),
            "method_version": found.method_version,
        }
        return Response({**body, "result": front_page(found, request.user)})


class Values(APIView):
    """Every indicator of the assessment with its bounds and units: rows, score, weight, reason left out."""

    @extend_schema(
        operation_id="assessment_values_list",
        parameters=[AS_OF, OpenApiParameter("level", str), OpenApiParameter("subject", str)],
        responses={(200, JSON): page_of(ANY), **REFUSALS},
    )
    def get(self, request: Request, code: str) -> Response:
        found = _assessment(request, code)
        rows = found.values.order_by("level", "subject", "indicator")
        for name in ("level", "subject"):
            asked = request.query_params.get(name)
            if asked:
                rows = rows.filter(**{name: asked})
        results = [_value(row) for row in shown_values(found, rows, request.user)]
        return Response({"next": None, "previous": None, "results": results})


def _value(row: Any) -> dict[str, Any]:
    names = (
        "level",
        "subject",
        "indicator",
        "strip",
        "status",
        "value",
        "k",
        "n",
        "eligible",
        "lo",
        "hi",
        "units",
    )
    return {name: getattr(row, name) for name in names}


class Findings(APIView):
    """The findings of the assessment, the weightiest first, each with its rule and the rows behind it."""

    @extend_schema(
        operation_id="findings_list",
        parameters=[AS_OF],
        responses={(200, JSON): page_of(ANY), **REFUSALS},
    )
    def get(self, request: Request, code: str) -> Response:
        found = _assessment(request, code)
        results = (found.result or {}).get("findings", [])
        return Response({"next": None, "previous": None, "results": results})


@extend_schema(exclude=True)
class Nowhere(APIView):
    """An address of this interface at which nothing stands."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises Http404 for whoever is signed in."""
        super().initial(request, *args, **kwargs)
        raise Http404


class Work(APIView):
    """Whether the mission is being assessed, how far that is, and how many changes wait for it."""

    @extend_schema(operation_id="work_retrieve", responses={(200, JSON): ANY, **REFUSALS})
    def get(self, request: Request, code: str) -> Response:
        mission = get_mission_for_member(request.user, code)
        job = jobs.latest("coherence.assess", about=mission.uuid)
        if job is None:
            return Response({"status": None})
        return Response(
            {
                "uuid": str(job.uuid),
                "status": job.status,
                "changes": job.changes,
                "requested_at": job.requested_at,
                "finished_at": job.finished_at,
                "steps_done": job.steps_done,
                "steps_total": job.steps_total,
            }
        )
