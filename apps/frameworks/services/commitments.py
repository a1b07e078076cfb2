"""The doors through which promises of the parties are written, changed and taken out."""

import datetime
from collections.abc import Sequence
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.services import change_rows, create_rows, remove_rows
from apps.frameworks.models import MutualCommitment
from apps.missions.selectors import absent_agencies


def save_commitment(
    *,
    by: AbstractBaseUser | None,
    commitment: MutualCommitment,
    fields: Sequence[str],
    at: datetime.datetime | None = None,
) -> MutualCommitment:
    """Store and log a new promise, or these fields of one that is there.

    Raises ValidationError, by field, for one that nobody makes, that says nothing, or of an agency or an
    objective that is not in the mission; EditConflict where somebody changed it meanwhile.
    """
    wrong = {}
    if commitment.party is None and not (commitment.party_text or "").strip():
        wrong["party"] = _("Say who promises: an agency, or in words.")
    if not commitment.text.strip():
        wrong["text"] = _("Say what is promised.")
    if absent_agencies(commitment.mission, [commitment.party]):
        wrong["party"] = _("This agency is not in the mission.")
    if commitment.objective is not None and commitment.objective.mission_id != commitment.mission_id:
        wrong["objective"] = _("This objective is not of this mission.")
    if wrong:
        raise ValidationError(wrong)
    with transaction.atomic():
        if commitment.pk is None:
            commitment.key = f"commitment-{uuid4().hex[:12]}"
            create_rows([commitment], by=by, at=at)
        else:
            change_rows([commitment], fields, by=by, at=at)
    return commitment


def remove_commitment(
    *, by: AbstractBaseUser | None, commitment: MutualCommitment, at: datetime.datetime | None = None
) -> None:
    """Take a promise out; the log keeps what it was."""
    remove_rows([commitment], by=by, at=at)
