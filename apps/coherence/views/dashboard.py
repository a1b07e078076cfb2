"""The dashboard: four levels, side by side and never summed up, and what would move them."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.coherence import cards, words
from apps.coherence.history.views import other_day, whereabouts
from apps.coherence.references.trend import trend_line
from apps.coherence.selectors.shown import front_page
from apps.coherence.views.common import WHOLE, csv_file, requested
from apps.missions.selectors import get_mission_for_member


@require_safe
@login_required
def dashboard(request: HttpRequest, code: str) -> HttpResponse:
    """Four levels, side by side and never summed up; what would move them; findings to act on."""
    mission = get_mission_for_member(request.user, code)
    try:
        assessment = requested(request, mission)
    except Http404:
        return other_day(request, mission)
    if assessment is None:
        return render(request, "coherence/empty.html", {"mission": mission})
    result = front_page(assessment, request.user)
    seen = cards.named(mission, request.user, result)
    columns = cards.level_cards(result, seen)
    if request.GET.get("format") == "csv":
        return csv_file(f"{code}-coherence-{assessment.as_of}", words.levels_table(columns))
    trend = trend_line(mission, assessment, request.user)
    return render(
        request,
        "coherence/dashboard.html",
        {
            "mission": mission,
            "assessment": assessment,
            "cards": [
                card | {"changed": [] if trend is None else trend["levels"].get(card["level"], [])}
                for card in columns
            ],
            "any_assessed": any(card["consistency"]["assessed"] for card in columns),
            **whereabouts(request, mission, assessment),
            "trade_offs": words.trade_offs(result["trade_offs"], result.get("shares", {})),
            "preconditions": words.preconditions(result["preconditions"], seen),
            "trend": trend,
            "findings": [words.finding(one, seen) for one in words.by_kind(result.get("findings", []))],
            "whole": WHOLE,
        },
    )
