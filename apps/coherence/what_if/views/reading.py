"""The list of what-ifs, one with its result, several side by side."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.coherence.enums import Level
from apps.coherence.models import WhatIf
from apps.coherence.selectors.reviewers import withheld_on
from apps.coherence.selectors.rows import describe
from apps.coherence.selectors.shown import what_if_without
from apps.coherence.views.common import csv_file
from apps.coherence.what_if import drawings, selectors, sentences, words
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member

REFRESH_SECONDS = 4
FEWEST, MOST = 2, 4
"""So many what-ifs stand side by side."""


@require_safe
@login_required
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """The reader's own what-ifs and those that are shared."""
    mission = get_mission_for_member(request.user, code)
    found = list(selectors.visible(mission, request.user).defer("result"))
    return render(
        request,
        "coherence/what_if/list.html",
        {
            "mission": mission,
            "own": [one for one in found if one.owner_id == request.user.pk],
            "shared": [one for one in found if one.owner_id != request.user.pk],
            "many": len(found) >= FEWEST,
        },
    )


@require_safe
@login_required
def shown(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One what-if: what would move, level by level, and what would not."""
    mission = get_mission_for_member(request.user, code)
    what_if = selectors.find(mission, request.user, uuid)
    result = _usable(mission, request, what_if)
    rows = sentences.rows_of(what_if.changes)
    seen = describe(mission, request.user, rows + (words.rows_of_result(result) if result else []))
    parts = {} if result is None else _parts(result, seen)
    if request.GET.get("format") == "csv":
        return _csv(request, code, parts)
    waiting = selectors.is_waiting(what_if)
    response = render(
        request,
        "coherence/what_if/what_if.html",
        {
            "mission": mission,
            "what_if": what_if,
            "own": what_if.owner_id == request.user.pk,
            "changes": sentences.changes(what_if, seen),
            "error": sentences.error(what_if),
            "waiting": waiting,
            "stale": selectors.is_stale(what_if),
            "result": parts,
        },
    )
    if waiting:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


def _usable(mission: Mission, request: HttpRequest, what_if: WhatIf) -> dict[str, Any] | None:
    """The stored result as far as the reader sees it, None where nothing is computed or a change could not be
    made. Three queries, one for the secretariat.
    """
    result: dict[str, Any] | None = what_if.result
    if result is None or "error" in result:
        return None
    return what_if_without(result, withheld_on(request.user, mission, what_if.as_of))


def _parts(result: dict[str, Any], seen: Any) -> dict[str, Any]:
    """Everything the page of a result shows."""
    return {
        "summary": words.summary(result),
        "alerts": words.alerts(result, seen),
        "levels": drawings.with_bars(words.columns(result)),
        "indicators": words.indicators(result, seen),
        "unmoved": words.unmoved(result),
        "weakest": words.weakest(result),
        "trade_offs": words.trade_offs(result),
        "gates": words.gates(result, seen),
        "findings": words.findings(result),
        "deficit": words.deficit(result),
        "orphans": words.orphans(result, seen),
        "absorption": drawings.absorption(result, seen),
    }


def _csv(request: HttpRequest, code: str, parts: dict[str, Any]) -> HttpResponse:
    """The levels and moved indicators, or the curves of one scenario, as a file. 404 without a result."""
    if not parts:
        raise Http404
    scenario = request.GET.get("scenario")
    if scenario is None:
        return csv_file(f"{code}-what-if", words.table(parts["levels"], parts["indicators"]))
    figure = next((one["figure"] for one in parts["absorption"] if one["key"] == scenario), None)
    if figure is None:
        raise Http404
    return csv_file(f"{code}-what-if-absorption", figure.table)


@require_safe
@login_required
def compared(request: HttpRequest, code: str) -> HttpResponse:
    """Two to four what-ifs side by side; those asked for that the reader may not see are not found."""
    mission = get_mission_for_member(request.user, code)
    asked = list(dict.fromkeys(request.GET.getlist("w")))
    found = _asked_for(mission, request, asked)
    enough = FEWEST <= len(found) <= MOST
    results = [(one, _usable(mission, request, one)) for one in found] if enough else []
    known = [(one, result) for one, result in results if result is not None]
    rows = [row for _one, result in known for row in words.rows_of_result(result)]
    seen = describe(mission, request.user, rows)
    return render(
        request,
        "coherence/what_if/compare.html",
        {
            "mission": mission,
            "enough": enough,
            "without": [one for one, result in results if result is None],
            "columns": [one for one, _result in known],
            "same_plan": len({(one.inputs_sha256, one.as_of) for one, _result in known}) < 2,
            "levels": _side_by_side([words.columns(result) for _one, result in known]),
            "weakest": [words.weakest(result)["after"] for _one, result in known],
            "moved": [words.moved_count(result) for _one, result in known],
            "alerts": [len(result["alerts"]) for _one, result in known],
            "gates": words.by_name([words.gates(result, seen) for _one, result in known]),
            "absorption": words.by_name([drawings.ends(result, seen) for _one, result in known]),
        },
    )


def _asked_for(mission: Mission, request: HttpRequest, asked: list[str]) -> list[WhatIf]:
    """The what-ifs of the address in its order. One query; 404 for one that cannot be seen or read."""
    try:
        uuids = [UUID(one) for one in asked[: MOST + 1]]
    except ValueError as error:
        raise Http404 from error
    found = {one.uuid: one for one in selectors.visible(mission, request.user).filter(uuid__in=uuids)}
    if len(found) < len(uuids):
        raise Http404
    return [found[uuid] for uuid in uuids]


def _side_by_side(columns: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Per level the cards of each what-if."""
    return [
        {"level": level, "cards": [cards[place] for cards in columns]} for place, level in enumerate(Level)
    ]
