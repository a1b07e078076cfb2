"""The door through which a comment round is opened: its load is counted before anybody is asked."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.alignment.models import CommentRound
from apps.alignment.rounds import services
from apps.alignment.rounds.services import Invited
from apps.frameworks.models import FrameworkVersion
from apps.portal.rounds.burden import loads


def open_round(
    *,
    by: AbstractBaseUser | None,
    version: FrameworkVersion,
    opened_on: datetime.date,
    invited: Sequence[Invited],
    reason: str | None,
    **more: Any,
) -> CommentRound:
    """Open a round, as `alignment.rounds.services.open_round`, within what internal actors can bear.

    Where requests that are not critical should stop for one of them, `reason` is needed and kept with its
    invitation: ValidationError at `reason` otherwise. Two queries more.
    """
    with transaction.atomic():
        asked = {one.agency.pk: one.person_hours for one in invited}
        heavy = {one.agency.pk for one in loads(version.mission, opened_on, asked) if one.needs_reason}
        words = (reason or "").strip() or None
        if heavy and words is None:
            said = _("Some of them are asked for too much already, or said so: say why this cannot wait.")
            raise ValidationError({"reason": said})
        return services.open_round(
            by=by,
            version=version,
            opened_on=opened_on,
            invited=[
                Invited(one.agency, one.person_hours, words if one.agency.pk in heavy else None)
                for one in invited
            ],
            **more,
        )
