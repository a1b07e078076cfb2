"""The rows that a request names, by key or UUID, as far as whoever asks may see them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.api.writing.body import Refused, Sent
from apps.exchange import mapping
from apps.exchange.bundle import Code, Fault
from apps.exchange.bundle.collections import BY_NAME, Field, Kind
from apps.exchange.bundle.faults import pointer, shown
from apps.exchange.mapping.writing import Keys
from apps.exchange.records import ITEMS, Reader, visible_rows
from apps.missions.models import Mission

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Named:
    """What the references of a request mean: collection to what was written to the row; items likewise."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    items: dict[str, dict[tuple[int, str], Any]] = field(default_factory=dict)

    def keys(self) -> Keys:
        """As the mapping of the bundle takes them."""
        money = {given for given, row in self.rows.get("indicators", {}).items() if row.value_type == "money"}
        return Keys(
            keys={target: {given: row.pk for given, row in of.items()} for target, of in self.rows.items()},
            items={target: {at: item.pk for at, item in of.items()} for target, of in self.items.items()},
            money=money,
        )


def named(user: Reader, mission: Mission, collection: str, sent: Sequence[Sent]) -> Named:
    """The rows that these rows name. Raises Refused with a pointer to each that is not there for the asker.

    Queries: one for each collection that is named, whatever the number of rows.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    places: list[tuple[Path, str, str]] = []
    inside: list[tuple[Path, str, str, str]] = []
    for index, row in enumerate(sent):
        for path, one, value, beside in _references(BY_NAME[collection].fields, row, (collection, index)):
            target = str(one.target)
            if one.kind is Kind.ITEM:
                inside.append((path, target, str(beside), value))
            else:
                wanted[target].add(value)
                places.append((path, target, value))
    found = Named({target: _rows(user, mission, target, given) for target, given in wanted.items()})
    faults = [
        Fault(pointer(path), Code.UNKNOWN_REFERENCE, _no_such(target, value))
        for path, target, value in places
        if value not in found.rows[target]
    ]
    if not faults:
        faults = list(_find_items(found, inside))
    if faults:
        raise Refused(faults)
    return found


def _references(
    fields: Sequence[Field], row: Mapping[str, Any], path: Path
) -> Iterator[tuple[Path, Field, str, str | None]]:
    """Every reference of a row at any depth: where, which field, what is written, what stands beside it."""
    for one in fields:
        value = row.get(one.name)
        if value is None:
            continue
        at = (*path, one.name)
        if one.kind is Kind.REFERENCE:
            yield at, one, value, None
        elif one.kind is Kind.REFERENCES:
            for index, key in enumerate(value):
                yield (*at, index), one, key, None
        elif one.kind is Kind.ITEM:
            yield at, one, value, row.get(str(one.beside))
        elif one.kind is Kind.OBJECT:
            yield from _references(one.fields, value, at)
        elif one.kind is Kind.ROWS:
            for index, entry in enumerate(value):
                if isinstance(entry, dict):
                    yield from _references(one.fields, entry, (*at, index))


def _rows(user: Reader, mission: Mission, target: str, given: set[str]) -> dict[str, Any]:
    """The rows of a collection by what was written: their key, or their UUID. One query."""
    agencies = target == mapping.AGENCIES
    uuids = {value for value in given if _is_uuid(value)}
    uuid = "agency__uuid" if agencies else "uuid"
    rows: Any = visible_rows(user, mission, target).filter(Q(key__in=given) | Q(**{f"{uuid}__in": uuids}))
    if agencies:
        rows = rows.select_related("agency")
    elif target == "activities":
        rows = rows.select_related("lead").prefetch_related("implementers")
    elif target == "areas":
        rows = rows.defer("geometry")
    found: dict[str, Any] = {}
    by_key: dict[str, Any] = {}
    for one in rows:
        row = one.agency if agencies else one
        if not agencies:
            row.mission = mission
        found[str(row.uuid)] = row
        by_key[one.key] = row
    found |= by_key
    return {value: row for value in given if (row := found.get(value) or found.get(value.lower()))}


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return len(value) == 36


def _find_items(found: Named, inside: Sequence[tuple[Path, str, str, str]]) -> Iterator[Fault]:
    """Adds the items that are named inside rows to `found`. One query for each kind of them."""
    for target in {target for _path, target, _beside, _value in inside}:
        model, owner = ITEMS[target]
        above = found.rows.get(target.partition(".")[0], {})
        items: Any = model._default_manager.filter(**{f"{owner}__in": {row.pk for row in above.values()}})
        found.items[target] = {(getattr(item, f"{owner}_id"), item.key): item for item in items}
    for path, target, beside, value in inside:
        row = found.rows.get(target.partition(".")[0], {}).get(beside)
        if row is None or (row.pk, value) not in found.items[target]:
            yield Fault(pointer(path), Code.UNKNOWN_REFERENCE, _no_such(target, value))


def _no_such(target: str, value: str) -> str:
    sentence = _("%(collection)s has no row %(key)s that you may see; write its key or its UUID.")
    return sentence % {"collection": target, "key": shown(value)}
