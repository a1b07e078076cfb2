"""The doors through which dates of the shared calendar are proposed, answered, agreed and withdrawn."""

import datetime
from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.agencies.models import Agency
from apps.alignment.enums import CalendarState
from apps.alignment.models import CalendarAnswer, CalendarProposal
from apps.core.services import change_rows, create_rows, remove_rows
from apps.missions.selectors import absent_agencies
from apps.missions.services.records import save_record

By = AbstractBaseUser | None
DATES = ("starts_on", "ends_on")


def save_proposal(
    *,
    by: By,
    proposal: CalendarProposal,
    fields: Sequence[str],
    at: datetime.datetime | None = None,
) -> CalendarProposal:
    """Propose a date, or correct what is proposed; its days stand once a party has answered.

    Raises ValidationError for other days then, for a proposal that is decided, and as `save_record`;
    EditConflict where somebody changed it meanwhile.
    """
    if proposal.pk is None:
        proposal.proposed_on = timezone.localdate(at)
        proposal.answers_recorded = True
    else:
        stored = CalendarProposal.objects.get(pk=proposal.pk)
        _refuse_decided(stored)
        moved = any(getattr(stored, name) != getattr(proposal, name) for name in DATES)
        if moved and stored.answers.exists():
            text = _("Agencies have answered to these days: withdraw it, and propose the other days anew.")
            raise ValidationError({"starts_on": text})
    return save_record(by=by, row=proposal, fields=fields, at=at)


def answer_proposal(
    *,
    by: By,
    proposal: CalendarProposal,
    agency: Agency | None,
    endorses: bool,
    text: str = "",
    at: datetime.datetime | None = None,
) -> CalendarAnswer:
    """Store what an agency says to an open proposal, in the place of what it said before.

    Raises ValidationError for an agency that is not in the mission, for an objection without a reason and for
    a proposal that is decided; EditConflict where somebody changed it, or another answered, meanwhile.
    """
    if agency is None or absent_agencies(proposal.mission, [agency]):
        raise ValidationError({"agency": _("This agency is not in the mission.")})
    if not endorses and not text.strip():
        raise ValidationError({"text": _("Say why, so that a day can be found that fits.")})
    with transaction.atomic():
        _refuse_decided(proposal)
        _next_version(proposal)
        remove_rows(list(CalendarAnswer.objects.filter(proposal=proposal, agency=agency)), by=by, at=at)
        answer = CalendarAnswer(
            proposal=proposal,
            agency=agency,
            endorses=endorses,
            reason=text.strip() or None,
            said_on=timezone.localdate(at),
        )
        create_rows([answer], by=by, at=at)
    return answer


def agree_on(*, by: By, proposal: CalendarProposal, at: datetime.datetime | None = None) -> CalendarProposal:
    """Put on record that the parties agree on a date. Raises ValidationError where nobody endorses it or
    somebody objects, and for one that is decided; EditConflict where somebody changed it meanwhile."""
    _refuse_decided(proposal)
    said = list(proposal.answers.values_list("endorses", flat=True))
    if not said:
        raise ValidationError(_("Nobody has endorsed it yet."))
    if not all(said):
        raise ValidationError(_("An agency objects: find a day that fits, or ask it to look again."))
    return _decide(by, proposal, CalendarState.AGREED, at)


def withdraw_proposal(
    *, by: By, proposal: CalendarProposal, at: datetime.datetime | None = None
) -> CalendarProposal:
    """Take a proposal back, agreed or not; it stays on record. Raises as `agree_on` does."""
    if proposal.state == CalendarState.WITHDRAWN:
        raise ValidationError(_("It is no longer in the state in which this can be done."))
    return _decide(by, proposal, CalendarState.WITHDRAWN, at)


def _decide(
    by: By, proposal: CalendarProposal, state: CalendarState, at: datetime.datetime | None
) -> CalendarProposal:
    proposal.state = state
    proposal.decided_on = timezone.localdate(at)
    change_rows([proposal], ["state", "decided_on"], by=by, at=at)
    return proposal


def _refuse_decided(proposal: CalendarProposal) -> None:
    if proposal.state != CalendarState.OPEN:
        raise ValidationError(_("It is no longer in the state in which this can be done."))


def _next_version(proposal: CalendarProposal) -> None:
    """Count the version up, as its lines change. Raises EditConflict as `change_rows`, two queries."""
    change_rows([proposal], [], by=None)  # locks it and compares versions
    CalendarProposal.objects.filter(pk=proposal.pk).update(row_version=proposal.row_version + 1)
    proposal.row_version += 1
