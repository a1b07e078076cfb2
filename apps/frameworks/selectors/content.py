"""What a version of the framework says.

An adopted version is read from the document that was kept at its adoption, any other one from its rows; both
come out alike, in the keys of the mission.
"""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, F, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from apps.frameworks.models import (
    ConflictFactor,
    FrameworkVersion,
    ObjectiveLinkedItem,
    ObjectiveText,
    ResourceRequirement,
    VersionSection,
)
from apps.missions.models import Mission, MissionAgency

Line = Mapping[str, Any]

TRANSLATED = ("language", "title", "description", "origin", "was_title", "was_description")


@dataclass(frozen=True, slots=True, kw_only=True)
class Translatable:
    """Words with what they are in other languages: `translations` as a row keeps them.

    Put into one of them, `spoken` is the language of each column, and `translated` says how that came about,
    `outdated` whether the original was changed since.
    """

    translations: Sequence[Line] | None = None
    spoken: Mapping[str, str] = field(default_factory=dict)
    translated: str | None = None
    outdated: bool = False


@dataclass(frozen=True, slots=True)
class AgencyName:
    """An agency of the mission as lists name it."""

    pk: int
    uuid: UUID
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Need:
    """What an objective needs over a period, in whole units of a currency."""

    objective: str
    period_from: datetime.date
    period_to: datetime.date
    currency: str
    amount: Decimal

    @property
    def period(self) -> str:
        """The year, or the first and the last one."""
        first, last = self.period_from.year, self.period_to.year
        return str(first) if first == last else f"{first}-{last}"


@dataclass(frozen=True, slots=True)
class Factor(Translatable):
    key: str
    kind: str
    title: str
    description: str | None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Section(Translatable):
    title: str
    text: str | None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Wording(Translatable):
    """An objective in one version. Agencies, factors and objectives by key; a list nobody gave is None."""

    key: str
    objective: str
    code: str
    title: str
    description: str | None
    language: str | None
    pillar: str | None
    parent: str | None
    dimension: str
    phases: Sequence[str] | None
    priority: int | None
    origin: str | None
    leads: Sequence[str] | None
    contributors: Sequence[str] | None
    factors: Sequence[str] | None
    tasks: Sequence[tuple[str, str]] | None
    answers: Sequence[tuple[str, str | None]] | None
    position: int | None


@dataclass(frozen=True, slots=True)
class Content:
    """What a version says, in its own order. `benchmarks`: how many it words for each objective (its key).

    `uuids`: what addresses name the objectives by, None where the document does not say.
    """

    objectives: Sequence[Wording]
    factors: Sequence[Factor]
    sections: Sequence[Section]
    needs: Sequence[Need]
    benchmarks: Mapping[str, int]
    uuids: Mapping[str, UUID] | None


def agency_names(mission: Mission) -> dict[str, AgencyName]:
    """Agencies of the mission by key. One query."""
    rows = MissionAgency.objects.filter(mission=mission).values_list(
        "agency_id", "agency__uuid", "key", "agency__acronym", "agency__name"
    )
    return {key: AgencyName(pk, uuid, key, acronym or name) for pk, uuid, key, acronym, name in rows}


def content_of(version: FrameworkVersion, agencies: Mapping[str, AgencyName]) -> Content:
    """What the version says: from its adoption document (one query), or from its rows (five)."""
    if version.adoption_sha256 is not None:
        kept: Any = FrameworkVersion.objects.filter(pk=version.pk)
        return _from_document(json.loads(kept.values_list("adoption_document", flat=True).get()))
    return _from_rows(version, agencies)


# From the document


def _from_document(document: Mapping[str, Sequence[Line]]) -> Content:
    version = cast("Line", document["framework_version"])
    benchmarks = {line["key"]: line["objective"] for line in document["benchmarks"]}
    counts: dict[str, int] = defaultdict(int)
    for line in document["benchmark_texts"]:
        counts[benchmarks[line["benchmark"]]] += 1
    return Content(
        objectives=_ordered(_wording(line) for line in document["objective_texts"]),
        factors=[
            Factor(
                line["key"],
                line["kind"],
                line["title"],
                line.get("description"),
                line.get("language"),
                translations=line.get("translations"),
            )
            for line in document["conflict_factors"]
        ],
        sections=[
            Section(
                line["title"],
                line.get("text"),
                line.get("language"),
                translations=line.get("translations"),
            )
            for line in sorted(
                version.get("sections", ()),
                key=lambda line: (line.get("position") is None, line.get("position"), line["key"]),
            )
        ],
        needs=[
            Need(
                line["objective"],
                datetime.date.fromisoformat(line["period_from"]),
                datetime.date.fromisoformat(line["period_to"]),
                line["currency"],
                Decimal(line["amount"]),
            )
            for line in document["resource_requirements"]
        ],
        benchmarks=counts,
        uuids=None,
    )


def _wording(line: Line) -> Wording:
    answers = line.get("linked_items")
    tasks = line.get("mandate_tasks")
    return Wording(
        key=line["key"],
        objective=line["objective"],
        code=line.get("code") or line["objective"],
        title=line["title"],
        description=line.get("description"),
        language=line.get("language"),
        pillar=line.get("pillar"),
        parent=line.get("parent"),
        dimension=line["dimension"],
        phases=line.get("phases"),
        priority=line.get("priority"),
        origin=line.get("origin"),
        leads=line.get("lead_agencies"),
        contributors=line.get("contributing_agencies"),
        factors=line.get("conflict_factors"),
        tasks=None if tasks is None else [(mandate, task) for mandate, task in tasks],
        answers=None
        if answers is None
        else [(answer["linked_framework"], answer.get("item")) for answer in answers],
        position=line.get("position"),
        translations=line.get("translations") or None,
    )


def _ordered(found: Iterable[Wording]) -> list[Wording]:
    return sorted(found, key=lambda one: (one.position is None, one.position, one.code, one.key))


# From the rows

LISTS = {
    "lead_agencies": ("agency_id", None),
    "contributing_agencies": ("agency_id", None),
    "conflict_factors": ("conflictfactor__key", None),
    "mandate_tasks": ("mandatetask__mandate__key", "mandatetask__key"),
}


def _from_rows(version: FrameworkVersion, agencies: Mapping[str, AgencyName]) -> Content:
    texts = list(
        cast("QuerySet[ObjectiveText]", version.objective_texts.all())
        .select_related("objective", "parent")
        .prefetch_related("translations")
        .annotate(
            worded=Count(
                "objective__benchmark",
                filter=Q(objective__benchmark__texts__framework_version=version),
                distinct=True,
            )
        )
    )
    lists = _lists(version, {one.pk: one.key for one in agencies.values()})
    parts = _parts(version)
    requirements: Any = ResourceRequirement.objects.filter(objective__texts__framework_version=version)
    return Content(
        objectives=_ordered(_of_row(text, lists[text.pk]) for text in texts),
        factors=[
            Factor(key, str(kind), str(title), text, language, translations=_list(more))
            for _, key, kind, title, text, _p, language, more in parts["factor"]
        ],
        sections=[
            Section(str(title), text, language, translations=_list(more))
            for _, _key, _kind, title, text, _p, language, more in sorted(
                parts["section"], key=lambda row: (row[5] is None, row[5], row[1])
            )
        ],
        needs=[
            Need(*row)
            for row in requirements.order_by("key").values_list(
                "objective__key", "period_from", "period_to", "currency", "amount"
            )
        ],
        benchmarks={text.objective.key: text.worded for text in texts},
        uuids={text.objective.key: text.objective.uuid for text in texts},
    )


def _lists(version: FrameworkVersion, agencies: Mapping[int, str]) -> dict[int, dict[str, list[Any]]]:
    """The lists of every objective text, by its primary key and their names. One query."""
    queries = []
    for name, (first, second) in LISTS.items():
        through = ObjectiveText._meta.get_field(name).remote_field.through  # type: ignore[union-attr]
        queries.append(
            _pairs(through.objects.filter(objectivetext__framework_version=version), name, first, second)
        )
    answers = ObjectiveLinkedItem.objects.filter(objective_text__framework_version=version)
    queries.append(_pairs(answers, "linked_items", "linked_framework__key", "item__key", "objective_text_id"))
    found: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for name, text, first, second in queries[0].union(*queries[1:], all=True):
        if name.endswith("_agencies"):
            found[text][name].append(agencies.get(int(first), ""))
        else:
            found[text][name].append((first, second) if name in ("mandate_tasks", "linked_items") else first)
    # The database gives the rows of a list in any order; the document of an adoption has them by their keys.
    for lists in found.values():
        for rows in lists.values():
            rows.sort()
    return found


def _pairs(rows: Any, name: str, first: str, second: str | None, owner: str = "objectivetext_id") -> Any:
    return (
        rows.order_by()
        .annotate(
            l_name=Value(name),
            l_owner=F(owner),
            l_first=Cast(first, TextField()),
            l_second=Cast(F(second) if second else Value(None), TextField()),
        )
        .values_list("l_name", "l_owner", "l_first", "l_second")
    )


def _parts(version: FrameworkVersion) -> dict[str, list[tuple[Any, ...]]]:
    """Sections of the version and conflict factors of the mission. One query."""
    sections = VersionSection.objects.filter(framework_version=version)
    factors: Any = ConflictFactor.objects.filter(mission=version.mission_id)
    rows = _part(sections, "section", Value(None), "text", F("position")).union(
        _part(factors, "factor", F("kind"), "description", Value(None)), all=True
    )
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    for part in found.values():
        part.sort(key=lambda row: row[1])
    return found


def _part(rows: Any, name: str, kind: Any, text: str, position: Any) -> Any:
    return (
        rows.order_by()
        .annotate(
            l_part=Value(name),
            l_key=F("key"),
            l_kind=Cast(kind, TextField()),
            l_title=F("title"),
            l_text=F(text),
            l_position=Cast(position, IntegerField()),
            l_language=F("language"),
            l_translations=Cast("translations", TextField()),
        )
        .values_list(
            "l_part", "l_key", "l_kind", "l_title", "l_text", "l_position", "l_language", "l_translations"
        )
    )


def _list(text: str | None) -> Sequence[Line] | None:
    """A list of JSON that was read as text, as all parts of a union are."""
    return None if text is None else json.loads(text)


def _of_row(text: ObjectiveText, lists: Mapping[str, list[Any]]) -> Wording:
    def listed(name: str) -> list[Any] | None:
        found = lists.get(name, [])
        return found if found or getattr(text, f"{name}_recorded") else None

    return Wording(
        key=text.key,
        objective=text.objective.key,
        code=text.code or text.objective.key,
        title=text.title,
        description=text.description,
        language=text.language,
        pillar=text.pillar,
        parent=None if text.parent is None else text.parent.key,
        dimension=text.dimension,
        phases=text.phases,
        priority=text.priority,
        origin=text.origin,
        leads=listed("lead_agencies"),
        contributors=listed("contributing_agencies"),
        factors=listed("conflict_factors"),
        tasks=listed("mandate_tasks"),
        answers=listed("linked_items"),
        position=text.position,
        translations=[{name: getattr(one, name) for name in TRANSLATED} for one in text.translations.all()]
        or None,
    )
