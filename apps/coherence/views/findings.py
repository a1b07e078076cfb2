"""Findings and signals: lists and flags beside the levels, each open to its rows and its rule."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.coherence import words
from apps.coherence.engine.registry import KINDS
from apps.coherence.enums import AssessmentAudience
from apps.coherence.history.views import or_other_day
from apps.coherence.models import Assessment, Finding
from apps.coherence.selectors import stored
from apps.coherence.selectors.rows import describe
from apps.coherence.signals import PAGES
from apps.coherence.signals.page import Stored
from apps.coherence.views.common import PAGE, assessed, csv_file
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member


@require_safe
@login_required
@or_other_day
def findings(request: HttpRequest, code: str) -> HttpResponse:
    """Every signal by kind, with what it says and the weightiest finding of each sort; or all findings of one
    code, as the address asks. Both leave as a file."""
    mission, assessment = assessed(request, code)
    wanted = request.GET.get("finding") or None
    if wanted is not None and wanted not in words.FINDING_TEXTS:
        raise Http404
    if request.GET.get("format") == "csv":
        return _file(request, mission, stored.findings(assessment, wanted))
    if wanted is None:
        return _signals(request, mission, assessment)
    page = Paginator(stored.findings(assessment, wanted), PAGE).get_page(request.GET.get("page"))
    found = [one.summary() for one in page.object_list]
    seen = describe(mission, request.user, [row for one in found for row in words.rows_of_finding(one)])
    return render(
        request,
        "coherence/findings_of.html",
        {
            "mission": mission,
            "assessment": assessment,
            "findings": [words.finding(one, seen) for one in found],
            "page": page,
        },
    )


def _signals(request: HttpRequest, mission: Mission, assessment: Assessment) -> HttpResponse:
    """All signals with their sentences. Queries: session, user, mission, assessment, signals, and one for
    each collection that the findings name."""
    first = (assessment.result or {}).get("findings", [])
    contents = stored.signals(assessment)
    seen = describe(mission, request.user, [row for one in first for row in words.rows_of_finding(one)])
    kinds: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for key, text in words.SIGNAL_TEXTS.items():
        found = contents.get(key)
        facts = found and Stored(found.content, {}, mission.currency, assessment.as_of)
        kinds[text.kind].append(
            {
                "text": text,
                "sentence": facts and key in PAGES and PAGES[key](facts).sentence,
                "findings": [words.finding(one, seen) for one in first if one["signal"] == key],
            }
        )
    return render(
        request,
        "coherence/findings.html",
        {
            "mission": mission,
            "assessment": assessment,
            "kinds": [(kind, KINDS[kind], signals) for kind, signals in kinds.items() if signals],
        },
    )


def _file(request: HttpRequest, mission: Mission, found: QuerySet[Finding]) -> HttpResponse:
    summaries = [one.summary() for one in found]
    actors = [("agencies", key) for one in summaries for key in one["who_can_act"]]
    named = [row for one in summaries for row in words.named_rows(one["params"])]
    return csv_file(
        f"{mission.code}-findings",
        words.findings_table(summaries, describe(mission, request.user, [*named, *actors])),
    )


@require_safe
@login_required
@or_other_day
def finding(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """One finding with the rows behind it, the rule and who can act."""
    mission = get_mission_for_member(request.user, code)
    found = stored.finding(mission, AssessmentAudience.MISSION, token)
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
