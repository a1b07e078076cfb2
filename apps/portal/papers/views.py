"""Take it away: which reports there are, what one is to be, how far it is, its file."""

import io
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.models import User
from apps.core import jobs
from apps.core.editing.views import answer, done, edits, saved
from apps.core.files.serving import attachment
from apps.missions.selectors import get_mission_for_member
from apps.portal.enums import ReportFormat, ReportState
from apps.portal.models import SavedReport
from apps.portal.papers.forms import ReportForm
from apps.portal.papers.options import may_be_public
from apps.portal.papers.selectors import agencies_to_choose, find_report, reports_of, versions_to_choose
from apps.portal.papers.services import MAKE, ask_report, make_again, remove_report
from apps.reports.catalogue import REPORTS
from apps.reports.filled import FIELDS

OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES = {
    ReportFormat.PDF: "application/pdf",
    ReportFormat.WORD: OFFICE + "wordprocessingml.document",
    ReportFormat.EXCEL: OFFICE + "spreadsheetml.sheet",
    ReportFormat.CSV: "application/zip",
}


@require_safe
@login_required
def reports(request: HttpRequest, code: str) -> HttpResponse:
    """Every report that can be made, and one's own that were."""
    mission = get_mission_for_member(request.user, code)
    return render(
        request,
        "portal/papers/index.html",
        {
            "mission": mission,
            "reports": REPORTS.items(),
            "may_publish": request.user.has_perm("activities.make_activity", mission),
            "rows": [(row, REPORTS.get(row.kind)) for row in reports_of(request.user, mission)],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(ReportForm)
def report_new(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """What the report is to be; asked for, it is made in the background."""
    mission = get_mission_for_member(request.user, code)
    if kind not in REPORTS:
        raise Http404
    report = REPORTS[kind]
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ReportForm(
        *sent,
        kind=kind,
        public=may_be_public(mission, kind),
        agencies=agencies_to_choose(mission, funders=kind == "donor") if report.agency else (),
        versions=versions_to_choose(mission) if report.version else (),
        initial=_initial(request),
    )
    made: list[SavedReport] = []

    def ask() -> None:
        made.append(
            ask_report(
                by=cast("User", request.user),
                mission=mission,
                kind=kind,
                form=form.cleaned_data["form"],
                options=form.options,
                title=form.cleaned_data["title"] or None,
                template=form.cleaned_data.get("template"),
                at=timezone.now(),
            )
        )

    if request.method == "POST" and saved(form, ask):
        return done(request, reverse("portal:report", kwargs={"code": code, "uuid": made[0].uuid}))
    return answer(
        request,
        "portal/papers/new.html",
        {
            "mission": mission,
            "report": report,
            "form": form,
            "fields": [f"{{{{ {name} }}}}" for name in FIELDS],
            "none": report.agency and not form.fields["agency"].choices,  # type: ignore[attr-defined]
        },
    )


def _initial(request: HttpRequest) -> dict[str, Any]:
    """What the address says: a link with choices in it can be shared."""
    found: dict[str, Any] = {name: request.GET[name] for name in request.GET if name != "sections"}
    if "sections" in request.GET:
        found["sections"] = request.GET.getlist("sections")
    return found


@require_safe
@login_required
def report(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """How far a report is, its file, and what it was asked for; for htmx how far it is."""
    mission = get_mission_for_member(request.user, code)
    row = find_report(request.user, mission, uuid)
    work = jobs.state(MAKE, about=row.uuid) if row.state == ReportState.WAITING else None
    context = {"mission": mission, "row": row, "report": REPORTS.get(row.kind), "work": work}
    if request.headers.get("HX-Request"):
        if work is None:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "portal/papers/report.html#progress", context)
    return render(request, "portal/papers/report.html", context | {"chosen": _chosen(row)})


def _chosen(row: SavedReport) -> list[tuple[str, str]]:
    """What was chosen, in words. No query."""
    options, known = row.options, REPORTS.get(row.kind)
    public = options.get("audience") == "public"
    parts = options.get("sections")
    names = () if parts is None or known is None else [str(known.sections.get(one, one)) for one in parts]
    lines = [
        (_("For whom"), _("Everybody") if public else _("Members of the mission")),
        (_("As of"), options.get("day") or _("the newest assessment")),
        (_("Since"), options.get("since") or ""),
        (_("Language"), dict(settings.LANGUAGES).get(options.get("language"), "")),
        (_("As what"), row.get_form_display()),
        (_("Parts"), ", ".join(names)),
    ]
    return [(name, str(value)) for name, value in lines if value]


@require_POST
@login_required
def report_again(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Make it anew, of the data as they are now. What is being made already is not asked for twice."""
    mission = get_mission_for_member(request.user, code)
    row = find_report(request.user, mission, uuid)
    if row.state != ReportState.WAITING or jobs.state(MAKE, about=row.uuid).failed:
        make_again(by=cast("User", request.user), row=row, at=timezone.now())
    return redirect("portal:report", code=code, uuid=uuid)


@require_POST
@login_required
def report_remove(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Put a report and its file away."""
    mission = get_mission_for_member(request.user, code)
    remove_report(by=cast("User", request.user), row=find_report(request.user, mission, uuid))
    messages.success(request, _("The report was removed."))
    return redirect("portal:reports", code=code)


@require_safe
@login_required
def report_file(request: HttpRequest, code: str, uuid: UUID) -> HttpResponseBase:
    """The file that was made last, for whoever asked for it and is still a member."""
    mission = get_mission_for_member(request.user, code)
    row = find_report(request.user, mission, uuid, content=True)
    if row.content is None or row.file_name is None:
        raise Http404
    content = io.BytesIO(bytes(row.content))
    return attachment(content, name=row.file_name, media_type=MEDIA_TYPES[ReportFormat(row.form)])
