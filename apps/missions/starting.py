"""A new mission with whoever makes it, and the phases that it and its areas go through."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from apps.core.services import create_rows
from apps.missions.enums import Phase, Role
from apps.missions.models import Mission, PhasePeriod
from apps.missions.services import NewMember, add_members

MAKER = (Role.PLANNER, Role.MISSION_ADMIN)
"""What the person who makes a mission does in it."""


@dataclass(frozen=True, slots=True)
class NewMission:
    """What is known of a mission on its first day. `phase` begins on `since`."""

    code: str
    name: str
    currency: str
    countries: Sequence[str] = ()
    languages: Sequence[str] = ()
    phase: Phase | None = None
    since: datetime.date | None = None


def start_mission(
    *, by: AbstractBaseUser, mission: NewMission, at: datetime.datetime | None = None
) -> Mission:
    """Store and log a mission from nothing; its maker plans and administers it.

    Raises ValidationError, by field, for what cannot be: a code in use, a name that is missing.
    """
    row = Mission(
        code=mission.code,
        name=mission.name,
        currency=mission.currency,
        countries=list(mission.countries) or None,
        languages=list(mission.languages) or None,
        started_on=mission.since,
    )
    with transaction.atomic():
        row.full_clean()
        create_rows([row], by=by, at=at)
        join_as_maker(by=by, mission=row, at=at)
        if mission.phase is not None and mission.since is not None:
            create_rows(
                [
                    PhasePeriod(
                        mission=row,
                        key=f"phase-{uuid4().hex[:12]}",
                        phase=mission.phase,
                        period_from=mission.since,
                    )
                ],
                by=by,
                at=at,
            )
    return row


def join_as_maker(*, by: AbstractBaseUser, mission: Mission, at: datetime.datetime | None = None) -> None:
    """Let the person plan and administer the mission; roles they have already stay."""
    add_members(by=by, mission=mission, members=[NewMember(by, role) for role in MAKER], at=at)
