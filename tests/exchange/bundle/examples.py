"""Small documents for the tests: valid as they stand, one line for each row."""

import json
from pathlib import Path
from typing import Any

from apps.exchange.bundle import check

Row = dict[str, Any]

KARO = Path(__file__).parents[2] / "data" / "karo.bundle.json"


def karo() -> Row:
    """The worked example, fresh for each caller."""
    loaded: Row = json.loads(KARO.read_text("utf-8"))
    return loaded


def document(*, mission: Row | None = None, **collections: Any) -> Row:
    """A document with a minimal mission and the given collections."""
    base = {"code": "T", "name": "Test", "currency": "USD"}
    return {"format": "nexusplan-bundle", "version": 1, "mission": base | (mission or {}), **collections}


def agency(key: str = "A", **more: Any) -> Row:
    return {"key": key, "name": f"Agency {key}", "side": "external", **more}


def activity(key: str = "X", **more: Any) -> Row:
    base = {"key": key, "lead": "A", "title": "Training", "dimension": "security", "status": "active"}
    return base | more


def objective(key: str = "O") -> Row:
    return {"key": key}


def link(key: str = "L", **more: Any) -> Row:
    return {"key": key, "activity": "X", "objective": "O", "grade": "claimed"} | more


def version(key: str = "V", number: int = 1, status: str = "adopted", **more: Any) -> Row:
    return {"key": key, "number": number, "status": status, **more}


def wording(key: str = "T", version: str = "V", objective: str = "O", **more: Any) -> Row:
    base = {"key": key, "framework_version": version, "objective": objective, "title": "Peace"}
    return base | {"dimension": "security"} | more


def benchmark(key: str = "B") -> Row:
    return {"key": key, "objective": "O"}


def indicator(key: str = "I", **more: Any) -> Row:
    base = {"key": key, "title": "Count", "value_type": "number", "direction": "increase"}
    return base | {"reporting_interval_months": 12} | more


def area(key: str = "P", **more: Any) -> Row:
    return {"key": key, "name": f"Place {key}", **more}


def found(document: object) -> list[tuple[str, str]]:
    """The faults of a document as (pointer, code); every message is looked at for being a sentence."""
    faults = check(document)
    for fault in faults:
        assert fault.message[-1] in ".?", fault
        assert "%(" not in fault.message, fault
    return [(fault.pointer, fault.code.value) for fault in faults]
