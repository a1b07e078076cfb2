"""Findings and signals: lists and flags beside the levels, each open to its rows and its rule."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.coherence import words
from apps.coherence.enums import AssessmentAudience
from apps.coherence.selectors import stored
from apps.coherence.selectors.rows import describe
from apps.coherence.views.common import PAGE, assessed
from apps.missions.selectors import get_mission_for_member


@require_safe
@login_required
def findings(request: HttpRequest, code: str) -> HttpResponse:
    """All findings, or those of one code; the weightiest of each signal first."""
    mission, assessment = assessed(request, code)
    wanted = request.GET.get("finding") or None
    if wanted is not None and wanted not in words.FINDING_TEXTS:
        raise Http404
    page = Paginator(stored.findings(assessment, wanted), PAGE).get_page(request.GET.get("page"))
    found = [one.summary() for one in page.object_list]
    seen = describe(mission, request.user, [row for one in found for row in words.rows_of_finding(one)])
    return render(
        request,
        "coherence/findings.html",
        {
            "mission": mission,
            "assessment": assessment,
            "findings": [words.finding(one, seen) for one in found],
            "page": page,
        },
    )


@require_safe
@login_required
def finding(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One finding with the rows behind it, the rule and who can act."""
    mission = get_mission_for_member(request.user, code)
    found = stored.finding(mission, AssessmentAudience.MISSION, pk)
    if found is None:
        raise Http404
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    rows = [(row[0], row[1]) for row in page.object_list]
    actors = [("agencies", key) for key in found.who_can_act]
    seen = describe(mission, request.user, [*rows, *actors, *words.named_rows(found.params)])
    return render(
        request,
        "coherence/finding.html",
        {
            "mission": mission,
            "assessment": found.assessment,
            "finding": words.finding(found.summary(), seen),
            "rule": words.SIGNAL_TEXTS[found.signal],
            "rows": [seen.get(row, words.HIDDEN) for row in rows],
            "actors": [seen[actor] for actor in actors if actor in seen],
            "page": page,
        },
    )
