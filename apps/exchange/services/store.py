"""Writing rows of the file, collection by collection, in lists."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast, Concat

from apps.core.changelog import BATCH
from apps.core.models import Row as CoreRow
from apps.exchange.mapping.reading import Row
from apps.exchange.mapping.slots import List, Many, ManyItems, Parts, Table
from apps.exchange.mapping.writing import Keys, attributes, kept

Derive = Callable[[Row], dict[str, Any]]


def dict_of_nothing(_row: Row) -> dict[str, Any]:
    """No column follows from the row."""
    return {}


class Stale(Exception):
    """Somebody changed these rows between reading and writing."""

    def __init__(self, pks: Sequence[int]) -> None:
        self.pks = list(pks)
        super().__init__("Somebody else changed this in the meantime.")


def plain(model: type[models.Model]) -> "models.QuerySet[Any]":
    """All rows of a model, past its manager: what an adopted version refuses was refused before."""
    return models.QuerySet(model)


def insert(
    table: Table,
    rows: Sequence[Row],
    keys: Keys,
    *,
    derive: Derive = dict_of_nothing,
    each: Sequence[Mapping[str, Any]] | None = None,
    **fixed: Any,
) -> list[models.Model]:
    """New rows with all their lists; returns them in the order given. Two queries for each 2,000 rows.

    `derive` gives columns that follow from a row, `each` columns of single rows, `fixed` those of all.
    """
    made = [
        table.model(**{**attributes(table, row, keys), **derive(row), **fixed, **own})
        for row, own in zip(rows, each or [{}] * len(rows), strict=True)
    ]
    plain(table.model).bulk_create(made, batch_size=BATCH)
    write_lists(table.lists, [(one.pk, row) for one, row in zip(made, rows, strict=True)], keys)
    return made


def write_lists(lists: Iterable[List], owners: Sequence[tuple[int, Row]], keys: Keys) -> None:
    """The entries of lists of rows that have none stored. Queries as for `insert`, for each list."""
    for slot in lists:
        listed = [(pk, row[slot.name]) for pk, row in owners if row.get(slot.name)]
        if not listed:
            continue
        if isinstance(slot, Many):
            _bulk(slot.through, _pairs(slot, listed, keys))
        elif isinstance(slot, ManyItems):
            _bulk(slot.through, _item_pairs(slot, listed, keys))
        else:
            _write_parts(slot, listed, keys)


def _bulk(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    plain(model).bulk_create(list(rows), batch_size=BATCH)


def _pairs(slot: Many, listed: Sequence[tuple[int, Any]], keys: Keys) -> Iterator[models.Model]:
    known = keys.keys[slot.target]
    for pk, entries in listed:
        for position, key in enumerate(entries):
            pair: dict[str, Any] = {slot.owner: pk, slot.other: known[key]}
            if slot.position is not None:
                pair[slot.position] = position
            yield slot.through(**pair)


def _item_pairs(slot: ManyItems, listed: Sequence[tuple[int, Any]], keys: Keys) -> Iterator[models.Model]:
    rows, items = keys.keys[slot.target.partition(".")[0]], keys.items[slot.target]
    for pk, entries in listed:
        for entry in entries:
            other = items[rows[entry[slot.beside]], entry[slot.item]]
            yield slot.through(**{slot.owner: pk, slot.other: other})


def _write_parts(slot: Parts, listed: Sequence[tuple[int, Any]], keys: Keys) -> None:
    parts = list(_entries(slot, listed))
    if slot.single is not None:
        made = [
            slot.table.model(
                **{slot.owner: pk, slot.single.attname: kept(slot.single, entry)}, **slot.fixed, **place
            )
            for pk, entry, place in parts
        ]
        _bulk(slot.table.model, made)
        return
    made = [
        slot.table.model(**{slot.owner: pk}, **attributes(slot.table, entry, keys), **slot.fixed, **place)
        for pk, entry, place in parts
    ]
    plain(slot.table.model).bulk_create(made, batch_size=BATCH)
    if slot.keyed is not None:
        known = keys.items.setdefault(slot.keyed, {})
        for one, (pk, entry, _place) in zip(made, parts, strict=True):
            known[pk, entry["key"]] = one.pk
    inner = [(one.pk, entry) for one, (_pk, entry, _place) in zip(made, parts, strict=True)]
    write_lists(slot.table.lists, inner, keys)


def _entries(slot: Parts, listed: Sequence[tuple[int, Any]]) -> Iterator[tuple[int, Any, dict[str, int]]]:
    for pk, entries in listed:
        for position, entry in enumerate([entries] if slot.alone else entries):
            yield pk, entry, {} if slot.position is None else {slot.position: position}


def clear_list(slot: List, owners: Sequence[int]) -> None:
    """Remove the entries of a list of rows. Queries: one for each 500 rows and table."""
    for start in range(0, len(owners), 500):
        some = owners[start : start + 500]
        if isinstance(slot, Parts):
            lines = plain(slot.table.model).filter(**{f"{slot.owner}__in": some}, **slot.fixed)
            if slot.table.lists:
                pks = list(lines.values_list("pk", flat=True))
                for inner in slot.table.lists:
                    clear_list(inner, pks)
        else:
            lines = plain(slot.through).filter(**{f"{slot.owner}__in": some})
        raw_delete(lines)


def raw_delete(rows: "models.QuerySet[Any]") -> None:
    """One DELETE, without signals and without fetching: what hangs on the rows is removed by the caller."""
    rows._raw_delete(rows.db)  # noqa: SLF001


def remove(table: Table, pks: Sequence[int]) -> None:
    """Rows with all their lists. Rows that others still refer to are refused by the database at the end."""
    for slot in table.lists:
        clear_list(slot, pks)
    for start in range(0, len(pks), 500):
        raw_delete(plain(table.model).filter(pk__in=pks[start : start + 500]))


def update(
    table: Table,
    rows: Sequence[tuple[int, Row, Mapping[str, Any]]],
    keys: Keys,
    *,
    derive: Derive = dict_of_nothing,
    versions: Mapping[int, int] | None = None,
) -> list[models.Model]:
    """Save what differs in stored rows, given as (primary key, row of the file, fields that differ).

    Lists that differ are written anew; items to which others refer keep their identity. Raises Stale if a
    row has not the row version in `versions` any more.
    Queries: about two for each 500 rows, and two for each list that differs.
    """
    pks = [pk for pk, _row, _differing in rows]
    stored: dict[int, models.Model] = {}
    for start in range(0, len(pks), 500):
        some = plain(table.model).select_for_update().in_bulk(pks[start : start + 500])
        stored.update(some)
    stale = [pk for pk in pks if versions is not None and not _is_fresh(stored.get(pk), versions[pk])]
    if stale:
        raise Stale(stale)
    columns: set[str] = set()
    for pk, row, differing in rows:
        derived = derive(row)
        target = attributes(table, row, keys) | derived
        changed = {name for field in differing for name in columns_of(table, field)} | derived.keys()
        for name in changed & target.keys():
            setattr(stored[pk], name, target[name])
        columns |= changed & target.keys()
        _grow(stored[pk])
        columns.add("row_version")
    made = [stored[pk] for pk in pks]
    if columns:
        names = [column.name for column in table.model._meta.concrete_fields if column.attname in columns]
        plain(table.model).bulk_update(made, names, batch_size=500)
    for slot in table.lists:
        owners = [(pk, row) for pk, row, differing in rows if slot.name in differing]
        if not owners:
            continue
        if isinstance(slot, Parts) and slot.keyed is not None:
            _update_keyed(slot, owners, keys)
        else:
            clear_list(slot, [pk for pk, _row in owners])
            write_lists([slot], owners, keys)
    return made


def _is_fresh(row: models.Model | None, version: int) -> bool:
    return isinstance(row, CoreRow) and row.row_version == version


def _grow(row: models.Model) -> None:
    if isinstance(row, CoreRow):
        row.row_version += 1


def columns_of(table: Table, name: str) -> set[str]:
    """The columns in which a field of the file is kept; the entries of lists stand elsewhere."""
    try:
        slot = table.slot(name)
    except KeyError:
        return set()
    match slot:
        case Many() | ManyItems() | Parts():
            return set() if slot.recorded is None else {slot.recorded}
        case _ if hasattr(slot, "attname"):
            return {slot.attname}
        case _ if hasattr(slot, "prefix"):
            return {f"{slot.prefix}_{kind}" for kind in ("number", "money", "stage", "yes")}
        case _:
            columns = {column.attname for column in slot.columns}
            return columns if slot.recorded is None else columns | {slot.recorded}


def _update_keyed(slot: Parts, owners: Sequence[tuple[int, Row]], keys: Keys) -> None:
    """Items by their key: those that stay are changed in place, since other rows refer to them."""
    pks = [pk for pk, _row in owners]
    model = slot.table.model
    stored: dict[tuple[int, str], models.Model] = {}
    for start in range(0, len(pks), 500):
        for item in plain(model).filter(**{f"{slot.owner}__in": pks[start : start + 500]}):
            stored[getattr(item, slot.owner), item.key] = item
    entries = {(pk, entry["key"]): entry for pk, row in owners for entry in row.get(slot.name) or ()}
    known = keys.items.setdefault(slot.keyed or "", {})
    gone = [item.pk for place, item in stored.items() if place not in entries]
    raw_delete(plain(model).filter(pk__in=gone))
    for place in [place for place in stored if place not in entries]:
        known.pop(place, None)
    staying = [
        (item, attributes(slot.table, entries[place], keys))
        for place, item in stored.items()
        if place in entries
    ]
    for item, values in staying:
        for name, value in values.items():
            setattr(item, name, value)
    names = [column.column.name for column in slot.table.columns]
    names += [
        column.name
        for column in model._meta.concrete_fields
        if column.attname in {r.attname for r in slot.table.references}
    ]
    plain(model).bulk_update([item for item, _values in staying], names, batch_size=500)
    new = [(place, entry) for place, entry in entries.items() if place not in stored]
    made = [model(**{slot.owner: place[0]}, **attributes(slot.table, entry, keys)) for place, entry in new]
    plain(model).bulk_create(made, batch_size=BATCH)
    for (place, _entry), item in zip(new, made, strict=True):
        known[place] = item.pk


def refer_to_own(table: Table, names: Iterable[str], rows: Sequence[tuple[int, Row]], keys: Keys) -> None:
    """References between rows of one collection, once all of them stand. Queries: one for each 500 rows."""
    references = [one for one in table.references if one.name in set(names)]
    if not references or not rows:
        return
    made = []
    for pk, row in rows:
        values = {
            one.attname: None if row.get(one.name) is None else keys.keys[one.target][row[one.name]]
            for one in references
        }
        made.append(table.model(pk=pk, **values))
    columns = {one.attname for one in references}
    fields = [column.name for column in table.model._meta.concrete_fields if column.attname in columns]
    plain(table.model).bulk_update(made, fields, batch_size=500)


def park(table: Table, rows: Sequence[tuple[int, Mapping[str, Any]]], key: str = "key") -> None:
    """Give up, for the moment, the keys and uuids that differ, so that rows may exchange them."""
    model = plain(table.model)
    keyed = [pk for pk, differing in rows if "key" in differing]
    for start in range(0, len(keyed), 500):
        name = Concat(Value("~"), Cast("pk", models.CharField()))
        model.filter(pk__in=keyed[start : start + 500]).update(**{key: name})
    moved = [table.model(pk=pk, uuid=uuid.uuid4()) for pk, differing in rows if "uuid" in differing]
    model.bulk_update(moved, ["uuid"], batch_size=500)
