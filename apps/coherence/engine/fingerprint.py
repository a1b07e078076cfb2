"""One hash over exactly the columns the engine reads: equal inputs, equal hash, whatever the order of
rows."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from apps.coherence.engine.inputs import COLLECTIONS, Inputs, canonical


def fingerprint(inputs: Inputs) -> str:
    """SHA-256 (hex) of the inputs: per collection one JSON line of column names, then one line per row by
    key."""
    ordered = canonical(inputs)
    digest = hashlib.sha256()
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
    digest.update(encode(["mission", _plain(ordered.mission)]).encode())
    for name in COLLECTIONS:
        rows = getattr(ordered, name)
        if rows:
            names, values = _columns(type(rows[0]))
            digest.update(encode([name, *names]).encode())
            digest.update(encode([_number(values(row)) for row in rows]).encode())
    return digest.hexdigest()


def _columns(row_type: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    names = tuple(sorted(field.name for field in fields(row_type)))
    return names, attrgetter(*names)


def _number(values: tuple[Any, ...]) -> list[Any]:
    """1 and 1.0 are one number; true is not."""
    return [float(value) if type(value) is int else value for value in values]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        names, values = _columns(type(value))
        return [list(names), _number(values(value))]
    raise TypeError(f"no canonical form for {type(value).__name__}")
