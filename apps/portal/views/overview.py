from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.benchmarks.selectors.board import board
from apps.coherence import cards, words
from apps.coherence.enums import AssessmentAudience
from apps.coherence.selectors import stored
from apps.coherence.selectors.shown import front_page
from apps.missions.selectors import get_mission_for_member
from apps.portal.drawings import levels_table
from apps.portal.selectors.agencies import own_agencies
from apps.portal.selectors.overview import names_of, phases_on, recent_changes
from apps.portal.speaking import speaking
from apps.portal.views.asked import chosen_file
from apps.portal.views.benchmarks import counts_figure

FINDINGS = 5


@require_safe
@login_required
def overview(request: HttpRequest, code: str) -> HttpResponse:
    """How are we doing, what to act on, what changed: as of the latest assessment, or today without one."""
    mission = get_mission_for_member(request.user, code)
    assessment = stored.computed(mission, AssessmentAudience.MISSION)
    day = assessment.as_of if assessment else timezone.localdate()
    result = front_page(assessment, request.user)
    findings = result.get("findings", [])[:FINDINGS]
    speaks = speaking(request)
    named = [row for one in findings for row in words.rows_of_finding(one)]
    seen = names_of(mission, request.user, named, speaks)
    rows, _series = board(mission, day)
    level_cards = cards.level_cards(result | {"movers": {}}, seen) if result else []
    levels, counts = levels_table(level_cards), counts_figure(rows)
    if request.GET.get("format") == "csv":
        return chosen_file(request, f"{code}-{day}", {"levels": levels, "benchmarks": counts.table})
    # Planners and administrators, as on the page of changes; both stand with the mission already.
    with_people: bool = mission.plans or mission.administers  # type: ignore[attr-defined]
    return render(
        request,
        "portal/overview.html",
        {
            "mission": mission,
            "day": day,
            "assessment": assessment,
            "cards": level_cards,
            "levels": levels,
            "findings": [words.finding(one, seen) for one in findings],
            "own": [
                {"of": one, "indicators": [words.indicator(value) for value in one.values]}
                for one in own_agencies(request.user, mission, assessment)
            ],
            "phases": phases_on(mission, day),
            "benchmark_count": len(rows),
            "benchmarks_figure": counts,
            "changes": recent_changes(mission, request.user, with_people=with_people),
            "with_people": with_people,
            "words": speaks,
            "tongues": {view.label: view.language for view in seen.values() if view.language},
        },
    )
