"""What everybody may read of a public mission: computed from public rows only, never by leaving others out
at the end."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from apps.activities.selectors import public_activities
from apps.alignment.selectors.lists import NAMES, ActivityScope
from apps.benchmarks.enums import ObservationState
from apps.benchmarks.models import (
    BenchmarkText,
    Gate,
    GateBenchmark,
    GateDecision,
    Indicator,
    Observation,
)
from apps.coherence.enums import AssessmentAudience
from apps.coherence.models import Assessment
from apps.coherence.selectors import stored
from apps.core.enums import Audience
from apps.frameworks.models import FrameworkVersion, MutualCommitment, ObjectiveText
from apps.missions.models import Document, Mission, PhasePeriod


@dataclass(frozen=True, slots=True)
class Pillar:
    """Objectives of one pillar; `name` is None for those that stand in none."""

    name: str | None
    objectives: Sequence[ObjectiveText]


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator with what was last observed of it for the whole mission, in public, and the wording of its
    benchmark in the version in force."""

    indicator: Indicator
    wording: BenchmarkText | None
    latest: Observation | None

    @property
    def statement(self) -> str | None:
        return None if self.wording is None else self.wording.statement


@dataclass(frozen=True, slots=True)
class PublicGate:
    """A gate with those of its benchmarks that the version in force words, and what was decided at it."""

    gate: Gate
    lines: Sequence[tuple[GateBenchmark, BenchmarkText]]
    decisions: Sequence[GateDecision]


@dataclass(frozen=True, slots=True)
class Promise:
    """A mutual commitment, and the objective that it serves as the version in force words it."""

    row: MutualCommitment
    wording: ObjectiveText | None

    @property
    def objective(self) -> str | None:
        if self.wording is None:
            return None
        return " ".join(part for part in (self.wording.code, self.wording.title) if part)


def public_scope(mission: Mission, names: Collection[str] = NAMES) -> ActivityScope:
    """The public activities of the mission, read against adopted wordings only. No query by itself."""
    return ActivityScope(mission, public_activities(mission), drafts=False, names=names)


def version_in_force(mission: Mission, on: datetime.date) -> FrameworkVersion | None:
    """The adopted version that stands on the day for all who know only what is public, with its sections and
    public documents, or None.

    Three queries, one if there is none.
    """
    versions = cast("QuerySet[FrameworkVersion]", FrameworkVersion.objects.in_force_for_all(on))
    return (
        versions.filter(mission=mission)
        .prefetch_related("sections", Prefetch("documents", queryset=public_documents(mission)))
        .order_by("-adopted_on", "-number")
        .first()
    )


def pillars(version: FrameworkVersion) -> list[Pillar]:
    """The objectives of a version by pillar, in the version's own order, with their translations. Two
    queries."""
    texts = cast("QuerySet[ObjectiveText]", version.objective_texts.select_related("objective"))
    texts = texts.prefetch_related("translations")
    found: dict[str | None, list[ObjectiveText]] = defaultdict(list)
    for text in texts.order_by("position", "code", "key"):
        found[text.pillar].append(text)
    return [Pillar(name, objectives) for name, objectives in found.items()]


def public_documents(mission: Mission) -> "QuerySet[Document]":
    """Documents of the mission that everybody may see, by title. One query when read."""
    documents = cast("QuerySet[Document]", Document.objects.filter(audience=Audience.PUBLIC))
    return documents.filter(mission=mission).order_by("title", "pk")


def public_observations(mission: Mission, day: datetime.date) -> "QuerySet[Observation]":
    """Accepted observations up to the day that everybody may see, oldest first. One query when read."""
    observations = cast(
        "QuerySet[Observation]",
        Observation.objects.filter(
            mission=mission, audience=Audience.PUBLIC, state=ObservationState.ACCEPTED, observed_on__lte=day
        ),
    )
    return observations.order_by("observed_on", "pk")


def phases(mission: Mission) -> list[PhasePeriod]:
    """Phases of the mission as a whole and of its areas, oldest first. One query."""
    periods: Any = PhasePeriod.objects.filter(mission=mission)
    return list(
        periods.select_related("area").defer("area__geometry").order_by("area__name", "period_from", "pk")
    )


def series(mission: Mission, version: FrameworkVersion | None, day: datetime.date) -> list[Series]:
    """Indicators that the public can follow: those of the benchmarks in force, and every context series.

    With the last observation up to the day. An indicator without any is listed without one. Three queries,
    two without a version.
    """
    texts = wordings(version)
    indicators: Any = Indicator.objects.filter(mission=mission)
    latest: dict[int, Observation] = {}
    for observation in public_observations(mission, day).filter(area__isnull=True, group__isnull=True):
        latest[observation.indicator_id] = observation
    return [
        Series(row, texts.get(row.benchmark_id), latest.get(row.pk))
        for row in indicators.order_by("title", "pk")
        if row.benchmark_id in texts or (row.benchmark_id is None and row.pk in latest)
    ]


def wordings(version: FrameworkVersion | None) -> dict[int, BenchmarkText]:
    """How a version words its benchmarks, by primary key of the benchmark. One query, none without it."""
    if version is None:
        return {}
    texts = cast("QuerySet[BenchmarkText]", version.benchmark_texts.all())
    return {text.benchmark_id: text for text in texts}


def find_series(
    mission: Mission, version: FrameworkVersion | None, uuid: UUID, day: datetime.date
) -> tuple[Indicator, BenchmarkText | None, list[Observation]] | None:
    """One indicator that the public can follow, its benchmark's wording, its public observations to the day.

    None where there is no such indicator in public. At most four queries.
    """
    found: Any = Indicator.objects.filter(mission=mission, uuid=uuid)
    indicator: Indicator | None = found.prefetch_related("series_events", "milestones").first()
    if indicator is None:
        return None
    text = None
    if indicator.benchmark_id is not None:
        texts: Any = BenchmarkText.objects.filter(framework_version=version, benchmark=indicator.benchmark_id)
        text = None if version is None else texts.first()
        if text is None:
            return None
    observations = list(
        public_observations(mission, day)
        .filter(indicator=indicator)
        .select_related("area")
        .defer("area__geometry")
        .prefetch_related(Prefetch("documents", queryset=public_documents(mission)))
    )
    if indicator.benchmark_id is None and not observations:
        return None
    return indicator, text, observations


def gates(mission: Mission, version: FrameworkVersion | None, day: datetime.date) -> list[PublicGate]:
    """Gates that name a benchmark of the version in force, with the decisions taken up to the day.

    Of a decision its day, its body and its word: reasons, conditions and dissents are for members. Four
    queries, none without a version.
    """
    if version is None:
        return []
    statements = wordings(version)
    decided = GateDecision.objects.filter(decided_on__lte=day).order_by("decided_on", "pk")
    rows: Any = Gate.objects.filter(mission=mission, benchmarks__benchmark__in=list(statements)).distinct()
    rows = rows.select_related("area").prefetch_related(
        Prefetch("benchmarks", queryset=GateBenchmark.objects.order_by("pk")),
        Prefetch("decisions", queryset=decided),
    )
    return [
        PublicGate(
            gate,
            [
                (line, statements[line.benchmark_id])
                for line in gate.benchmarks.all()
                if line.benchmark_id in statements
            ],
            list(gate.decisions.all()),
        )
        for gate in rows.order_by("agreed_on", "key")
    ]


def commitments(mission: Mission, version: FrameworkVersion | None) -> list[Promise]:
    """What the parties to the framework in force have promised; how each sees it kept is for members.

    Those for an objective that this version does not word are left out. Three queries, none without a
    version.
    """
    if version is None:
        return []
    texts = cast("QuerySet[ObjectiveText]", version.objective_texts.all())
    words = {text.objective_id: text for text in texts.prefetch_related("translations")}
    rows = MutualCommitment.objects.filter(mission=mission).select_related("party").order_by("due_on", "key")
    return [
        Promise(row, words.get(row.objective_id or 0))
        for row in rows
        if row.objective_id is None or row.objective_id in words
    ]


def public_assessment(mission: Mission) -> Assessment | None:
    """The latest assessment computed from public rows, or None. One query."""
    return stored.computed(mission, AssessmentAudience.PUBLIC)
