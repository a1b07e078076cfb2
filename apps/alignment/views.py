"""Activities of a mission: who does what, where, toward what."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from apps.activities.selectors import activities_for, count_by_area
from apps.alignment.drawings import areas_figure, csv_file, funding_table
from apps.alignment.filters import ActivityFilter, Listing, listing
from apps.alignment.selectors.activity import ActivityPage, find_activity
from apps.alignment.selectors.lists import NAMES, ActivityScope, documents_for, sources_of
from apps.missions.models import Document
from apps.missions.selectors import get_mission_for_member
from apps.missions.services import note_kept_file, note_kept_row


def _scope(request: HttpRequest, code: str, names: Collection[str] = NAMES) -> ActivityScope:
    """The activities of a mission that the asking member may see; 404 for everybody else. One query."""
    mission = get_mission_for_member(request.user, code)
    return ActivityScope(mission, activities_for(request.user, mission), drafts=True, names=names)


def names_of(request: HttpRequest) -> Collection[str]:
    """The names that a list needs: those of leads only where they can be chosen or one is."""
    return NAMES if not is_part(request) or request.GET.get("lead") else ("area", "objective")


def activities_context(
    found: Listing, scope: ActivityScope, documents: "QuerySet[Document]"
) -> dict[str, Any]:
    """What the list of activities shows, for members and for the public alike. One query, if it has rows."""
    page = found.page
    return {
        "mission": scope.mission,
        "filter": found.filter,
        "page": page,
        "rows": found.rows,
        "basis": found.basis,
        "sources": sources_of(documents, [row.pk for row in page.rows]) if page and page.rows else [],
    }


def is_part(request: HttpRequest) -> bool:
    """htmx asks for the part that it replaces, not for the page."""
    headers = request.headers
    return "HX-Request" in headers and "HX-History-Restore-Request" not in headers


def render_part(request: HttpRequest, template: str, part: str, context: dict[str, Any]) -> HttpResponse:
    """The page, or the one part of it that htmx asks for.

    A page with errors is always whole, because they stand above the part; the browser then goes there itself.
    """
    wanted = is_part(request) and context.get("page", True) is not None
    response = render(request, f"{template}#{part}" if wanted else template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@login_required
def activities(request: HttpRequest, code: str) -> HttpResponse:
    """The list, filtered, sorted and paged as the address says; for htmx its rows only."""
    scope = _scope(request, code, names_of(request))
    found = listing(request.GET, scope)
    documents = documents_for(request.user, scope.mission)
    context = activities_context(found, scope, documents)
    return render_part(request, "alignment/activities.html", "list", context)


@require_safe
@login_required
def activities_map(request: HttpRequest, code: str) -> HttpResponse:
    """The activities that the address asks for, counted by area: map, table and file."""
    scope = _scope(request, code)
    asked = ActivityFilter(request.GET, scope)
    if not asked.is_valid():
        raise Http404
    here = reverse("alignment:activities", kwargs={"code": code})
    figure = areas_figure(count_by_area(scope.mission, asked.qs), request.GET, here)
    if request.GET.get("format") == "csv":
        return csv_file(f"{code}-activities-by-area", figure.table)
    documents = documents_for(request.user, scope.mission)
    return render_part(
        request,
        "alignment/map.html",
        "map",
        {
            "mission": scope.mission,
            "figure": figure,
            "total": asked.qs.count(),
            "maps": documents.filter(type="map"),
            "sources": sources_of(documents, asked.qs.order_by().values("pk")),
        },
    )


def _page(request: HttpRequest, code: str, uuid: UUID) -> ActivityPage:
    scope = _scope(request, code, ("objective",))
    found = find_activity(scope, uuid, request.user)
    if found is None:
        raise Http404
    return found


@require_safe
@login_required
def activity(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Everything about one activity; 404 where the reader may not see it."""
    page = _page(request, code, uuid)
    note_kept_row(by=request.user, row=page.activity)
    return render(
        request,
        "alignment/activity.html",
        {
            "mission": page.scope.mission,
            "activity": page.activity,
            "page": page,
            "may_link": request.user.has_perm("alignment.link_activity", page.activity),
        },
    )


@require_safe
@login_required
def activity_funding(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The funding lines of one activity as a file, as recorded and in the mission's currency."""
    page = _page(request, code, uuid)
    given = csv_file(f"{code}-{page.activity.key}-funding", funding_table(page))
    given.reading_noted = note_kept_file(by=request.user, row=page.activity)  # type: ignore[attr-defined]
    return given
