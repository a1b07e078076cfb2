"""One benchmark or one series, with what people said about it."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Prefetch, QuerySet

from apps.benchmarks.models import (
    BenchmarkText,
    GateBenchmark,
    Indicator,
    Observation,
)
from apps.benchmarks.selectors.board import indicators_of
from apps.missions.models import Document, Mission

Reader = AbstractBaseUser | AnonymousUser


def wordings(mission: Mission, uuid: UUID) -> "QuerySet[BenchmarkText]":
    """The wording of a benchmark in every version, newest first, with the benchmark. One query when read."""
    rows = cast("QuerySet[BenchmarkText]", BenchmarkText.objects.filter(mission=mission))
    return (
        rows.filter(benchmark__uuid=uuid)
        .select_related("framework_version", "owner", "benchmark__objective")
        .defer("framework_version__adoption_document", "framework_version__vision")
        .order_by("-framework_version__number")
    )


def series_named(mission: Mission, uuid: UUID) -> "QuerySet[Indicator]":
    """The indicator of the mission that an address names, if there is one. One query when read."""
    return indicators_of(mission).filter(uuid=uuid).select_related("benchmark")


def observations_for(user: Reader, mission: Mission, indicators: Collection[int]) -> "QuerySet[Observation]":
    """Observations of these indicators that the user may see, newest first, whatever their state.

    Two queries when read; its documents are those that the user may see.
    """
    rows = cast("QuerySet[Observation]", Observation.objects.visible_to(user))
    documents = cast("QuerySet[Document]", Document.objects.visible_to(user))
    return (
        rows.filter(mission=mission, indicator__in=indicators)
        .select_related("area", "attestor", "indicator")
        .defer("area__geometry")
        .prefetch_related(Prefetch("documents", queryset=documents.order_by("title", "pk")))
        .order_by("-observed_on", "-pk")
    )


def gate_roles(mission: Mission, benchmarks: Collection[int] | None = None) -> dict[int, list[GateBenchmark]]:
    """The roles of benchmarks at gates, by benchmark; all of the mission's, or those of some. One query."""
    rows: Any = GateBenchmark.objects.filter(gate__mission=mission)
    if benchmarks is not None:
        rows = rows.filter(benchmark__in=benchmarks)
    found: dict[int, list[GateBenchmark]] = defaultdict(list)
    for row in rows.select_related("gate").order_by("gate__key", "pk"):
        found[row.benchmark_id].append(row)
    return found
