"""The portal of a public mission: no sign-in, and nothing that is not public.

Framework and observations are shown as of the latest public assessment, like the levels beside them; without
an assessment as of today.
"""

import datetime
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.activities.selectors import count_by_area
from apps.alignment.drawings import areas_figure, csv_file
from apps.alignment.filters import ActivityFilter, listing
from apps.alignment.rounds.selectors import round_open_to_all
from apps.alignment.selectors.lists import ActivityScope
from apps.alignment.views import activities_context, names_of, render_part
from apps.coherence import words
from apps.coherence.drawings import level_bar
from apps.coherence.enums import Level
from apps.coherence.models import Assessment
from apps.coherence.selectors.shown import front_page
from apps.missions.models.base import Readership
from apps.missions.selectors import get_public_mission
from apps.portal.drawings import levels_table, observations_table, series_figure
from apps.portal.selectors.public import (
    Pillar,
    find_series,
    phases,
    pillars,
    public_assessment,
    public_documents,
    public_scope,
    series,
    version_in_force,
)
from apps.portal.speaking import speaking
from apps.portal.twins import (
    document_facts,
    for_everybody,
    framework_facts,
    heading,
    indicator_facts,
    level_facts,
    listing_facts,
    listing_table,
    phase_facts,
    series_facts,
    twin,
)

NOTHING = {
    Level.AGENCY: _("No public activity is recorded, so there is nothing to measure here."),
    Level.WHOLE_OF_GOVERNMENT: _(
        "No state has two agencies with public activities, so there is nothing to measure here."
    ),
    Level.EXTERNAL: _(
        "No public activity of an external actor is recorded, so there is nothing to measure here."
    ),
    Level.INTERNAL_EXTERNAL: _(
        "No public activity of an external actor is recorded, so there is nothing to measure here."
    ),
}
"""What stands for a level that has no subject in public; members may see one."""


@for_everybody
def public(request: HttpRequest, code: str) -> HttpResponse:
    """The framework in force, what is known of its progress, who does what, and where all this comes from."""
    mission = get_public_mission(code)
    return front(request, public_scope(mission))


def front(request: HttpRequest, scope: ActivityScope, *, preview: bool = False) -> HttpResponse:
    """The front page of a mission as everybody sees it, or would see it (`preview`)."""
    mission = scope.mission
    code = mission.code
    assessment = public_assessment(mission)
    page = front_page(assessment, Readership(mission, public=True))
    cards = level_cards(page)
    day = day_of(assessment)
    version = version_in_force(mission, day)
    documents = list(public_documents(mission))
    listed = "alignment:activities" if preview else "portal:public_activities"
    activities = reverse(listed, kwargs={"code": code})
    followed = series(mission, version, day)
    observed = [one for one in followed if one.latest is not None]
    pillars_in_force = [] if version is None else pillars(version)
    periods = phases(mission)
    figure = areas_figure(count_by_area(mission, scope.activities), request.GET, activities)
    total = scope.activities.count()
    facts = {
        **heading(mission, day),
        "framework": framework_facts(version, pillars_in_force),
        "phases": phase_facts(periods),
        "levels": level_facts(page),
        "indicators": series_facts(followed),
        "activities": total,
        "documents": document_facts(documents),
    }
    tables = {"levels": levels_table(cards), "areas": figure.table}
    file = twin(request, code, facts, tables)
    if file is not None:
        return file
    # Programs read the words as they were written, so the facts are taken before.
    words = speaking(request)
    named = {} if version is None else words.pillars(version)
    if version is not None:
        words.put([version, *version.sections.all()])
    words.put(text for pillar in pillars_in_force for text in pillar.objectives)
    words.put(one.indicator for one in observed)
    words.put(one.wording for one in observed if one.wording is not None)
    return render(
        request,
        "portal/public.html",
        {
            "mission": mission,
            "day": day,
            "version": version,
            "pillars": [
                Pillar(named.get(one.name or "", one.name), one.objectives) for one in pillars_in_force
            ],
            "words": words,
            "draft_open": round_open_to_all(mission, timezone.localdate()),
            "phases": periods,
            "series": observed,
            "silent": len(followed) - len(observed),
            "assessment": assessment,
            "cards": cards,
            "levels": tables["levels"],
            "total": total,
            "figure": figure,
            "preview": preview,
            "list": activities,
            "documents": documents,
            "maps": [document for document in documents if document.type == "map"],
        },
    )


def day_of(assessment: Assessment | None) -> datetime.date:
    """The day that the pages are about."""
    return timezone.localdate() if assessment is None else assessment.as_of


def level_cards(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The four levels of the first page that everybody is shown, none if there is no assessment. No query."""
    if not result:
        return []
    cards = [
        words.card(level, result["levels"][level], result["subjects"].get(level)) for level in Level.values
    ]
    for card in cards:
        card["figure"] = level_bar(f"level-{card['level']}", str(card["level"].label), card["consistency"])
        card["nothing"] = None if card["consistency"]["N"] else NOTHING[card["level"]]
    return cards


@for_everybody
def public_activities(request: HttpRequest, code: str) -> HttpResponse:
    """The public activities, filtered, sorted and paged as the address says; for htmx the rows only."""
    mission = get_public_mission(code)
    scope = public_scope(mission, names_of(request))
    found = listing(request.GET, scope)
    facts = {**heading(mission, timezone.localdate()), **listing_facts(found)}
    file = twin(request, f"{code}-activities", facts, {"activities": listing_table(found)})
    if file is not None:
        return file
    context = activities_context(found, scope, public_documents(mission))
    return render_part(request, "portal/public_activities.html", "list", context)


@for_everybody
def public_areas(request: HttpRequest, code: str) -> HttpResponse:
    """Public activities by area, as a file."""
    mission = get_public_mission(code)
    asked = ActivityFilter(request.GET, public_scope(mission))
    if not asked.is_valid():
        raise Http404
    figure = areas_figure(count_by_area(mission, asked.qs), request.GET, "")
    return csv_file(f"{code}-activities-by-area", figure.table)


@for_everybody
def public_indicator(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One indicator with its public observations: figure, table, file, source."""
    mission = get_public_mission(code)
    day = day_of(public_assessment(mission))
    found = find_series(mission, version_in_force(mission, day), uuid, day)
    if found is None:
        raise Http404
    indicator, wording, observations = found
    statement = None if wording is None else wording.statement
    table = observations_table(indicator, observations)
    facts = {**heading(mission, day), **indicator_facts(indicator, statement, observations)}
    file = twin(request, f"{code}-{indicator.key}", facts, {"observations": table})
    if file is not None:
        return file
    words = speaking(request)
    words.put([indicator, *([] if wording is None else [wording])])
    documents = {document for one in observations for document in one.documents.all()}
    return render(
        request,
        "portal/public_indicator.html",
        {
            "mission": mission,
            "day": day,
            "indicator": indicator,
            "wording": wording,
            "words": words,
            "figure": series_figure(indicator, observations),
            "table": table,
            "documents": sorted(documents, key=lambda document: document.title),
        },
    )
