"""What if: a list of changes to the inputs, applied in memory to the same engine. Nothing is ever written."""

from apps.coherence.engine.what_if.apply import apply
from apps.coherence.engine.what_if.changes import (
    CHANGES,
    Change,
    LinkActivity,
    MoveDelivery,
    MoveMoney,
    ResolveContradiction,
    SplitMoney,
    VerifyLinks,
    as_json,
    parse,
)
from apps.coherence.engine.what_if.compare import Side, compare, side_of
from apps.coherence.engine.what_if.errors import ERROR_TEXTS, ChangeError

__all__ = [
    "CHANGES",
    "ERROR_TEXTS",
    "Change",
    "ChangeError",
    "LinkActivity",
    "MoveDelivery",
    "MoveMoney",
    "ResolveContradiction",
    "Side",
    "SplitMoney",
    "VerifyLinks",
    "apply",
    "as_json",
    "compare",
    "parse",
    "side_of",
]
