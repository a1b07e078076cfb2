"""Where an agency stands on an objective of a draft: it endorses, holds something against it, or opposes."""

import datetime
from types import EllipsisType
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.agencies.models import Agency
from apps.alignment.models import PolicyPosition
from apps.core import jobs
from apps.core.services import EditConflict, change_rows, create_rows, remove_rows
from apps.frameworks.models import Endorsement, ObjectiveText
from apps.missions.models import MissionAgency


class Stance(models.TextChoices):
    ENDORSE = "endorse", gettext_lazy("Endorse")
    RESERVE = "reserve", gettext_lazy("Endorse with a reservation")
    OPPOSE = "oppose", gettext_lazy("Oppose")


def stance_of(position: PolicyPosition) -> Stance | None:
    """What a recorded position says, None for a neutral or unknown one."""
    if position.support == 1:
        return Stance.RESERVE if position.reservation else Stance.ENDORSE
    return Stance.OPPOSE if position.support == -1 else None


def take_position(
    *,
    by: AbstractBaseUser | None,
    agency: Agency,
    text: ObjectiveText,
    stance: Stance,
    reservation: str | None,
    dated_on: datetime.date,
    read: PolicyPosition | EllipsisType | None = ...,
    at: datetime.datetime | None = None,
) -> PolicyPosition:
    """Put on record where an agency of the mission stands on an objective as it is worded in a version.

    To endorse writes +1 and an endorsement of this wording; to reserve +1 with the text, to oppose -1: either
    takes back an endorsement of this wording. An earlier position of another day stays on record. `read` is
    the latest position that was met, None where there was none. Raises ValidationError, by field, for an
    agency that is not in the mission and a reservation without words; EditConflict where somebody took or
    changed a position since it was read. About ten queries.
    """
    words = (reservation or "").strip() or None
    if not MissionAgency.objects.filter(mission=text.mission_id, agency=agency).exists():
        raise ValidationError({"agency": _("This agency is not in the mission.")})
    if stance is not Stance.ENDORSE and words is None:
        raise ValidationError({"reservation": _("Say what the agency holds against it.")})
    support = -1 if stance is Stance.OPPOSE else 1
    if stance is Stance.ENDORSE:
        words = None
    with transaction.atomic():
        ObjectiveText.objects.select_for_update().get(pk=text.pk)
        position = PolicyPosition.objects.filter(
            mission=text.mission_id, agency=agency, objective=text.objective_id, dated_on=dated_on
        ).first()
        if position is None:
            position = PolicyPosition(
                mission=text.mission,
                key=f"position-{uuid4().hex[:12]}",
                agency=agency,
                objective=text.objective,
                support=support,
                reservation=words,
                dated_on=dated_on,
            )
            create_rows([position], by=by, at=at)
        else:
            if read is None or (isinstance(read, PolicyPosition) and _is_before(read, dated_on)):
                # Somebody took one meanwhile. What has no day, or a later one, says nothing of that.
                raise EditConflict([(position, position)])
            if isinstance(read, PolicyPosition) and read.pk == position.pk:
                position.row_version = read.row_version
            position.support, position.reservation = support, words
            change_rows([position], ["support", "reservation"], by=by, at=at)
        _endorse(by=by, agency=agency, text=text, endorses=stance is Stance.ENDORSE, on=dated_on, at=at)
        jobs.request("coherence.assess", about=text.mission.uuid, by=by)
    return position


def _is_before(row: PolicyPosition, day: datetime.date) -> bool:
    return row.dated_on is not None and row.dated_on < day


def _endorse(
    *,
    by: AbstractBaseUser | None,
    agency: Agency,
    text: ObjectiveText,
    endorses: bool,
    on: datetime.date,
    at: datetime.datetime | None,
) -> None:
    there = list(Endorsement.objects.filter(objective_text=text, agency=agency))
    if endorses and not there:
        create_rows([Endorsement(objective_text=text, agency=agency, endorsed_on=on)], by=by, at=at)
    if not endorses:
        remove_rows(there, by=by, at=at)
    if not text.endorsements_recorded:
        text.endorsements_recorded = True
        change_rows([text], ["endorsements_recorded"], by=by, at=at)
