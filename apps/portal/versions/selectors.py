"""What the pages of versions read besides the versions and their documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, F, QuerySet, TextField
from django.db.models.functions import Coalesce

from apps.activities.selectors import dimension_names
from apps.agencies.models import Agency
from apps.alignment.models import AlignmentLink, PolicyPosition
from apps.benchmarks.models import Observation
from apps.frameworks.models import FrameworkVersion
from apps.frameworks.selectors.content import agency_names
from apps.frameworks.selectors.references import references
from apps.missions.models import Area, Document, Mission

Reader = AbstractBaseUser | AnonymousUser


def names_for(user: Reader, mission: Mission) -> dict[str, dict[str, str]]:
    """What keys of the mission name, by kind: agencies, areas, documents, tasks, items. Four queries.

    Documents that the user may not see have no name.
    """
    mandates, others = references(mission)
    areas: Any = Area.objects.filter(mission=mission)
    documents: Any = Document.objects.visible_to(user).filter(mission=mission)
    return {
        "agencies": {key: one.label for key, one in agency_names(mission).items()},
        "areas": dict(areas.values_list("key", "name")),
        "documents": dict(documents.values_list("key", "title")),
        "dimensions": dimension_names(mission),
        "tasks": {f"{one.key} {key}": text for one in mandates for key, text in one.items.items()},
        "linked": {one.key: one.title or one.key for one in others},
        "items": {f"{one.key} {key}": text for one in others for key, text in one.items.items()},
    }


def hanging_on(user: Reader, mission: Mission) -> dict[str, dict[str, int]]:
    """How many links the user sees on each objective, and observations on each benchmark, by key. Two
    queries."""
    links: Any = AlignmentLink.objects.visible_to(user).filter(mission=mission).order_by()
    seen: Any = Observation.objects.visible_to(user).filter(mission=mission).order_by()
    return {
        "objective_texts": dict(
            links.values("objective__key")
            .annotate(n=Count("pk", distinct=True))
            .values_list("objective__key", "n")
        ),
        "benchmark_texts": dict(
            seen.values("indicator__benchmark__key")
            .annotate(n=Count("pk", distinct=True))
            .values_list("indicator__benchmark__key", "n")
        ),
    }


@dataclass(frozen=True, slots=True)
class Held:
    """What an agency holds against an objective of a version."""

    agency: Agency
    code: str
    text: str | None
    opposes: bool


def held_against(version: FrameworkVersion) -> list[Held]:
    """Reservations and oppositions to the objectives of a version, the latest of each agency. One query."""
    rows = (
        PolicyPosition.objects.filter(
            mission=version.mission_id, objective__texts__framework_version=version, support__isnull=False
        )
        .annotate(worded=Coalesce("objective__texts__code", "objective__key", output_field=TextField()))
        .select_related("agency")
        .order_by(F("dated_on").asc(nulls_first=True), "pk")
    )
    latest: dict[tuple[int, int], Any] = {(row.agency_id, row.objective_id): row for row in rows}
    return sorted(
        (
            Held(row.agency, row.worded, row.reservation, row.support == -1)
            for row in latest.values()
            if row.support == -1 or row.reservation
        ),
        key=lambda one: (one.agency.name, one.code),
    )


def agencies_of(mission: Mission) -> "QuerySet[Agency]":
    """The agencies of the mission by name. One query when read."""
    return Agency.objects.filter(missionagency__mission=mission).order_by("name", "pk")


def documents_of(user: Reader, mission: Mission) -> Sequence[Document]:
    """The documents of the mission that the user sees, newest first. One query."""
    rows: Any = Document.objects.visible_to(user).filter(mission=mission)
    return list(rows.order_by(F("dated_on").desc(nulls_last=True), "title"))
