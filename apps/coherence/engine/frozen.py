"""Inputs as bytes and back, so that a kept assessment can be computed again from the rows it was made of."""

import json
import types
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, Union, get_args, get_origin, get_type_hints

from apps.coherence.engine.inputs import COLLECTIONS, Inputs, Mission, canonical

_ROW_TYPES = {name: get_args(get_type_hints(Inputs)[name])[0] for name in COLLECTIONS}
FORMAT = "nexusplan-frozen-inputs"
SHAPE = 1
SINCE = {"Contradiction": ("raised_by",)}
"""Columns that came later, each the last of its kind of row and with a default: not recorded before."""

Read = Callable[[Any], Any]
"""From what JSON holds to the value of a column."""


class UnknownShape(ValueError):
    """These bytes do not hold inputs as this engine reads them; the sentence says what differs."""


def freeze(inputs: Inputs) -> bytes:
    """The canonical JSON of the inputs, compressed: the columns of each kind of row once, then the rows.

    Equal inputs give equal JSON, whatever the order of their rows.
    """
    ordered = canonical(inputs)
    found = {name: rows for name in COLLECTIONS if (rows := getattr(ordered, name))}
    document: dict[str, Any] = {
        "format": FORMAT,
        "shape": SHAPE,
        "columns": _columns_of(found),
        "mission": ordered.mission,
        "collections": found,
    }
    encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)
    return zlib.compress(encoder.encode(document).encode())


def thaw(content: bytes) -> Inputs:
    """The inputs that `freeze` was given, in canonical order.

    Columns of SINCE may be missing. Raises UnknownShape where the bytes are something else, or were frozen by
    an engine that read other columns.
    """
    try:
        document = json.loads(zlib.decompress(content))
    except (zlib.error, ValueError) as error:
        raise UnknownShape("This is no frozen record of inputs.") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UnknownShape("This is no frozen record of inputs.")
    if document["shape"] != SHAPE:
        raise UnknownShape(f"Inputs frozen in shape {document['shape']}; this engine reads shape {SHAPE}.")
    found = document["collections"]
    unknown = sorted(found.keys() - set(COLLECTIONS))
    if unknown:
        raise UnknownShape(f"Frozen with collections that this engine does not know: {', '.join(unknown)}.")
    then = document["columns"]
    differing = sorted(
        name
        for name, columns in _columns_of(found).items()
        if then.get(name) not in (columns, [one for one in columns if one not in SINCE.get(name, ())])
    )
    if differing:
        raise UnknownShape(f"Frozen with other columns than this engine reads, in: {', '.join(differing)}.")
    rows = {name: _rows(_ROW_TYPES[name], values) for name, values in found.items()}
    return Inputs(mission=_rows(Mission, [document["mission"]])[0], **rows)


def _columns(row_type: Any) -> list[str]:
    return [field.name for field in fields(row_type)]


def _columns_of(collections: Iterable[str]) -> dict[str, list[str]]:
    """Columns by name of the kind of row, with the parts inside rows."""
    kinds = {Mission, *(_ROW_TYPES[name] for name in collections)}
    kinds |= {part for kind in kinds for hint in get_type_hints(kind).values() for part in _parts(hint)}
    return {kind.__name__: _columns(kind) for kind in sorted(kinds, key=lambda kind: kind.__name__)}


def _parts(hint: Any) -> Iterator[type]:
    if is_dataclass(hint) and isinstance(hint, type):
        yield hint
    for inner in get_args(hint):
        yield from _parts(inner)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return [getattr(value, field.name) for field in fields(value)]
    raise TypeError(f"no frozen form for {type(value).__name__}")


def _rows(row_type: Any, rows: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    readers = _readers(row_type)
    if not any(readers):
        return tuple(row_type(*row) for row in rows)
    return tuple(
        row_type(*(value if read is None else read(value) for read, value in zip(readers, row, strict=False)))
        for row in rows
    )


def _readers(row_type: Any) -> list[Read | None]:
    hints = get_type_hints(row_type)
    return [_reader(hints[name]) for name in _columns(row_type)]


def _reader(hint: Any) -> Read | None:
    """How a column of this type is read; None where JSON holds its value as it is."""
    if get_origin(hint) in (types.UnionType, Union):
        (inner,) = (part for part in get_args(hint) if part is not type(None))
        read = _reader(inner)
        return None if read is None else lambda value: None if value is None else read(value)
    if hint is date:
        return date.fromisoformat
    if get_origin(hint) is tuple:
        return _tuple_reader(get_args(hint))
    if is_dataclass(hint):
        return lambda values: _rows(hint, [values])[0]
    return None


def _tuple_reader(parts: tuple[Any, ...]) -> Read:
    if parts[-1] is Ellipsis:
        read = _reader(parts[0])
        return tuple if read is None else lambda values: tuple(map(read, values))
    readers = [_reader(part) for part in parts]
    return lambda values: tuple(
        value if read is None else read(value) for read, value in zip(readers, values, strict=True)
    )
