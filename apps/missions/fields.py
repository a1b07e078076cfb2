"""Columns that a role does not see in a row that it sees: one table of them for pages, files and the API.

`guard` names the columns of a table and who knows them: holders of a role in the mission of the row, and
members for an agency that one of its keys names. What is not named is seen with its row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from apps.missions.enums import Role
from apps.missions.models import SECRETARIAT, Membership, Mission, MissionAgency
from apps.missions.models.base import path_to_mission
from apps.missions.models.held import held_in, kept_of

Reader = AbstractBaseUser | AnonymousUser
REVIEWERS_SHOWN = 3
"""A figure that rests on fewer reviewers is for the secretariat: others could tell who said what."""


@dataclass(frozen=True, slots=True)
class Known:
    """Who knows some columns: these roles, and members for the agencies that these keys name.

    `when` names a flag of the row without which everybody who sees the row knows them.
    """

    roles: tuple[Role, ...] = SECRETARIAT
    agencies: tuple[str, ...] = ()
    when: str | None = None


GUARDED: dict[Any, dict[str, Known]] = {}


def guard(model: Any, columns: Iterable[str], known: Known) -> None:
    """Say who knows these columns of a table."""
    GUARDED.setdefault(model, {}).update(dict.fromkeys(columns, known))


def fields_hidden_from(user: Reader, row: Any) -> frozenset[str]:
    """The columns of a row that the user does not see, though the row. One query where its table has any."""
    return hidden_by_row(user, [row])[row.pk]


def hidden_by_row(user: Reader, rows: Sequence[Any]) -> Mapping[int, frozenset[str]]:
    """The same for rows of one table, by primary key. One query, none where the table has no such columns.

    Rows that lie in their mission over another row should have that row read along.
    """
    columns = GUARDED.get(type(rows[0]), {}) if rows else {}
    if not columns:
        return {row.pk: frozenset() for row in rows}
    held = _held(user)
    return {
        row.pk: frozenset(name for name, known in columns.items() if not _knows(known, row, held))
        for row in rows
    }


def _held(user: Reader) -> set[tuple[int, str, int | None]]:
    if not user.is_authenticated:
        return set()
    kept = kept_of(user)
    if kept is not None:
        return {(one.mission_id, one.role, one.agency_id) for one in kept}
    return set(Membership.objects.filter(user=user.pk).values_list("mission", "role", "agency"))


def _knows(known: Known, row: Any, held: set[tuple[int, str, int | None]]) -> bool:
    if known.when is not None and not getattr(row, known.when):
        return True
    mission = _mission_pk(row)
    agencies = {getattr(row, f"{name}_id") for name in known.agencies} - {None}
    return any(
        where == mission and (role in known.roles or agency in agencies) for where, role, agency in held
    )


def _mission_pk(row: Any) -> int:
    model: Any = type(row)
    *way, last = path_to_mission(model).split("__")
    for name in way:
        row = getattr(row, name)
    return int(getattr(row, f"{last}_id"))


def knows_liaison_hours(user: Reader, mission: Mission) -> bool:
    """Whether the user knows the hours that internal actors declared, of any of them. One query."""
    return any(one.role in LIAISON for one in held_in(user, mission.pk))


LIAISON = (*SECRETARIAT, Role.INTERNAL_COUNTERPART, Role.AGENCY_EDITOR)
"""Who asks for the time of internal actors, and who gives it."""

guard(MissionAgency, ["liaison_hours_per_quarter", "liaison_paused_until"], Known(LIAISON, ("agency",)))
