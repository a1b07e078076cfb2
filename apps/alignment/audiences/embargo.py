"""Days before which nobody outside of the members learns of something: they come, or are moved away.

What was agreed takes effect in a job, on its day or, where the job ran late, after it; never before it.
"""

import datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.alignment.enums import ProposalState
from apps.alignment.models import AudienceProposal
from apps.alignment.models.proposal import audience_of
from apps.core import jobs, outbox
from apps.core.audience import FIELD
from apps.core.services import change_rows
from apps.frameworks.models import FrameworkVersion
from apps.missions.models import Mission

TASK = "alignment.end_embargoes"


def postpone(
    *,
    by: AbstractBaseUser,
    version: FrameworkVersion,
    embargo_until: datetime.date,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> FrameworkVersion:
    """Let everybody learn of an adopted version later than was set; one person is enough for that.

    Raises ValidationError where the version is public, and for a day that is not later; EditConflict where
    somebody changed the version since it was read.
    """
    if version.embargo_until is None:
        raise ValidationError(_("This version is public already: it cannot be taken back."))
    if embargo_until <= version.embargo_until:
        text = _("Choose a day after the one that is set. An earlier one takes two people: propose it.")
        raise ValidationError({"embargo_until": text})
    version.embargo_until = embargo_until
    change_rows([version], ["embargo_until"], by=by, via=via, at=at)
    return version


def end_embargoes(*, at: datetime.datetime) -> int:
    """Let everybody see what was agreed to become public by now; returns how much did.

    Each row in a transaction of its own, so that a second run, or one beside this, finds it done. A row whose
    audience somebody changed since it was agreed to stays as it is. Two queries, and some for each row.
    """
    day = timezone.localdate(at)
    rows = AudienceProposal.objects.filter(state=ProposalState.SCHEDULED, embargo_until__lte=day)
    versions = FrameworkVersion.objects.filter(embargo_until__lte=day, adoption_sha256__isnull=False)
    due = [one.pk for one in rows.select_related("mission") if _is_over(one, at)]
    over = [
        one.pk for one in versions.select_related("mission").defer("adoption_document") if _is_over(one, at)
    ]
    return sum(_open(pk, at) for pk in due) + sum(_lift(pk, at) for pk in over)


def _is_over(row: AudienceProposal | FrameworkVersion, at: datetime.datetime) -> bool:
    """Whether the day of a row has begun, both where the server stands and where the mission is."""
    here = min(timezone.localdate(at), _day_in(row.mission, at))
    return row.embargo_until is not None and row.embargo_until <= here


def _day_in(mission: Mission, at: datetime.datetime) -> datetime.date:
    """The day in the time zone of the mission; that of the server where none can be read."""
    try:
        return at.astimezone(ZoneInfo(mission.time_zone or "")).date()
    except (ValueError, OSError, KeyError):
        return timezone.localdate(at)


def _open(pk: int, at: datetime.datetime) -> bool:
    with transaction.atomic():
        proposal = AudienceProposal.objects.select_for_update().get(pk=pk)
        if proposal.state != ProposalState.SCHEDULED or not _is_over(proposal, at):
            return False
        row = proposal.subject
        fits = audience_of(row) == proposal.audience_before
        if fits:
            row.audience = proposal.audience
            change_rows([row], [FIELD], by=None, via="job", at=at)
            jobs.request("coherence.assess", about=proposal.mission.uuid)
        proposal.state = ProposalState.AGREED if fits else ProposalState.LAPSED
        change_rows([proposal], ["state"], by=None, via="job", at=at)
    return fits


def _lift(pk: int, at: datetime.datetime) -> bool:
    with transaction.atomic():
        version = FrameworkVersion.objects.select_for_update().get(pk=pk)
        if not _is_over(version, at):
            return False
        version.embargo_until = None
        change_rows([version], ["embargo_until"], by=None, via="job", at=at)
        jobs.request("coherence.assess", about=version.mission.uuid)
        outbox.tell("framework.adopted", version.mission, [version])
    return True
