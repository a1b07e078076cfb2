"""Portfolios brought by program: the steps of the import wizard, its services, its rules."""

import hashlib
import io
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.agencies.models import Agency
from apps.api.problems import Problem
from apps.api.schema import CURSOR, IDEMPOTENCY_KEY, JSON, LIMIT, REFUSALS, page_of
from apps.api.v1.collections import ByCursor
from apps.api.work.shapes import JOB, ROW, NewestFirst, filled, progress_of, refused, refused_by_service
from apps.api.writing.keys import keyed
from apps.core.files.serving import attachment
from apps.exchange.enums import RowOutcome, RunForm, RunState
from apps.exchange.models import ImportRow, ImportRun
from apps.exchange.portfolio import selectors, services
from apps.exchange.portfolio.errorfile import error_file
from apps.exchange.portfolio.forms import BringForm
from apps.exchange.portfolio.running import layout_of, sheet_of
from apps.exchange.sheets.columns import LABELS
from apps.missions.models import Mission, MissionAgency
from apps.missions.selectors import get_mission_for_member

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LOOKED_AT = frozenset({RunState.READY, RunState.APPLIED})
TAKEN = frozenset({"file", "agency", "only_here", "columns", "status", "currency"})
SENT = {
    "multipart/form-data": {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary", "description": "IATI activities, .xlsx or .csv"},
            "agency": {"type": "string", "description": "Key of the agency for which the file comes."},
            "only_here": {"type": "boolean", "description": "Leave out what names only other countries."},
            "columns": {
                "type": "string",
                "description": (
                    "For a table: a JSON object from heading to field. Without it the columns are taken that "
                    "were chosen last for the same headings."
                ),
            },
            "status": {"type": "string", "description": "Status of rows without one; active without it."},
            "currency": {"type": "string", "description": "Currency of amounts without one."},
        },
    }
}


def run_of(request: Request, code: str, uuid: UUID) -> ImportRun:
    """One of the person's own imports. Three queries. Raises Http404 for all others."""
    return selectors.find_run(request.user, get_mission_for_member(request.user, code), uuid)


def job_of(request: Request, run: ImportRun, *, whole: bool) -> dict[str, Any]:
    """What is said of an import; `whole`: with its steps and what was found in it, for one query."""
    report = run.report or {}
    said = {
        "uuid": str(run.uuid),
        "kind": "import",
        "state": run.state,
        "asked_at": run.created_at.isoformat(),
        "finished_at": None if run.applied_at is None else run.applied_at.isoformat(),
        "problem": run.problem,
        "file_name": run.file_name,
        "size": run.size,
        "form": run.form,
        "agency": None if run.agency is None else str(run.agency.uuid),
        "counts": report.get("counts"),
        "links": _links(request, run),
    }
    if whole:
        said |= {
            "remarks": [{"text": text, "count": count} for text, count in selectors.remarks_of(run)] or None,
            "unknown_names": [
                {"name": one["said"], "count": one["count"], "side": one["side"]}
                for one in report.get("organisations") or ()
            ]
            or None,
            "unused": [name for name, _count in selectors.unused_of(run)] or None,
        } | progress_of(selectors.work_of(run))
    return filled(said)


def _links(request: Request, run: ImportRun) -> dict[str, str]:
    parts = {"code": run.mission.code, "uuid": run.uuid}
    names = {"self": "import"}
    if run.state in LOOKED_AT:
        names |= {"rows": "import_rows", "file": "import_file"}
    if run.state == RunState.READY:
        names["apply"] = "import_apply"
    return {
        name: request.build_absolute_uri(reverse(f"api:{view}", kwargs=parts)) for name, view in names.items()
    }


def under_way(request: Request, run: ImportRun) -> Response:
    """202 with the address at which its progress can be read."""
    body = job_of(request, run, whole=True)
    return Response(body, status=202, headers={"Location": body["links"]["self"]})


class Imports(APIView):
    """Your own imports into a mission, and the next file."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="imports_list",
        tags=["jobs"],
        parameters=[LIMIT, CURSOR],
        responses={(200, JSON): page_of(JOB), **REFUSALS},
    )
    def get(self, request: Request, code: str) -> Response:
        """Your own imports, the newest first. They are put away after 30 days."""
        mission = get_mission_for_member(request.user, code)
        paginator = NewestFirst()
        page: Any = paginator.paginate_queryset(
            selectors.runs_of(request.user, mission).select_related("mission", "agency"), request
        )
        return paginator.get_paginated_response([job_of(request, run, whole=False) for run in page])

    @extend_schema(
        operation_id="imports_create",
        tags=["jobs"],
        parameters=[IDEMPOTENCY_KEY],
        request=SENT,
        responses={(202, JSON): JOB, **REFUSALS},
    )
    def post(self, request: Request, code: str) -> Response:
        """Bring a file; it is read and checked in the background, and nothing is stored before `apply`."""
        mission = get_mission_for_member(request.user, code)
        if not request.user.has_perm("exchange.import_portfolio", mission):
            raise PermissionDenied(_("You may see this, but not change it."))
        unknown = sorted(set(request.data) - TAKEN)
        if unknown:
            known = ", ".join(sorted(TAKEN))
            sentence = _("%(name)s is not one of: %(known)s.")
            raise refused({name: [sentence % {"name": name, "known": known}] for name in unknown})

        def act() -> Response:
            try:
                run = self._brought(request, mission)
            except ValidationError as error:
                raise refused_by_service(error) from error
            run.mission = mission
            return under_way(request, run)

        return keyed(request, act, sent=_fingerprint(request))

    def _brought(self, request: Request, mission: Mission) -> ImportRun:
        planner, agencies = selectors.own_agencies(request.user, mission)
        if planner:
            agencies = list(Agency.objects.filter(missionagency__mission=mission).order_by("name", "pk"))
        data = {
            "agency": _agency(mission, request.data.get("agency"), agencies),
            "only_here": request.data.get("only_here") in {"true", "1", "on"},
        }
        form = BringForm(data, {"file": request.data.get("file")}, planner=planner, agencies=agencies)
        if not form.is_valid():
            raise refused(form.errors)
        run = services.start_run(
            by=request.user,
            mission=mission,
            agency=form.agency_chosen,
            file=form.cleaned_data["brought"],
            options={"only_here": form.cleaned_data["only_here"]},
            at=timezone.now(),
        )
        if run.form == RunForm.SHEET:
            _choose(request, run)
        return run


def _fingerprint(request: Request) -> str:
    """Of the fields and the file: the line between them in the body is another one each time it is sent."""
    told = [str(request.method), request.get_full_path()]
    for name in sorted(request.data):
        value = request.data[name]
        if hasattr(value, "chunks"):
            digest = hashlib.sha256()
            for piece in value.chunks():
                digest.update(piece)
            value.seek(0)
            value = f"{value.name} {digest.hexdigest()}"
        told.append(f"{name}={value}")
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _agency(mission: Mission, key: str | None, among: list[Agency]) -> str:
    """The UUID of the agency with this key, as the form of the page takes it. One query.

    Raises Problem for one that the person may not bring files for.
    """
    if not key:
        return ""
    rows = MissionAgency.objects.filter(mission=mission, key=key, agency__in=among)
    found = rows.values_list("agency__uuid", flat=True).first()
    if found is None:
        raise refused({"agency": [_("There is no %(value)s.") % {"value": key}]})
    return str(found)


def _choose(request: Request, run: ImportRun) -> None:
    """Name the columns as they were sent, or as they are remembered. Raises Problem where neither is."""
    headings = layout_of(run, sheet_of(run)).headings
    sent = request.data.get("columns")
    columns = _places(headings, sent) if sent else run.columns
    if not columns:
        sentence = _(
            "These headings are new: say in columns which field each of them is. Headings: %(names)s."
        )
        raise refused({"columns": [sentence % {"names": ", ".join(filter(None, headings))}]})
    options = {name: request.data.get(name) or run.options.get(name) for name in ("status", "currency")}
    options["status"] = options["status"] or "active"
    services.choose_columns(by=request.user, run=run, columns=columns, options=options)


def _places(headings: Any, sent: str) -> Mapping[str, str]:
    """Fields by number of column. Raises Problem for what is no such object."""
    try:
        found = json.loads(sent)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(field, str) for field in found.values()):
        raise refused({"columns": [_("Write a JSON object from heading to field.")]})
    at = {heading: str(place) for place, heading in enumerate(headings)}
    wrong = [
        *(name for name in found if name not in at),
        *(one for one in found.values() if one not in LABELS),
    ]
    if wrong:
        sentence = _("%(name)s is not one of: %(known)s.")
        known = ", ".join([*filter(None, headings), *LABELS])
        raise refused({"columns": [sentence % {"name": name, "known": known} for name in wrong]})
    return {at[heading]: field for heading, field in found.items()}


class Import(APIView):
    """One of your own imports."""

    @extend_schema(operation_id="imports_retrieve", tags=["jobs"], responses={(200, JSON): JOB, **REFUSALS})
    def get(self, request: Request, code: str, uuid: UUID) -> Response:
        """How far it is, what would become of its rows, and what became of them."""
        return Response(job_of(request, run_of(request, code, uuid), whole=True))

    @extend_schema(operation_id="imports_destroy", tags=["jobs"], responses={204: None, **REFUSALS})
    def delete(self, request: Request, code: str, uuid: UUID) -> Response:
        """Put the file and its rows away; what was stored of it stays."""
        services.remove_run(by=request.user, run=run_of(request, code, uuid))
        return Response(status=204)


class Apply(APIView):
    """The step that stores."""

    @extend_schema(
        operation_id="imports_apply",
        tags=["jobs"],
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={(202, JSON): JOB, **REFUSALS},
    )
    def post(self, request: Request, code: str, uuid: UUID) -> Response:
        """Store a checked file in the background: what is refused stays out, the rest is stored together."""
        run = run_of(request, code, uuid)

        def act() -> Response:
            if run.state in {RunState.APPLYING, RunState.APPLIED}:
                return under_way(request, run)
            if run.state != RunState.READY:
                raise Problem(409, _("Only a file that has been checked can be stored."))
            return under_way(request, services.ask_apply(by=request.user, run=run))

        return keyed(request, act)


class Rows(APIView):
    """What becomes of each row of the file."""

    @extend_schema(
        operation_id="imports_rows",
        tags=["jobs"],
        parameters=[
            OpenApiParameter("outcome", str, enum=list(RowOutcome.values), description="Only these rows."),
            LIMIT,
            CURSOR,
        ],
        responses={(200, JSON): page_of(ROW), **REFUSALS},
    )
    def get(self, request: Request, code: str, uuid: UUID) -> Response:
        """Each row with what keeps it out, what to know of it, and each field that changes."""
        run = run_of(request, code, uuid)
        rows = ImportRow.objects.filter(run=run)
        outcome = request.query_params.get("outcome")
        if outcome is not None:
            if outcome not in RowOutcome.values:
                sentence = _("There is no %(value)s.") % {"value": outcome}
                raise Problem(400, sentence, [("outcome", sentence)])
            rows = rows.filter(outcome=outcome)
        paginator = ByCursor()
        page: Any = paginator.paginate_queryset(rows, request)
        words = zip(page, selectors.row_views(request.user, page), strict=True)
        found = [
            filled(
                {
                    "line": row.line,
                    "identifier": row.identifier,
                    "title": row.title,
                    "outcome": row.outcome,
                    "activity": None if view.activity is None else str(view.activity),
                    "faults": view.faults,
                    "remarks": view.remarks,
                    "differences": [
                        {"field": name, "before": before, "after": after}
                        for name, before, after in row.differences
                    ],
                }
            )
            for row, view in words
        ]
        return paginator.get_paginated_response(found)


class File(APIView):
    """The file back."""

    @extend_schema(operation_id="imports_file", tags=["jobs"], responses={(200, XLSX): bytes, **REFUSALS})
    def get(self, request: Request, code: str, uuid: UUID) -> HttpResponseBase:
        """The same rows as a workbook, with what became of each and why."""
        run = run_of(request, code, uuid)
        if run.state not in LOOKED_AT:
            raise Http404
        return attachment(io.BytesIO(error_file(run)), name=f"import-{run.uuid}.xlsx", media_type=XLSX)
