"""A mission in the words of the bundle: what import compares with and what export writes."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import connection, models, transaction

from apps.exchange import mapping
from apps.exchange.bundle import stream
from apps.exchange.bundle.collections import BY_NAME, FORMAT, VERSION
from apps.exchange.mapping import Names, Row
from apps.exchange.withheld import guarded, withheld, without_figures
from apps.missions.models import Mission, MissionAgency

User = AbstractBaseUser | AnonymousUser

# What a register counts: (collection of its bearer, key of the bearer in it, register, field of the rows)
_REGISTERS = (
    ("mission_agencies", "agency", "policy_commitments", "agency"),
    ("mission_agencies", "agency", "policy_products", "agency"),
    ("mission_agencies", "agency", "forward_plans", "funder"),
    ("activities", "key", "consultations", "activity"),
)


def mission_row(mission: Mission) -> Row:
    """The object `mission` of the file. One query."""
    return next(mapping.read(mapping.MISSION_TABLE, {"pk": mission.pk}, Names())).row


def rows_of(mission: Mission, name: str) -> "models.QuerySet[Any]":
    """The stored rows of a collection; for agencies and their presence those of MissionAgency."""
    if name == mapping.AGENCIES:
        return MissionAgency.objects.filter(mission=mission)
    if name == mapping.PRESENCES:
        return MissionAgency.objects.filter(mission=mission, registered=True)
    model = mapping.MODELS[name]
    return model._default_manager.filter(mission=mission, **mapping.SCOPES.get(name, {}))


def key_column(name: str) -> str:
    """The column that keeps the keys of a collection."""
    return "presence_key" if name == mapping.PRESENCES else "key"


def key_pairs(mission: Mission, name: str) -> dict[int, str]:
    """Primary key to key of the rows of a collection; agencies by the primary key of Agency. One query."""
    pk = "agency_id" if name == mapping.AGENCIES else "pk"
    return dict(rows_of(mission, name).order_by("pk").values_list(pk, key_column(name)))


def collection_rows(mission: Mission, name: str, names: Names) -> dict[int, Row]:
    """The rows of one collection in the words of the file, by primary key, in the order they were entered.

    `names` must name the rows of this collection and of those it refers to; it receives the items of rows
    of this one. Rows that name a hidden row are left out and are hidden from then on.
    Queries: one, and one for each list in the rows.
    """
    if name == mapping.AGENCIES:
        return _agency_rows(mission, names)
    if name == mapping.PRESENCES:
        found = list(mapping.read(mapping.PRESENCE, {"mission": mission, "registered": True}, names))
    else:
        scope = {"mission": mission, **mapping.SCOPES.get(name, {})}
        found = list(mapping.read(mapping.TABLES[name], scope, names))
    hidden = names.hidden.setdefault(name, set())
    rows = {}
    for one in found:
        if one.hidden or one.pk in hidden:
            hidden.add(one.pk)
        else:
            rows[one.pk] = one.row
    return rows


def _agency_rows(mission: Mission, names: Names) -> dict[int, Row]:
    shared = {
        one.pk: one.row for one in mapping.read(mapping.AGENCY, {"missionagency__mission": mission}, names)
    }
    rows = {}
    for one in mapping.read(mapping.SIDE, {"mission": mission}, names, owner="agency_id"):
        if one.owner is not None and one.owner in names.keys[mapping.AGENCIES]:
            rows[one.owner] = one.row | shared[one.owner]
    return rows


def export_rows(mission: Mission, user: User | None = None) -> Iterator[tuple[str, list[Row]]]:
    """Each collection that has rows, with its rows, in an order in which every key is known when it is used.

    With a user only what that user may see: rows that refer to a row they may not see are left out, and a
    document they may not see is dropped from the lists that name it. Queries: a fixed number.
    """
    names = Names()
    for name in mapping.ORDER:
        names.keys[name] = key_pairs(mission, name)
        if user is not None:
            _hide(mission, name, names, user)
        rows = collection_rows(mission, name, names)
        if user is not None:
            rows = _without_orphans(name, rows, names)
            rows = _without_columns(mission, name, rows, user)
            rows = {pk: without_figures(user, mission, name, row) for pk, row in rows.items()}
        if rows:
            yield name, list(rows.values())


def _without_columns(mission: Mission, name: str, rows: dict[int, Row], user: User) -> dict[int, Row]:
    """The rows without the columns that the user does not know; without the row where the file needs one.

    No query, three where the table has such columns.
    """
    if not guarded(name) or not rows:
        return rows
    # Taken in again, an observation without its value would blank the one that is stored.
    needed = {field.name for field in BY_NAME[name].fields if field.required} | {"value"}
    pk = "agency_id" if name == mapping.AGENCIES else "pk"
    place = dict(rows_of(mission, name).values_list("pk", pk))
    for stored, columns in withheld(user, name, place).items():
        known = rows.get(place[stored])
        if known is not None and columns & needed:
            del rows[place[stored]]
        elif known is not None:
            rows[place[stored]] = {column: known[column] for column in known if column not in columns}
    return rows


def _hide(mission: Mission, name: str, names: Names, user: User) -> None:
    pk = "agency_id" if name == mapping.AGENCIES else "pk"
    visible = set(rows_of(mission, name).visible_to(user).values_list(pk, flat=True))  # type: ignore[attr-defined]
    names.hidden[name] = set(names.keys[name]) - visible
    for hidden in names.hidden[name]:
        del names.keys[name][hidden]


def _without_orphans(name: str, rows: dict[int, Row], names: Names) -> dict[int, Row]:
    """The rows without those that refer, over any number of steps, to a row left out of the same list."""
    keys = names.keys[name]
    lost = {keys.pop(pk) for pk in names.hidden.get(name, set()) if pk in keys}
    references = mapping.SELF.get(name, ())
    while lost and references:
        gone = [pk for pk, row in rows.items() if any(row.get(one.name) in lost for one in references)]
        names.hidden[name].update(gone)
        for pk in gone:
            del rows[pk]
        lost = {keys.pop(pk) for pk in gone}
    return rows


def export_bundle(
    *, mission: Mission, user: User | None = None, at: datetime.datetime | None = None
) -> dict[str, Any]:
    """The mission as a bundle document; with a user only what that user may see.

    `at` is written as `exported_at`; rows that people change later than that are protected when the file
    is imported again. Queries: a fixed number, about two for each collection.
    """
    with one_moment():
        head = _head(mission, at)
        collections = dict(export_rows(mission, user))
    if user is not None:
        _drop_empty_registers(head["mission"], collections)
    return {**head, **collections}


def export_pieces(
    *, mission: Mission, user: User | None = None, at: datetime.datetime | None = None
) -> Iterator[bytes]:
    """The same as a file, in pieces: one collection is in memory at a time (with a user all of them)."""
    if user is not None:
        yield from stream(export_bundle(mission=mission, user=user, at=at))
        return
    with one_moment():
        yield from _pieces(mission, at)


def _pieces(mission: Mission, at: datetime.datetime | None) -> Iterator[bytes]:
    rows = export_rows(mission)
    ahead: list[tuple[str, list[Row]]] = []

    def of(name: str) -> Iterator[Row]:
        if not ahead:
            ahead.extend([one] if (one := next(rows, None)) is not None else [])
        if ahead and ahead[0][0] == name:
            yield from ahead.pop()[1]

    filled = [name for name in mapping.ORDER if rows_of(mission, name).exists()]
    yield from stream({**_head(mission, at), **{name: of(name) for name in filled}})


def _head(mission: Mission, at: datetime.datetime | None) -> dict[str, Any]:
    head: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    if at is not None:
        head["exported_at"] = at.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
    return {**head, "mission": mission_row(mission)}


class one_moment(transaction.Atomic):  # noqa: N801
    """A transaction in which all queries see the database as it was at one moment."""

    def __init__(self) -> None:
        super().__init__(using=None, savepoint=True, durable=False)

    def __enter__(self) -> None:
        outermost = not connection.in_atomic_block
        super().__enter__()
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _drop_empty_registers(mission: Row, collections: dict[str, list[Row]]) -> None:
    """Leave out each `recorded` whose rows the reader may not see: a file must not contradict itself."""
    for register, said in list((mission.get("registers") or {}).items()):
        if said == "recorded" and not collections.get(register):
            del mission["registers"][register]
    for bearers, identity, register, field in _REGISTERS:
        present = {row.get(field) for row in collections.get(register, ())}
        for row in collections.get(bearers, ()):
            registers = row.get("registers") or {}
            if registers.get(register) == "recorded" and row[identity] not in present:
                del registers[register]
