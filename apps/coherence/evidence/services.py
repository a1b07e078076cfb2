"""The door through which an internal actor is asked to verify a link, with respect for its time."""

import datetime
from dataclasses import dataclass
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.activities.services import defer_verifications, resume_verifications
from apps.agencies.models import Agency
from apps.alignment.enums import RequestKind
from apps.alignment.evidence.services import withdraw_request
from apps.alignment.liaison.services import enough_reason
from apps.alignment.models import AlignmentLink, LiaisonRequest
from apps.coherence.evidence.selectors import Counterpart, LinkPage
from apps.core import jobs
from apps.core.services import create_rows
from apps.core.templatetags.nexusplan import percent

ASSESS = "coherence.assess"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and whether the verification was deferred because of it."""

    request: LiaisonRequest
    deferred: bool


def ask_verification(
    *,
    by: AbstractBaseUser | None,
    link: AlignmentLink,
    actor: Agency,
    requested_by: Agency,
    person_hours: float | None,
    topic: str | None = None,
    critical: bool = False,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> Asked:
    """Store and log a request for the time of an internal actor.

    Where it passes 0.8 of the hours that the actor declared, or the actor said that it is enough, and it is
    not said to be critical, the activity's verification is marked deferred, with the reason: it is then
    unassessed in I2, and can be taken back.
    Raises ValidationError, by field, for somebody who is no internal actor of the mission, for one asked
    already, and for a link without evidence.
    """
    day = timezone.localdate(at)
    page = LinkPage(link, day)
    chosen = next((one for one in page.counterparts(person_hours) if one.agency == actor), None)
    if chosen is None:
        raise ValidationError({"actor": _("Only internal actors of the mission can verify it.")})
    if link.grade == "claimed":
        raise ValidationError(_("There is no evidence yet: name a dated document first."))
    if any(row.internal_actor_id == actor.pk and row.follow_up_on is None for row in page.requests()):
        raise ValidationError({"actor": _("It was asked already and has not answered yet.")})
    request = LiaisonRequest(
        mission=link.mission,
        key=f"request-{uuid4().hex[:12]}",
        internal_actor=actor,
        requested_by=requested_by,
        requested_on=day,
        kind=RequestKind.VERIFICATION,
        person_hours=person_hours,
        topic=(topic or "").strip() or None,
        critical=critical,
        activity=link.activity,
    )
    defer = chosen.too_much and not critical and link.activity.verification_deferred is not True
    with transaction.atomic():
        create_rows([request], by=by, via=via, at=at)
        if defer:
            activity = Activity.objects.get(pk=link.activity_id)
            defer_verifications(by=by, activities=[activity], reason=_reason(chosen), via=via, at=at)
        jobs.request(ASSESS, about=link.mission.uuid, by=by)
    return Asked(request, defer)


def take_back(
    *,
    by: AbstractBaseUser | None,
    request: LiaisonRequest,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> None:
    """Withdraw a request that nobody has answered, and with the last one the deferral that it brought.

    Raises ValidationError where it was answered, EditConflict where somebody changed the activity meanwhile.
    """
    activity = request.activity
    others = LiaisonRequest.objects.filter(
        activity=activity, kind=RequestKind.VERIFICATION, follow_up_on__isnull=True
    ).exclude(pk=request.pk)
    with transaction.atomic():
        withdraw_request(by=by, request=request, via=via, at=at)
        if activity is not None and activity.verification_deferred and not others.exists():
            resume_verifications(by=by, activities=[activity], via=via, at=at)


def _reason(chosen: Counterpart) -> str:
    if chosen.paused_until is not None:
        return enough_reason(chosen.agency, chosen.paused_until)
    value = chosen.then.value
    if value is None:
        return _("%(actor)s is asked for time and declared none.") % {"actor": chosen.agency.name}
    return _("%(actor)s is asked for %(share)s of the hours that it declared for this quarter.") % {
        "actor": chosen.agency.name,
        "share": percent(value),
    }
