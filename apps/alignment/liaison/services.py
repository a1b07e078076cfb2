"""The doors through which an internal actor declares its hours and says “enough this quarter”."""

import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.activities.services import defer_verifications, resume_verifications
from apps.agencies.models import Agency
from apps.alignment.enums import RequestKind
from apps.alignment.models import LiaisonRequest
from apps.core import jobs
from apps.core.services import change_rows
from apps.core.templatetags.nexusplan import day as written
from apps.missions.models import MissionAgency

ASSESS = "coherence.assess"


def quarter_end(day: datetime.date) -> datetime.date:
    """The last day of the calendar quarter of a day."""
    first_after = (day.month - 1) // 3 * 3 + 4
    year, month = (day.year + 1, 1) if first_after > 12 else (day.year, first_after)
    return datetime.date(year, month, 1) - datetime.timedelta(days=1)


def declare_hours(
    *,
    by: AbstractBaseUser | None,
    presence: MissionAgency,
    hours: float | None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> MissionAgency:
    """Save the hours that an internal actor gives to others in a quarter, None for not declared.

    Raises ValidationError, by field, for hours that cannot be and for an agency that is no internal actor;
    EditConflict where somebody changed it meanwhile.
    """
    _check_internal(presence)
    if hours is not None and hours < 0:
        raise ValidationError({"hours": _("Hours are not negative.")})
    presence.liaison_hours_per_quarter = hours
    with transaction.atomic():
        if change_rows([presence], ["liaison_hours_per_quarter"], by=by, via=via, at=at):
            jobs.request(ASSESS, about=presence.mission.uuid, by=by)
    return presence


def say_enough(
    *,
    by: AbstractBaseUser | None,
    presence: MissionAgency,
    until: datetime.date,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[Activity]:
    """Record that an internal actor is asked only what is critical up to a day.

    The verifications asked of it that are not said to be critical are deferred, with the reason. Returns
    their activities. Raises ValidationError for an agency that is no internal actor, EditConflict where
    somebody changed it or an activity meanwhile.
    """
    _check_internal(presence)
    presence.liaison_paused_until = until
    with transaction.atomic():
        change_rows([presence], ["liaison_paused_until"], by=by, via=via, at=at)
        waiting = [row for row in _asked(presence) if row.verification_deferred is not True]
        reason = enough_reason(presence.agency, until)
        return defer_verifications(by=by, activities=waiting, reason=reason, via=via, at=at)


def ask_again(
    *,
    by: AbstractBaseUser | None,
    presence: MissionAgency,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[Activity]:
    """Let an internal actor be asked again, and take back the deferrals that its “enough” brought.

    Deferrals for another reason stay. Returns the activities whose verification is due again. Raises
    EditConflict where somebody changed it or an activity meanwhile.
    """
    until = presence.liaison_paused_until
    if until is None:
        return []
    presence.liaison_paused_until = None
    with transaction.atomic():
        change_rows([presence], ["liaison_paused_until"], by=by, via=via, at=at)
        reasons = _reasons(presence.agency, until)
        back = [row for row in _asked(presence) if row.verification_deferred_reason in reasons]
        return resume_verifications(by=by, activities=back, via=via, at=at)


def enough_reason(actor: Agency, until: datetime.date) -> str:
    """Why a verification waits, in the language of whoever makes it wait."""
    return _("%(actor)s said that it is enough until %(date)s.") % {"actor": actor, "date": written(until)}


def _reasons(actor: Agency, until: datetime.date) -> set[str]:
    """The reason as people of every language of this site may have written it."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.add(enough_reason(actor, until))
    return found


def _asked(presence: MissionAgency) -> list[Activity]:
    """Activities of which the actor was asked a verification that is not critical and not answered. One
    query."""
    open_ = LiaisonRequest.objects.filter(
        mission=presence.mission_id,
        internal_actor=presence.agency_id,
        kind=RequestKind.VERIFICATION,
        follow_up_on__isnull=True,
    ).exclude(critical=True)
    rows = Activity.objects.filter(mission=presence.mission_id, pk__in=open_.values("activity"))
    return list(rows.select_related("mission").order_by("pk"))


def _check_internal(presence: MissionAgency) -> None:
    if presence.side == "external":
        raise ValidationError(_("Only internal actors declare hours and say that it is enough."))
