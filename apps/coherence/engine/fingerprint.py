"""One hash over exactly the columns the engine reads: equal inputs, equal hash, whatever the order of
rows."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from apps.coherence.engine.inputs import COLLECTIONS, Inputs, canonical


def fingerprint(inputs: Inputs) -> str:
    """SHA-256 (hex) of the inputs: per collection the names of its columns, then column by column the values
    of all rows in order of key, all as JSON."""
    ordered = canonical(inputs)
    digest = hashlib.sha256()
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
    digest.update(encode(["mission", _plain(ordered.mission)]).encode())
    for name in COLLECTIONS:
        rows = getattr(ordered, name)
        if rows:
            columns = _columns(type(rows[0]))
            digest.update(encode([name, *columns]).encode())
            for column in columns:
                digest.update(encode(_written(list(map(attrgetter(column), rows)))).encode())
    return digest.hexdigest()


def _columns(row_type: Any) -> list[str]:
    return sorted(field.name for field in fields(row_type))


def _written(column: list[Any]) -> Sequence[Any]:
    """The values as JSON has them. Dates are few and come often: each is written out once."""
    kinds = set(map(type, column))
    if date in kinds:
        texts = {day: None if day is None else day.isoformat() for day in set(column)}
        return [texts[day] for day in column]
    return _numbers(column) if int in kinds else column


def _numbers(values: Sequence[Any]) -> list[Any]:
    """1 and 1.0 are one number; true is not."""
    return [float(value) if type(value) is int else value for value in values]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        columns = _columns(type(value))
        return [columns, _numbers(attrgetter(*columns)(value))]
    raise TypeError(f"no canonical form for {type(value).__name__}")
