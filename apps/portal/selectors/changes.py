"""The change log of a mission as a reader may see it: who changed what, when, from what to what.

Only kinds of rows are told whose visibility holds for their past as well: an entry is told to whoever may see
the row as it is now, and only entries since the row's audience and lead were last changed, for what was
written while others could not see it stays theirs. Links, money, observations and everything that hangs on an
activity are left out, because their visibility follows the activity's and its past; deleted rows, because
nothing says any more who could see them; lists (implementers, documents), because they name rows by a text.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import BooleanField, Exists, F, Model, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.benchmarks.models import Benchmark, BenchmarkText, Gate
from apps.frameworks.models import Objective, ObjectiveText
from apps.missions.models import Membership, Mission, MissionAgency
from apps.portal.selectors.overview import Reader

SIZE = 50
AGENCIES = frozenset({"lead_id", "owner_id"})
"""Columns that hold the number of an agency, told by its name; an import writes its key under `lead`."""
SHUTS = ("audience", "lead", "lead_id")
"""A change of one of these may have changed who sees the row."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of row whose changes are told: its tables with the path to the `uuid` of its page, the page,
    its name, and the columns that are told.
    """

    tables: Mapping[type[Model], str]
    page: str
    name: Promise
    columns: Mapping[str, Promise]


KINDS: Mapping[str, Kind] = {
    "activity": Kind(
        {Activity: "uuid"},
        "alignment:activity",
        _("Activity"),
        {
            "title": _("Title"),
            "description": _("Description"),
            "lead_id": _("Lead"),
            "lead": _("Lead"),
            "status": _("Status"),
            "dimension": _("Dimension"),
            "start": _("Start"),
            "end": _("End"),
            "approved_on": _("Approved on"),
            "people_planned": _("People planned"),
            "target_group": _("Target group"),
            "intervention_type": _("Intervention type"),
            "audience": _("Audience"),
        },
    ),
    "objective": Kind(
        {Objective: "uuid", ObjectiveText: "objective__uuid"},
        "portal:objective",
        _("Objective"),
        {
            "code": _("Code"),
            "title": _("Title"),
            "description": _("Description"),
            "pillar": _("Pillar"),
            "dimension": _("Dimension"),
            "priority": _("Priority"),
            "retired_on": _("Retired on"),
        },
    ),
    "benchmark": Kind(
        {Benchmark: "uuid", BenchmarkText: "benchmark__uuid"},
        "portal:benchmark",
        _("Benchmark"),
        {
            "statement": _("Statement"),
            "deadline": _("Deadline"),
            "owner_id": _("Owner"),
            "owner": _("Owner"),
            "retired_on": _("Retired on"),
        },
    ),
    "gate": Kind(
        {Gate: "uuid"},
        "portal:gate",
        _("Gate"),
        {
            "title": _("Title"),
            "from_phase": _("From phase"),
            "to_phase": _("To phase"),
            "agreed_on": _("Agreed on"),
        },
    ),
    "agency": Kind(
        {MissionAgency: "agency__uuid"},
        "portal:agency",
        _("Agency"),
        {
            "side": _("Side"),
            "tier": _("Tier"),
            "political_or_security": _("Political or security"),
            "principled_humanitarian": _("Principled humanitarian"),
            "since": _("Since"),
            "until": _("Until"),
        },
    ),
}
KIND_OF = {model: kind for kind in KINDS.values() for model in kind.tables}
DOORS = {
    "screen": _("page"),
    "import": _("import"),
    "command": _("command"),
    "admin": _("administration"),
    "api": _("interface for programs"),
}
ACTIONS = {
    LogEntry.Action.CREATE: _("new"),
    LogEntry.Action.UPDATE: _("changed"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks for; `until` is the last day, `before` the entry that ended the page before."""

    kind: str = ""
    row: UUID | None = None
    person: int | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One column of one change; None is missing."""

    label: Promise
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One entry as it is shown. `who` is None where nobody is named, `columns` those that may be told."""

    at: datetime.datetime
    who: str | None
    kind: Promise
    page: str
    uuid: UUID
    name: str
    action: Promise
    door: Promise | None
    columns: tuple[Told, ...]


def people_of(mission: Mission) -> list[tuple[str, str]]:
    """The members of a mission as choices, by name. One query."""
    members = Membership.objects.filter(mission=mission).values_list("user", "user__name", "user__email")
    named = {(str(pk), name or email) for pk, name, email in members}
    return sorted(named, key=lambda choice: choice[1].casefold())


def entries_for(user: Reader, mission: Mission, asked: Asked) -> "QuerySet[LogEntry]":
    """The entries that the reader may see, those asked for, the newest first. No query but the types'."""
    types = ContentType.objects.get_for_models(*KIND_OF)
    told = Q(pk__in=())
    for name, kind in KINDS.items():
        if asked.kind not in {"", name}:
            continue
        for model, path in kind.tables.items():
            rows: Any = model._default_manager.filter(mission=mission)
            rows = rows.visible_to(user)
            if asked.row is not None:
                rows = rows.filter(**{path: asked.row})
            told |= Q(content_type=types[model], object_id__in=rows.order_by().values("pk"))
    shut = LogEntry.objects.filter(
        content_type=OuterRef("content_type"),
        object_id=OuterRef("object_id"),
        pk__gte=OuterRef("pk"),
        action=LogEntry.Action.UPDATE,
        changes__has_any_keys=list(SHUTS),
    )
    found = LogEntry.objects.filter(told, ~Exists(shut), action__in=list(ACTIONS))
    if asked.person is not None:
        found = found.filter(actor=asked.person)
    if asked.since is not None:
        found = found.filter(timestamp__date__gte=asked.since)
    if asked.until is not None:
        found = found.filter(timestamp__date__lte=asked.until)
    if asked.before is not None:
        found = found.filter(pk__lt=asked.before)
    newest_first: QuerySet[LogEntry] = found.order_by("-pk")
    return newest_first


def changes_for(
    user: Reader, mission: Mission, asked: Asked, *, with_people: bool
) -> tuple[list[ChangeRow], int | None]:
    """A page of at most 50 changes, and the entry after which the next page begins, or None.

    `with_people` says whether the reader may know who made a change. One query for the entries, one for each
    table among them and one for agencies if any is named.
    """
    found = list(entries_for(user, mission, asked).select_related("content_type", "actor")[: SIZE + 1])
    page = found[:SIZE]
    uuids = _uuids(page)
    agencies = _agencies(page)
    rows = [
        ChangeRow(
            at=entry.timestamp,
            who=(entry.actor.name or entry.actor.email) if with_people and entry.actor else None,
            kind=kind.name,
            page=kind.page,
            uuid=uuids[key],
            name=entry.object_repr,
            action=ACTIONS[entry.action],
            door=DOORS.get((entry.additional_data or {}).get("via", "")),
            columns=tuple(_told(model, kind, entry.changes or {}, agencies)),
        )
        for entry in page
        if (model := entry.content_type.model_class()) in KIND_OF
        and (key := (model, entry.object_id)) in uuids
        and (kind := KIND_OF[model])
    ]
    return rows, page[-1].pk if len(found) > SIZE else None


def _uuids(page: list[LogEntry]) -> dict[tuple[type[Model], int], UUID]:
    """The uuid in the address of each row's page."""
    wanted: dict[type[Model], set[int]] = {}
    for entry in page:
        wanted.setdefault(entry.content_type.model_class(), set()).add(entry.object_id)
    return {
        (model, pk): uuid
        for model, pks in wanted.items()
        for pk, uuid in model._default_manager.filter(pk__in=pks).values_list(
            "pk", F(KIND_OF[model].tables[model])
        )
    }


def _agencies(page: list[LogEntry]) -> dict[str, str]:
    wanted = {
        value
        for entry in page
        for name, values in (entry.changes or {}).items()
        if name in AGENCIES
        for value in values
        if str(value).isdigit()
    }
    if not wanted:
        return {}
    return {str(pk): name for pk, name in Agency.objects.filter(pk__in=wanted).values_list("pk", "name")}


def _told(
    model: type[Model], kind: Kind, changes: Mapping[str, Any], agencies: Mapping[str, str]
) -> Iterator[Told]:
    for name, label in kind.columns.items():
        if name not in changes:
            continue
        column: Any = None if name in AGENCIES else model._meta.get_field(name)
        words: Mapping[Any, Any] = agencies if column is None else dict(column.flatchoices)
        if isinstance(column, BooleanField):
            words = {"True": _("yes"), "true": _("yes"), "False": _("no"), "false": _("no")}
        before, after = (
            None if value in (None, "None") else str(words.get(str(value), value)) for value in changes[name]
        )
        yield Told(label, before, after)
