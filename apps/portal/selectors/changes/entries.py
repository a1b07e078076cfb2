"""Which entries of the change log a reader may see.

An entry is told to whoever may see the row as it is now, and only entries since the last change of what
decides who sees it: an audience or a lead, of the row or of any row that its keys name, and those keys
themselves; what was written while others could not see it stays theirs. That a row was removed is told by
what the entry of the removal says of its audience, or by the row it hung on.
"""

import datetime
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from apps.core.enums import Audience
from apps.missions.models import Mission
from apps.missions.models.base import VisibleQuerySet, audiences_of, path_to_mission
from apps.portal.selectors.changes.kinds import KIND_OF, KINDS, MOVES, Table
from apps.portal.selectors.overview import Reader

OPEN = (Audience.PUBLIC, Audience.MISSION)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks for; `until` is the last day, `before` the entry that ended the page before."""

    kind: str = ""
    row: UUID | None = None
    person: int | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    before: int | None = None


def entries_for(
    user: Reader, mission: Mission, asked: Asked, *, models: Container[Any] | None = None
) -> "QuerySet[LogEntry]":
    """The entries that a member of the mission may see, those asked for, the newest first; only those of rows
    of these `models`, if any are named. No query but the types'.
    """
    scope = _Scope(user, mission, asked.row, ContentType.objects.get_for_models(*KIND_OF))
    told = [
        one
        for model, table in tables_of(asked)
        if models is None or model in models
        for one in (_standing(scope, model, table), _removed(scope, model, table))
    ]
    found = LogEntry.objects.alias(**_keys_of_removed()).filter(Q(Q(pk__in=()), *told, _connector=Q.OR))
    return among(found, asked)


def tables_of(asked: Asked) -> Iterator[tuple[Any, Table]]:
    for name, kind in KINDS.items():
        if asked.kind in {"", name}:
            yield from kind.tables.items()


def among(entries: "QuerySet[LogEntry]", asked: Asked) -> "QuerySet[LogEntry]":
    """Those of the person and the days asked for, the newest first."""
    if asked.person is not None:
        entries = entries.filter(actor=asked.person)
    if asked.since is not None:
        entries = entries.filter(timestamp__date__gte=asked.since)
    if asked.until is not None:
        entries = entries.filter(timestamp__date__lte=asked.until)
    if asked.before is not None:
        entries = entries.filter(pk__lt=asked.before)
    return entries.order_by("-pk")


@dataclass(frozen=True, slots=True)
class _Scope:
    """Whose entries of which mission are asked for, perhaps those of one row only."""

    user: Reader
    mission: Mission
    row: UUID | None
    types: Mapping[Any, ContentType]


def rows_of(user: Reader, mission: Mission, model: Any, **which: Any) -> Any:
    """The rows of a table that a member of the mission sees. Where nothing but the mission bounds a table,
    the rule is not asked for it again, since fifty tables are asked for in one query.
    """
    if model is Mission:
        return Mission.objects.filter(pk=mission.pk).filter(**which)
    rows = model._default_manager.filter(**which, **{path_to_mission(model): mission})
    plain = type(rows).visible_to is VisibleQuerySet.visible_to and not audiences_of(model)
    return rows if plain else rows.visible_to(user)


def _standing(scope: "_Scope", model: Any, table: Table) -> Q:
    """Entries of rows that are there and that the reader may see, since nothing changed who may."""
    which: dict[str, Any] = {"pk": OuterRef("object_id")}
    if scope.row is not None:
        which[table.uuid] = scope.row
    moving: set[str] = set(MOVES.get(model, ()))
    shut = []
    for audience, agency in audiences_of(model):
        way, _sep, _column = audience.rpartition("__")
        if not way:
            moving |= _deciding(agency)
            continue
        first = way.partition("__")[0]
        moving |= {first, f"{first}_id"}
        named = model._default_manager.filter(pk=OuterRef(OuterRef("object_id"))).values(way)
        columns = _deciding(agency.rpartition("__")[2])
        shut.append(_later(scope, at(model, way), columns, object_id__in=named))
    if moving:
        shut.append(_later(scope, model, moving, object_id=OuterRef("object_id")))
    return Q(
        Q(content_type=scope.types[model], action__in=(LogEntry.Action.CREATE, LogEntry.Action.UPDATE)),
        Exists(rows_of(scope.user, scope.mission, model, **which)),
        *(~Exists(later) for later in shut),
    )


def _removed(scope: "_Scope", model: Any, table: Table) -> Q:
    """Removals of rows that the reader could see: by the audience that the entry tells, and by the rows on
    which they hung, which must still be there and as visible as then. None where that is further than a step.
    """
    nothing = Q(pk__in=())
    ways = [audience.rpartition("__")[0] for audience, _agency in audiences_of(model)]
    hung = {way for way in ways if way}
    place = "" if model is Mission else path_to_mission(model)
    if "__" in place:
        hung.add(place.partition("__")[0])
    if model is Mission or model in MOVES or any("__" in way for way in hung):
        return nothing
    parent, _sep, rest = table.uuid.partition("__")
    if scope.row is not None and (not rest or parent not in hung):
        return nothing
    asked = [Q(content_type=scope.types[model], action=LogEntry.Action.DELETE)]
    if "__" not in place:
        asked.append(Q(changes__mission_id__0=str(scope.mission.pk)))
    if "" in ways:
        said = Q(changes__audience__0__in=[str(one) for one in OPEN])
        asked.append(said | ~Q(changes__has_key="audience"))
    for way in sorted(hung):
        owner = at(model, way)
        key = OuterRef(f"removed_{way}")
        which: dict[str, Any] = {"pk": key}
        if scope.row is not None and way == parent:
            which[rest] = scope.row
        asked.append(Q(Exists(rows_of(scope.user, scope.mission, owner, **which))))
        for audience, agency in audiences_of(owner):
            if "__" in audience:
                return nothing
            asked.append(~Q(Exists(_later(scope, owner, _deciding(agency), object_id=key))))
    return Q(*asked)


def _later(scope: "_Scope", model: Any, columns: Iterable[str], **which: Any) -> Any:
    """Changes of these columns of a row, as late as the entry outside or later."""
    return LogEntry.objects.filter(
        content_type=scope.types[model],
        pk__gte=OuterRef("pk"),
        action=LogEntry.Action.UPDATE,
        changes__has_any_keys=sorted(columns),
        **which,
    )


def _deciding(agency: str) -> set[str]:
    return {"audience", agency, f"{agency}_id"}


def at(model: Any, way: str) -> Any:
    for step in way.split("__"):
        model = model._meta.get_field(step).related_model
    return model


def _keys_of_removed() -> dict[str, Any]:
    """For each key on which a told row hangs, the number that the entry of a removal says it had."""
    names = {
        table.uuid.partition("__")[0]
        for kind in KINDS.values()
        for table in kind.tables.values()
        if "__" in table.uuid
    }
    for model in KIND_OF:
        names |= {audience.partition("__")[0] for audience, _a in audiences_of(model) if "__" in audience}
        if model is not Mission and "__" in path_to_mission(model):
            names.add(path_to_mission(model).partition("__")[0])
    return {f"removed_{name}": _first_of(f"{name}_id") for name in names}


def _first_of(column: str) -> Any:
    return Cast(KeyTextTransform(0, KeyTransform(column, F("changes"))), BigIntegerField())
