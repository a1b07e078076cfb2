import datetime
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.agencies.models import Agency
from apps.core.enums import Audience
from apps.missions.enums import ReadingKind
from apps.missions.models import Mission, Reading
from apps.missions.models.base import audiences_of

Reader = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True, slots=True)
class NewReading:
    """What was read: in words of a person, and the row or the agency it is about where there is one."""

    mission: Mission
    kind: ReadingKind
    what: str
    about: uuid.UUID | None = None
    agency: Agency | None = None
    reason: str | None = None


def note_readings(
    *, by: AbstractBaseUser, readings: Sequence[NewReading], at: datetime.datetime | None = None
) -> list[Reading]:
    """Note that somebody read this, for the mission's administrators to see. One query."""
    now = at or timezone.now()
    return Reading.objects.bulk_create(
        Reading(
            mission=one.mission,
            user_id=by.pk,
            at=now,
            kind=one.kind,
            what=one.what,
            about=one.about,
            agency=one.agency,
            reason=one.reason,
        )
        for one in readings
    )


def note_kept_row(*, by: Reader, row: Any, at: datetime.datetime | None = None) -> None:
    """Note, once a day for each person and row, that they read the page of what an agency keeps to itself.

    The note names the agency and no title, for it is read by those who may not see the row. Two queries, none
    for a row that more people see, whose keys should have been read along.
    """
    _note_once(by, _of_kept(row, ReadingKind.PAGE), at)


def note_kept_file(*, by: Reader, row: Any, at: datetime.datetime | None = None) -> bool:
    """Note that somebody took a file of what an agency keeps to itself. Whether it is so: such a file's name
    is told to nobody, for titles and keys of rows stand in it. One query, none for what more people see.
    """
    readings = _of_kept(row, ReadingKind.EXPORT)
    if readings and isinstance(by, AbstractBaseUser):
        note_readings(by=by, readings=readings, at=at)
    return bool(readings)


def _of_kept(row: Any, kind: ReadingKind) -> list[NewReading]:
    """What to note of a row that an agency keeps to itself; nothing of any other."""
    agency = _keeper(row)
    if agency is None:
        return []
    said = {"rows": row._meta.verbose_name, "agency": agency}
    what = _("%(rows)s that %(agency)s keeps to itself") % said
    return [NewReading(row.mission, kind, what, row.uuid, agency)]


def note_kept_rows(
    *,
    by: Reader,
    mission: Mission,
    model: Any,
    pks: Collection[int],
    at: datetime.datetime | None = None,
) -> None:
    """Note that a program read rows that an agency keeps to itself: once a day for each person, kind of row
    and agency. One query, three more where there are such rows, none for tables without an audience.
    """
    found: set[int] = set()
    for audience, agency in audiences_of(model):
        kept = model._default_manager.filter(**{"pk__in": list(pks), audience: Audience.AGENCY})
        found |= set(kept.order_by().values_list(agency, flat=True).distinct()) - {None}
    readings = [
        NewReading(
            mission,
            ReadingKind.EXPORT,
            _("%(rows)s that %(agency)s keeps to itself, through the interface for programs")
            % {"rows": model._meta.verbose_name_plural, "agency": agency},
            agency=agency,
        )
        for agency in (Agency.objects.filter(pk__in=found) if found else ())
    ]
    _note_once(by, readings, at)


def _keeper(row: Any) -> Agency | None:
    """The agency that keeps a row, or what one of its keys names, to itself."""
    model: Any = type(row)
    for audience, agency in audiences_of(model):
        *way, column = audience.split("__")
        held = row
        for step in way:
            held = getattr(held, step, None)
        if held is not None and getattr(held, column) == Audience.AGENCY:
            found: Agency | None = getattr(held, agency.rpartition("__")[2])
            return found
    return None


def _note_once(by: Reader, readings: Sequence[NewReading], at: datetime.datetime | None) -> None:
    """Note those that are not noted already for this person and this day."""
    if not readings or not isinstance(by, AbstractBaseUser):
        return
    now = at or timezone.now()
    begun = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    noted = set(Reading.objects.filter(user=by.pk, at__gte=begun).values_list("mission", "what", "about"))
    fresh = [one for one in readings if (one.mission.pk, one.what, one.about) not in noted]
    note_readings(by=by, readings=fresh, at=now)
