"""The doors through which decisions and recommendations are put on record, followed up and taken out."""

import datetime
from collections.abc import Sequence
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.coherence.models import Decision
from apps.core.services import change_rows, create_rows, remove_rows
from apps.missions.selectors import absent_agencies


def save_decision(
    *,
    by: AbstractBaseUser | None,
    decision: Decision,
    fields: Sequence[str],
    at: datetime.datetime | None = None,
) -> Decision:
    """Store and log a new decision or recommendation, or these fields of one that is there.

    Raises ValidationError, by field, for one without words, that is due or done before it was decided, that
    is done without a word on what followed, or of an owner or an assessment that is not of the mission;
    EditConflict where somebody changed it meanwhile.
    """
    wrong = {}
    if not decision.title.strip():
        wrong["title"] = _("Say in one sentence what was decided or recommended.")
    if decision.due_on is not None and decision.due_on < decision.decided_on:
        wrong["due_on"] = _("It is due after the day of the decision.")
    if decision.closed_on is not None and decision.closed_on < decision.decided_on:
        wrong["closed_on"] = _("It is done after the day of the decision.")
    if decision.closed_on is not None and not (decision.follow_up or "").strip():
        wrong["follow_up"] = _("Say what followed before you close it.")
    if absent_agencies(decision.mission, [decision.owner]):
        wrong["owner"] = _("This agency is not in the mission.")
    if decision.assessment is not None and decision.assessment.mission_id != decision.mission_id:
        wrong["assessment"] = _("This assessment is not of this mission.")
    if wrong:
        raise ValidationError(wrong)
    with transaction.atomic():
        if decision.pk is None:
            decision.key = f"decision-{uuid4().hex[:12]}"
            create_rows([decision], by=by, at=at)
        else:
            change_rows([decision], fields, by=by, at=at)
    return decision


def remove_decision(
    *, by: AbstractBaseUser | None, decision: Decision, at: datetime.datetime | None = None
) -> None:
    """Take out what was entered by mistake; the log keeps what it was. Raises EditConflict as above."""
    remove_rows([decision], by=by, at=at)
