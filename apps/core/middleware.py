"""What every answer passes: probes of balancers first, and headers that keep pages private last."""

from collections.abc import Callable

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from apps.core import views

GetResponse = Callable[[HttpRequest], HttpResponseBase]

NOT_ASKED_FOR = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")
)


class Probes:
    """Answers /healthz and /readyz before anything else.

    A balancer asks by address, not by the host's name, over plain HTTP and without a session; and "alive"
    must not depend on the database that a session is read from.
    """

    pages = {"/healthz": views.healthz, "/readyz": views.readyz}

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        page = self.pages.get(request.path_info)
        return page(request) if page else self.get_response(request)


class Addresses:
    """No page has a NUL in its address; PostgreSQL fails to look for one where SQLite finds nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info:
            raise Http404
        return self.get_response(request)


class Privacy:
    """No cache keeps a page made for one person, no other site may embed what we serve, and no page of ours
    asks for a sensor or a payment: not even a script that got in could."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", NOT_ASKED_FOR)
        session = getattr(request, "session", None)
        if session is not None and session.accessed and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response
