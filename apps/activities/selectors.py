"""Reading activities: which ones somebody may see, and where they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, QuerySet

from apps.activities.models import Activity, ActivityArea
from apps.agencies.models import Agency
from apps.missions.models import Area, Mission

Activities: TypeAlias = QuerySet[Activity]


@dataclass(frozen=True, slots=True)
class Place:
    pk: int
    uuid: UUID
    name: str
    code: str | None
    parent: int | None


@dataclass(frozen=True, slots=True)
class Lead:
    uuid: UUID
    name: str
    acronym: str | None

    @property
    def label(self) -> str:
        return self.acronym or self.name


def activities_for(user: AbstractBaseUser | AnonymousUser, mission: Mission) -> Activities:
    """Activities of one mission that a member may see. No query by itself."""
    return cast("Activities", Activity.objects.visible_to(user)).filter(mission=mission)


def public_activities(mission: Mission) -> Activities:
    """Activities of one mission that everybody may see; none where the mission is not public."""
    return cast("Activities", Activity.objects.public()).filter(mission=mission)


def places(mission: Mission) -> list[Place]:
    """Areas of the mission by name, without their shapes. One query."""
    rows = Area.objects.filter(mission=mission).order_by("name", "pk")
    return [Place(*row) for row in rows.values_list("pk", "uuid", "name", "code", "parent_id")]


def within(areas: Iterable[Place], top: UUID) -> set[int]:
    """The area and everything below it, as primary keys; empty if there is no such area."""
    below: dict[int | None, list[Place]] = defaultdict(list)
    start: Place | None = None
    for area in areas:
        below[area.parent].append(area)
        if area.uuid == top:
            start = area
    found: set[int] = set()
    waiting = [] if start is None else [start]
    while waiting:
        area = waiting.pop()
        if area.pk not in found:
            found.add(area.pk)
            waiting += below[area.pk]
    return found


def areas_of(activities: Collection[int]) -> dict[int, list[int]]:
    """Areas of each of the activities, as primary keys. One query."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = ActivityArea.objects.filter(activity__in=activities).order_by("area__name", "pk")
    for activity, area in rows.values_list("activity_id", "area_id"):
        found[activity].append(area)
    return found


def leads_of(activities: Activities) -> list[Lead]:
    """Agencies that lead at least one of the activities, by the name that lists show. One query."""
    rows = Agency.objects.filter(pk__in=activities.order_by().values("lead"))
    return sorted(
        (Lead(*row) for row in rows.values_list("uuid", "name", "acronym")),
        key=lambda lead: (lead.label.casefold(), lead.uuid),
    )


def count_by_area(activities: Activities) -> Mapping[int, int]:
    """Number of the activities that name each area itself, by its primary key. One query."""
    rows = ActivityArea.objects.filter(activity__in=activities.order_by().values("pk"))
    return dict(
        rows.order_by()
        .values_list("area")
        .annotate(activities=Count("activity"))
        .values_list("area", "activities")
    )
