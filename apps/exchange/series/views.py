"""Bringing figures: a series from outside for one indicator, and the sheet of a reporting period."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from babel import Locale
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.agencies.models import Agency
from apps.benchmarks.models import Indicator
from apps.benchmarks.selectors.reporting import CalendarLine, agencies_reported_for, calendar
from apps.core.editing.views import edits, saved
from apps.exchange.portfolio.record import Unreadable
from apps.exchange.series import forms
from apps.exchange.series.planning import (
    Line,
    Outcome,
    Wanted,
    counts,
    fingerprint,
    plan,
    wanted_of,
)
from apps.exchange.series.sheet import read_sheet, sheet_of_period
from apps.exchange.series.storing import store
from apps.missions.models import Area, Mission
from apps.missions.selectors import get_mission_for_member

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 500
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


class Asked:
    """Who brings figures into which mission, and for whom. Four queries; Http404 for who reports nothing."""

    def __init__(self, request: HttpRequest, code: str) -> None:
        self.person = cast("User", request.user)
        self.mission: Mission = get_mission_for_member(request.user, code)
        self.planner: bool = request.user.has_perm("missions.plan_mission", self.mission)
        self.agencies: list[Agency] = agencies_reported_for(request.user, self.mission)
        self.today = timezone.localdate()
        if not self.agencies and not self.planner:
            raise Http404

    def agency(self, uuid: str) -> Agency | None:
        return next((one for one in self.agencies if str(one.uuid) == uuid), None)


def _country(mission: Mission) -> str:
    """How the world's files call the country of the mission."""
    names = Locale("en").territories
    return next((names[one] for one in mission.countries or () if one in names), "")


@get_or_post
@login_required
@edits()
def series(request: HttpRequest, code: str, uuid: UUID) -> HttpResponseBase:
    """A series from a file for one indicator: brought, chosen, looked at, stored. Nothing is kept between."""
    asked = Asked(request, code)
    rows = Indicator.objects.filter(mission=asked.mission, uuid=uuid).select_related("mission", "benchmark")
    indicator = rows.first()
    if indicator is None or (indicator.benchmark is None and not asked.planner):
        raise Http404
    step = request.POST.get("step", "")
    if step == "choose":
        return _chosen(request, asked, indicator)
    if step == "store":
        return _stored(request, asked, indicator)
    posted = request.method == "POST"
    bring = forms.SeriesFileForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        initial={"place": _country(asked.mission)},
    )
    if bring.is_valid():
        found = bring.cleaned_data["series"]
        initial = {
            "held": forms.held(forms.packed(found)),
            "source": indicator.source or bring.cleaned_data["name"],
        }
        choose = forms.ChooseSeriesForm(
            None, series=found, indicator=indicator, agencies=asked.agencies, initial=initial
        )
        return _page(request, asked, indicator, {"choose": choose})
    return _page(request, asked, indicator, {"bring": bring})


def _page(
    request: HttpRequest, asked: Asked, indicator: Indicator, context: Mapping[str, Any]
) -> HttpResponse:
    given = {"mission": asked.mission, "indicator": indicator, **context}
    return render(request, "exchange/series/series.html", given)


def _chosen(request: HttpRequest, asked: Asked, indicator: Indicator) -> HttpResponse:
    holding = forms.Holding(request.POST)
    if not holding.is_valid():
        messages.error(request, _("This page is too old: bring the file again."))
        return redirect(request.path)
    found = forms.unpacked_series(holding.cleaned_data["held"])
    choose = forms.ChooseSeriesForm(request.POST, series=found, indicator=indicator, agencies=asked.agencies)
    if not choose.is_valid():
        return _page(request, asked, indicator, {"choose": choose})
    given = choose.cleaned_data
    what = {
        "of": str(indicator.uuid),
        "series": forms.packed([found[int(given["series"])]]),
        "group": given.get("group") or None,
        "agency": given["agency"],
        "source": given["source"] or None,
        "only_new": given["only_new"],
    }
    return _page(request, asked, indicator, _looked_at(asked, indicator, what))


def _looked_at(asked: Asked, indicator: Indicator, what: dict[str, Any]) -> dict[str, Any]:
    (one,) = forms.unpacked_series(what["series"])
    wanted = wanted_of(one, indicator, what["group"])
    lines = _plan(asked, wanted, only_new=what["only_new"])
    return _preview(asked, lines, what) | {"missing": one.missing, "named": one.name}


def _plan(asked: Asked, wanted: Sequence[Wanted], *, only_new: bool = False) -> list[Line]:
    return plan(
        asked.person,
        wanted,
        today=asked.today,
        planner=asked.planner,
        only_new=only_new,
        agencies={one.pk for one in asked.agencies},
    )


def _preview(asked: Asked, lines: Sequence[Line], what: dict[str, Any]) -> dict[str, Any]:
    """What the page of differences shows; a form to store them where nothing was refused."""
    counted = counts(lines)
    something = counted[Outcome.NEW] or counted[Outcome.CHANGED]
    ready = bool(something) and not counted[Outcome.REFUSED]
    initial = {"held": forms.held({**what, "print": fingerprint(lines)})}
    urgent = [Outcome.REFUSED, Outcome.CHANGED, Outcome.NEW, Outcome.SAME]
    shown = sorted(lines, key=lambda line: urgent.index(line.outcome))[:SHOWN]
    return {
        "lines": shown,
        "counts": counted,
        "beyond": len(lines) - len(shown),
        "something": something,
        "store": forms.StoreForm(planner=asked.planner, initial=initial) if ready else None,
    }


def _said(done: Mapping[str, int]) -> str:
    new = ngettext("%(n)d observation is new", "%(n)d observations are new", done["new"]) % {"n": done["new"]}
    changed = ngettext("%(n)d was changed", "%(n)d were changed", done["changed"]) % {"n": done["changed"]}
    return _("Stored: %(new)s, %(changed)s.") % {"new": new, "changed": changed}


def _store(
    request: HttpRequest, asked: Asked, form: forms.StoreForm, lines: Sequence[Line], what: dict[str, Any]
) -> bool:
    """Whether what was looked at is still so, and was stored."""
    if fingerprint(lines) != what["print"]:
        messages.warning(request, _("Something was changed meanwhile. Look at the differences again."))
        return False
    done: dict[str, int] = {}

    def run() -> None:
        done.update(
            store(
                by=asked.person,
                lines=lines,
                agency=asked.agency(what["agency"]),
                source=what.get("source"),
                accept=bool(form.cleaned_data.get("accept")),
            )
        )

    if not saved(form, run):
        return False
    messages.success(request, _said(done))
    return True


def _stored(request: HttpRequest, asked: Asked, indicator: Indicator) -> HttpResponseBase:
    form = forms.StoreForm(request.POST, planner=asked.planner)
    if not form.is_valid() or form.cleaned_data["held"].get("of") != str(indicator.uuid):
        messages.error(request, _("This page is too old: bring the file again."))
        return redirect(request.path)
    what = form.cleaned_data["held"]
    (one,) = forms.unpacked_series(what["series"])
    lines = _plan(asked, wanted_of(one, indicator, what["group"]), only_new=what["only_new"])
    if _store(request, asked, form, lines, what):
        if indicator.benchmark is not None:
            return redirect("portal:benchmark", code=asked.mission.code, uuid=indicator.benchmark.uuid)
        return redirect("portal:series", code=asked.mission.code, uuid=indicator.uuid)
    what.pop("print")
    return _page(request, asked, indicator, _looked_at(asked, indicator, what))


# The sheet of a period ---------------------------------------------------------------------------------


def _reported(asked: Asked) -> list[CalendarLine]:
    """The indicators that the person reports: a planner all of them, others those of their agencies, or all
    where theirs own none."""
    lines = calendar(asked.person, asked.mission, asked.today)
    own = {one.pk for one in asked.agencies}
    mine = [line for line in lines if line.owner_pk in own]
    return lines if asked.planner or not mine else mine


def _indicators(asked: Asked) -> list[tuple[Indicator, str]]:
    lines = _reported(asked)
    rows = Indicator.objects.filter(mission=asked.mission, uuid__in=[line.uuid for line in lines])
    found = {one.uuid: one for one in rows.select_related("mission").prefetch_related("required_areas")}
    return [(found[line.uuid], line.statement) for line in lines if line.uuid in found]


def _period(today: datetime.date) -> dict[str, datetime.date]:
    """The quarter that ended last."""
    month = (today.month - 1) // 3 * 3 + 1
    until = datetime.date(today.year, month, 1) - datetime.timedelta(days=1)
    return {"since": datetime.date(until.year, until.month - 2, 1), "until": until}


@get_or_post
@login_required
@edits()
def sheet(request: HttpRequest, code: str) -> HttpResponseBase:
    """The sheet of a reporting period: take it, bring it back filled, look at the differences, store."""
    asked = Asked(request, code)
    step = request.POST.get("step", "")
    if step == "store":
        return _sheet_stored(request, asked)
    if request.method == "POST":
        return _sheet_brought(request, asked)
    asked_for = {name: request.GET[name] for name in ("since", "until") if name in request.GET}
    period = forms.PeriodForm(asked_for or None, initial=_period(asked.today))
    if period.is_valid():
        since, until = period.cleaned_data["since"], period.cleaned_data["until"]
        content = sheet_of_period(
            request.user, asked.mission, _indicators(asked), since=since, until=min(until, asked.today)
        )
        response = HttpResponse(content, content_type=XLSX)
        name = f"{asked.mission.code}-observations-{until}.xlsx"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    return _sheet_page(request, asked, {"period": period, "bring": forms.SheetForm()})


def _sheet_page(request: HttpRequest, asked: Asked, context: Mapping[str, Any]) -> HttpResponse:
    given = {"mission": asked.mission, "reporters": asked.agencies, **context}
    return render(request, "exchange/series/sheet.html", given)


def _sheet_brought(request: HttpRequest, asked: Asked) -> HttpResponse:
    bring = forms.SheetForm(request.POST, request.FILES)
    period = forms.PeriodForm(initial=_period(asked.today))
    agency = asked.agency(request.POST.get("agency", ""))
    if agency is None and len(asked.agencies) == 1:
        agency = asked.agencies[0]
    if not bring.is_valid():
        return _sheet_page(request, asked, {"period": period, "bring": bring})
    indicators = [one for one, _text in _indicators(asked)]
    try:
        wanted = read_sheet(bring.cleaned_data["file"].content, asked.mission, indicators)
    except Unreadable as error:
        bring.add_error("file", str(error))
        return _sheet_page(request, asked, {"period": period, "bring": bring})
    what = {
        "sheet": asked.mission.code,
        "agency": "" if agency is None else str(agency.uuid),
        "wanted": [
            [
                one.row,
                str(one.indicator.uuid),
                one.on,
                one.value,
                one.group,
                one.area and one.area.key,
                one.more,
            ]
            for one in wanted
        ],
    }
    return _sheet_page(request, asked, _preview(asked, _plan(asked, wanted), what))


def _sheet_stored(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    form = forms.StoreForm(request.POST, planner=asked.planner)
    if not form.is_valid() or form.cleaned_data["held"].get("sheet") != asked.mission.code:
        messages.error(request, _("This page is too old: bring the file again."))
        return redirect(request.path)
    what = form.cleaned_data["held"]
    indicators = {str(one.uuid): one for one, _text in _indicators(asked)}
    areas = {one.key: one for one in Area.objects.filter(mission=asked.mission)}
    wanted = [
        Wanted(row, indicators[uuid], on, value, group, areas.get(area), more)
        for row, uuid, on, value, group, area, more in what["wanted"]
        if uuid in indicators
    ]
    lines = _plan(asked, wanted)
    if _store(request, asked, form, lines, what):
        return redirect("benchmarks:reporting", code=asked.mission.code)
    what.pop("print")
    return _sheet_page(request, asked, _preview(asked, lines, what))
