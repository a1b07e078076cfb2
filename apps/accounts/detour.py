"""The way to a second factor and back: where somebody wanted to go, and what they typed there, is kept."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

WANTED = "second_factor_wanted"
"""In the session: the address, what was typed there (None for a page that was only opened), and why."""
MOST = 200_000
"""Characters of a form that are kept; a longer one is typed again."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody was about to do when a second factor was asked for."""

    path: str
    typed: str | None
    lost: bool
    reason: str


def lead(request: HttpRequest, reason: str) -> HttpResponseBase:
    """The answer to somebody who lacks a second factor: the page that helps, or a refusal for a program."""
    if request.path_info.startswith("/api/") or not request.accepts("text/html"):
        return JsonResponse(
            {
                "type": "about:blank",
                "title": _("A second factor is needed."),
                "status": HTTPStatus.FORBIDDEN.value,
                "detail": reason,
            },
            status=HTTPStatus.FORBIDDEN,
            content_type="application/problem+json",
        )
    _keep(request, reason)
    address = reverse("accounts:second_factor")
    htmx: Any = getattr(request, "htmx", None)
    return HttpResponseClientRedirect(address) if htmx else redirect(address)


def _keep(request: HttpRequest, reason: str) -> None:
    htmx: Any = getattr(request, "htmx", None)
    opened = request.method in {"GET", "HEAD"}
    whole_page = htmx.current_url_abs_path if htmx and opened else None
    typed, lost = None, False
    if request.method == "POST":
        form = request.POST.copy()
        for name in [one for one in form if "password" in one.lower() or one == "csrfmiddlewaretoken"]:
            del form[name]
        typed = form.urlencode()
        lost = bool(request.FILES) or len(typed) > MOST
    request.session[WANTED] = {
        "path": whole_page or request.get_full_path(),
        "typed": None if lost else typed,
        "lost": lost,
        "reason": reason,
    }


def wanted(request: HttpRequest) -> Wanted | None:
    """What is kept, or None."""
    kept = request.session.get(WANTED)
    return None if kept is None else Wanted(**kept)


def resume(request: HttpRequest) -> HttpResponseBase:
    """Go where the person wanted to go, and send what they had typed there; home where nothing is kept.

    The kept form had passed its check for forgery when it was sent; so has the one that asks for this.
    """
    kept = wanted(request)
    request.session.pop(WANTED, None)
    if kept is None:
        return redirect("portal:home")
    if kept.typed is None:
        return HttpResponseRedirect(kept.path)
    path, _question, query = kept.path.partition("?")
    request.GET = QueryDict(query)
    request.POST = QueryDict(kept.typed)
    request.META = request.META | {"QUERY_STRING": query, "PATH_INFO": path}
    request.path = request.path_info = path
    match = request.resolver_match = resolve(path)
    answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    return answer
