"""An adopted version stands: queryset, row, service and database each refuse to change it."""

import datetime
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, models, transaction

from apps.agencies.models import Agency
from apps.benchmarks.drafting.document import adoption_document, seal
from apps.benchmarks.models import BenchmarkText, Indicator
from apps.core.services import change_rows, create_rows, remove_rows
from apps.exchange.bundle import read
from apps.exchange.services import import_bundle
from apps.frameworks.models import (
    Assumption,
    Endorsement,
    FrameworkVersion,
    ObjectiveLinkedItem,
    ObjectiveText,
    ObjectiveTranslation,
    VersionAcknowledgement,
    VersionAdopted,
    VersionReservation,
    VersionSection,
)
from tests.exchange.documents import full_document

AT = datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC)
KARO = Path(__file__).parents[1] / "data" / "karo.bundle.json"
SENTENCE = "This version of the framework is adopted: open a new draft to change it."

# Every table whose rows stand, with a column that may not change.
TABLES: list[tuple[type[models.Model], str, str]] = [
    (FrameworkVersion, "vision", "pk"),
    (VersionSection, "title", "framework_version"),
    (ObjectiveText, "title", "framework_version"),
    (ObjectiveTranslation, "title", "objective_text__framework_version"),
    (ObjectiveLinkedItem, "linked_framework_id", "objective_text__framework_version"),
    (Assumption, "text", "framework_version"),
    (BenchmarkText, "statement", "framework_version"),
]
ids = [model.__name__ for model, _column, _path in TABLES]

pytestmark = pytest.mark.django_db


@pytest.fixture
def adopted() -> FrameworkVersion:
    """A version with everything that can belong to one, superseded since."""
    import_bundle(by=None, document=full_document(), at=AT)
    return FrameworkVersion.objects.get(key="framework_versions-1")


def of(version: FrameworkVersion, model: type[models.Model], path: str) -> Any:
    """The first row of the table that belongs to the version."""
    return model._default_manager.filter(**{path: version.pk}).order_by("pk").first()


def plain(model: type[models.Model]) -> "models.QuerySet[Any]":
    """Past every Python guard: what is left is the database."""
    return models.QuerySet(model=model)


def refused(act: Callable[[], object]) -> str:
    """What the act is refused with; nothing of it stays."""
    with pytest.raises((VersionAdopted, DatabaseError)) as caught, transaction.atomic():
        act()
    return f"{type(caught.value).__name__}: {str(caught.value).splitlines()[0]}"


def by_python(act: Callable[[], object]) -> bool:
    return refused(act) == f"VersionAdopted: {SENTENCE}"


def by_database(act: Callable[[], object]) -> bool:
    return refused(act) in {f"IntegrityError: {SENTENCE}", f"InternalError: {SENTENCE}"}


def test_adoption_keeps_the_document_and_its_sha256(adopted: FrameworkVersion) -> None:
    assert adopted.adoption_document == adoption_document(adopted)
    assert adopted.adoption_sha256 == hashlib.sha256(adopted.adoption_document.encode()).hexdigest()


def test_the_document_holds_the_framework_part() -> None:
    import_bundle(by=None, document=read(KARO.read_bytes()), at=AT)
    version = FrameworkVersion.objects.get(key="V2")
    document = json.loads(version.adoption_document or "")
    assert {name: len(rows) for name, rows in document.items()} == {
        "framework_version": 5,
        "objective_texts": 4,
        "assumptions": 0,
        "benchmarks": 5,
        "benchmark_texts": 5,
        "indicators": 5,
        "milestones": 11,
        "gates": 1,
        "conflict_factors": 0,
        "resource_requirements": 4,
    }


def test_the_document_names_no_row_of_this_database(adopted: FrameworkVersion) -> None:
    identifiers = {"id", "uuid", "mission", "row_version", "framework_id"}

    def names(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value).union(*map(names, value.values()))
        return set().union(*map(names, value)) if isinstance(value, list) else set()

    assert names(json.loads(adopted.adoption_document or "")) & identifiers == set()


def test_sealing_again_changes_nothing(adopted: FrameworkVersion) -> None:
    Indicator.objects.update(title="Another")
    assert seal(versions=FrameworkVersion.objects.filter(pk=adopted.pk)) == 0
    again = FrameworkVersion.objects.get(pk=adopted.pk)
    assert (again.adoption_document, again.adoption_sha256) == (
        adopted.adoption_document,
        adopted.adoption_sha256,
    )


def test_a_draft_is_not_sealed_and_changes(adopted: FrameworkVersion) -> None:
    draft = FrameworkVersion.objects.get(status="draft")
    assert draft.adoption_sha256 is None
    for model, column, path in TABLES:
        row = of(draft, model, path)
        if row is not None:
            assert model._default_manager.filter(pk=row.pk).update(**{column: getattr(row, column)}) == 1
            row.save()


@pytest.mark.parametrize(("model", "column", "path"), TABLES, ids=ids)
def test_queryset_refuses(
    adopted: FrameworkVersion, model: type[models.Model], column: str, path: str
) -> None:
    row = of(adopted, model, path)
    rows = model._default_manager.filter(pk=row.pk)
    assert by_python(lambda: rows.update(**{column: None}))
    assert by_python(rows.delete)
    setattr(row, column, None)
    assert by_python(lambda: model._default_manager.bulk_update([row], [column]))
    if model is not FrameworkVersion:
        row.pk = None
        assert by_python(lambda: model._default_manager.bulk_create([row]))


@pytest.mark.parametrize(("model", "column", "path"), TABLES, ids=ids)
def test_row_refuses(adopted: FrameworkVersion, model: type[models.Model], column: str, path: str) -> None:
    row = of(adopted, model, path)
    if row.may_follow:
        row.save()  # nothing differs
    assert by_python(row.delete)
    setattr(row, column, None)
    assert by_python(row.save)
    if model is not FrameworkVersion:
        row.pk = None
        assert by_python(row.save)


@pytest.mark.parametrize(("model", "column", "path"), TABLES, ids=ids)
def test_service_refuses(
    adopted: FrameworkVersion, model: type[models.Model], column: str, path: str
) -> None:
    row = of(adopted, model, path)
    assert by_python(lambda: remove_rows([row], by=None))
    if hasattr(row, "row_version"):
        setattr(row, column, "Another")
        assert by_python(lambda: change_rows([row], [column], by=None))
    if model is not FrameworkVersion:
        row.pk = None
        assert by_python(lambda: create_rows([row], by=None))


@pytest.mark.parametrize(("model", "column", "path"), TABLES, ids=ids)
def test_database_refuses(
    adopted: FrameworkVersion, model: type[models.Model], column: str, path: str
) -> None:
    row = of(adopted, model, path)
    other = plain(model).exclude(pk=row.pk).values_list(column, flat=True).first()
    different = other if column == "linked_framework_id" else "Another"
    assert by_database(lambda: plain(model).filter(pk=row.pk).update(**{column: different}))
    assert by_database(lambda: plain(model).filter(pk=row.pk)._raw_delete("default"))
    if model is not FrameworkVersion:
        row.pk = None
        assert by_database(lambda: plain(model).bulk_create([row]))


@pytest.mark.parametrize(
    "name", ["lead_agencies", "contributing_agencies", "conflict_factors", "mandate_tasks"]
)
def test_database_refuses_other_lists_of_a_text(adopted: FrameworkVersion, name: str) -> None:
    text = of(adopted, ObjectiveText, "framework_version")
    assert by_database(lambda: getattr(text, name).clear())
    others = getattr(text, name).model.objects.exclude(pk__in=getattr(text, name).values("pk"))
    assert by_database(lambda: getattr(text, name).add(others.first()))


@pytest.mark.parametrize("status", ["draft", "consultation"])
def test_database_refuses_to_open_an_adopted_version_again(adopted: FrameworkVersion, status: str) -> None:
    assert by_database(lambda: plain(FrameworkVersion).filter(pk=adopted.pk).update(status=status))


def test_what_comes_after_adoption_may_follow(adopted: FrameworkVersion) -> None:
    agency = Agency.objects.first()
    adopted.superseded_on = datetime.date(2024, 7, 1)
    adopted.status = "adopted"
    adopted.save()
    change_rows([adopted], ["status", "superseded_on"], by=None)
    FrameworkVersion.objects.filter(pk=adopted.pk).update(superseded_on=None, status="superseded")
    text = of(adopted, ObjectiveText, "framework_version")
    create_rows([Endorsement(objective_text=text, agency=agency)], by=None)
    create_rows([VersionReservation(framework_version=adopted, agency=agency, text="But")], by=None)
    create_rows([VersionAcknowledgement(framework_version=adopted, agency=agency)], by=None)
    assert Endorsement.objects.filter(objective_text=text, agency=agency).exists()
