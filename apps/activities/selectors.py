"""Reading activities: which ones somebody may see, and where they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias, cast
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, Q, QuerySet

from apps.activities.models import Activity, ActivityArea
from apps.core.enums import Dimension
from apps.missions.models import Area, Mission, MissionAgency

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


@dataclass(frozen=True, slots=True)
class AreaCount:
    """An area with its shape (GeoJSON, None if it has none) and how many activities name it."""

    uuid: UUID
    name: str
    geometry: Any
    activities: int


def count_by_area(mission: Mission, activities: Activities) -> list[AreaCount]:
    """Every area of the mission by name, with the number of the activities that name the area itself.

    Two queries.
    """
    named = ActivityArea.objects.filter(activity__in=activities.order_by().values("pk"))
    counts = dict(named.order_by().values_list("area").annotate(activities=Count("activity")))
    rows: Any = Area.objects.filter(mission=mission).order_by("name", "pk")
    return [
        AreaCount(uuid, name, geometry, counts.get(pk, 0))
        for pk, uuid, name, geometry in rows.values_list("pk", "uuid", "name", "geometry")
    ]


def core_dimensions(mission: Mission) -> dict[str, str]:
    """The core dimension behind each dimension of the mission. No query."""
    if mission.dimensions is None:
        return {str(value): str(value) for value in Dimension.values}
    return dict(
        (item["code"], item["core"]) if isinstance(item, dict) else (item, item)
        for item in mission.dimensions
    )


def exempt(mission: Mission) -> Q:
    """What holds of the humanitarian activities that nobody presses to align: humanitarian by their dimension
    and led by no political or security body (section A.3 of the method). No query by itself."""
    core = core_dimensions(mission)
    humanitarian = [code for code, of in core.items() if of == Dimension.HUMANITARIAN]
    bodies = MissionAgency.objects.filter(mission=mission, political_or_security=True)
    return Q(dimension__in=humanitarian) & ~Q(lead__in=bodies.values("agency"))


def dimension_names(mission: Mission) -> dict[str, str]:
    """The mission's own dimensions, or the six core ones: code to the name that people read."""
    core = {str(value): str(label) for value, label in Dimension.choices}
    if mission.dimensions is None:
        return core
    names: dict[str, str] = {}
    for item in mission.dimensions:
        own = item if isinstance(item, dict) else {"code": item}
        code = own["code"]
        names[code] = str(own.get("name") or core.get(code, code))
    return names


def is_humanitarian(activity: Activity, core: dict[str, str]) -> bool:
    """Humanitarian by its dimension or marked so: such work is not tied to politics or security. No query."""
    return core.get(activity.dimension) == Dimension.HUMANITARIAN or activity.humanitarian is True
