"""The doors through which the state of activities changes."""

import datetime
from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.core import jobs
from apps.core.services import change_rows

DEFERRAL = ("verification_deferred", "verification_deferred_reason")


def defer_verifications(
    *,
    by: AbstractBaseUser | None,
    activities: Sequence[Activity],
    reason: str,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[Activity]:
    """Mark the verification of activities as deferred, to spare a counterpart, with the reason; log it.

    They are then unassessed in I2, not unverified. Returns those that changed. Raises ValidationError without
    a reason, EditConflict where somebody changed one since it was read.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that it can be taken back in time.")})
    return _mark(by, activities, deferred=True, reason=reason.strip(), via=via, at=at)


def resume_verifications(
    *,
    by: AbstractBaseUser | None,
    activities: Sequence[Activity],
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[Activity]:
    """Take deferrals back: the activities count in I2 again. Returns those that changed.

    Raises EditConflict where somebody changed one since it was read.
    """
    return _mark(by, activities, deferred=None, reason=None, via=via, at=at)


def _mark(
    by: AbstractBaseUser | None,
    activities: Sequence[Activity],
    *,
    deferred: bool | None,
    reason: str | None,
    via: str,
    at: datetime.datetime | None,
) -> list[Activity]:
    for activity in activities:
        activity.verification_deferred = deferred
        activity.verification_deferred_reason = reason
    with transaction.atomic():
        changed = change_rows(list(activities), DEFERRAL, by=by, via=via, at=at)
        for mission in {activity.mission.uuid for activity in changed}:
            jobs.request("coherence.assess", about=mission, by=by)
    return changed
