"""The door through which somebody decides whether an activity stands in published IATI files."""

import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.core.services import change_rows


def decide_publication(
    *,
    by: AbstractBaseUser | None,
    activity: Activity,
    publish: bool | None,
    reason: str | None = None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> bool:
    """Say that an activity is published, that it is not and why, or (None) take the decision back; log it.

    Returns whether anything changed. Its audience stays as it is: without a public one it does not leave.
    Raises ValidationError, by field, EditConflict where somebody changed the activity since it was read.
    """
    if publish is False and not reason:
        raise ValidationError({"reason": _("Say why it stays out.")})
    activity.iati_publish = publish
    activity.iati_reason = reason if publish is False else None
    with transaction.atomic():
        return bool(change_rows([activity], ("iati_publish", "iati_reason"), by=by, via=via, at=at))
