import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.agencies.models import Agency
from apps.core.services import change_rows, create_rows, remove_rows
from apps.missions.enums import Role
from apps.missions.models import Membership, Mission, MissionAgency
from apps.missions.models.membership import refuse_if_last

FOR_AN_AGENCY = frozenset({Role.AGENCY_EDITOR, Role.INTERNAL_COUNTERPART})


@dataclass(frozen=True, slots=True)
class NewMember:
    """A person, what they will do, and for which agency of the mission (None: for none)."""

    user: AbstractBaseUser
    role: Role
    agency: Agency | None = None


def refuse_roles(mission: Mission, wanted: Iterable[tuple[object, Role, Agency | None]]) -> None:
    """Raise ValidationError, by field, for a person (or address) whose role needs an agency and has none, or
    whose agency is not in the mission. One query.
    """
    present = set(MissionAgency.objects.filter(mission=mission).values_list("agency", flat=True))
    for person, role, agency in wanted:
        if agency is None and role in FOR_AN_AGENCY:
            said = _("%(person)s needs an agency: the role “%(role)s” is done for one.")
            raise ValidationError({"agency": said % {"person": person, "role": Role(role).label}})
        if agency is not None and agency.pk not in present:
            said = _("%(agency)s is not in this mission: enter it there first.")
            raise ValidationError({"agency": said % {"agency": agency}})


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
        refuse_roles(mission, ((member.user, member.role, member.agency) for member in members))
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


def change_members(
    *,
    by: AbstractBaseUser | None,
    memberships: Sequence[Membership],
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[Membership]:
    """Save the role and the agency of memberships of one mission, and log it. Returns those that changed.

    Raises ValidationError, with nothing saved, where a role needs an agency, somebody has the role already,
    or nobody would administer the mission any more; EditConflict where a membership was changed since it was
    read. Eight queries, and two for each membership.
    """
    with transaction.atomic():
        for mission in {row.mission for row in memberships}:
            refuse_roles(
                mission,
                ((row.user, Role(row.role), row.agency) for row in memberships if row.mission == mission),
            )
        for row in memberships:
            row.validate_constraints()
        stored = Membership.objects.in_bulk([row.pk for row in memberships])
        refuse_if_last(
            [
                before
                for row in memberships
                if (before := stored.get(row.pk)) is not None
                and before.role == Role.MISSION_ADMIN != row.role
            ]
        )
        return change_rows(memberships, ["role", "agency"], by=by, via=via, at=at)


def remove_members(
    *,
    by: AbstractBaseUser | None,
    memberships: Sequence[Membership],
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> int:
    """End memberships and log it; from their next page on, these people are outsiders. Returns how many.

    Raises LastAdministrator, with nothing removed, where nobody would administer the mission any more.
    """
    return remove_rows(memberships, by=by, via=via, at=at)
