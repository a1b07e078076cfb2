"""Reports asked for by program: the choices of the page, its services, its readers."""

import io
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.api.schema import CURSOR, IDEMPOTENCY_KEY, JSON, LIMIT, REFUSALS, Schema, page_of
from apps.api.work.shapes import JOB, NewestFirst, filled, progress_of, refused, refused_by_service
from apps.api.writing.keys import keyed
from apps.core import jobs
from apps.core.enums import Audience
from apps.core.files.serving import attachment
from apps.missions.models import Mission, MissionAgency
from apps.missions.selectors import get_mission_for_member
from apps.portal.enums import PaperSize, ReportFormat, ReportState
from apps.portal.models import SavedReport
from apps.portal.papers.forms import ReportForm
from apps.portal.papers.options import may_be_public
from apps.portal.papers.selectors import agencies_to_choose, find_report, reports_of, versions_to_choose
from apps.portal.papers.services import MAKE, ask_report, remove_report
from apps.portal.papers.views import MEDIA_TYPES
from apps.reports.catalogue import REPORTS

_TEXT: Schema = {"type": "string"}
_DAY: Schema = {"type": "string", "format": "date"}
ASKED: Schema = {
    "type": "object",
    "required": ["report"],
    "additionalProperties": False,
    "properties": {
        "report": {"enum": list(REPORTS)},
        "form": {"enum": list(ReportFormat.values)},
        "audience": {"enum": [Audience.MISSION.value, Audience.PUBLIC.value]},
        "day": {**_DAY, "description": "As of when; the day of the newest assessment without it."},
        "since": _DAY,
        "language": {"enum": [code for code, _name in settings.LANGUAGES]},
        "agency": {**_TEXT, "description": "Key of the agency, for a report of one."},
        "version": {"type": "integer", "description": "Number of the version; the one in force without it."},
        "sections": {"type": "array", "items": _TEXT, "description": "Parts; all of them without it."},
        "page": {"enum": list(PaperSize.values)},
        "title": {**_TEXT, "description": "Kept under this name; put away after 30 days without one."},
    },
}


def job_of(request: Request, row: SavedReport, *, whole: bool) -> dict[str, Any]:
    """What is said of a report; `whole`: with its steps, for one query."""
    said = {
        "uuid": str(row.uuid),
        "kind": "report",
        "state": row.state,
        "asked_at": row.asked_at.isoformat(),
        "finished_at": None if row.made_at is None else row.made_at.isoformat(),
        "problem": row.problem,
        "report": row.kind,
        "form": row.form,
        "title": row.title,
        "file_name": row.file_name,
        "size": row.size,
        "links": _links(request, row),
    }
    if whole and row.state == ReportState.WAITING:
        said |= progress_of(jobs.state(MAKE, about=row.uuid))
    return filled(said)


def _links(request: Request, row: SavedReport) -> dict[str, str]:
    parts = {"code": row.mission.code, "uuid": row.uuid}
    names = {"self": "report", **({"file": "report_file"} if row.file_name else {})}
    return {
        name: request.build_absolute_uri(reverse(f"api:{view}", kwargs=parts)) for name, view in names.items()
    }


class Reports(APIView):
    """Your own reports of a mission, and the next one."""

    @extend_schema(
        operation_id="reports_list",
        tags=["jobs"],
        parameters=[LIMIT, CURSOR],
        responses={(200, JSON): page_of(JOB), **REFUSALS},
    )
    def get(self, request: Request, code: str) -> Response:
        """Your own reports, the newest first."""
        mission = get_mission_for_member(request.user, code)
        paginator = NewestFirst()
        page: Any = paginator.paginate_queryset(
            reports_of(request.user, mission).select_related("mission"), request
        )
        return paginator.get_paginated_response([job_of(request, row, whole=False) for row in page])

    @extend_schema(
        operation_id="reports_create",
        tags=["jobs"],
        parameters=[IDEMPOTENCY_KEY],
        request={JSON: ASKED},
        responses={(202, JSON): JOB, **REFUSALS},
    )
    def post(self, request: Request, code: str) -> Response:
        """Ask for a report; it is made in the background."""
        mission = get_mission_for_member(request.user, code)

        def act() -> Response:
            try:
                row = _asked(request, mission)
            except ValidationError as error:
                raise refused_by_service(error) from error
            row.mission = mission
            body = job_of(request, row, whole=True)
            return Response(body, status=202, headers={"Location": body["links"]["self"]})

        return keyed(request, act)


def _asked(request: Request, mission: Mission) -> SavedReport:
    """Raises Problem for what cannot be chosen, and what the service raises."""
    sent = request.data
    if not isinstance(sent, dict):
        raise refused({"__all__": [_("Send an object.")]})
    known = ASKED["properties"]
    sentence = _("%(name)s is not one of: %(known)s.")
    unknown = [name for name in sent if name not in known]
    if unknown:
        names = ", ".join(known)
        raise refused({name: [sentence % {"name": name, "known": names}] for name in unknown})
    kind = str(sent.get("report"))
    if kind not in known["report"]["enum"]:
        raise refused({"report": [sentence % {"name": kind, "known": ", ".join(REPORTS)}]})
    report = REPORTS[kind]
    form = ReportForm(
        {},
        None,
        kind=kind,
        public=may_be_public(mission, kind),
        agencies=agencies_to_choose(mission, funders=kind == "donor") if report.agency else (),
        versions=versions_to_choose(mission) if report.version else (),
        initial={},
    )
    left = [name for name in sent if name != "report" and name not in form.fields]
    if left:
        asks = ", ".join(name for name in form.fields if name != "template")
        raise refused({name: [sentence % {"name": name, "known": asks}] for name in left})
    form.data = {**form.initial, **_as_typed(sent), **_agency(mission, sent.get("agency"))}
    if not form.is_valid():
        raise refused(form.errors)
    return ask_report(
        by=request.user,
        mission=mission,
        kind=kind,
        form=form.cleaned_data["form"],
        options=form.options,
        title=form.cleaned_data["title"] or None,
        template=None,
        at=timezone.now(),
    )


def _as_typed(sent: dict[str, Any]) -> dict[str, Any]:
    """As a browser would send it: texts, and lists of texts where several can be chosen."""
    found: dict[str, Any] = {}
    for name, value in sent.items():
        if value is None:
            continue
        found[name] = [str(one) for one in value] if isinstance(value, list) else str(value)
    return found


def _agency(mission: Mission, key: Any) -> dict[str, str]:
    """The UUID of the agency with this key, as the form takes it. One query."""
    if key is None:
        return {}
    rows = MissionAgency.objects.filter(mission=mission, key=str(key))
    found = rows.values_list("agency__uuid", flat=True).first()
    return {"agency": "" if found is None else str(found)}


class Report(APIView):
    """One of your own reports."""

    @extend_schema(operation_id="reports_retrieve", tags=["jobs"], responses={(200, JSON): JOB, **REFUSALS})
    def get(self, request: Request, code: str, uuid: UUID) -> Response:
        """How far it is, and where its file is."""
        row = find_report(request.user, get_mission_for_member(request.user, code), uuid)
        return Response(job_of(request, row, whole=True))

    @extend_schema(operation_id="reports_destroy", tags=["jobs"], responses={204: None, **REFUSALS})
    def delete(self, request: Request, code: str, uuid: UUID) -> Response:
        """Put the report and its file away."""
        row = find_report(request.user, get_mission_for_member(request.user, code), uuid)
        remove_report(by=request.user, row=row)
        return Response(status=204)


class File(APIView):
    """The file of a report."""

    @extend_schema(
        operation_id="reports_file",
        tags=["jobs"],
        responses={**{(200, form): bytes for form in MEDIA_TYPES.values()}, **REFUSALS},
    )
    def get(self, request: Request, code: str, uuid: UUID) -> HttpResponseBase:
        """The file that was made last."""
        row = find_report(request.user, get_mission_for_member(request.user, code), uuid, content=True)
        if row.content is None or row.file_name is None:
            raise Http404
        content = io.BytesIO(bytes(row.content))
        return attachment(content, name=row.file_name, media_type=MEDIA_TYPES[ReportFormat(row.form)])
