import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from apps.agencies.models import Agency
from apps.missions.enums import ReadingKind
from apps.missions.models import Mission, Reading


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
