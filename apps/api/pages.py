"""The interface for programs, described for people in our own look."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from apps.api import problems
from apps.api.feeds.tables import FEEDS, Feed
from apps.api.writing.table import DOORS, OWN_PAGE, READ_ONLY
from apps.core import views
from apps.missions.models import Mission

METHODS = {"create": "POST", "change": "PATCH", "remove": "DELETE"}


@dataclass(frozen=True, slots=True)
class Operation:
    """One address with what it answers and takes."""

    method: str
    path: str
    summary: str
    parameters: tuple[tuple[str, str], ...]


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What stands at no address: as programs read it below /api/, everywhere else the page for people."""
    if not request.path_info.startswith("/api/"):
        return views.not_found(request, exception)
    found = problems.told(problems.nothing_here())
    return JsonResponse(found.data, status=found.status_code, content_type=problems.MEDIA_TYPE)


@lru_cache
def document() -> Mapping[str, Any]:
    """The OpenAPI document of this version of the program, as it is served and committed."""
    found: Mapping[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found


def operations() -> Iterator[Operation]:
    """Every operation of the document, by address."""
    for path, methods in sorted(document()["paths"].items()):
        for method, one in methods.items():
            yield Operation(
                method.upper(),
                path,
                one.get("description", "").split("\n")[0],
                tuple(
                    (given["name"], given.get("description", ""))
                    for given in one.get("parameters", ())
                    if given["in"] == "query"
                ),
            )


@require_safe
@login_required
def feeds(request: HttpRequest) -> HttpResponse:
    """Every flat table with its columns, and its addresses in the mission that is chosen (else the first)."""
    missions = list(Mission.objects.of_member(request.user).order_by("code"))
    chosen = request.GET.get("mission")
    mission = next((each for each in missions if each.code == chosen), missions[0] if missions else None)
    code = "CODE" if mission is None else mission.code

    def at(feed: Feed, ending: str) -> str:
        parts = {"code": code, "ending": ending}
        return request.build_absolute_uri(reverse(f"api:feed_{feed.name}", kwargs=parts))

    found = [(feed, at(feed, "csv"), at(feed, "json")) for feed in FEEDS.values()]
    return render(request, "api/feeds.html", {"feeds": found, "missions": missions, "shown": mission})


@require_safe
@login_required
def documentation(request: HttpRequest) -> HttpResponse:
    """How to sign in with a token, examples, every address."""
    return render(
        request,
        "api/documentation.html",
        {
            "operations": list(operations()),
            "base": request.build_absolute_uri(reverse("api:missions")),
            "not_written": sorted(not_written()),
        },
    )


def not_written() -> Iterator[tuple[str, str, str]]:
    """What is read only: collection, or a field of one, with methods and why."""
    for name, reason in READ_ONLY.items():
        yield name, "POST, PATCH, DELETE", str(reason)
    for name, door in DOORS.items():
        for act, reason in door.why_not.items():
            yield name, METHODS[act], str(reason)
    for name, fields in OWN_PAGE.items():
        for field, reason in fields.items():
            yield f"{name}.{field}", "POST, PATCH", str(reason)
