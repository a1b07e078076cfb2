"""Money of a mission: with what, from whom, for which objective, and the lines behind every number."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.alignment.drawings import csv_file
from apps.core.figures import Table
from apps.core.paging import Key, page_of, position
from apps.funding.drawings import (
    Address,
    flow_figure,
    funders_table,
    gaps_figure,
    gaps_table,
    kinds_figure,
    lines_table,
    system_names,
    years_table,
)
from apps.funding.filters import AMOUNTS, LineFilter
from apps.funding.models import FundingLine
from apps.funding.selectors import money as selectors
from apps.funding.selectors.lines import MOST_IN_A_FILE, line_rows, lines_written_by
from apps.funding.selectors.scope import MoneyScope
from apps.funding.selectors.sums import NOTHING, sums
from apps.missions.selectors import get_mission_for_member

FUNDERS = 50


def _asked(request: HttpRequest, code: str) -> tuple[MoneyScope, LineFilter]:
    """What the asking member may see of the money, and what the address asks of it.

    404 for everybody else, and for a file of what cannot be read. One query.
    """
    mission = get_mission_for_member(request.user, code)
    scope = MoneyScope(mission, request.user, timezone.localdate())
    asked = LineFilter(request.GET, scope)
    if not asked.is_valid() and _is_file(request):
        raise Http404
    return scope, asked


def _is_file(request: HttpRequest) -> bool:
    return request.GET.get("format") == "csv"


def _address(request: HttpRequest, code: str) -> Address:
    """The list of lines behind a number: what the page is filtered by, and what the number adds."""
    page = reverse("funding:lines", kwargs={"code": code})
    asked = {name: value for name, value in request.GET.items() if value and name in LineFilter.base_filters}

    def address(**more: str) -> str:
        return f"{page}?{urlencode(asked | more)}"

    return address


def _file(request: HttpRequest, code: str, tables: Mapping[str, Table]) -> HttpResponse:
    figure = request.GET.get("figure", "")
    if figure not in tables:
        raise Http404
    return csv_file(f"{code}-money-{figure}", tables[figure])


def _page(
    request: HttpRequest, template: str, scope: MoneyScope, asked: LineFilter, context: Mapping[str, Any]
) -> HttpResponse:
    given = {"mission": scope.mission, "filter": asked, "form": asked.form, "valid": asked.is_valid()}
    return render(request, template, {**given, **context})


@require_safe
@login_required
def money(request: HttpRequest, code: str) -> HttpResponse:
    """By type and year, from funder to agency to objective, and the windows of quick impact and pools."""
    scope, asked = _asked(request, code)
    if not asked.is_valid():
        return _page(request, "funding/money.html", scope, asked, {})
    mission, of, lines, address = scope.mission, asked.of, asked.qs, _address(request, code)
    drawn, unknown = flow_figure(scope, selectors.paths(scope, lines, of), address)
    tables = {"years": years_table(selectors.by_kind_and_year(scope, lines, of)), "flow": drawn.table}
    kinds = {kind: one for (kind,), one in sums(mission, lines, of, "kind").items()}
    types = kinds_figure(kinds, mission.currency, address)
    if _is_file(request):
        return _file(request, code, {**tables, "types": types.table})
    windows = selectors.windows(scope, lines, of)
    context = {
        "of": AMOUNTS[of],
        "total": sums(mission, lines, of).get((), NOTHING),
        "all_lines": address(),
        "types": types,
        "years": tables["years"],
        "flow": drawn,
        "unknown": unknown,
        "windows": [
            {
                "name": _("Quick-impact projects"),
                "sum": windows["quick_impact"],
                "href": address(quick_impact="yes"),
            },
            {"name": _("Pooled funds"), "sum": windows["pooled"], "href": address(kind="pooled")},
        ],
        "by_prices": [(name, address(prices=basis)) for basis, name in asked.prices_to_choose],
    }
    return _page(request, "funding/money.html", scope, asked, context)


@require_safe
@login_required
def gaps(request: HttpRequest, code: str) -> HttpResponse:
    """What objectives require by year beside the money scheduled for them."""
    scope, asked = _asked(request, code)
    if not asked.is_valid():
        return _page(request, "funding/gaps.html", scope, asked, {})
    found = selectors.gaps(scope, asked.qs, asked.years)
    table = gaps_table(scope, found)
    if _is_file(request):
        return _file(request, code, {"gaps": table})
    figure = gaps_figure(scope, found, _address(request, code)) if found else None
    return _page(request, "funding/gaps.html", scope, asked, {"gaps": figure, "table": table})


@require_safe
@login_required
def funders(request: HttpRequest, code: str) -> HttpResponse:
    """Who pays: scheduled beside paid, through which systems, plans ahead, and the rates that convert it."""
    scope, asked = _asked(request, code)
    if not asked.is_valid():
        return _page(request, "funding/funders.html", scope, asked, {})
    found = selectors.by_funder(scope, asked.qs)
    if _is_file(request):
        return _file(request, code, {"funders": funders_table(scope, found)})
    address = _address(request, code)
    page = Paginator(found, FUNDERS).get_page(request.GET.get("page"))
    may_plan_ahead, own_plans = selectors.plans_written_by(scope, request.user)
    context = {
        "page": page,
        "rows": [
            {
                "of": one,
                "name": name,
                "href": address(funder=str(name.uuid)),
                "systems": [
                    (system, *one.systems[key])
                    for key, system in system_names().items()
                    if one.systems[key][1]
                ],
            }
            for one in page.object_list
            for name in [scope.agencies[one.funder]]
        ],
        "ahead": [{"of": one, "name": scope.agencies[one.funder]} for one in selectors.plans_ahead(scope)],
        "rates": selectors.last_rates(scope),
        "may_plan_ahead": may_plan_ahead,
        "own_plans": own_plans,
    }
    return _page(request, "funding/funders.html", scope, asked, context)


@require_safe
@login_required
def lines(request: HttpRequest, code: str) -> HttpResponse:
    """The funding lines that the address asks for, as recorded and in the currency of the mission."""
    scope, asked = _asked(request, code)
    if not asked.is_valid():
        return _page(request, "funding/lines.html", scope, asked, {})
    rows = asked.qs
    if _is_file(request):
        found = line_rows(scope, rows.order_by("period_from", "pk")[:MOST_IN_A_FILE])
        return csv_file(f"{code}-funding-lines", lines_table(found, scope.mission.currency))
    at = position(request.GET.get("after"), request.GET.get("before"), request.GET.get("last"))
    keys = [Key("period_from", descending=True)]
    page = page_of(rows, keys, at, counted=rows, read=FundingLine.objects.all())
    of = asked.of
    context = {
        "page": page,
        "rows": line_rows(scope, FundingLine.objects.filter(pk__in=[one.pk for one in page.rows]))
        if page.rows
        else [],
        "of": AMOUNTS[of],
        "total": sums(scope.mission, rows, of).get((), NOTHING),
        "most": MOST_IN_A_FILE,
        "own_lines": lines_written_by(request.user, scope.mission, [one.pk for one in page.rows]),
    }
    return _page(request, "funding/lines.html", scope, asked, context)
