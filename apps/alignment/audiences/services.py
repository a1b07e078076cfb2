"""The only doors through which a person lets more people see a row: propose, agree, refuse, withdraw."""

import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.alignment.enums import ProposalState
from apps.alignment.models import AudienceProposal
from apps.alignment.models.proposal import KINDS, Subject
from apps.core import jobs
from apps.core.audience import FIELD, widens
from apps.core.services import change_rows, create_rows
from apps.missions.models import Mission

DECISION = ["state", "decided_by", "decided_at", "answer"]


def propose_audience(
    *,
    by: AbstractBaseUser,
    row: Subject,
    audience: str,
    reason: str,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> AudienceProposal:
    """Store and log that more people should see a row; nothing about the row changes yet.

    Raises ValidationError for an audience that is not wider, without a reason, and where a proposal for the
    row is waiting. Four queries and the log.
    """
    if not widens(row.audience, audience):
        raise ValidationError({FIELD: _("This lets nobody see more: change it on the row itself.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, for the one who is to agree.")})
    mission = row if isinstance(row, Mission) else row.mission
    proposal = AudienceProposal(
        mission=mission,
        **{kind: row for kind in KINDS if kind == type(row)._meta.model_name},
        audience_before=row.audience,
        audience=audience,
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
    """Let more people see the row, as somebody else proposed; log both.

    `row_version` is that of the row as who agrees has read it. Raises ValidationError for who proposed it
    and where the proposal no longer fits, EditConflict where row or proposal changed meanwhile.
    """
    row = proposal.subject
    _refuse_decided(proposal)
    if by.pk == proposal.proposed_by_id:
        raise ValidationError(_("Somebody else has to agree: two people see to it."))
    if row.audience != proposal.audience_before:
        raise ValidationError(_("Its audience has changed since. Refuse this, and propose it again."))
    row.audience = proposal.audience
    row.row_version = row_version
    with transaction.atomic():
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
