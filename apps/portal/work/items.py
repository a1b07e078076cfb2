"""What the page My work is made of: for whom it is read, a row, and rows of one kind."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.urls import reverse

from apps.missions.enums import Role
from apps.missions.models import SECRETARIAT, Mission
from apps.missions.rules import EDITORS
from apps.missions.selectors import memberships_in

MOST = 10
"""Rows of one kind that stand on the page; a kind with a page of its own has the rest there."""
ALL = 200
"""Rows of a kind that has no other page: more than anybody settles in a day."""
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Asking:
    """A member of a mission on a day: the agencies written for, those spoken for as an internal actor, and
    whether the mission is planned or run."""

    user: AbstractBaseUser | AnonymousUser
    mission: Mission
    day: datetime.date
    writes: frozenset[int]
    speaks: frozenset[int]
    plans: bool
    runs: bool

    def page(self, name: str, uuid: UUID | None = None, **parts: Any) -> str:
        """The address of a page of the mission."""
        of = {"code": self.mission.code, **parts} | ({} if uuid is None else {"uuid": uuid})
        return reverse(name, kwargs=of)


def asking(user: AbstractBaseUser | AnonymousUser, mission: Mission, day: datetime.date) -> Asking:
    """For whom the page is read. One query."""
    held = memberships_in(user, mission)
    return Asking(
        user,
        mission,
        day,
        frozenset(one.agency_id for one in held if one.role in EDITORS and one.agency_id is not None),
        frozenset(
            one.agency_id
            for one in held
            if one.role == Role.INTERNAL_COUNTERPART and one.agency_id is not None
        ),
        any(one.role == Role.PLANNER for one in held),
        any(one.role in SECRETARIAT for one in held),
    )


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits. `title` is the name of its row, `about` says what is asked; `on` is the day that
    counts, `late` that it has passed."""

    kind: str
    title: str
    about: str
    action: str
    href: str
    on: datetime.date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """The items of one kind, and the page that has the others where they are too many."""

    items: Sequence[Item]
    rest: str | None = None


def kind_of(rows: Iterable[R], item: Callable[[R], Item], rest: str | None = None) -> Kind:
    """The rows as items; with a page for the `rest` the first of them, and that page if there are more."""
    found = list(rows)
    if rest is None or len(found) <= MOST:
        return Kind([item(row) for row in found])
    return Kind([item(row) for row in found[:MOST]], rest)
