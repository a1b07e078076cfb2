"""What every page of a mission passes: memberships are read once, and files that leave are noted."""

import re
from collections.abc import Callable
from urllib.parse import unquote

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from apps.missions.enums import ReadingKind
from apps.missions.models import Mission
from apps.missions.models.held import kept_memberships
from apps.missions.services import NewReading, note_readings

GetResponse = Callable[[HttpRequest], HttpResponseBase]
NAME = re.compile(r"filename(?:\*=UTF-8''|=)\"?([^\";]+)")


class Memberships:
    """A page asks once what its reader does in the missions. A request that may change something asks each
    time."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with kept_memberships():
            return self.get_response(request)


class Downloads:
    """Notes each file that a member takes from the pages of a mission: who, when, its name. Two queries.

    What everybody may take from the public pages is not noted, nor what its view has noted (`reading_noted`).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        given = response.headers.get("Content-Disposition", "")
        taken = request.method == "GET" and response.status_code == 200 and given.startswith("attachment")
        if taken and not getattr(response, "reading_noted", False):
            self._note(request, given)
        return response

    @staticmethod
    def _note(request: HttpRequest, given: str) -> None:
        code = getattr(request.resolver_match, "kwargs", {}).get("code")
        if code is None or not request.path_info.startswith("/m/") or not request.user.is_authenticated:
            return
        mission = Mission.objects.filter(code=code).first()
        if mission is None:
            return
        named = NAME.search(given)
        what = unquote(named[1]) if named else request.path_info
        note_readings(by=request.user, readings=[NewReading(mission, ReadingKind.EXPORT, what)])
