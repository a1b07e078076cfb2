"""The doors through which agencies attest a link, decline to, dispute it, and answer one another."""

import datetime
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from auditlog.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.agencies.models import Agency
from apps.alignment.enums import RequestKind
from apps.alignment.models import AlignmentLink, Comment, LiaisonRequest, LinkDispute
from apps.core import changelog, jobs
from apps.core.enums import Grade
from apps.core.services import EditConflict, change_rows, create_rows, remove_rows
from apps.missions.models import MissionAgency

ASSESS = "coherence.assess"
ATTESTED = ("grade", "attestor", "attestor_income_share", "attested_on", "valid_until")
Day = datetime.date


def thread_of(link: AlignmentLink) -> str:
    """What a comment on the activity of a link names as its field, to stand with the link."""
    return f"alignment_links/{link.key}"


def attest_link(
    *,
    by: AbstractBaseUser | None,
    link: AlignmentLink,
    attestor: Agency,
    income_share: float | None = None,
    valid_until: Day | None = None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> AlignmentLink:
    """Record that an agency confirms a link, from today on; a second time renews it.

    It is verified then; whether it counts so is for rules R1 and R2. Ends the agency's own dispute and
    answers what it was asked. Raises ValidationError for a link without evidence, for an agency that is not
    in the mission and for a day that has passed, EditConflict where somebody changed the link meanwhile.
    """
    today = timezone.localdate(at)
    _check_present(link, attestor)
    if link.grade == Grade.CLAIMED:
        raise ValidationError(
            _("There is no evidence yet: a link needs a dated document before it is attested.")
        )
    if income_share is not None and not 0 <= income_share <= 1:
        raise ValidationError({"income_share": _("A share lies between 0 and 100 %.")})
    if valid_until is not None and valid_until <= today:
        raise ValidationError({"valid_until": _("This day has passed.")})
    link.grade = Grade.VERIFIED
    link.attestor, link.attestor_income_share = attestor, income_share
    link.attested_on, link.valid_until = today, valid_until
    with transaction.atomic():
        change_rows([link], ATTESTED, by=by, via=via, at=at)
        own = LinkDispute.objects.filter(link=link, by=attestor, resolved_on__isnull=True).first()
        if own is not None:
            _change_dispute(link, own, {"resolved_on": today}, {"by": by, "via": via, "at": at})
        _answered(link, attestor, today, {"by": by, "via": via, "at": at})
        jobs.request(ASSESS, about=link.mission.uuid, by=by)
    return link


def decline_link(
    *,
    by: AbstractBaseUser | None,
    link: AlignmentLink,
    agency: Agency,
    reason: str,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> Comment:
    """Record that an agency does not attest a link, and why; the link stays what it is.

    Raises ValidationError without a reason or for an agency that is not in the mission.
    """
    with transaction.atomic():
        comment = say(by=by, link=link, agency=agency, text=reason, via=via, at=at)
        _answered(link, agency, timezone.localdate(at), {"by": by, "via": via, "at": at})
    return comment


def dispute_link(
    *,
    by: AbstractBaseUser | None,
    link: AlignmentLink,
    agency: Agency,
    reason: str,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> LinkDispute:
    """Put on record that an internal actor disputes a link: it counts as claimed until that is settled.

    Raises ValidationError without a reason, for an agency that is not an internal one of the mission, and
    where somebody else's dispute is open; EditConflict where somebody changed the link meanwhile.
    """
    today = timezone.localdate(at)
    _check_present(link, agency, side="internal")
    if not reason.strip():
        raise ValidationError({"reason": _("Say what is not so.")})
    values = {"by": agency, "raised_on": today, "reason": reason.strip(), "resolved_on": None}
    with transaction.atomic():
        # Two who dispute at the same moment wait here for one another.
        AlignmentLink.objects.select_for_update().get(pk=link.pk)
        there = LinkDispute.objects.filter(link=link).first()
        if there is not None and there.resolved_on is None and there.by_id != agency.pk:
            raise ValidationError(_("Another agency disputes this link already."))
        if there is None:
            there = LinkDispute(link=link, **values)
            _count_up(link)
            create_rows([there], by=by, via=via, at=at)
        else:
            _change_dispute(link, there, values, {"by": by, "via": via, "at": at})
        _answered(link, agency, today, {"by": by, "via": via, "at": at})
        jobs.request(ASSESS, about=link.mission.uuid, by=by)
    return there


def settle_dispute(
    *,
    by: AbstractBaseUser | None,
    link: AlignmentLink,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> LinkDispute:
    """End the dispute of a link from today on; that there was one stays on record.

    Raises ValidationError where none is open, EditConflict where somebody changed the link meanwhile.
    """
    dispute = LinkDispute.objects.filter(link=link, resolved_on__isnull=True).first()
    if dispute is None:
        raise ValidationError(_("Nobody disputes this link now."))
    with transaction.atomic():
        _change_dispute(
            link, dispute, {"resolved_on": timezone.localdate(at)}, {"by": by, "via": via, "at": at}
        )
        jobs.request(ASSESS, about=link.mission.uuid, by=by)
    return dispute


def say(
    *,
    by: AbstractBaseUser | None,
    link: AlignmentLink,
    agency: Agency,
    text: str,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> Comment:
    """Store what an agency says about a link, as a comment on its activity that names the link.

    It is seen by whoever sees the activity. Raises ValidationError without words.
    """
    _check_present(link, agency)
    if not text.strip():
        raise ValidationError({"reason": _("Say it in words.")})
    comment = Comment(
        mission=link.mission,
        key=f"comment-{uuid4().hex[:12]}",
        text=text.strip(),
        written_on=timezone.localdate(at),
        author=getattr(by, "name", None) or None,
        agency=agency,
        audience=None,
        activity=link.activity,
        field=thread_of(link),
    )
    create_rows([comment], by=by, via=via, at=at)
    return comment


def withdraw_request(
    *,
    by: AbstractBaseUser | None,
    request: LiaisonRequest,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> None:
    """Take back a request for verification that nobody has answered: it asks for no time any more.

    Raises ValidationError where it was answered.
    """
    if request.kind != RequestKind.VERIFICATION or request.follow_up_on is not None:
        raise ValidationError(_("This was answered already, so it cannot be taken back."))
    with transaction.atomic():
        remove_rows([request], by=by, via=via, at=at)
        jobs.request(ASSESS, about=request.mission.uuid, by=by)


def _check_present(link: AlignmentLink, agency: Agency, **what: Any) -> None:
    if not MissionAgency.objects.filter(mission=link.mission_id, agency=agency, **what).exists():
        raise ValidationError({"agency": _("This agency cannot answer for this mission.")})


def _answered(link: AlignmentLink, agency: Agency, day: Day, log: Mapping[str, Any]) -> None:
    """Note on the open requests to the agency for this activity that it answered."""
    asked = list(
        LiaisonRequest.objects.filter(
            mission=link.mission_id,
            activity=link.activity_id,
            internal_actor=agency,
            kind=RequestKind.VERIFICATION,
            follow_up_on__isnull=True,
        )
    )
    for row in asked:
        row.follow_up_on = day
    change_rows(asked, ["follow_up_on"], **log)


def _change_dispute(
    link: AlignmentLink, dispute: LinkDispute, values: Mapping[str, Any], log: Mapping[str, Any]
) -> None:
    """Save a dispute, which has no version of its own, under that of its link."""
    before = LinkDispute.objects.get(pk=dispute.pk)
    for name, value in values.items():
        setattr(dispute, name, value)
    _count_up(link)
    dispute.save(update_fields=list(values))
    changes = changelog.difference(before, dispute, values)
    changelog.write(
        [(dispute, LogEntry.Action.UPDATE, changes)], **{**log, "at": log["at"] or timezone.now()}
    )


def _count_up(link: AlignmentLink) -> None:
    """Let the version of the link grow, if nobody changed it since it was read."""
    same = AlignmentLink.objects.filter(pk=link.pk, row_version=link.row_version)
    if not same.update(row_version=F("row_version") + 1):
        raise EditConflict([(link, AlignmentLink.objects.filter(pk=link.pk).first())])
    link.row_version += 1
