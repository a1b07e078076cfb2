"""A version as the document that people read and planners write, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from apps.agencies.models import Agency
from apps.benchmarks.drafting.translating import has_words, languages_of, marks_of, put_into_language
from apps.benchmarks.models import BenchmarkText, Gate, GateBenchmark, Indicator, Milestone
from apps.frameworks.models import (
    Assumption,
    ConflictFactor,
    FrameworkVersion,
    ObjectiveLinkedItem,
    ObjectiveText,
    ResourceRequirement,
    VersionSection,
)
from apps.missions.enums import Phase
from apps.missions.models import MandateTask


@dataclass(frozen=True, slots=True)
class ObjectivePart:
    """One objective with everything that stands below it."""

    text: ObjectiveText
    dimension: str
    phases: Sequence[str]
    needs: Sequence[ResourceRequirement]
    benchmarks: Sequence["BenchmarkPart"]
    above: str | None


@dataclass(frozen=True, slots=True)
class BenchmarkPart:
    text: BenchmarkText
    indicators: Sequence[Indicator]


@dataclass(frozen=True, slots=True)
class GatePart:
    gate: Gate
    lines: Sequence[tuple[GateBenchmark, str]]


@dataclass(frozen=True, slots=True)
class AssumptionPart:
    assumption: Assumption
    child: str
    parent: str


@dataclass(frozen=True, slots=True)
class FactorPart:
    factor: ConflictFactor
    answered: Sequence[ObjectiveText]


@dataclass(frozen=True, slots=True)
class Document:
    """The parts in the order of reading. `names`: objectives by the primary key of their identity;
    `languages`: those into which some of it is translated; `language`: the one it was asked for in. `marks`
    counts the translated ones among the `worded` parts by how that came about.
    """

    version: FrameworkVersion
    factors: Sequence[FactorPart]
    pillars: Sequence[tuple[str | None, Sequence[ObjectivePart]]]
    assumptions: Sequence[AssumptionPart]
    gates: Sequence[GatePart]
    sections: Sequence[VersionSection]
    names: Mapping[int, ObjectiveText]
    languages: Sequence[str] = ()
    language: str | None = None
    marks: Mapping[str | None, int] = field(default_factory=dict)
    worded: int = 0

    @property
    def named_pillars(self) -> list[str]:
        return [pillar for pillar, _parts in self.pillars if pillar]

    @property
    def objectives(self) -> list[ObjectivePart]:
        return [one for _pillar, parts in self.pillars for one in parts]


def document_of(
    version: FrameworkVersion, dimensions: Mapping[str, str], language: str | None = None
) -> Document:
    """The whole version; `dimensions` are the mission's own by code. Queries: eighteen.

    Texts are those of the version; factors, resources, indicators and gates are those of the mission today.
    With a `language`, each part says its words in it where they are translated: rows to be read, not saved.
    """
    read: list[Any] = [version]
    pillars = version.pillars or []

    def put(rows: list[Any]) -> list[Any]:
        if language is not None:
            put_into_language(rows, language)
        return rows

    texts = _texts(version)
    read += texts
    put([version, *texts, *(factor for text in texts for factor in text.conflict_factors.all())])
    if language is not None and len(version.pillars or ()) == len(pillars):
        renamed = dict(zip(pillars, version.pillars or (), strict=True))
        for text in texts:
            text.pillar = renamed.get(text.pillar, text.pillar) if text.pillar else text.pillar
    names = {text.objective_id: text for text in texts}
    needs = _by(
        "objective_id", ResourceRequirement.objects.filter(objective__in=names).order_by("period_from", "key")
    )
    wordings = list(
        BenchmarkText.objects.filter(framework_version=version)
        .select_related("benchmark", "owner")
        .order_by("deadline", "key")
    )
    read += put(wordings)
    milestones = Prefetch("milestones", Milestone.objects.select_related("area").defer("area__geometry"))
    indicators = _by(
        "benchmark_id",
        Indicator.objects.filter(benchmark__in=[one.benchmark_id for one in wordings])
        .prefetch_related(milestones)
        .order_by("-headline", "key"),
    )
    read += put([one for rows in indicators.values() for one in rows])
    benchmarks: dict[int, list[BenchmarkPart]] = defaultdict(list)
    for one in wordings:
        benchmarks[one.benchmark.objective_id].append(BenchmarkPart(one, indicators[one.benchmark_id]))
    said = {one.benchmark_id: one.statement for one in wordings}
    objectives = [
        ObjectivePart(
            text=text,
            dimension=dimensions.get(text.dimension, text.dimension),
            phases=[str(Phase(phase).label) for phase in text.phases or () if phase in Phase.values],
            needs=needs[text.objective_id],
            benchmarks=benchmarks[text.objective_id],
            above=names[text.parent_id].title if text.parent_id in names else None,
        )
        for text in texts
    ]
    factors, gates = _factors(version, texts), _gates(version, said)
    assumptions = list(Assumption.objects.filter(framework_version=version).order_by("key"))
    sections = list(VersionSection.objects.filter(framework_version=version))
    read += put([*(one.factor for one in factors), *assumptions, *(one.gate for one in gates), *sections])
    return Document(
        version=version,
        factors=factors,
        pillars=_pillars(version, objectives),
        assumptions=[
            AssumptionPart(one, _name(names, one.child_id), _name(names, one.parent_id))
            for one in assumptions
        ],
        gates=gates,
        sections=sections,
        names=names,
        languages=sorted(languages_of(read)),
        language=language,
        marks=marks_of(read, language),
        worded=sum(has_words(row) for row in read),
    )


def _name(names: Mapping[int, ObjectiveText], objective: int) -> str:
    text = names.get(objective)
    return "" if text is None else " ".join(filter(None, (text.code, text.title)))


def _texts(version: FrameworkVersion) -> list[ObjectiveText]:
    agencies = Agency.objects.order_by("name")
    answers = ObjectiveLinkedItem.objects.select_related("linked_framework", "item")
    rows: Any = ObjectiveText.objects.filter(framework_version=version)
    return list(
        rows.select_related("objective").prefetch_related(
            Prefetch("lead_agencies", agencies),
            Prefetch("contributing_agencies", agencies),
            "conflict_factors",
            Prefetch("mandate_tasks", MandateTask.objects.select_related("mandate")),
            Prefetch("linked_items", answers),
            "translations",
        )
    )


def _by(column: str, rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found


def _factors(version: FrameworkVersion, texts: Sequence[ObjectiveText]) -> list[FactorPart]:
    answered: dict[int, list[ObjectiveText]] = defaultdict(list)
    for text in texts:
        for factor in text.conflict_factors.all():
            answered[factor.pk].append(text)
    rows: Any = ConflictFactor.objects.filter(mission=version.mission_id)
    found = rows.order_by("kind", "title").prefetch_related("areas")
    return [FactorPart(factor, answered[factor.pk]) for factor in found]


def _pillars(
    version: FrameworkVersion, objectives: Sequence[ObjectivePart]
) -> list[tuple[str | None, Sequence[ObjectivePart]]]:
    """Objectives by pillar: the version's own in their order, also empty ones, then those that occur."""
    found: dict[str | None, list[ObjectivePart]] = {pillar: [] for pillar in version.pillars or ()}
    for one in objectives:
        found.setdefault(one.text.pillar, []).append(one)
    return list(found.items())


def _gates(version: FrameworkVersion, said: Mapping[int, str]) -> list[GatePart]:
    lines = Prefetch("benchmarks", GateBenchmark.objects.select_related("benchmark").order_by("pk"))
    rows: Any = Gate.objects.filter(mission=version.mission_id).select_related("area").defer("area__geometry")
    phases = [str(phase) for phase in Phase.values]
    gates = sorted(rows.prefetch_related(lines), key=lambda one: (phases.index(one.from_phase), one.key))
    return [
        GatePart(
            gate,
            [(line, said.get(line.benchmark_id, line.benchmark.key)) for line in gate.benchmarks.all()],
        )
        for gate in gates
    ]
