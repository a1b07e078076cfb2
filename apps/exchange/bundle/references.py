"""Keys and references: each key once, each reference to a row that is there. Walked from the schema."""

from collections.abc import Iterator, Set
from dataclasses import replace

from django.utils.translation import gettext as _

from .collections import COLLECTIONS, Field, Kind
from .faults import Code, Fault, Suggester, pointer, shown
from .rows import Document, Row, items, rows, text

Path = tuple[str | int, ...]
Keys = dict[str, dict[str, int]]  # collection (or "mandates.tasks@MANDATE") to key to first position


def known_keys(document: Document) -> Keys:
    """The keys of every collection and of every list of items with keys, with the first position."""
    known: Keys = {}
    for collection in COLLECTIONS:
        keys = known.setdefault(collection.name, {})
        nested = [field.name for field in collection.fields if _is_keyed(field)]
        for index, row in rows(document, collection.name):
            key = text(row, "key")
            if key is None:
                continue
            keys.setdefault(key, index)
            for name in nested:
                inside = known.setdefault(_inside(f"{collection.name}.{name}", key), {})
                for position, item in items(row, name):
                    item_key = text(item, "key")
                    if item_key is not None:
                        inside.setdefault(item_key, position)
    return known


def _inside(target: str, key: str) -> str:
    return f"{target}@{key}"  # @ occurs in no key


def _is_keyed(field: Field) -> bool:
    return field.kind is Kind.ROWS and any(inner.kind is Kind.KEY for inner in field.fields)


# --- duplicates ---------------------------------------------------------------------------------------------


def duplicate_faults(document: Document, taken: Set[str]) -> Iterator[Fault]:
    """duplicate_key for a second key or uuid in a list; bad_value for a key with a line break."""
    for collection in COLLECTIONS:
        listed = list(rows(document, collection.name))
        yield from _repeated(listed, "key", (collection.name,), taken)
        yield from _repeated(listed, "uuid", (collection.name,), taken)
        for field in collection.fields:
            if _is_keyed(field):
                for index, row in listed:
                    inside = list(items(row, field.name))
                    yield from _repeated(inside, "key", (collection.name, index, field.name), taken)
    mission = document.get("mission")
    if isinstance(mission, dict):
        yield from _line_break(text(mission, "code"), ("mission", "code"), taken)
        yield from _repeated_dimensions(mission, taken)


def _repeated(listed: list[tuple[int, Row]], name: str, where: Path, taken: Set[str]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for index, row in listed:
        value = row.get(name)
        if not isinstance(value, str):
            continue
        if name == "key" and not value.isprintable():
            yield from _line_break(value, (*where, index, name), taken)
        if first.setdefault(value, index) != index:
            sentence = _("The %(name)s %(value)s stands already in %(first)s; each row needs its own.")
            values = {"name": name, "value": shown(value), "first": pointer((*where, first[value]))}
            yield Fault(pointer((*where, index, name)), Code.DUPLICATE_KEY, sentence % values)


def _line_break(key: str | None, path: Path, taken: Set[str]) -> Iterator[Fault]:
    if key is not None and len(key.splitlines()) > 1 and pointer(path) not in taken:
        message = _("The key %(key)s holds a line break; a key is one line.") % {"key": shown(key)}
        yield Fault(pointer(path), Code.BAD_VALUE, message)


def _repeated_dimensions(mission: Row, taken: Set[str]) -> Iterator[Fault]:
    listed = mission.get("dimensions")
    first: dict[str, int] = {}
    for index, entry in enumerate(listed if isinstance(listed, list) else ()):
        code = entry.get("code") if isinstance(entry, dict) else entry
        path = ("mission", "dimensions", index)
        if (
            isinstance(code, str)
            and first.setdefault(code, index) != index
            and "/mission/dimensions" not in taken
        ):
            message = _("The dimension %(code)s is listed twice; list it once.") % {"code": shown(code)}
            yield Fault(pointer(path), Code.DUPLICATE_KEY, message)


# --- references ---------------------------------------------------------------------------------------------


def _bearing(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields that hold a reference, at any depth; everything else is not visited."""
    kept = []
    for field in fields:
        inner = _bearing(field.fields)
        if inner or field.kind in {Kind.REFERENCE, Kind.REFERENCES, Kind.ITEM}:
            kept.append(replace(field, fields=inner))
    return tuple(kept)


_BEARING = {collection.name: _bearing(collection.fields) for collection in COLLECTIONS}


def reference_faults(document: Document, known: Keys, suggest: Suggester, taken: Set[str]) -> Iterator[Fault]:
    """unknown_reference for every reference to a row or item that the document does not hold.

    `taken` are pointers that have a fault already: a value that is no key at all is not reported twice.
    References into a collection that is not a list are left out, since nothing can be said about them.
    """
    lost = {name for name in _BEARING if name in document and not isinstance(document[name], list)}
    for name, fields in _BEARING.items():
        for index, row in rows(document, name):
            for path, target, value in _broken(row, (name, index), fields, known, lost):
                where = pointer(path)
                if where not in taken:
                    yield Fault(where, Code.UNKNOWN_REFERENCE, _no_such(target, value, known, suggest))


def _broken(
    row: Row, path: Path, fields: tuple[Field, ...], known: Keys, lost: set[str]
) -> Iterator[tuple[Path, str, str]]:
    for field in fields:
        value = row.get(field.name)
        if value is None:
            continue
        target = field.target or ""
        if field.kind is Kind.REFERENCE:
            if isinstance(value, str) and value not in known[target] and target not in lost:
                yield (*path, field.name), target, value
        elif field.kind is Kind.REFERENCES:
            if isinstance(value, list) and target not in lost:
                for index, key in enumerate(value):
                    if isinstance(key, str) and key not in known[target]:
                        yield (*path, field.name, index), target, key
        elif field.kind is Kind.ITEM:
            owner = text(row, field.beside or "")
            if isinstance(value, str) and owner is not None and owner in known[target.partition(".")[0]]:
                inside = _inside(target, owner)
                if value not in known.get(inside, {}):
                    yield (*path, field.name), inside, value
        elif isinstance(value, dict):
            yield from _broken(value, (*path, field.name), field.fields, known, lost)
        elif isinstance(value, list):
            for index, entry in enumerate(value):
                if isinstance(entry, dict):
                    yield from _broken(entry, (*path, field.name, index), field.fields, known, lost)


def _no_such(target: str, value: str, known: Keys, suggest: Suggester) -> str:
    keys = known.get(target, {})
    collection, _at, owner = target.partition("@")
    if owner:
        sentence = _("%(collection)s of %(owner)s has no item with the key %(key)s; name one that is there.")
    else:
        sentence = _("%(collection)s has no row with the key %(key)s; add the row or name one that is there.")
    message = sentence % {"collection": collection, "owner": shown(owner), "key": shown(value)}
    return message + suggest.did_you_mean(value, keys)
