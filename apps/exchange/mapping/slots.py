"""Where a field of a bundle is kept: one class for each way, resolved against the models once.

A `Table` says where the rows of a collection (or the entries of a list inside a row) stand. Its slots are
found by convention: a field is kept in the column of its name, a list of keys in the many-to-many field of
its name, a list of objects in the table behind the relation of its name, an object in columns with its name
as prefix. What departs from that is declared (`Exceptions`). A field that finds no place raises
UnmappedField when the program starts, so no field can be forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from apps.exchange.bundle.collections import Field, Kind

SINGLE = frozenset(
    {
        Kind.KEY,
        Kind.UUID,
        Kind.TEXT,
        Kind.INTEGER,
        Kind.NUMBER,
        Kind.FLAG,
        Kind.CHOICE,
        Kind.MONEY,
        Kind.RATE,
        Kind.DATE,
        Kind.JSON,
    }
)


class UnmappedField(Exception):
    """A field of the format has no place in the models."""


@dataclass(frozen=True, slots=True)
class Column:
    """One value in one column. `kind` JSON also holds the lists that are kept as they are."""

    name: str
    kind: Kind
    attname: str
    column: "models.Field[Any, Any]"


@dataclass(frozen=True, slots=True)
class Reference:
    """The key of a row of `target`, kept as a foreign key."""

    name: str
    attname: str
    target: str
    required: bool


@dataclass(frozen=True, slots=True)
class Item:
    """The key of an item of the row that the reference `beside` names, kept as a foreign key."""

    name: str
    attname: str
    target: str
    beside: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value in the one of four columns that fits its kind."""

    name: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Flat:
    """An object kept in columns of its row."""

    name: str
    columns: tuple[Column, ...]
    recorded: str | None


@dataclass(frozen=True, slots=True)
class Many:
    """A list of keys of rows of `target` in a table of pairs; `position` is the column of the order."""

    name: str
    through: type[models.Model]
    owner: str
    other: str
    target: str
    recorded: str | None
    position: str | None


@dataclass(frozen=True, slots=True)
class ManyItems:
    """A list of objects, each naming an item of another row, in a table of pairs."""

    name: str
    through: type[models.Model]
    owner: str
    other: str
    target: str
    recorded: str | None
    beside: str
    item: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A list of objects in a table of their own.

    `fixed`: columns that tell lists in one table apart. `single`: each entry is the value of this column,
    not an object. `keyed`: the name by which other rows refer to entries, which then keep their identity.
    `alone`: the field is one object, not a list.
    """

    name: str
    table: "Table"
    owner: str
    recorded: str | None
    fixed: Mapping[str, Any]
    single: Column | None
    position: str | None
    keyed: str | None
    alone: bool


List = Many | ManyItems | Parts
Slot = Column | Reference | Item | Value | Flat | Many | ManyItems | Parts


@dataclass(frozen=True, slots=True)
class Table:
    """A model and where it keeps the fields of the format."""

    model: type[models.Model]
    columns: tuple[Column, ...]
    references: tuple[Reference, ...]
    items: tuple[Item, ...]
    values: tuple[Value, ...]
    flats: tuple[Flat, ...]
    lists: tuple[List, ...]

    def slots(self) -> tuple[Slot, ...]:
        """All of them."""
        return (*self.columns, *self.references, *self.items, *self.values, *self.flats, *self.lists)

    def slot(self, name: str) -> Slot:
        """The slot of a field; raises KeyError."""
        for slot in self.slots():
            if slot.name == name:
                return slot
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Via:
    """How a list is kept where the convention does not say it."""

    relation: str
    fixed: Mapping[str, Any] = field(default_factory=dict)
    single: str | None = None
    position: str | None = None


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What departs from the conventions in one collection, by field."""

    columns: Mapping[str, str] = field(default_factory=dict)
    relations: Mapping[str, Via] = field(default_factory=dict)
    keyed: Mapping[str, str] = field(default_factory=dict)


PREFIXES = {"registers": "register_", "settings": "setting_"}


def table(
    model: type[models.Model], fields: tuple[Field, ...], exceptions: Exceptions | None = None
) -> Table:
    """The table of a model for these fields. Raises UnmappedField for one that has no place."""
    known = exceptions or Exceptions()
    slots = [_slot(model, one, known) for one in fields]
    return Table(
        model,
        columns=tuple(slot for slot in slots if isinstance(slot, Column)),
        references=tuple(slot for slot in slots if isinstance(slot, Reference)),
        items=tuple(slot for slot in slots if isinstance(slot, Item)),
        values=tuple(slot for slot in slots if isinstance(slot, Value)),
        flats=tuple(slot for slot in slots if isinstance(slot, Flat)),
        lists=tuple(slot for slot in slots if isinstance(slot, List)),
    )


def _slot(model: type[models.Model], one: Field, known: Exceptions) -> Slot:
    name = known.columns.get(one.name, one.name)
    if one.kind in SINGLE or (one.kind in {Kind.LIST, Kind.ROWS} and _has_column(model, name)):
        kind = one.kind if one.kind in SINGLE else Kind.JSON
        column = _column(model, name)
        return Column(one.name, kind, column.attname, column)
    if one.kind is Kind.REFERENCE and one.target is not None:
        return Reference(one.name, _column(model, name).attname, one.target, one.required)
    if one.kind is Kind.ITEM and one.target is not None and one.beside is not None:
        return Item(one.name, _column(model, name).attname, one.target, one.beside)
    if one.kind is Kind.VALUE:
        return Value(one.name, one.name.removesuffix("_value"))
    if one.kind is Kind.REFERENCES:
        return _many(model, one)
    if one.kind is Kind.OBJECT and not _has_relation(model, one.name):
        prefix = PREFIXES.get(one.name, f"{one.name}_")
        inner = tuple(_slot(model, part, Exceptions({part.name: prefix + part.name})) for part in one.fields)
        return Flat(
            one.name, tuple(slot for slot in inner if isinstance(slot, Column)), _recorded(model, one)
        )
    if one.kind in {Kind.ROWS, Kind.LIST, Kind.OBJECT}:
        return _list(model, one, known)
    raise UnmappedField(f"{model.__name__}.{one.name}")


def _has_column(model: type[models.Model], name: str) -> bool:
    return any(column.name == name for column in model._meta.concrete_fields)


def _has_relation(model: type[models.Model], name: str) -> bool:
    return any(relation.get_accessor_name() == name for relation in model._meta.related_objects)


def _column(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    for column in model._meta.concrete_fields:
        if column.name == name:
            return column
    raise UnmappedField(f"{model.__name__}.{name}")


def _recorded(model: type[models.Model], one: Field) -> str | None:
    name = f"{one.name}_recorded"
    return name if _has_column(model, name) else None


def _pairs(model: type[models.Model], name: str) -> tuple[type[models.Model], str, str]:
    """The table of pairs of a many-to-many field and its two columns: ours, theirs."""
    try:
        relation = model._meta.get_field(name)
    except FieldDoesNotExist as error:
        raise UnmappedField(f"{model.__name__}.{name}") from error
    if not isinstance(relation, models.ManyToManyField):
        raise UnmappedField(f"{model.__name__}.{name}")
    through = relation.remote_field.through
    if through is None:
        raise UnmappedField(f"{model.__name__}.{name}")
    ours, theirs = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    return through, _column(through, ours).attname, _column(through, theirs).attname


def _many(model: type[models.Model], one: Field) -> Many:
    through, owner, other = _pairs(model, one.name)
    position = "position" if one.ordered and _has_column(through, "position") else None
    if one.ordered and position is None:
        raise UnmappedField(f"{model.__name__}.{one.name}: the order is not kept")
    return Many(one.name, through, owner, other, str(one.target), _recorded(model, one), position)


def _list(model: type[models.Model], one: Field, known: Exceptions) -> ManyItems | Parts:
    item = next((inner for inner in one.fields if inner.kind is Kind.ITEM), None)
    if item is not None and not _has_relation(model, one.name):
        through, owner, other = _pairs(model, one.name)
        return ManyItems(
            one.name,
            through,
            owner,
            other,
            target=str(item.target),
            recorded=_recorded(model, one),
            beside=str(item.beside),
            item=item.name,
        )
    via = known.relations.get(one.name, Via(one.name))
    relation = next((r for r in model._meta.related_objects if r.get_accessor_name() == via.relation), None)
    if relation is None:
        raise UnmappedField(f"{model.__name__}.{one.name}")
    part: type[models.Model] = relation.related_model
    single = None
    if via.single is not None and one.item is not None:
        column = _column(part, via.single)
        single = Column(via.single, one.item, column.attname, column)
    return Parts(
        one.name,
        table(part, one.fields),
        owner=relation.field.attname,
        recorded=_recorded(model, one),
        fixed=via.fixed,
        single=single,
        position=via.position,
        keyed=known.keyed.get(one.name),
        alone=one.kind is Kind.OBJECT,
    )
