"""Each signal, precondition and trade-off as a page: what it says, its numbers, its rows, the rule; and the
network of coordination."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.coherence import words
from apps.coherence.engine.registry import KINDS
from apps.coherence.history.views import or_other_day
from apps.coherence.models import Assessment, SignalContent
from apps.coherence.selectors import stored
from apps.coherence.selectors.rows import RowKey, describe
from apps.coherence.selectors.shown import shown_cost
from apps.coherence.signals import PAGES
from apps.coherence.signals.burden import without_declared_hours
from apps.coherence.signals.network import matrix
from apps.coherence.signals.page import Names, Page, Sheet, Stored, cell, raw
from apps.coherence.views.common import PAGE, assessed, csv_file
from apps.missions.fields import knows_liaison_hours
from apps.missions.models import Mission

NETWORK, BURDEN, COST = "D14", "D8", "D7"
BESIDE = 10
"""Rows shown of the tables that stand below the first one; their file has all of them."""


@require_safe
@login_required
@or_other_day
def signal(request: HttpRequest, code: str, signal: str) -> HttpResponse:
    """One signal: the sentence, the numbers, the figure, and every row behind them."""
    if signal == NETWORK:
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(reverse("coherence:network", kwargs={"code": code}) + query)
    if signal not in PAGES:
        raise Http404
    return _signal(request, code, signal, "coherence/signal.html")


@require_safe
@login_required
@or_other_day
def network(request: HttpRequest, code: str) -> HttpResponse:
    """D14: who coordinates with whom. Descriptive: a core and a periphery are expected and fine."""
    return _signal(request, code, NETWORK, "coherence/network.html")


def _signal(request: HttpRequest, code: str, signal: str, template: str) -> HttpResponse:
    """The page or one of its tables as a file. Queries: session, user, mission, assessment, signal, findings
    (two), and one for each collection that its rows come from."""
    mission, assessment = assessed(request, code)
    found = stored.signal(assessment, signal)
    if found is None:
        return render(request, "coherence/signal_unknown.html", _head(mission, assessment, signal))
    content = found.content
    if signal == BURDEN and not knows_liaison_hours(request.user, mission):
        content = without_declared_hours(content)
    if signal == COST:
        content = shown_cost(assessment, content, request.user)
    facts = Stored(content, found.behind, mission.currency, assessment.as_of)
    page = PAGES[signal](facts)
    if request.GET.get("format") == "csv":
        return _file(request, mission, found, page)
    shown = [_shown(request, number, sheet) for number, sheet in enumerate(page.sheets)]
    # A precondition or a trade-off has no findings of its own.
    findings = None
    if signal in words.SIGNAL_TEXTS:
        of_signal = stored.findings(assessment, signal=signal)
        findings = Paginator(of_signal, BESIDE).get_page(request.GET.get("findings"))
    summaries = [one.summary() for one in findings.object_list] if findings else []
    square = matrix(facts) if signal == NETWORK else None
    seen = describe(
        mission,
        request.user,
        [
            *page.named,
            *(
                row
                for sheet, rows in zip(page.sheets, shown, strict=True)
                for row in _rows(sheet, rows.object_list)
            ),
            *(row for one in summaries for row in words.rows_of_finding(one)),
            *(("agencies", key) for key in (square or {}).get("keys", ())),
        ],
    )
    names = Names(seen)
    return render(
        request,
        template,
        _head(mission, assessment, signal)
        | {
            "sentence": page.sentence,
            "facts": page.facts,
            "figures": page.figures(names),
            "sheets": [
                _table(number, sheet, rows, mission.currency, seen)
                for number, (sheet, rows) in enumerate(zip(page.sheets, shown, strict=True))
            ],
            "findings": [words.finding(one, seen) for one in summaries],
            "page": findings,
            "matrix": square and _named(square, names),
        },
    )


def _head(mission: Mission, assessment: Assessment, signal: str) -> dict[str, Any]:
    rule = words.rule_of(signal)
    return {
        "mission": mission,
        "assessment": assessment,
        "rule": rule,
        "kind": KINDS.get(rule.kind, rule.kind),
        "is_signal": signal in words.SIGNAL_TEXTS,
    }


def _shown(request: HttpRequest, number: int, sheet: Sheet) -> Any:
    """The first table by pages, as the address says; of the others the beginning."""
    if number == 0:
        return Paginator(sheet.rows, PAGE).get_page(request.GET.get("page"))
    return Paginator(sheet.rows, BESIDE).get_page(1)


def _rows(sheet: Sheet, rows: Any) -> list[RowKey]:
    """The rows that the cells of a table name."""
    places = [place for place, (_title, kind) in enumerate(sheet.columns) if kind == "rows"]
    return [key for row in rows for place in places for key in row[place] or ()]


def _table(number: int, sheet: Sheet, rows: Any, currency: str, seen: words.Seen) -> dict[str, Any]:
    return {
        "number": number,
        "caption": sheet.caption,
        "empty": sheet.empty,
        "columns": [(title, kind not in {"text", "rows"}) for title, kind in sheet.columns],
        "currency": currency if any(kind == "money" for _title, kind in sheet.columns) else None,
        "rows": [
            [cell(value, kind, seen) for value, (_title, kind) in zip(row, sheet.columns, strict=True)]
            for row in rows.object_list
        ],
        "page": rows,
        "paged": number == 0,
        "more": 0 if number == 0 else len(sheet.rows) - len(rows.object_list),
    }


def _file(request: HttpRequest, mission: Mission, found: SignalContent, page: Page) -> HttpResponse:
    """One table of the page, all its rows; the first without a number."""
    try:
        number = int(request.GET.get("table", "0"))
    except ValueError as error:
        raise Http404 from error
    if not 0 <= number < len(page.sheets):
        raise Http404
    sheet = page.sheets[number]
    seen = describe(mission, request.user, _rows(sheet, sheet.rows))
    rows = [
        [raw(value, kind, seen) for value, (_title, kind) in zip(row, sheet.columns, strict=True)]
        for row in sheet.rows
    ]
    return csv_file(f"{mission.code}-{found.signal}", ([title for title, _kind in sheet.columns], rows))


def _named(square: dict[str, Any], names: Names) -> dict[str, Any]:
    return {
        "heads": [names.label("agencies", key) for key in square["keys"]],
        "rows": [(names.label("agencies", key), cells) for key, cells in square["rows"]],
    }
