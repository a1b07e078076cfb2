"""What every page of the assessment starts with: the mission, the date asked for, the level, the file."""

import datetime
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from apps.coherence.enums import AssessmentAudience, Level
from apps.coherence.models import Assessment
from apps.coherence.references.selectors import kept
from apps.coherence.selectors import stored
from apps.core.figures import to_csv
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member

WHOLE = "mission"
"""Stands for the one subject of a level that is measured as a whole, in addresses."""
PAGE = 50


class DayNotAssessed(Http404):
    """There is no members' assessment of the day in the address; `history.views.or_other_day` says so."""

    def __init__(self, mission: Mission) -> None:
        super().__init__()
        self.mission = mission


class NothingAssessed(DayNotAssessed):
    """The mission has no assessment at all yet."""


def requested_date(request: HttpRequest) -> datetime.date | None:
    """The date in the address; 404 for one that is none, as for a date without an assessment."""
    given = request.GET.get("as_of")
    if not given:
        return None
    try:
        return datetime.date.fromisoformat(given)
    except ValueError as error:
        raise Http404 from error


def requested(request: HttpRequest, mission: Mission) -> Assessment | None:
    """The members' assessment asked for: a kept one by `kept`, a computed one by `as_of`, or the newest.

    None only where nothing was asked for and there is none; 404 where what was asked for is not there.
    One query.
    """
    if "kept" in request.GET:
        try:
            assessment = kept(mission, uuid.UUID(request.GET["kept"]))
        except ValueError as error:
            raise Http404 from error
    else:
        assessment = stored.computed(mission, AssessmentAudience.MISSION, requested_date(request))
    if assessment is None and ("kept" in request.GET or request.GET.get("as_of")):
        raise Http404
    return assessment


def assessed(request: HttpRequest, code: str) -> tuple[Mission, Assessment]:
    """The mission and the members' assessment asked for. Raises DayNotAssessed or NothingAssessed, each a
    404, where there is none. Three queries."""
    mission = get_mission_for_member(request.user, code)
    try:
        assessment = requested(request, mission)
    except Http404 as error:
        raise DayNotAssessed(mission) from error
    if assessment is None:
        raise NothingAssessed(mission)
    return mission, assessment


def known_level(level: str) -> str:
    if level not in Level.values:
        raise Http404
    return level


def subject_key(level: str, subject: str) -> str | None:
    """The subject as stored; None for the whole level."""
    if level in stored.ONE_SUBJECT:
        if subject != WHOLE:
            raise Http404
        return None
    return subject


def csv_file(name: str, table: tuple[list[str], list[list[Any]]]) -> HttpResponse:
    response = HttpResponse(to_csv(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
