"""What a collection is for programs that write: which fields, by which rule, through which services."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.functional import Promise

from apps.api.writing.saying import Said, table_of
from apps.exchange.bundle.collections import BY_NAME
from apps.missions.models import Mission
from apps.missions.rules import writes_for

Words = str | Promise
Fields = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who writes, and in which mission."""

    by: Any
    mission: Mission


Check = Callable[[Asking, Any], bool]
"""Whether somebody may, asked of a row."""
Create = Callable[[Asking, Sequence[Said]], Sequence[Any]]
Change = Callable[[Asking, Said], Any]
Remove = Callable[[Asking, Any], Any]


@dataclass(frozen=True, kw_only=True)
class Door:
    """How rows of one collection are written. What has no service is not offered; `why_not` says why, by
    "create", "change" or "remove".

    `fields` are what a new row may say, `changes` what may be said of one that is there (the same where it is
    None). `rule` is asked of the row as it would be stored (without it, the rule of the table for changing
    it), and before that of the row as it stands. `bulk`: so many rows at once go through `create`; `about`
    tells which of them the rule cannot tell apart, so that it is asked once for all of these. `creates` and
    `removes` ask more of whoever makes a row or takes it out, `only` of whoever writes a field. A new row is
    `unfinished` where the service gives it what the rule would look at: then `creates` alone is asked.
    """

    collection: str
    fields: Fields
    changes: Fields | None = None
    create: Create | None = None
    change: Change | None = None
    remove: Remove | None = None
    rule: str = ""
    bulk: int = 0
    about: Callable[[Any], Any] | None = None
    creates: Check | None = None
    unfinished: bool = False
    removes: Check | None = None
    only: Mapping[str, Check] = field(default_factory=dict)
    why_not: Mapping[str, Words] = field(default_factory=dict)

    @cached_property
    def permission(self) -> str:
        meta = table_of(self.collection).model._meta
        return self.rule or f"{meta.app_label}.change_{meta.model_name}"

    @property
    def changeable(self) -> Fields:
        return self.fields if self.changes is None else self.changes


def every_field(collection: str, *but: str) -> Fields:
    """The fields of a collection except those that the program gives itself: key and UUID, and `but`."""
    return tuple(one.name for one in BY_NAME[collection].fields if one.name not in {"key", "uuid", *but})


def plans(asking: Asking, _row: Any) -> bool:
    """Whoever plans the mission."""
    return bool(asking.by.has_perm("missions.plan_mission", asking.mission))


def writes(*ways: str) -> Check:
    """Whoever writes for an agency that one of these keys of the row names."""
    rule = writes_for(*ways)
    return lambda asking, row: bool(rule(asking.by, row))


def either(*checks: Check) -> Check:
    return lambda asking, row: any(one(asking, row) for one in checks)


def but_not(check: Check) -> Check:
    return lambda asking, row: not check(asking, row)
