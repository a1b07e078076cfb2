"""What the tests of import share: small files, how they are taken, what is stored afterwards."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from auditlog.models import LogEntry

from apps.core.services import change_rows
from apps.exchange.bundle import BundleRefused
from apps.exchange.selectors import export_bundle
from apps.exchange.services import ImportReport, import_bundle
from apps.missions.models import (
    Mission,
)
from tests.exchange.bundle.examples import (
    Row,
    activity,
    agency,
    link,
    objective,
)
from tests.exchange.bundle.examples import document as example

EXPORTED = "2026-01-01T00:00:00Z"
AT = datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC)
LATER = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
KARO = Path(__file__).parents[1] / "data" / "karo.bundle.json"


def document(**collections: Any) -> Row:
    return {**example(**collections), "exported_at": EXPORTED}


def small(**more: Any) -> Row:
    """Two agencies, an activity, an objective and a link between them."""
    rows: Row = {
        "agencies": [agency("A"), agency("B")],
        "activities": [activity("X")],
        "objectives": [objective("O")],
        "alignment_links": [link("L")],
    }
    return document(**{**rows, **more})


def take(file: Row, **options: Any) -> ImportReport:
    return import_bundle(by=None, document=file, at=AT, **options)


def refusals(file: Row, **options: Any) -> list[tuple[str, str]]:
    """Pointer and code of every fault; nothing was stored."""
    before = everything()
    with pytest.raises(BundleRefused) as caught:
        take(file, **options)
    assert everything() == before
    return [(fault.pointer, str(fault.code)) for fault in caught.value.faults]


def everything() -> list[Row]:
    return [export_bundle(mission=mission) for mission in Mission.objects.order_by("pk")]


def stored(code: str = "T") -> Row:
    return export_bundle(mission=Mission.objects.get(code=code))


def edit(row: Any, *, at: datetime.datetime = LATER, **values: Any) -> None:
    """A person changes fields of a row on screen."""
    for name, value in values.items():
        setattr(row, name, value)
    change_rows([row], list(values), by=None, via="screen", at=at)


def log() -> list[tuple[str, int, Row]]:
    entries = LogEntry.objects.order_by("pk").select_related("content_type")
    return [(entry.content_type.model, entry.action, entry.changes) for entry in entries]


CREATE, UPDATE, DELETE = LogEntry.Action.CREATE, LogEntry.Action.UPDATE, LogEntry.Action.DELETE
