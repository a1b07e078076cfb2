"""A comparison in plain JSON types, for a job to keep and a page to show."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from apps.coherence.engine.compare.results import Comparison

Document = dict[str, Any]


def as_document(comparison: Comparison) -> Document:
    """Every field under its own name; dates as text, pairs as lists, missing as null."""
    document: Document = json.loads(json.dumps(asdict(comparison), default=_plain))
    return document


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no plain form for {type(value).__name__}")
