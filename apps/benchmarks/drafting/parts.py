"""A version as the document that people read and planners write, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from apps.agencies.models import Agency
from apps.benchmarks.drafting.document import document_of as sealed
from apps.benchmarks.drafting.kept import kept_rows, listed, put_back
from apps.benchmarks.drafting.translating import languages_of, put_into_language
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
from apps.missions.models import Area, MandateTask


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
    `languages`: those into which some of it is translated; `language`: the one it was asked for in; `rows`:
    all rows whose words it shows.
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
    rows: Sequence[Any] = ()

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

    Texts are those of the version; factors, resources, indicators and gates are those of the mission today,
    of an adopted version those of its document (two queries more). With a `language`, each part says its
    words in it where they are translated: rows to be read, not saved.
    """
    kept = None if version.adoption_sha256 is None else _Kept(version)
    read: list[Any] = [version]
    pillars = version.pillars or []

    def put(rows: list[Any]) -> list[Any]:
        if language is not None:
            put_into_language(rows, language)
        return rows

    texts = _texts(version)
    if kept is not None:
        kept.put_back("conflict_factors", [one for text in texts for one in text.conflict_factors.all()])
    read += texts
    put([version, *texts, *(factor for text in texts for factor in text.conflict_factors.all())])
    if language is not None and len(version.pillars or ()) == len(pillars):
        renamed = dict(zip(pillars, version.pillars or (), strict=True))
        for text in texts:
            text.pillar = renamed.get(text.pillar, text.pillar) if text.pillar else text.pillar
    names = {text.objective_id: text for text in texts}
    needed: list[Any] = list(
        ResourceRequirement.objects.filter(objective__in=names).order_by("period_from", "key")
    )
    if kept is not None:
        needed = kept.needs(needed, texts)
    needs = _by("objective_id", needed)
    wordings = list(
        BenchmarkText.objects.filter(framework_version=version)
        .select_related("benchmark", "owner")
        .order_by("deadline", "key")
    )
    read += put(wordings)
    milestones = Prefetch("milestones", Milestone.objects.select_related("area").defer("area__geometry"))
    measured: list[Any] = list(
        Indicator.objects.filter(benchmark__in=[one.benchmark_id for one in wordings])
        .prefetch_related(milestones)
        .order_by("-headline", "key")
    )
    if kept is not None:
        measured = kept.indicators(measured, wordings)
    indicators = _by("benchmark_id", measured)
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
    factors, gates = _factors(version, texts, kept), _gates(version, said, kept, wordings)
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
        rows=read,
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


class _Kept:
    """What an adopted version says of rows that may have changed since. Two queries."""

    def __init__(self, version: FrameworkVersion) -> None:
        self.document = sealed(version)
        areas: Any = Area.objects.filter(mission=version.mission_id).defer("geometry")
        self.areas = {one.key: one for one in areas}

    def lines(self, collection: str) -> list[Any]:
        found: list[Any] = self.document.get(collection, [])
        return found

    def put_back(self, collection: str, rows: Iterable[Any]) -> None:
        """Let these rows say what the document says of them."""
        by_key = {line["key"]: line for line in self.lines(collection)}
        for row in rows:
            if row.key in by_key:
                put_back(row, by_key[row.key])

    def rows(self, collection: str, model: Any, today: Iterable[Any]) -> list[tuple[Any, Any]]:
        """(row, line) of each line of a collection."""
        lines = self.lines(collection)
        return list(zip(kept_rows(model, lines, today), lines, strict=True))

    def named_areas(self, line: Any) -> list[Area]:
        return [self.areas[key] for key in line.get("areas", ()) if key in self.areas]

    def needs(self, today: Iterable[Any], texts: Iterable[ObjectiveText]) -> list[Any]:
        objectives = {one.objective.key: one.objective_id for one in texts}
        found = []
        for row, line in self.rows("resource_requirements", ResourceRequirement, today):
            row.objective_id = objectives[line["objective"]]
            found.append(row)
        return sorted(found, key=lambda row: (row.period_from, row.key))

    def indicators(self, today: Sequence[Any], wordings: Iterable[BenchmarkText]) -> list[Any]:
        benchmarks = {one.benchmark.key: one.benchmark_id for one in wordings}
        steps: dict[str, list[Any]] = defaultdict(list)
        milestones = [step for row in today for step in row.milestones.all()]
        for step, line in self.rows("milestones", Milestone, milestones):
            step.area = self.areas.get(line.get("area"))
            steps[line["indicator"]].append(step)
        found = []
        for row, line in self.rows("indicators", Indicator, today):
            row.benchmark_id = benchmarks.get(line.get("benchmark"))
            path = sorted(steps[row.key], key=lambda one: one.due_on)
            found.append(listed(row, milestones=path))
        return sorted(found, key=lambda row: (not row.headline, row.key))

    def gates(self, today: Iterable[Any], wordings: Iterable[BenchmarkText]) -> list[Any]:
        benchmarks = {one.benchmark.key: one.benchmark for one in wordings}
        found = []
        for row, line in self.rows("gates", Gate, today):
            row.area = self.areas.get(line.get("area"))
            asked = [
                put_back(GateBenchmark(benchmark=benchmarks[one["benchmark"]]), one)
                for one in line.get("benchmarks", ())
                if one["benchmark"] in benchmarks
            ]
            found.append(listed(row, benchmarks=asked))
        return found


def _factors(
    version: FrameworkVersion, texts: Sequence[ObjectiveText], kept: _Kept | None
) -> list[FactorPart]:
    answered: dict[int, list[ObjectiveText]] = defaultdict(list)
    for text in texts:
        for factor in text.conflict_factors.all():
            answered[factor.pk].append(text)
    rows: Any = ConflictFactor.objects.filter(mission=version.mission_id)
    found = list(rows.order_by("kind", "title").prefetch_related("areas"))
    if kept is not None:
        found = [
            listed(row, areas=kept.named_areas(line))
            for row, line in kept.rows("conflict_factors", ConflictFactor, found)
        ]
        found.sort(key=lambda row: (row.kind, row.title))
    return [FactorPart(factor, answered[factor.pk]) for factor in found]


def _pillars(
    version: FrameworkVersion, objectives: Sequence[ObjectivePart]
) -> list[tuple[str | None, Sequence[ObjectivePart]]]:
    """Objectives by pillar: the version's own in their order, also empty ones, then those that occur."""
    found: dict[str | None, list[ObjectivePart]] = {pillar: [] for pillar in version.pillars or ()}
    for one in objectives:
        found.setdefault(one.text.pillar, []).append(one)
    return list(found.items())


def _gates(
    version: FrameworkVersion,
    said: Mapping[int, str],
    kept: _Kept | None,
    wordings: Iterable[BenchmarkText],
) -> list[GatePart]:
    lines = Prefetch("benchmarks", GateBenchmark.objects.select_related("benchmark").order_by("pk"))
    rows: Any = Gate.objects.filter(mission=version.mission_id).select_related("area").defer("area__geometry")
    phases = [str(phase) for phase in Phase.values]
    found = list(rows.prefetch_related(lines))
    if kept is not None:
        found = kept.gates(found, wordings)
    gates = sorted(found, key=lambda one: (phases.index(one.from_phase), one.key))
    return [
        GatePart(
            gate,
            [(line, said.get(line.benchmark_id, line.benchmark.key)) for line in gate.benchmarks.all()],
        )
        for gate in gates
    ]
