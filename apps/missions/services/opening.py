"""An administrator reads what an agency keeps to itself: with a reason, noted, and the agency is told."""

import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.agencies.models import Agency
from apps.core import jobs
from apps.missions.enums import ReadingKind
from apps.missions.models import Mission, MissionAgency, Reading
from apps.missions.services.readings import NewReading, note_readings

TELL = "missions.tell_of_reading"
OPEN_FOR = datetime.timedelta(hours=1)
"""How long the rows stay open to who gave a reason."""


def open_agency_rows(
    *,
    by: AbstractBaseUser,
    mission: Mission,
    agency: Agency,
    reason: str,
    at: datetime.datetime | None = None,
) -> Reading:
    """Note who wants to read the rows that are kept inside an agency and why, and ask to tell its editors.

    For an hour after it, `kept_open_for` lets them read these rows. Raises ValidationError without a reason
    and for an agency that is not in the mission.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the agency reads it.")})
    if not MissionAgency.objects.filter(mission=mission, agency=agency).exists():
        raise ValidationError({"agency": _("This agency is not in the mission.")})
    reading = NewReading(
        mission=mission,
        kind=ReadingKind.AGENCY_ROWS,
        what=_("Rows that %(agency)s keeps to itself") % {"agency": agency},
        agency=agency,
        reason=reason.strip(),
    )
    with transaction.atomic():
        noted = note_readings(by=by, readings=[reading], at=at)[0]
        jobs.request(
            TELL,
            about=mission.uuid,
            by=by,
            arguments={"since": noted.at.isoformat(), "language": get_language()},
            delay=0,
        )
    return noted


def kept_open_for(user: AbstractBaseUser, at: datetime.datetime | None = None) -> set[tuple[int, int]]:
    """The (mission, agency) that the user has opened within the last hour, by primary key. One query."""
    since = (at or timezone.now()) - OPEN_FOR
    opened = Reading.objects.filter(
        user=user.pk, kind=ReadingKind.AGENCY_ROWS, at__gt=since, agency__isnull=False
    )
    return set(opened.values_list("mission", "agency"))
