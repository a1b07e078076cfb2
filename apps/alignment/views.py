"""Activities of a mission: who does what, where, toward what."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from apps.activities.selectors import activities_for
from apps.alignment.filters import ActivityFilter, listing
from apps.alignment.selectors.activity import ActivityPage, find_activity
from apps.alignment.selectors.lists import ActivityScope
from apps.missions.selectors import get_mission_for_member


def _scope(request: HttpRequest, code: str) -> ActivityScope:
    """The activities of a mission that the asking member may see; 404 for everybody else. One query."""
    mission = get_mission_for_member(request.user, code)
    return ActivityScope(mission, activities_for(request.user, mission), drafts=True)


@require_safe
@login_required
def activities(request: HttpRequest, code: str) -> HttpResponse:
    """The list, filtered, sorted and paged as the address says; for htmx its rows only."""
    scope = _scope(request, code)
    found = listing(request.GET, scope)
    part = "#list" if request.htmx and not request.htmx.boosted else ""
    response = render(
        request,
        f"alignment/activities.html{part}",
        {"mission": scope.mission, "filter": found.filter, "page": found.page, "rows": found.rows},
    )
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@login_required
def activities_map(request: HttpRequest, code: str) -> HttpResponse:
    """The activities that the address asks for, counted by area: map, table and file."""
    scope = _scope(request, code)
    asked = ActivityFilter(request.GET, scope)
    if not asked.is_valid():
        raise Http404
    return render(request, "alignment/map.html", {"mission": scope.mission, "filter": asked})


def _page(request: HttpRequest, code: str, uuid: UUID) -> ActivityPage:
    scope = _scope(request, code)
    found = find_activity(scope, uuid, request.user)
    if found is None:
        raise Http404
    return found


@require_safe
@login_required
def activity(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Everything about one activity; 404 where the reader may not see it."""
    page = _page(request, code, uuid)
    return render(
        request,
        "alignment/activity.html",
        {"mission": page.scope.mission, "activity": page.activity, "page": page},
    )


@require_safe
@login_required
def activity_funding(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The funding lines of one activity as a file."""
    page = _page(request, code, uuid)
    return render(request, "alignment/activity.html", {"page": page})
