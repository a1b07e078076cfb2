"""The versions of the framework, and the objectives that live through them."""

import datetime
from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import (
    FrameworkVersion,
    Objective,
    ResourceRequirement,
    VersionAcknowledgement,
    VersionReservation,
)
from apps.missions.models import Mission


def versions(mission: Mission) -> "list[FrameworkVersion]":
    """Every version of the framework, newest first, without its document. One query.

    `acknowledged` and `reserved` are how many agencies acknowledged it or hold something against it.
    """
    rows = cast("QuerySet[FrameworkVersion]", FrameworkVersion.objects.filter(mission=mission))
    return list(
        rows.defer("adoption_document")
        .annotate(
            acknowledged=_how_many(VersionAcknowledgement),
            reserved=_how_many(VersionReservation),
        )
        .order_by("-number")
    )


def _how_many(model: Any) -> Coalesce:
    rows = model.objects.filter(framework_version=OuterRef("pk")).order_by()
    counted = rows.values("framework_version").annotate(n=Count("agency", distinct=True)).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def in_force_on(found: Iterable[FrameworkVersion], day: datetime.date) -> FrameworkVersion | None:
    """The version that was adopted and not superseded on the day, of those given. No query."""
    for version in found:
        adopted = version.status in (VersionStatus.ADOPTED, VersionStatus.SUPERSEDED)
        begun = version.adopted_on is not None and version.adopted_on <= day
        if adopted and begun and (version.superseded_on is None or version.superseded_on > day):
            return version
    return None


def as_everybody_knows(version: FrameworkVersion) -> FrameworkVersion:
    """The version, not to be saved, as one that stands where only a version below an embargo succeeded it.

    One query where it was superseded, else none.
    """
    if version.superseded_on is None:
        return version
    others = FrameworkVersion.objects.filter(mission=version.mission_id, adopted_on=version.superseded_on)
    if others.filter(embargo_until__isnull=False).exists():
        version.status, version.superseded_on = VersionStatus.ADOPTED, None
    return version


def objective_uuids(mission: Mission) -> dict[str, UUID]:
    """Objectives of the mission: their keys and what addresses name them by. One query."""
    rows: Any = Objective.objects.filter(mission=mission)
    return dict(rows.values_list("key", "uuid"))


def requirements_of(objective: Objective) -> list[ResourceRequirement]:
    """What an objective needs, by period. One query."""
    rows: Any = ResourceRequirement.objects.filter(objective=objective)
    return list(rows.order_by("period_from", "currency", "pk"))
