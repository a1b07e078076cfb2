"""Adoption: what a version of the framework says is kept as one document, and from then on stands.

The document holds the wording (version, sections, objective texts, assumptions, benchmark texts) and what it
was agreed upon (benchmarks, indicators, milestones, gates, conflict factors, resource requirements), in the
words of the mission's files and without identifiers of this database: the same framework gives the same
SHA-256 wherever it is stored. What may follow after adoption (status, reservations, acknowledgements,
endorsements) is not in it.
"""

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from apps.benchmarks.models import (
    Benchmark,
    BenchmarkText,
    Gate,
    GateBenchmark,
    Indicator,
    Milestone,
    SeriesEvent,
)
from apps.frameworks.models import (
    Assumption,
    ConflictFactor,
    FrameworkVersion,
    ObjectiveLinkedItem,
    ObjectiveText,
    ObjectiveTranslation,
    ResourceRequirement,
    VersionSection,
)
from apps.missions.models import MissionAgency

Line = dict[str, Any]

# Columns that identify a row in this database, or say what may change after adoption.
_LEFT_OUT = frozenset(
    {
        "id",
        "uuid",
        "mission",
        "row_version",
        "framework",
        "status",
        "superseded_on",
        "embargo_until",
        "adoption_document",
        "adoption_sha256",
        "reservations_recorded",
        "acknowledged_by_recorded",
        "endorsements_recorded",
    }
)


def seal(*, versions: "models.QuerySet[FrameworkVersion]") -> int:
    """Keep the document of each version and its SHA-256; returns how many versions were sealed.

    Versions that are sealed already are left alone. From here on the database refuses any change of them.
    Queries: about thirty for each version.
    """
    with transaction.atomic():
        found = list(versions.filter(adoption_sha256__isnull=True).order_by("pk"))
        for version in found:
            version.adoption_document = adoption_document(version)
            version.adoption_sha256 = digest(version.adoption_document)
        rows: models.QuerySet[FrameworkVersion] = models.QuerySet(model=FrameworkVersion)
        rows.bulk_update(found, ["adoption_document", "adoption_sha256"], batch_size=50)
    return len(found)


def digest(document: str) -> str:
    """The SHA-256 of a document, in hexadecimal."""
    return hashlib.sha256(document.encode()).hexdigest()


def document_of(version: FrameworkVersion, *, today: bool = False) -> Line:
    """What a version says, read: as kept at its adoption, or (a draft, or `today`) as its rows stand.

    Queries: one, or about thirty.
    """
    if version.adoption_sha256 is None or today:
        found: Line = json.loads(adoption_document(version))
        return found
    kept: Any = FrameworkVersion.objects.filter(pk=version.pk)
    return dict(json.loads(kept.values_list("adoption_document", flat=True).get()))


def adoption_document(version: FrameworkVersion) -> str:
    """The framework as it stands, as canonical JSON: names sorted, lists by key, no blanks.

    Queries: about thirty.
    """
    mission = version.mission_id
    words = _Words(mission)
    texts = ObjectiveText.objects.filter(framework_version=version)
    wordings = BenchmarkText.objects.filter(framework_version=version)
    benchmarks = Benchmark.objects.filter(texts__in=wordings)
    indicators = Indicator.objects.filter(benchmark__in=benchmarks)
    gates = Gate.objects.filter(benchmarks__benchmark__in=benchmarks)
    document = {
        "framework_version": words.rows(
            FrameworkVersion.objects.filter(pk=version.pk),
            sections=words.parts(
                VersionSection.objects.filter(framework_version=version), "framework_version"
            ),
        )[0],
        "objective_texts": words.rows(
            texts,
            linked_items=words.parts(
                ObjectiveLinkedItem.objects.filter(objective_text__in=texts), "objective_text"
            ),
            translations=words.parts(
                ObjectiveTranslation.objects.filter(objective_text__in=texts), "objective_text"
            ),
        ),
        "assumptions": words.rows(Assumption.objects.filter(framework_version=version)),
        "benchmarks": words.rows(benchmarks),
        "benchmark_texts": words.rows(wordings),
        "indicators": words.rows(
            indicators,
            series_events=words.parts(SeriesEvent.objects.filter(indicator__in=indicators), "indicator"),
        ),
        "milestones": words.rows(Milestone.objects.filter(indicator__in=indicators)),
        "gates": words.rows(
            gates, benchmarks=words.parts(GateBenchmark.objects.filter(gate__in=gates), "gate")
        ),
        "conflict_factors": words.rows(ConflictFactor.objects.filter(mission=mission)),
        "resource_requirements": words.rows(ResourceRequirement.objects.filter(objective__texts__in=texts)),
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class _Words:
    """Rows in the words of a mission: other rows by their keys, amounts and days as text."""

    def __init__(self, mission: int) -> None:
        self._agencies = dict(MissionAgency.objects.filter(mission=mission).values_list("agency_id", "key"))

    def rows(self, rows: "models.QuerySet[Any]", **parts: Mapping[int, Sequence[Line]]) -> list[Line]:
        """The rows with their many-to-many lists and the given parts, sorted by key.

        A list is there if it has entries or was given as empty.
        """
        rows = rows.order_by().distinct()
        listed: dict[str, Mapping[int, Sequence[Any]]] = {**self._pairs(rows), **parts}
        lines = []
        for pk, line in self._lines(rows):
            recorded = {name for name in line if name.endswith("_recorded")}
            for flag in recorded:
                if line.pop(flag):
                    line[flag.removesuffix("_recorded")] = []
            line |= {name: list(found[pk]) for name, found in listed.items() if found.get(pk)}
            lines.append(line)
        return sorted(lines, key=lambda line: str(line["key"]))

    def parts(self, rows: "models.QuerySet[Any]", owner: str) -> dict[int, list[Line]]:
        """The lines of lists, by the primary key of their row, in an order of their own content."""
        found: dict[int, list[Line]] = {}
        owners = dict(rows.order_by().values_list("pk", f"{owner}_id"))
        for pk, line in self._lines(rows.order_by(), without=owner):
            found.setdefault(owners[pk], []).append(line)
        return {pk: sorted(lines, key=_content) for pk, lines in found.items()}

    def _lines(self, rows: "models.QuerySet[Any]", without: str = "") -> list[tuple[int, Line]]:
        """Each row as its columns that hold something, under the names of the fields."""
        agencies: set[str] = set()
        names: dict[str, str] = {}
        for column in rows.model._meta.concrete_fields:
            if column.name in _LEFT_OUT or column.name == without:
                continue
            if column.is_relation and _is_agency(column):
                agencies.add(column.name)
                names[column.name] = column.attname
            else:
                names[column.name] = f"{column.name}__key" if column.is_relation else column.attname
        lines = []
        for pk, *values in rows.values_list("pk", *names.values()):
            line = {name: value for name, value in zip(names, values, strict=True) if value is not None}
            for name in agencies & line.keys():
                line[name] = self._agencies.get(line[name])
            lines.append((pk, {name: _plain(value) for name, value in line.items()}))
        return lines

    def _pairs(self, rows: "models.QuerySet[Any]") -> dict[str, dict[int, list[Any]]]:
        """The many-to-many lists of the rows: name to primary key to keys."""
        found: dict[str, dict[int, list[Any]]] = {}
        for relation in rows.model._meta.many_to_many:
            through, owner = relation.remote_field.through, relation.m2m_field_name()
            other = relation.m2m_reverse_field_name()
            agency = _is_agency(through._meta.get_field(other))
            item = relation.related_model.__name__ == "MandateTask"
            columns = [f"{other}_id"] if agency else [f"{other}__key"]
            columns += [f"{other}__mandate__key"] if item else []
            lists = found.setdefault(relation.name, {})
            pairs = through._default_manager.filter(**{f"{owner}__in": rows})
            for pk, *key in pairs.values_list(f"{owner}_id", *columns):
                name = self._agencies.get(key[0]) if agency else key[0]
                lists.setdefault(pk, []).append([key[1], name] if item else name)
        return {
            name: {pk: sorted(keys, key=str) for pk, keys in lists.items()} for name, lists in found.items()
        }


def _is_agency(column: Any) -> bool:
    return bool(column.related_model._meta.label == "agencies.Agency")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize() + 0, "f")
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _content(line: Line) -> str:
    return json.dumps(line, sort_keys=True, ensure_ascii=False)
