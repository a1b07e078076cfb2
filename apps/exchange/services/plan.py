"""What a file means for the mission that is stored: which rows are new, which changed and how."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.agencies.models import Agency
from apps.exchange import mapping, selectors
from apps.exchange.bundle import canonical
from apps.exchange.bundle.collections import BY_NAME, FORMAT, MISSION, VERSION, Field, Kind
from apps.exchange.mapping import Names, Row
from apps.missions.models import Mission

Difference = dict[str, tuple[Any, Any]]  # field to (before, after), None where missing

_LOOSE = {Kind.VALUE, Kind.JSON}  # 1 and true are equal in Python, but not in a file
SHARED = frozenset(slot.name for slot in mapping.AGENCY.slots())


@dataclass(slots=True)
class Plan:
    """One collection of the file beside the stored one.

    `pks`: for each row of the file the primary key of the row it is, None if there is none.
    `changed`: position in the file to what differs. `stored`, `kept`, `removed`: rows by primary key.
    `versions`: the row versions of the stored rows when they were read.
    """

    name: str
    rows: Sequence[Row]
    pks: list[int | None]
    versions: dict[int, int] = field(default_factory=dict)
    stored: dict[int, Row] = field(default_factory=dict)
    new: list[int] = field(default_factory=list)
    changed: dict[int, Difference] = field(default_factory=dict)
    same: list[int] = field(default_factory=list)
    kept: dict[int, Row] = field(default_factory=dict)
    removed: dict[int, Row] = field(default_factory=dict)


@dataclass(slots=True)
class Plans:
    """The whole file beside the whole mission; `mission` None where it is not stored yet.

    `joined`: position in `agencies` to what differs in the shared half of an agency that is stored, but not
    in this mission yet.
    """

    document: Mapping[str, Any]
    mission: Mission | None
    mission_difference: Difference
    collections: dict[str, Plan]
    names: Names
    joined: dict[int, Difference]


def plans(document: Mapping[str, Any], mission: Mission | None, *, replace: bool) -> Plans:
    """Compare a document without faults with what is stored. Changes nothing.

    Queries: one for each collection to match, and those of `selectors.collection_rows` for each stored one.
    """
    names = Names()
    collections: dict[str, Plan] = {}
    joined: dict[int, int] = {}
    for name in mapping.ORDER:
        rows = document.get(name) or []
        stored = {} if mission is None else selectors.key_pairs(mission, name)
        versions: dict[int, int] = {}
        if name == mapping.AGENCIES:
            pks = _match_agencies(rows, stored)
            joined = {index: pk for index, pk in enumerate(pks) if pk is not None and pk not in stored}
        else:
            uuids: dict[str, int] = {}
            if mission is not None and stored:
                uuids, versions = _identities(mission, name)
            pks = match(rows, uuids, stored)
        collections[name] = Plan(name, rows, pks, versions)
        names.keys[name] = _names_after(rows, pks, stored, replace=replace)
    mission_difference: Difference = {}
    if mission is not None:
        mission_difference = _mission_difference(document["mission"], selectors.mission_row(mission))
        money = _money(document)
        for name in mapping.ORDER:
            plan = collections[name]
            _compare(plan, mission, names, money, replace=replace)
            if name == "indicators":
                money = _money({"indicators": plan.stored.values()}) | money
            if name in _WITH_VALUE:
                _move_values(plan, collections["indicators"])
    else:
        for plan in collections.values():
            plan.new = list(range(len(plan.rows)))
    agencies = collections[mapping.AGENCIES]
    return Plans(document, mission, mission_difference, collections, names, _joined(agencies, joined, names))


# --- which row is which -------------------------------------------------------------------------------------


def match(rows: Sequence[Row], uuids: Mapping[str, int], keys: Mapping[int, str]) -> list[int | None]:
    """For each row of the file the stored row it is: by uuid first, then by key."""
    by_key = {key: pk for pk, key in keys.items()}
    pks = [uuids.get(row.get("uuid") or "") for row in rows]
    taken = {pk for pk in pks if pk is not None}
    for index, row in enumerate(rows):
        if pks[index] is None:
            pk = by_key.get(row["key"])
            if pk is not None and pk not in taken:
                pks[index] = pk
                taken.add(pk)
    return pks


def _identities(mission: Mission, name: str) -> tuple[dict[str, int], dict[int, int]]:
    """uuid to primary key, and primary key to row version, of the stored rows of a collection."""
    found = list(selectors.rows_of(mission, name).values_list("uuid", "pk", "row_version"))
    return {str(uuid): pk for uuid, pk, _version in found}, {pk: version for _uuid, pk, version in found}


def _names_after(
    rows: Sequence[Row], pks: Sequence[int | None], stored: Mapping[int, str], *, replace: bool
) -> dict[int, str]:
    """How stored rows are named once the file stands.

    The name of a row that goes is marked if the file gives it to another row, so that rows which named the
    one and name the other differ. A kept row cannot share its name: that is a fault of the file.
    """
    after = {pk: row["key"] for row, pk in zip(rows, pks, strict=True) if pk is not None}
    given = {row["key"] for row in rows}
    for pk, key in stored.items():
        if pk not in after:
            after[pk] = f"~{key}" if replace and key in given else key
    return after


def _match_agencies(rows: Sequence[Row], stored: Mapping[int, str]) -> list[int | None]:
    """For each agency of the file the one of the shared directory that it is, by primary key of Agency.

    By uuid, then by key in this mission; one without uuid also by IATI identifier, then by name and state.
    """
    directory = list(
        Agency.objects.order_by("pk").values_list("pk", "uuid", "iati_identifier", "name", "state")
    )
    uuids = {str(uuid): pk for pk, uuid, *_rest in directory}
    pks = match(rows, uuids, stored)
    taken = {pk for pk in pks if pk is not None}
    by_identifier: dict[Any, list[int]] = {}
    by_name: dict[Any, list[int]] = {}
    for pk, _uuid, identifier, name, state in directory:
        if identifier is not None:
            by_identifier.setdefault(identifier, []).append(pk)
        by_name.setdefault((name, state), []).append(pk)
    for known, identity in (
        (by_identifier, lambda row: row.get("iati_identifier")),
        (by_name, lambda row: (row["name"], row.get("state"))),
    ):
        for index, row in enumerate(rows):
            if pks[index] is None and row.get("uuid") is None:
                pks[index] = next((pk for pk in known.get(identity(row), ()) if pk not in taken), None)
                taken.update(pk for pk in pks[index : index + 1] if pk is not None)
    return pks


# --- what differs -------------------------------------------------------------------------------------------


def _money(document: Mapping[str, Any]) -> dict[str, Row]:
    """The indicators that count money, as far as comparing values needs them."""
    return {
        row["key"]: {"key": row["key"], "value_type": row["value_type"]}
        for row in document.get("indicators") or ()
        if row["value_type"] == "money"
    }


def comparable(name: str, rows: Iterable[Row], money: Mapping[str, Row] | None = None) -> dict[str, Row]:
    """The rows of a collection in canonical form, by key."""
    document: dict[str, Any] = {"format": FORMAT, "version": VERSION, "mission": {}, name: list(rows)}
    if name != "indicators" and money:
        document["indicators"] = list(money.values())
    return {row["key"]: row for row in canonical(document).get(name, ())}


def difference(fields: Sequence[Field], before: Row, after: Row) -> Difference:
    """The fields in which two canonical rows differ. A uuid that the file does not give is not one."""
    found: Difference = {}
    for one in fields:
        old, new = before.get(one.name), after.get(one.name)
        alike = _alike(old, new) if one.kind in _LOOSE else old == new
        if not alike and not (one.kind is Kind.UUID and new is None):
            found[one.name] = (old, new)
    return found


def _alike(one: Any, two: Any) -> bool:
    if isinstance(one, bool) or isinstance(two, bool):
        return one is two
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(_alike, one, two))
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(_alike(one[name], two[name]) for name in one)
    return bool(one == two)


def _mission_difference(file: Row, stored: Row) -> Difference:
    base = {"format": FORMAT, "version": VERSION}
    after = canonical({**base, "mission": file})["mission"]
    return difference(MISSION, canonical({**base, "mission": stored})["mission"], after)


def _compare(plan: Plan, mission: Mission, names: Names, money: dict[str, Row], *, replace: bool) -> None:
    """Fill the plan of a collection of a stored mission."""
    stored = selectors.collection_rows(mission, plan.name, names)
    ours = {pk: index for index, pk in enumerate(plan.pks) if pk in stored}
    plan.new = [index for index, pk in enumerate(plan.pks) if pk not in stored]
    rest = {pk: row for pk, row in stored.items() if pk not in ours}
    if replace:
        plan.removed = rest
    else:
        plan.kept = rest
    if not ours:
        return
    old_keys = {}
    for pk, index in ours.items():
        old_keys[pk] = stored[pk]["key"]
        stored[pk]["key"] = plan.rows[index]["key"]
    before = comparable(plan.name, (stored[pk] for pk in ours), money)
    after = comparable(plan.name, (plan.rows[index] for index in ours.values()), money)
    fields = BY_NAME[plan.name].fields
    loose = any(one.kind in _LOOSE for one in fields)
    for pk, index in ours.items():
        key = plan.rows[index]["key"]
        found: Difference = {}
        if before[key] != after[key] or loose:
            found = difference(fields, before[key], after[key])
        if old_keys[pk] != key:
            found["key"] = (old_keys[pk], key)
        if "value_type" in found:  # the values of the indicator move to another column
            for value in ("baseline_value", "target_value"):
                found.setdefault(value, (before[key].get(value), after[key].get(value)))
        if found:
            plan.changed[index] = found
            plan.stored[pk] = stored[pk]
        else:
            plan.same.append(index)
    if plan.name == "indicators":
        plan.stored = stored


_WITH_VALUE = {"milestones", "observations"}


def _move_values(plan: Plan, indicators: Plan) -> None:
    """A value of an indicator that now counts something else changes its column, if not its words."""
    retyped = {
        indicators.rows[index]["key"]
        for index, differing in indicators.changed.items()
        if "value_type" in differing
    }
    for index in [one for one in plan.same if retyped and plan.rows[one]["indicator"] in retyped]:
        value = plan.rows[index].get("value")
        if value is not None:
            plan.changed[index] = {"value": (value, value)}
            plan.same.remove(index)


def _joined(plan: Plan, joined: Mapping[int, int], names: Names) -> dict[int, Difference]:
    """What differs in the shared half of agencies that another mission brought in."""
    if not joined:
        return {}
    scope = {"pk__in": list(joined.values())}
    stored = {one.pk: one.row for one in mapping.read(mapping.AGENCY, scope, names)}
    fields = [one for one in BY_NAME[mapping.AGENCIES].fields if one.name in SHARED]
    found = {}
    for index, pk in joined.items():
        row = plan.rows[index]
        after = comparable(plan.name, [{**{n: v for n, v in row.items() if n in SHARED}, "key": row["key"]}])
        before = comparable(plan.name, [{**stored[pk], "key": row["key"]}])
        differing = difference(fields, before[row["key"]], after[row["key"]])
        if differing:
            found[index] = differing
    return found
