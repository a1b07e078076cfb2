"""What the forms of a draft offer: the rows of its mission, read once for a page."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from apps.activities.selectors import dimension_names
from apps.agencies.models import Agency
from apps.benchmarks.models import Benchmark, BenchmarkText
from apps.frameworks.models import (
    ConflictFactor,
    FrameworkVersion,
    LinkedFramework,
    Objective,
    ObjectiveText,
)
from apps.missions.models import Area, MandateTask, Mission


class Draft:
    """An open version and what its parts may name. Each list costs one query when it is first used."""

    def __init__(self, mission: Mission, version: FrameworkVersion) -> None:
        self.mission = mission
        self.version = version

    @cached_property
    def dimensions(self) -> Mapping[str, str]:
        """No query."""
        return dimension_names(self.mission)

    @cached_property
    def languages(self) -> list[tuple[str, str]]:
        """The languages of the mission by code, then those of the interface. No query."""
        names = {code: str(name) for code, name in settings.LANGUAGES}
        return [
            (code, names.get(code, code)) for code in dict.fromkeys([*(self.mission.languages or ()), *names])
        ]

    @property
    def agencies(self) -> "QuerySet[Agency]":
        return Agency.objects.filter(missionagency__mission=self.mission).order_by("name")

    @property
    def areas(self) -> "QuerySet[Any]":
        rows: Any = Area.objects.filter(mission=self.mission)
        return rows.defer("geometry").order_by("name")

    @property
    def factors(self) -> "QuerySet[Any]":
        rows: Any = ConflictFactor.objects.filter(mission=self.mission)
        return rows.order_by("kind", "title")

    @property
    def tasks(self) -> "QuerySet[MandateTask]":
        rows = MandateTask.objects.filter(mandate__mission=self.mission)
        return rows.select_related("mandate").order_by("mandate__adopted_on", "mandate__symbol", "key")

    @property
    def objectives(self) -> "QuerySet[Any]":
        rows: Any = Objective.objects.filter(texts__framework_version=self.version)
        return rows.order_by("texts__position", "texts__code")

    @property
    def benchmarks(self) -> "QuerySet[Any]":
        rows: Any = Benchmark.objects.filter(texts__framework_version=self.version)
        return rows.order_by("key")

    @cached_property
    def objective_names(self) -> dict[int, str]:
        """How each objective is worded in the draft, by the primary key of its identity. One query."""
        rows: Any = ObjectiveText.objects.filter(framework_version=self.version)
        return {
            pk: " ".join(filter(None, (code, title)))
            for pk, code, title in rows.values_list("objective_id", "code", "title")
        }

    @cached_property
    def benchmark_names(self) -> dict[int, str]:
        """How each benchmark is worded in the draft, by the primary key of its identity. One query."""
        rows: Any = BenchmarkText.objects.filter(framework_version=self.version)
        return dict(rows.values_list("benchmark_id", "statement"))

    @cached_property
    def answers(self) -> dict[str, tuple[LinkedFramework, Any]]:
        """Other frameworks and their items, by a value for forms. Two queries."""
        rows: Any = LinkedFramework.objects.filter(mission=self.mission)
        found: dict[str, tuple[LinkedFramework, Any]] = {}
        for framework in rows.prefetch_related("items").order_by("title"):
            found[str(framework.uuid)] = (framework, None)
            for item in sorted(framework.items.all(), key=lambda one: one.key):
                found[f"{framework.uuid} {item.key}"] = (framework, item)
        return found

    @property
    def pillars(self) -> list[str]:
        return list(self.version.pillars or ())
