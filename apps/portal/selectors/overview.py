"""What a mission's first page shows beside the coherence levels: phases and recent changes."""

import datetime
from dataclasses import dataclass
from itertools import groupby

from auditlog.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from apps.activities.models import Activity
from apps.alignment.models import AlignmentLink
from apps.benchmarks.models import Observation
from apps.frameworks.models import FrameworkVersion
from apps.missions.enums import Phase
from apps.missions.models import Mission, PhasePeriod

CHANGES = 8
LOOKED_AT = 200
WATCHED = (FrameworkVersion, Activity, AlignmentLink, Observation)


@dataclass(frozen=True, slots=True)
class PhaseNow:
    """The phase of the mission (no area) or of one area on a day."""

    area: str | None
    phase: str
    since: datetime.date


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody (an import: None) changed at one moment in one table: how many rows, one by name."""

    at: datetime.datetime
    who: str | None
    what: str
    name: str
    count: int


def phases_on(mission: Mission, day: datetime.date) -> list[PhaseNow]:
    """The phase in force on the day, the mission's first, then by area. One query."""
    rows = (
        PhasePeriod.objects.filter(mission=mission, period_from__lte=day)
        .exclude(period_to__lte=day)
        .order_by("area__name", "-period_from")
        .values_list("area__name", "phase", "period_from")
    )
    latest: dict[str | None, PhaseNow] = {}
    for area, phase, since in rows:
        latest.setdefault(area, PhaseNow(area, str(Phase(phase).label), since))
    return sorted(latest.values(), key=lambda one: (one.area is not None, one.area or ""))


def recent_changes(mission: Mission, user: AbstractBaseUser | AnonymousUser) -> list[Change]:
    """The latest changes to what the user may see of versions, activities, links and observations.

    Changes of one moment to one table stand together. One query, and one the first time a process asks for
    the types of these tables.
    """
    types = ContentType.objects.get_for_models(*WATCHED)
    about = Q(pk__in=[])
    for model, kind in types.items():
        rows = model._default_manager.filter(mission=mission).visible_to(user)  # type: ignore[attr-defined]
        about |= Q(content_type=kind, object_id__in=rows.values("pk"))
    entries = LogEntry.objects.filter(about).select_related("actor").order_by("-timestamp", "-pk")[:LOOKED_AT]
    models = {kind.pk: model for model, kind in types.items()}
    changes = []
    for (kind, actor, at), group in groupby(
        entries, key=lambda e: (e.content_type_id, e.actor_id, e.timestamp.replace(microsecond=0))
    ):
        rows = list(group)
        changes.append(
            Change(
                at=at,
                who=None if actor is None else str(rows[0].actor),
                what=str(models[kind]._meta.verbose_name),
                name=rows[0].object_repr,
                count=len(rows),
            )
        )
    return changes[:CHANGES]
