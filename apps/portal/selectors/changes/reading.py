"""Who changed what, when, from what to what, in words.

Lists (implementers, documents) are left out, because they name rows by a text.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import BooleanField, F, ForeignKey, Model, QuerySet, TextField, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.benchmarks.models import Observation
from apps.benchmarks.values import is_small
from apps.missions.fields import GUARDED
from apps.missions.models import Membership, Mission
from apps.portal.selectors.changes.entries import Asked, among, at, entries_for, rows_of, tables_of
from apps.portal.selectors.changes.kinds import KIND_OF, LABELS
from apps.portal.selectors.overview import Reader

SIZE = 50
LOOKED_AT = 300
VALUES = ("value_number", "value_money", "value_stage", "value_yes")
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
    LogEntry.Action.DELETE: _("removed"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One column of one change; None is missing."""

    label: Promise
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One entry as it is shown. `who` is None where nobody is named, `uuid` where its page is that of many
    rows, `page` where there is none, `columns` those that may be told.
    """

    at: datetime.datetime
    who: str | None
    kind: Promise
    page: str | None
    uuid: UUID | None
    name: str
    action: Promise
    door: Promise | None
    columns: tuple[Told, ...]
    gone: bool = False


def people_of(mission: Mission) -> list[tuple[str, str]]:
    """The members of a mission as choices, by name. One query."""
    members = Membership.objects.filter(mission=mission).values_list("user", "user__name", "user__email")
    named = {(str(pk), name or email) for pk, name, email in members}
    return sorted(named, key=lambda choice: choice[1].casefold())


def _newest(user: Reader, mission: Mission, asked: Asked) -> list[LogEntry]:
    """One more than a page of entries. To ask for fifty tables at once takes a database longer to plan than
    to do, so the newest entries of anybody say first which tables are worth asking for. Two queries, and a
    third where the newest entries are those of other missions.
    """
    models = {}
    if asked.row is None:
        types = {
            kind.pk: model
            for model, kind in ContentType.objects.get_for_models(
                *(one for one, _t in tables_of(asked))
            ).items()
        }
        newest = among(LogEntry.objects.filter(content_type__in=list(types)), asked)
        looked = list(newest.values_list("pk", "content_type")[:LOOKED_AT])
        models = {types[kind]: None for _pk, kind in looked}
        found = entries_for(user, mission, asked, models=models)
        if looked:
            found = found.filter(pk__gte=looked[-1][0])
        page = list(found.select_related("content_type", "actor")[: SIZE + 1])
        if len(looked) < LOOKED_AT or len(page) > SIZE:
            return page
    found = entries_for(user, mission, asked)
    return list(found.select_related("content_type", "actor")[: SIZE + 1])


def changes_for(
    user: Reader, mission: Mission, asked: Asked, *, with_people: bool
) -> tuple[list[ChangeRow], int | None]:
    """A page of at most 50 changes, and the entry after which the next page begins, or None.

    `with_people` says whether the reader may know who made a change. Two or three queries for the entries,
    one for each table among them and one for each table that their columns name.
    """
    found = _newest(user, mission, asked)
    page = found[:SIZE]
    places = _places(page)
    names = _names(user, mission, page)
    rows = []
    for entry in page:
        model: Any = entry.content_type.model_class()
        kind = KIND_OF[model]
        gone = entry.action == LogEntry.Action.DELETE
        uuid, name, withheld = places.get(_place_of(entry), (None, None, frozenset()))
        rows.append(
            ChangeRow(
                at=entry.timestamp,
                who=(entry.actor.name or entry.actor.email) if with_people and entry.actor else None,
                kind=kind.name,
                page=kind.page if uuid is not None or not kind.own_page else None,
                uuid=uuid if kind.own_page else None,
                name=name or entry.object_repr,
                action=ACTIONS[entry.action],
                door=DOORS.get((entry.additional_data or {}).get("via", "")),
                columns=() if gone else tuple(_told(model, entry.changes or {}, withheld, names)),
                gone=gone,
            )
        )
    return rows, page[-1].pk if len(found) > SIZE else None


Place = tuple[UUID | None, str | None, frozenset[str]]


def _place_of(entry: LogEntry) -> tuple[Any, int, str]:
    """The row that says where an entry's row stands: itself, or what a removed one hung on, with the key."""
    model: Any = entry.content_type.model_class()
    if entry.action != LogEntry.Action.DELETE:
        return model, entry.object_id, ""
    table = KIND_OF[model].tables[model]
    way = (table.uuid if "__" in table.uuid else table.name or "").partition("__")
    held = (entry.changes or {}).get(f"{way[0]}_id")
    return (model, int(held[0]), way[0]) if way[1] and held and held[0] else (model, 0, "")


def _places(page: list[LogEntry]) -> dict[tuple[Any, int, str], Place]:
    """The uuid of the page, the name, and the columns that are withheld. One query for each table."""
    wanted: dict[tuple[Any, str], set[int]] = {}
    for entry in page:
        model, pk, way = _place_of(entry)
        wanted.setdefault((model, way), set()).add(pk)
    found: dict[tuple[Any, int, str], Place] = {}
    for (model, way), pks in wanted.items():
        table = KIND_OF[model].tables[model]
        if way:
            paths = [_after(table.uuid, way), _after(table.name or "", way)]
            rows = at(model, way)._default_manager.filter(pk__in=pks)
        else:
            paths = [table.uuid, table.name or ""]
            rows = model._default_manager.filter(pk__in=pks)
        hidden = _small(rows) if model is Observation and not way else set()
        columns = [F(path) if path else Value(None, output_field=TextField()) for path in paths]
        for pk, uuid, name in rows.annotate(c_uuid=columns[0], c_name=columns[1]).values_list(
            "pk", "c_uuid", "c_name"
        ):
            named = None if name is None else str(_word(model, table.name or "", name))
            found[model, pk, way] = (uuid, named, frozenset(VALUES) if pk in hidden else frozenset())
    return found


def _after(path: str, way: str) -> str:
    first, _sep, rest = path.partition("__")
    return rest if first == way else ""


def _word(model: Any, column: str, value: Any) -> Any:
    if "__" in column:
        return value
    return dict(model._meta.get_field(column).flatchoices).get(value, value)


def _small(rows: "QuerySet[Observation]") -> set[int]:
    return {row.pk for row in rows.only("group", "area", "people") if is_small(row)}


def _names(user: Reader, mission: Mission, page: list[LogEntry]) -> dict[tuple[Any, str], str]:
    """What the keys in the changes name, as far as the reader may see it. One query for each table named."""
    wanted: dict[Any, set[str]] = {}
    for entry in page:
        for name, values in (entry.changes or {}).items():
            related = _related(entry.content_type.model_class(), name)
            if related is not None:
                wanted.setdefault(related, set()).update(str(one) for one in values if str(one).isdigit())
    found: dict[tuple[Any, str], str] = {}
    for model, pks in wanted.items():
        rows = Agency.objects.all() if model is Agency else rows_of(user, mission, model)
        for row in rows.filter(pk__in=pks):
            found[model, str(row.pk)] = row.name if model is Agency else str(row)
    return found


def _related(model: Any, column: str) -> type[Model] | None:
    """The table that a told column names rows of."""
    if column not in LABELS or not column.endswith("_id"):
        return None
    field = model._meta.get_field(column.removesuffix("_id"))
    return field.related_model if isinstance(field, ForeignKey) else None


def _told(
    model: Any, changes: Mapping[str, Any], withheld: frozenset[str], names: Mapping[tuple[Any, str], str]
) -> Iterator[Told]:
    columns = {field.name: field for field in model._meta.concrete_fields}
    guarded = GUARDED.get(model, {})
    for name, label in LABELS.items():
        plain = name.removesuffix("_id")
        if name not in changes or plain not in columns or plain in guarded or name in withheld:
            continue
        related = _related(model, name)
        words: Mapping[Any, Any] = dict(columns[plain].flatchoices)
        if related is not None:
            words = {pk: text for (table, pk), text in names.items() if table is related}
        elif isinstance(columns[plain], BooleanField):
            words = {"True": _("yes"), "true": _("yes"), "False": _("no"), "false": _("no")}
        before, after = (
            None if value in (None, "None") else _said(words, str(value), known=related is None)
            for value in changes[name]
        )
        yield Told(label, before, after)


def _said(words: Mapping[Any, Any], value: str, *, known: bool) -> str | None:
    """The word for a value; what names a row that the reader does not see is missing."""
    return str(words.get(value, value)) if known else words.get(value)
