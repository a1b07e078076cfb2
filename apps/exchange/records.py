"""Single rows of a mission in the words of the bundle, as one reader may see them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models

from apps.exchange import mapping
from apps.exchange.mapping import Names, Row
from apps.exchange.withheld import withheld, without_figures
from apps.frameworks.models import LinkedFrameworkItem
from apps.missions.models import MandateTask, Mission, MissionAgency

Reader = AbstractBaseUser | AnonymousUser
ITEMS: Mapping[str, tuple[type[models.Model], str]] = {
    "mandates.tasks": (MandateTask, "mandate"),
    "linked_frameworks.items": (LinkedFrameworkItem, "linked_framework"),
}
LABELS = ("acronym", "name", "title", "task", "symbol", "code", "key")


@dataclass(frozen=True, slots=True)
class Named:
    """A row that a record refers to, until it is known whether the reader may see it."""

    target: str
    pk: int


@dataclass(frozen=True, slots=True)
class Label:
    """How a row that is referred to is called."""

    key: str
    uuid: str
    label: str


Known = Mapping[tuple[str, int], Label] | Mapping[tuple[str, int], str]


class _Asked(dict[int, Any]):
    """Keys of one collection that are asked for while rows are read; each is looked up once at the end."""

    def __init__(self, target: str) -> None:
        super().__init__()
        self.target = target

    def get(self, pk: int, default: Any = None) -> Any:  # noqa: ARG002 - every row has a name
        return Named(self.target, pk)

    def __getitem__(self, pk: int) -> Any:
        return Named(self.target, pk)

    def __contains__(self, pk: object) -> bool:
        return True


def visible_rows(user: Reader, mission: Mission, name: str) -> "models.QuerySet[Any, Any]":
    """The rows of a collection that the reader may see; MissionAgency for agencies and their presence."""
    if name in {mapping.AGENCIES, mapping.PRESENCES}:
        rows: Any = MissionAgency.objects.visible_to(user).filter(mission=mission)
        return rows.filter(registered=True) if name == mapping.PRESENCES else rows
    model: Any = mapping.MODELS[name]
    return model.objects.visible_to(user).filter(mission=mission, **mapping.SCOPES.get(name, {}))


def records(
    user: Reader,
    mission: Mission,
    name: str,
    pks: Collection[int],
    *,
    expand: Collection[str] = (),
) -> dict[int, Row]:
    """Rows of one collection by primary key, in the order of `pks`, each as the file says it.

    References are keys; those named in `expand` are objects with `key`, `uuid` and `label`. A reference to a
    row that the reader may not see is left out, and so is a column that the reader does not know. Queries:
    one, one for each list in the rows, and one for each collection that they refer to; two more where there
    are such columns.
    """
    names = Names()
    for target in mapping.ORDER:
        names.keys[target] = _Asked(target)
    for target, (model, owner) in ITEMS.items():
        if _uses(name, target):
            items = model._default_manager.filter(**{f"{owner}__mission": mission})
            names.items[target] = {
                pk: (of, key) for pk, of, key in items.values_list("pk", f"{owner}_id", "key")
            }
    found = dict(_read(name, pks, names))
    for pk, columns in withheld(user, name, found).items():
        found[pk] = {column: value for column, value in found[pk].items() if column not in columns}
    found = {pk: without_figures(user, mission, name, row) for pk, row in found.items()}
    labels = _labels(user, mission, _named(found.values()))
    keys = {at: one.key for at, one in labels.items()}
    return {pk: _said(found[pk], labels, keys, frozenset(expand)) for pk in pks if pk in found}


def _uses(name: str, target: str) -> bool:
    table = mapping.TABLES.get(name)
    return table is not None and any(getattr(slot, "target", None) == target for slot in table.slots())


def _read(name: str, pks: Collection[int], names: Names) -> Iterator[tuple[int, Row]]:
    scope = {"pk__in": list(pks)}
    if name == mapping.PRESENCES:
        for one in mapping.read(mapping.PRESENCE, scope, names):
            yield one.pk, one.row
    elif name == mapping.AGENCIES:
        sides = list(mapping.read(mapping.SIDE, scope, names, owner="agency_id"))
        shared = {
            one.pk: one.row
            for one in mapping.read(mapping.AGENCY, {"pk__in": [one.owner for one in sides]}, names)
        }
        for one in sides:
            if one.owner is not None:
                yield one.pk, one.row | shared[one.owner]
    else:
        for one in mapping.read(mapping.TABLES[name], scope, names):
            yield one.pk, one.row


def _named(rows: Collection[Row] | Any) -> dict[str, set[int]]:
    """Everything that the rows refer to: collection to primary keys."""
    found: dict[str, set[int]] = {}

    def look(value: Any) -> None:
        if isinstance(value, Named):
            found.setdefault(value.target, set()).add(value.pk)
        elif isinstance(value, dict):
            for inner in value.values():
                look(inner)
        elif isinstance(value, list):
            for inner in value:
                look(inner)

    for row in rows:
        look(row)
    return found


def _labels(user: Reader, mission: Mission, named: Mapping[str, set[int]]) -> dict[tuple[str, int], Label]:
    labels = {}
    for target, pks in named.items():
        if target == mapping.AGENCIES:
            rows: Any = visible_rows(user, mission, target).filter(agency__in=pks)
            told = rows.values_list("agency_id", "key", "agency__uuid", "agency__acronym", "agency__name")
            for pk, key, uuid, acronym, name in told:
                labels[target, pk] = Label(key, str(uuid), acronym or name)
            continue
        column = _label_column(mapping.MODELS[target])
        seen = visible_rows(user, mission, target).filter(pk__in=pks)
        for pk, key, uuid, label in seen.values_list("pk", "key", "uuid", column):
            labels[target, pk] = Label(key, str(uuid), str(label or key))
    return labels


def _label_column(model: type[models.Model]) -> str:
    columns = {column.name for column in model._meta.concrete_fields}
    return next(name for name in LABELS if name in columns)


def _said(row: Row, labels: Known, keys: Known, expand: frozenset[str]) -> Row:
    """The row with names for what it refers to, and without what the reader may not see."""
    said: Row = {}
    for name, value in row.items():
        one = _resolved(value, labels if name in expand else keys)
        if one is not HIDDEN:
            said[name] = one
    return said


HIDDEN = object()


def _resolved(value: Any, known: Known) -> Any:
    """A value with every reference replaced by its key or label; HIDDEN for one that nobody may see here."""
    if isinstance(value, Named):
        label = known.get((value.target, value.pk), HIDDEN)
        return asdict(label) if isinstance(label, Label) else label
    if isinstance(value, dict):
        parts = {name: _resolved(one, known) for name, one in value.items()}
        return {name: one for name, one in parts.items() if one is not HIDDEN}
    if isinstance(value, list):
        return [one for one in (_resolved(part, known) for part in value) if one is not HIDDEN]
    return value
