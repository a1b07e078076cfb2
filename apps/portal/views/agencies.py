"""Who is here, and the card of each agency."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.activities.selectors import activities_for
from apps.agencies.enums import AgencyKind
from apps.agencies.selectors import state_name
from apps.alignment.drawings import csv_file, portfolio_figure
from apps.alignment.selectors.lists import (
    LISTED,
    NAMED,
    ActivityScope,
    activity_rows,
    documents_for,
    sources_of,
)
from apps.alignment.selectors.portfolios import portfolios, served_by, tensions_of
from apps.coherence import words
from apps.missions.selectors import get_mission_for_member
from apps.portal.filters import AgencySearch
from apps.portal.selectors.agencies import (
    acts_for,
    agencies_of,
    agency_values,
    find_agency,
    measured_states,
    networks_of,
    states_with_several,
    taking_part,
)

PAGE = 50
FIRST = 10
"""So many of an agency's activities stand on its own page; the list has them all."""


@require_safe
@login_required
def agencies(request: HttpRequest, code: str) -> HttpResponse:
    """The agencies of a mission in groups, with the activities that each leads."""
    mission = get_mission_for_member(request.user, code)
    everyone = agencies_of(mission)
    search = AgencySearch(request.GET, everyone)
    context: dict[str, Any] = {"mission": mission, "form": search, "nobody": not everyone}
    if search.is_valid():
        page = Paginator(search.found(), PAGE).get_page(request.GET.get("page"))
        scope = ActivityScope(mission, activities_for(request.user, mission), drafts=True)
        led = portfolios(scope, [one.pk for one in page])
        assessment, measured = measured_states(mission)
        context |= {
            "page": page,
            "rows": [
                {
                    "agency": one,
                    "group": search.group_name(one),
                    "kind": AgencyKind(one.kind).label if one.kind else None,
                    "state": state_name(one.state) if one.state else None,
                    "led": led[one.pk],
                }
                for one in page
            ],
            "states": [(state_name(state), group) for state, group in states_with_several(everyone).items()],
            "assessment": assessment,
            "measured": [(state, state_name(state)) for state in measured],
            "networks": networks_of(mission),
        }
    return render(request, "portal/agencies.html", context)


@require_safe
@login_required
def agency(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One agency: its presence, its alignment card, what the assessment says of it, what it does."""
    mission = get_mission_for_member(request.user, code)
    presence = find_agency(mission, uuid)
    if presence is None:
        raise Http404
    one = presence.agency
    seen = activities_for(request.user, mission)
    scope = ActivityScope(mission, seen, drafts=True, names=("objective",))
    led = portfolios(scope, [one.pk])[one.pk]
    card = portfolio_figure(led)
    if request.GET.get("format") == "csv":
        return csv_file(f"{code}-{presence.key}-activities-by-grade", card.table)
    assessment, values = agency_values(presence)
    documents = documents_for(request.user, mission)
    own = scope.activities.filter(lead=one).select_related("lead").only(*LISTED)
    first = list(own.order_by("title", "pk")[:FIRST])
    part = taking_part(scope, one.pk)
    return render(
        request,
        "portal/agency.html",
        {
            "mission": mission,
            "presence": presence,
            "agency": one,
            "state": state_name(one.state) if one.state else None,
            "member": acts_for(request.user, presence),
            "led": led,
            "card": card,
            "served": served_by(scope, one.pk),
            "tensions": tensions_of(scope, one.pk),
            "assessment": assessment,
            "indicators": [words.indicator(value) for value in values if value.indicator],
            "rows": activity_rows(scope, first, places=False),
            "sources": sources_of(documents, [row.pk for row in first]),
            "more": max(led.total + led.total_own_only - FIRST, 0),
            "part": list(part.select_related("lead").only(*NAMED).order_by("title", "pk")[:FIRST]),
            "networks": networks_of(mission, one.pk),
        },
    )
