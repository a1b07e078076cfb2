"""From what was sent to a row of the database that carries it, unsaved, with its lists beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from apps.api.writing.body import Refused, Sent
from apps.api.writing.naming import Named
from apps.exchange import mapping
from apps.exchange.bundle import Code, Fault
from apps.exchange.bundle.faults import Suggester, pointer
from apps.exchange.bundle.values import value_faults
from apps.exchange.mapping.slots import (
    Column,
    Flat,
    Item,
    Many,
    ManyItems,
    Parts,
    Reference,
    Slot,
    Table,
    Value,
)
from apps.exchange.mapping.writing import Keys, attributes, kept
from apps.exchange.records import Reader, visible_rows
from apps.missions.fields import GUARDED, fields_hidden_from
from apps.missions.models import Mission
from apps.missions.models.base import has_audience


@dataclass(slots=True)
class Said:
    """One row as somebody wants it. `row`: new, or as it is stored, carrying the columns that were said.

    `names` are the fields of the bundle that were said, `fields` the columns behind them; `lists` holds rows
    by the name of a many-to-many field, `parts` unsaved lines by the name of a list of objects.
    """

    row: Any
    names: frozenset[str]
    fields: list[str] = field(default_factory=list)
    lists: dict[str, list[Any]] = field(default_factory=dict)
    parts: dict[str, list[Any]] = field(default_factory=dict)


def table_of(collection: str) -> Table:
    """Where the rows of a collection stand; for agencies what is true of them in the mission."""
    if collection == mapping.PRESENCES:
        return mapping.PRESENCE
    return mapping.SIDE if collection == mapping.AGENCIES else mapping.TABLES[collection]


def said_of_new(mission: Mission, collection: str, sent: Sequence[Sent], found: Named) -> list[Said]:
    """New rows that say what was sent. No query."""
    table = table_of(collection)
    keys = found.keys()
    made = []
    for one in sent:
        values = attributes(table, _whole(table, one), keys)
        row = table.model(
            mission=mission, **{name: value for name, value in values.items() if value is not None}
        )
        made.append(_with_lists(table, Said(row, frozenset(one)), one, found, keys))
    return made


def said_of_stored(user: Reader, collection: str, stored: Any, sent: Sent, found: Named) -> Said:
    """The stored row with what was sent put on it; what of a list the asker does not see stays on it.

    Queries: two for each list of documents or activities that is sent.
    """
    table = table_of(collection)
    keys = found.keys()
    whole = _whole(table, sent)
    if any(slot.name in sent for slot in table.values):
        whole |= _measured(stored, keys)
    values = attributes(table, whole, keys)
    for name in _attnames(table, sent):
        setattr(stored, name, values[name])
    said = _with_lists(table, Said(stored, frozenset(sent)), sent, found, keys)
    for slot in table.lists:
        if (
            isinstance(slot, Many)
            and slot.name in said.lists
            and has_audience(mapping.MODELS.get(slot.target))
        ):
            named = set(getattr(stored, slot.name).values_list("pk", flat=True))
            seen = visible_rows(user, stored.mission, slot.target).filter(pk__in=named)
            unseen = named - set(seen.values_list("pk", flat=True))
            said.lists[slot.name] += mapping.MODELS[slot.target]._default_manager.filter(pk__in=unseen)
    return said


def _whole(table: Table, sent: Sent) -> dict[str, Any]:
    """What was sent with null for every reference beside which an item could stand."""
    return {**dict.fromkeys((item.beside for item in table.items), None), **sent}


def _measured(stored: Any, keys: Keys) -> dict[str, Any]:
    """What says in which of its columns a value is kept, of a stored row: the type of its indicator."""
    if hasattr(stored, "value_type"):
        return {"value_type": stored.value_type}
    indicator = stored.indicator
    keys.keys.setdefault("indicators", {})[indicator.key] = indicator.pk
    keys.money = frozenset({*keys.money, *([indicator.key] if indicator.value_type == "money" else [])})
    return {"indicator": indicator.key}


def _attnames(table: Table, sent: Sent) -> list[str]:
    """The columns behind the fields that were sent, by the names of their attributes."""
    found: list[str] = []
    for slot in table.slots():
        if slot.name in sent:
            found += _columns(slot)
    return found


def _columns(slot: Slot) -> list[str]:
    if isinstance(slot, (Column, Reference, Item)):
        return [slot.attname]
    if isinstance(slot, Value):
        return [f"{slot.prefix}_{kind}" for kind in ("number", "money", "stage", "yes")]
    recorded = [] if slot.recorded is None else [slot.recorded]
    if isinstance(slot, Flat):
        return [*(column.attname for column in slot.columns), *recorded]
    return recorded


def _with_lists(table: Table, said: Said, sent: Sent, found: Named, keys: Keys) -> Said:
    model: Any = table.model
    names = {column.attname: column.name for column in model._meta.concrete_fields}
    said.fields = [names[attname] for attname in _attnames(table, sent)]
    for reference in table.references:
        given = sent.get(reference.name)
        if given is not None:
            # The row itself, so that no service has to read it once more.
            setattr(said.row, names[reference.attname], found.rows[reference.target][given])
    for slot in table.lists:
        if slot.name not in sent:
            continue
        given = sent[slot.name] or []
        if isinstance(slot, Many):
            said.lists[slot.name] = [found.rows[slot.target][key] for key in given]
        elif isinstance(slot, ManyItems):
            said.lists[slot.name] = [
                found.items[slot.target][
                    found.rows[slot.target.partition(".")[0]][one[slot.beside]].pk, one[slot.item]
                ]
                for one in given
            ]
        else:
            entries = [given] if slot.alone and given else given
            said.parts[slot.name] = [_part(slot, entry, found, keys) for entry in entries]
    return said


def _part(slot: Parts, entry: Any, found: Named, keys: Keys) -> Any:
    """A line of a list, unsaved and without its row; its own lists stand in `said_lists`."""
    if slot.single is not None:
        return slot.table.model(**slot.fixed, **{slot.single.attname: kept(slot.single, entry)})
    values = attributes(slot.table, {**entry, **_missing_beside(slot.table, entry)}, keys)
    line: Any = slot.table.model(
        **slot.fixed, **{name: one for name, one in values.items() if one is not None}
    )
    model: Any = slot.table.model
    names = {column.attname: column.name for column in model._meta.concrete_fields}
    for reference in slot.table.references:
        if entry.get(reference.name) is not None:
            setattr(line, names[reference.attname], found.rows[reference.target][entry[reference.name]])
    line.said_lists = {
        inner.name: [found.rows[inner.target][key] for key in entry.get(inner.name) or []]
        for inner in slot.table.lists
        if isinstance(inner, Many)
    }
    return line


def _missing_beside(table: Table, entry: Mapping[str, Any]) -> dict[str, Any]:
    return {item.beside: None for item in table.items if item.beside not in entry}


def refuse_wrong_values(collection: str, said: Sequence[Said], sent: Sequence[Sent]) -> None:
    """Raises Refused for a value that is not what its indicator counts in. Queries: none for new rows."""
    if not table_of(collection).values:
        return
    rows, indicators = [], {}
    for one, given in zip(said, sent, strict=True):
        indicator = one.row if hasattr(one.row, "value_type") else one.row.indicator
        key = str(indicator.pk or id(indicator))
        described = {"key": key, "value_type": indicator.value_type, "stages": indicator.stages}
        indicators[key] = described
        rows.append({**given, **(described if indicator is one.row else {"indicator": key})})
    document = {"indicators": list(indicators.values()), collection: rows}
    if collection == "indicators":
        document = {collection: rows}
    faults = list(value_faults(document, Suggester(), frozenset()))
    if faults:
        raise Refused(faults)


def refuse_unknown_columns(user: Reader, collection: str, said: Sequence[Said]) -> None:
    """Raises Refused for a column that the asker does not know in this row, and so does not write either.

    What is hidden from everybody for as long as it is about few people is written by who enters it. One
    query for each row of a table with such columns.
    """
    known = GUARDED.get(table_of(collection).model, {})
    always = {name for name, one in known.items() if one.when is None}
    if not always:
        return
    faults = [
        Fault(
            pointer((collection, index, name)),
            Code.BAD_VALUE,
            _("You do not know this of the row, so you cannot write it."),
        )
        for index, one in enumerate(said)
        for name in sorted(always & one.names & fields_hidden_from(user, one.row))
    ]
    if faults:
        raise Refused(faults)
