"""The import wizard: bring, name columns, check, match, look at differences, store, take the file back."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.models import User
from apps.agencies.models import Agency
from apps.core.paging import position
from apps.core.services import EditConflict
from apps.exchange.enums import RowOutcome, RunForm, RunState
from apps.exchange.models import ImportRun
from apps.exchange.portfolio import forms, selectors, services
from apps.exchange.portfolio.errorfile import error_file
from apps.exchange.portfolio.record import Unreadable
from apps.exchange.portfolio.running import layout_of, sheet_of, sheets_of
from apps.exchange.sheets.records import sample
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DECIDED = (RunState.READY,)
WITH_COLUMNS = (RunState.COLUMNS, RunState.READY, RunState.FAILED)
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _mission(request: HttpRequest, code: str) -> Mission:
    """The mission, for those who may bring portfolios into it. Two queries; Http404 for all others."""
    mission = get_mission_for_member(request.user, code)
    if not request.user.has_perm("exchange.import_portfolio", mission):
        raise Http404
    return mission


def _run(request: HttpRequest, code: str, uuid: UUID) -> ImportRun:
    return selectors.find_run(_person(request), _mission(request, code), uuid)


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


def _page(request: HttpRequest, run: ImportRun, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"exchange/{template}", {"mission": run.mission, "run": run, **context})


def _gone_on(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """The run went on in another window: its page says how far it is."""
    messages.warning(request, _("This import has gone on meanwhile, perhaps in another window."))
    return redirect("exchange:import", code=run.mission.code, uuid=run.uuid)


@get_or_post
@login_required
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """One's own imports, and the form that brings the next one."""
    mission = _mission(request, code)
    planner, agencies = selectors.own_agencies(request.user, mission)
    if planner:
        agencies = list(Agency.objects.filter(missionagency__mission=mission).order_by("name", "pk"))
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = forms.BringForm(*sent, planner=planner, agencies=agencies)
    if request.method == "GET" and mission.countries:
        form.fields["only_here"].initial = True
    if request.method == "POST" and form.is_valid():
        try:
            run = services.start_run(
                by=_person(request),
                mission=mission,
                agency=form.agency_chosen,
                file=form.cleaned_data["brought"],
                options={"only_here": form.cleaned_data["only_here"]},
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            step = "import" if run.form == RunForm.IATI else "import_columns"
            return redirect(f"exchange:{step}", code=code, uuid=run.uuid)
    return render(
        request,
        "exchange/imports.html",
        {"mission": mission, "form": form, "runs": selectors.runs_of(request.user, mission)},
    )


@require_safe
@login_required
def shown(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """How far an import is: its progress, or what would become of each row, or what became of it."""
    run = _run(request, code, uuid)
    if run.state == RunState.COLUMNS:
        return redirect("exchange:import_columns", code=code, uuid=uuid)
    work = selectors.work_of(run)
    if request.headers.get("HX-Request"):
        if work is None:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return _page(request, run, "import.html#progress", {"work": work})
    outcome = request.GET.get("outcome")
    if outcome is not None and outcome not in RowOutcome.values:
        raise Http404
    page, rows = None, []
    if run.state in {RunState.READY, RunState.APPLIED}:
        page = selectors.rows_page(
            run, outcome, position(*(request.GET.get(name) for name in ("after", "before", "last")))
        )
        rows = selectors.row_views(request.user, page.rows)
    counts = (run.report or {}).get("counts") or {}
    return _page(
        request,
        run,
        "import.html",
        {
            "work": work,
            "page": page,
            "rows": rows,
            "outcome": outcome,
            "counts": [(value, label, counts.get(value, 0)) for value, label in RowOutcome.choices],
            "something": bool(counts.get("new") or counts.get("changed")),
            "remarks": selectors.remarks_of(run),
            "unused": selectors.unused_of(run),
            "kept": selectors.kept_inside(run),
            "unknown": len((run.report or {}).get("organisations") or []),
        },
    )


@get_or_post
@login_required
def columns(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """What each column of a table holds."""
    run = _run(request, code, uuid)
    if run.form != RunForm.SHEET or run.state not in WITH_COLUMNS:
        raise Http404
    try:
        names = [sheet.name for sheet in sheets_of(run)]
        sheet = sheet_of(run)
    except Unreadable as error:
        raise Http404 from error
    if request.method == "POST" and "choose" in request.POST:
        sheets = forms.SheetForm(request.POST, names, sheet.name)
        if sheets.is_valid():
            try:
                services.choose_sheet(run=run, name=sheets.cleaned_data["sheet"])
            except EditConflict:
                return _gone_on(request, run)
        return redirect("exchange:import_columns", code=code, uuid=uuid)
    layout = layout_of(run, sheet)
    form = forms.ColumnsForm(request.POST or None, run, layout)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["row_version"] != run.row_version:
            return _gone_on(request, run)
        try:
            services.choose_columns(by=_person(request), run=run, columns=form.columns, options=form.options)
        except ValidationError as error:
            form.add_error(None, error)
        except EditConflict:
            return _gone_on(request, run)
        else:
            return redirect("exchange:import", code=code, uuid=uuid)
    return _page(
        request,
        run,
        "columns.html",
        {
            "form": form,
            "sheets": forms.SheetForm(None, names, sheet.name) if len(names) > 1 else None,
            "first": layout.first + 1,
            "lines": [
                (form[f"column-{column}"], heading, sample(sheet, layout, column))
                for column, heading in enumerate(layout.headings)
            ],
        },
    )


@get_or_post
@login_required
def organisations(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Whom the names mean that nobody here has."""
    run = _run(request, code, uuid)
    if run.state not in DECIDED:
        raise Http404
    unknown = selectors.unknown_names(run)
    here = Agency.objects.filter(missionagency__mission=run.mission).order_by("name", "pk")
    agencies = [(str(identifier), name) for identifier, name in here.values_list("uuid", "name")]
    form = forms.NamesForm(request.POST or None, run, unknown, agencies)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["row_version"] != run.row_version:
            return _gone_on(request, run)
        try:
            services.decide(by=_person(request), run=run, organisations=form.decisions)
        except EditConflict:
            return _gone_on(request, run)
        return redirect("exchange:import", code=code, uuid=uuid)
    lines = [(form[f"name-{place}"], one) for place, one in enumerate(unknown)]
    return _page(request, run, "organisations.html", {"form": form, "lines": lines})


@get_or_post
@login_required
def activities(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Whether new rows are activities that are here already, under a title like theirs."""
    run = _run(request, code, uuid)
    if run.state not in DECIDED:
        raise Http404
    at = position(*(request.GET.get(name) for name in ("after", "before", "last")))
    page, titles = selectors.like_rows(request.user, run, at)
    rows = [row for row in page.rows if any(one in titles for one in row.suggestions)]
    form = forms.LikeForm(request.POST or None, run, rows, titles)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["row_version"] != run.row_version:
            return _gone_on(request, run)
        try:
            services.decide(by=_person(request), run=run, activities=form.decisions)
        except EditConflict:
            return _gone_on(request, run)
        return redirect("exchange:import", code=code, uuid=uuid)
    return _page(request, run, "activities.html", {"form": form, "page": page, "rows": rows})


@require_POST
@login_required
def apply(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Store everything, in the background."""
    run = _run(request, code, uuid)
    try:
        services.ask_apply(by=_person(request), run=run)
    except EditConflict:
        return _gone_on(request, run)
    return redirect("exchange:import", code=code, uuid=uuid)


@require_POST
@login_required
def remove(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Put a file and its rows away; what was stored of it stays."""
    run = _run(request, code, uuid)
    try:
        services.remove_run(by=_person(request), run=run)
    except EditConflict:
        return _gone_on(request, run)
    messages.success(request, _("“%(name)s” is put away. What was stored of it stays.") % {"name": run})
    return redirect("exchange:imports", code=code)


@require_safe
@login_required
def file(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The same file back, with what became of each row and why."""
    run = _run(request, code, uuid)
    if run.state not in {RunState.READY, RunState.APPLIED}:
        raise Http404
    response = HttpResponse(error_file(run), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="import-{run.uuid}.xlsx"'
    return response
