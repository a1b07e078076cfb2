import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.services import change_rows, create_rows
from apps.missions.enums import MissionAudience
from apps.missions.models import Mission


def create_mission(
    *,
    by: AbstractBaseUser | None,
    code: str,
    name: str,
    currency: str,
    audience: MissionAudience | None = None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> Mission:
    """Store and log a new mission without members. Six queries.

    Raises ValidationError, by field, for what cannot be: a code in use, a name that is missing.
    """
    mission = Mission(code=code, name=name, currency=currency, audience=audience)
    with transaction.atomic():
        mission.full_clean()
        create_rows([mission], by=by, via=via, at=at)
    return mission


def set_second_factor(
    *,
    by: AbstractBaseUser | None,
    mission: Mission,
    required: bool,
    reason: str | None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> bool:
    """Say whether members show a second factor before they see anything, and why. Returns whether it is new.

    Raises ValidationError, by field, where the reason is missing that members are to read; EditConflict where
    somebody else changed the mission since it was read. Three queries.
    """
    if required and not reason:
        said = _("Members read this reason when they are asked: write one.")
        raise ValidationError({"second_factor_reason": said})
    mission.second_factor_required = required
    mission.second_factor_reason = reason or None
    return bool(
        change_rows([mission], ["second_factor_required", "second_factor_reason"], by=by, via=via, at=at)
    )
