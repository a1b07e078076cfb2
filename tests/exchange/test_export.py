"""Export of an import says what the import said (rule 11), field by field."""

import contextlib
import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.exchange.bundle import check, differences, read
from apps.exchange.bundle.collections import COLLECTIONS, MISSION, Field
from apps.exchange.selectors import export_bundle, export_pieces
from apps.exchange.services import import_bundle
from apps.missions.models import Mission
from tests.exchange.documents import Row, full_document, strewn

AT = datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC)
ROOT = Path(__file__).parents[2]
FILES = [ROOT / "tests" / "data" / "karo.bundle.json", *sorted((ROOT / "demo").glob("*.bundle.json"))]

pytestmark = pytest.mark.django_db


@contextlib.contextmanager
def forgotten() -> Iterator[None]:
    """What happens inside leaves no trace in the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def exported(code: str) -> Row:
    """The mission as a program that reads the file gets it."""
    pieces = export_pieces(mission=Mission.objects.get(code=code), at=AT)
    return read(b"".join(pieces))


def assert_lossless(document: Row) -> None:
    """Import, export, import that into an empty database, export again: the same, with all identifiers."""
    with forgotten():
        assert import_bundle(by=None, document=document, at=AT).changed
        first = exported(document["mission"]["code"])
    assert differences(document, first, only_given_uuids=True) == []
    assert check(first) == []
    with forgotten():
        assert import_bundle(by=None, document=first, at=AT).changed
        second = exported(document["mission"]["code"])
        assert not import_bundle(by=None, document=first, at=AT, replace=True).changed
    assert differences(first, second) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name + "/" + path.name)
def test_files_of_the_project_travel_without_loss(path: Path) -> None:
    assert_lossless(read(path.read_bytes()))


def test_the_full_document_fills_every_field() -> None:
    document = full_document()
    rows = {"mission": [document["mission"]], **{c.name: document[c.name] for c in COLLECTIONS}}
    fields = {"mission": MISSION, **{c.name: c.fields for c in COLLECTIONS}}
    empty = [
        f"{name}.{path}" for name in fields for path, given in _given(fields[name], rows[name]) if not given
    ]
    assert empty == []


def _given(fields: tuple[Field, ...], rows: list[Row]) -> Iterator[tuple[str, bool]]:
    for field in fields:
        values = [row[field.name] for row in rows if row.get(field.name) is not None]
        yield field.name, bool(values)
        inner = [entry for value in values for entry in (value if isinstance(value, list) else [value])]
        for path, filled in _given(field.fields, [entry for entry in inner if isinstance(entry, dict)]):
            yield f"{field.name}.{path}", filled


def test_every_field_travels_without_loss() -> None:
    assert_lossless(full_document())


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_whatever_is_in_the_fields_travels_without_loss(seed: int) -> None:
    assert_lossless(json.loads(json.dumps(strewn(seed))))


def test_pieces_say_the_same_as_the_document() -> None:
    import_bundle(by=None, document=full_document(), at=AT)
    mission = Mission.objects.get(code="FULL")
    assert exported("FULL") == json.loads(json.dumps(export_bundle(mission=mission, at=AT)))


def test_a_collection_without_rows_is_not_written() -> None:
    document = {"format": "nexusplan-bundle", "version": 1}
    document["mission"] = {"code": "T", "name": "Test", "currency": "USD"}
    import_bundle(by=None, document=document, at=AT)
    mission = Mission.objects.get(code="T")
    assert exported("T") == {
        **document,
        "exported_at": "2026-02-01T00:00:00Z",
        "mission": {**document["mission"], "uuid": str(mission.uuid)},
    }
