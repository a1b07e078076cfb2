"""The doors through which missions and their members come and go."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.agencies.models import Agency
from apps.core.services import create_rows, remove_rows
from apps.missions.enums import MissionAudience, Role
from apps.missions.models import Membership, Mission, MissionAgency

FOR_AN_AGENCY = frozenset({Role.AGENCY_EDITOR, Role.INTERNAL_COUNTERPART})


@dataclass(frozen=True, slots=True)
class NewMember:
    """A person, what they will do, and for which agency of the mission (None: for none)."""

    user: AbstractBaseUser
    role: Role
    agency: Agency | None = None


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


def add_members(
    *,
    by: AbstractBaseUser | None,
    mission: Mission,
    members: Sequence[NewMember],
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[Membership]:
    """Make people members and log it; who already has the role for the agency keeps it. Five queries.

    Returns the memberships that are new. Raises ValidationError, with nothing stored, where a role needs an
    agency and none is named, or where an agency is not in the mission.
    """
    with transaction.atomic():
        present = set(MissionAgency.objects.filter(mission=mission).values_list("agency", flat=True))
        for member in members:
            if member.agency is None and member.role in FOR_AN_AGENCY:
                raise ValidationError(
                    _("%(person)s needs an agency: the role “%(role)s” is done for one.")
                    % {"person": member.user, "role": member.role.label}
                )
            if member.agency is not None and member.agency.pk not in present:
                raise ValidationError(
                    _("%(agency)s is not in this mission: enter it there first.") % {"agency": member.agency}
                )
        wanted = {
            (member.user.pk, member.role, None if member.agency is None else member.agency.pk)
            for member in members
        }
        held = set(Membership.objects.filter(mission=mission).values_list("user", "role", "agency"))
        return create_rows(
            [
                Membership(user_id=user, mission=mission, role=role, agency_id=agency)
                for user, role, agency in sorted(wanted - held, key=str)
            ],
            by=by,
            via=via,
            at=at,
        )


def remove_members(
    *,
    by: AbstractBaseUser | None,
    memberships: Sequence[Membership],
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> int:
    """End memberships and log it; from their next page on, these people are outsiders. Returns how many."""
    return remove_rows(memberships, by=by, via=via, at=at)
