"""The only doors through which a person lets more people see a row: propose, agree, refuse, withdraw."""

import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.alignment.enums import ProposalState
from apps.alignment.models import AudienceProposal
from apps.alignment.models.proposal import KINDS, Subject, audience_of
from apps.core import jobs, outbox
from apps.core.audience import FIELD, widens
from apps.core.enums import Audience
from apps.core.services import EditConflict, change_rows, create_rows
from apps.frameworks.models import FrameworkVersion
from apps.missions.models import Mission

DECISION = ["state", "decided_by", "decided_at", "answer"]


def propose_audience(
    *,
    by: AbstractBaseUser,
    row: Subject,
    audience: str,
    reason: str,
    embargo_until: datetime.date | None = None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> AudienceProposal:
    """Store and log that more people should see a row, if need be from a day on; the row does not change yet.

    Raises ValidationError for an audience that is not wider, for a day that is not ahead (for a version: not
    before the end of its embargo), without a reason, and where a proposal for the row is waiting. Four
    queries and the log.
    """
    before = audience_of(row)
    if not widens(before, audience):
        raise ValidationError({FIELD: _("This lets nobody see more: change it on the row itself.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, for the one who is to agree.")})
    if embargo_until is not None:
        _check_day(row, audience, embargo_until, timezone.localdate(at))
    mission = row if isinstance(row, Mission) else row.mission
    proposal = AudienceProposal(
        mission=mission,
        **{kind: row for kind in KINDS if kind.replace("_", "") == type(row)._meta.model_name},
        audience_before=before,
        audience=audience,
        embargo_until=embargo_until,
        reason=reason.strip(),
        proposed_by_id=by.pk,
        proposed_at=at or timezone.now(),
    )
    with transaction.atomic():
        # Of two proposals at the same moment the second waits here, and finds the first.
        type(row)._default_manager.select_for_update().get(pk=row.pk)
        proposal.full_clean()
        create_rows([proposal], by=by, via=via, at=at)
    return proposal


def agree_to_audience(
    *,
    by: AbstractBaseUser,
    proposal: AudienceProposal,
    row_version: int,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> AudienceProposal:
    """Let more people see the row, as somebody else proposed, or see to it that they do on its day; log both.

    `row_version` is that of the row as who agrees has read it. Raises ValidationError for who proposed it
    and where the proposal no longer fits, EditConflict where row or proposal changed meanwhile.
    """
    row = proposal.subject
    _refuse_decided(proposal)
    if by.pk == proposal.proposed_by_id:
        raise ValidationError(_("Somebody else has to agree: two people see to it."))
    if audience_of(row) != proposal.audience_before:
        raise ValidationError(_("Its audience has changed since. Refuse this, and propose it again."))
    ahead = proposal.embargo_until is not None and proposal.embargo_until > timezone.localdate(at)
    if ahead and row.row_version != row_version:
        raise EditConflict([(row, row)])
    row.row_version = row_version
    with transaction.atomic():
        if proposal.kind == "framework_version":
            row.embargo_until = proposal.embargo_until if ahead else None
            change_rows([row], ["embargo_until"], by=by, via=via, at=at)
            outbox.tell("framework.adopted", row.mission, [row])
        elif ahead:
            return _decide(by, proposal, ProposalState.SCHEDULED, None, via=via, at=at)
        else:
            row.audience = proposal.audience
            change_rows([row], [FIELD], by=by, via=via, at=at, agreed=True)
        _decide(by, proposal, ProposalState.AGREED, None, via=via, at=at)
        jobs.request("coherence.assess", about=proposal.mission.uuid, by=by)
    return proposal


def refuse_audience(
    *,
    by: AbstractBaseUser,
    proposal: AudienceProposal,
    answer: str,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> AudienceProposal:
    """Leave the row as it is, with an answer. Raises as `agree_to_audience` does, and without an answer."""
    _refuse_decided(proposal)
    if not answer.strip():
        raise ValidationError({"answer": _("Say why not, for the one who proposed it.")})
    return _decide(by, proposal, ProposalState.REFUSED, answer.strip(), via=via, at=at)


def withdraw_audience(
    *,
    by: AbstractBaseUser,
    proposal: AudienceProposal,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> AudienceProposal:
    """Take a proposal of one's own back. Raises ValidationError for anybody else's."""
    _refuse_decided(proposal)
    if by.pk != proposal.proposed_by_id:
        raise ValidationError(_("Only who proposed it withdraws it."))
    return _decide(by, proposal, ProposalState.WITHDRAWN, None, via=via, at=at)


def cancel_audience(
    *,
    by: AbstractBaseUser,
    proposal: AudienceProposal,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> AudienceProposal:
    """Take back what was agreed, before its day. Raises ValidationError for what waits for no day."""
    if proposal.state != ProposalState.SCHEDULED:
        raise ValidationError(_("This has been decided meanwhile."))
    return _decide(by, proposal, ProposalState.WITHDRAWN, None, via=via, at=at)


def _check_day(row: Subject, audience: str, day: datetime.date, today: datetime.date) -> None:
    """Raise ValidationError where the day cannot be, as the text says."""
    said = None
    if audience != Audience.PUBLIC:
        said = _("Only what becomes public has a day before which it is not.")
    elif day <= today:
        said = _("This day is not ahead: leave it empty, and it becomes public once another member agrees.")
    elif isinstance(row, FrameworkVersion) and row.embargo_until is not None and day >= row.embargo_until:
        said = _("Propose a day before the one that is set. To let it be public later takes nobody else.")
    if said is not None:
        raise ValidationError({"embargo_until": said})


def _refuse_decided(proposal: AudienceProposal) -> None:
    if proposal.state != ProposalState.PENDING:
        raise ValidationError(_("This has been decided meanwhile."))


def _decide(
    by: AbstractBaseUser,
    proposal: AudienceProposal,
    state: ProposalState,
    answer: str | None,
    *,
    via: str,
    at: datetime.datetime | None,
) -> AudienceProposal:
    proposal.state = state
    proposal.decided_by_id = by.pk
    proposal.decided_at = at or timezone.now()
    proposal.answer = answer
    change_rows([proposal], DECISION, by=by, via=via, at=at)
    return proposal
