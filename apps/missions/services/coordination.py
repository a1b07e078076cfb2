"""The doors through which forums with their chairs and meetings with their attendance are kept."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.agencies.models import Agency
from apps.core import jobs
from apps.core.services import create_rows, remove_rows
from apps.missions.models import Attendance, Forum, ForumChair, ForumMeeting
from apps.missions.selectors import absent_agencies
from apps.missions.services.records import save_record

By = AbstractBaseUser | None
Lists = Mapping[str, Sequence[models.Model]]


def save_forum(
    *,
    by: By,
    forum: Forum,
    fields: Sequence[str],
    lists: Lists,
    chairs: Sequence[Agency] | None = None,
    at: datetime.datetime | None = None,
) -> Forum:
    """Store a forum with its chairs, the first of whom is the chair; None leaves them as they are.

    Raises ValidationError, by field, for a chair twice or from outside, and where forums would escalate to
    one another in a circle; EditConflict where somebody changed it meanwhile.
    """
    _check_escalation(forum)
    if chairs is not None and len(set(chairs)) < len(chairs):
        raise ValidationError({"co_chairs": _("The chair is named again among the co-chairs.")})
    if chairs is not None and absent_agencies(forum.mission, chairs):
        raise ValidationError({"chair": _("This agency is not in the mission.")})
    with transaction.atomic():
        stored = save_record(by=by, row=forum, fields=fields, lists=lists, at=at)
        if chairs is not None:
            wanted = [
                ForumChair(forum=stored, agency=one, position=place) for place, one in enumerate(chairs)
            ]
            _keep_parts(
                stored,
                wanted,
                model=ForumChair,
                owner="forum",
                names=("agency_id", "position"),
                listed="chairs",
                log={"by": by, "at": at},
            )
    return stored


def _check_escalation(forum: Forum) -> None:
    """At most one query."""
    if forum.escalates_to_id is None:
        return
    above = dict(Forum.objects.filter(mission=forum.mission_id).values_list("pk", "escalates_to_id"))
    seen: set[int | None] = {forum.pk}
    place: int | None = forum.escalates_to_id
    while place is not None:
        if place in seen:
            raise ValidationError(
                {"escalates_to": _("In the end it would escalate to itself: choose another.")}
            )
        seen.add(place)
        place = above.get(place)


def save_meeting(
    *,
    by: By,
    meeting: ForumMeeting,
    fields: Sequence[str],
    lists: Lists,
    attendance: Sequence[tuple[Agency, int | None, float | None]] | None = None,
    at: datetime.datetime | None = None,
) -> ForumMeeting:
    """Store a meeting with who attended: agency, persons and hours; None leaves the attendance as it is.

    Raises ValidationError for an agency that is named twice or is not in the mission; EditConflict.
    """
    agencies = [agency for agency, _persons, _hours in attendance or ()]
    if len(set(agencies)) < len(agencies):
        raise ValidationError(_("An agency attends a meeting once: add up its people in one line."))
    if absent_agencies(meeting.mission, agencies):
        raise ValidationError(_("An agency that attended is not in the mission."))
    with transaction.atomic():
        stored = save_record(by=by, row=meeting, fields=fields, lists=lists, at=at)
        if attendance is not None:
            wanted = [
                Attendance(meeting=stored, agency=agency, persons=persons, hours=hours)
                for agency, persons, hours in attendance
            ]
            _keep_parts(
                stored,
                wanted,
                model=Attendance,
                owner="meeting",
                names=("agency_id", "persons", "hours"),
                listed="attendance",
                log={"by": by, "at": at},
            )
    return stored


def _keep_parts(
    row: Any,
    wanted: Sequence[Any],
    *,
    model: Any,
    owner: str,
    names: Sequence[str],
    listed: str,
    log: Mapping[str, Any],
) -> None:
    """Remove the lines that are no longer said and add those that are new; the others keep their identity.

    The version of the row grows where anything differs; the list counts as recorded from now on.
    """

    def said(part: Any) -> tuple[Any, ...]:
        return tuple(getattr(part, name) for name in names)

    there = {said(part): part for part in model._default_manager.filter(**{owner: row})}
    asked = {said(part): part for part in wanted}
    gone = [part for key, part in there.items() if key not in asked]
    new = [part for key, part in asked.items() if key not in there]
    remove_rows(gone, **log)
    create_rows(new, **log)
    same = type(row)._default_manager.filter(pk=row.pk)
    if gone or new:
        same.update(row_version=F("row_version") + 1)
        row.row_version += 1
        jobs.request("coherence.assess", about=row.mission.uuid, by=log["by"])
    same.update(**{f"{listed}_recorded": True})
