"""A list of activities with what stands beside each: places, objectives served, money."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias, cast
from uuid import UUID

from django.db.models import QuerySet

from apps.activities.models import Activity
from apps.activities.selectors import Activities, Lead, Place, areas_of, leads_of, places
from apps.alignment.models import AlignmentLink
from apps.alignment.selectors.money import Total, lines_of, total
from apps.core.enums import Dimension, Grade
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import ObjectiveText
from apps.missions.models import Mission

Links: TypeAlias = QuerySet[AlignmentLink]

ADOPTED = (VersionStatus.ADOPTED, VersionStatus.SUPERSEDED)
RANK = {grade: rank for rank, grade in enumerate(Grade.values)}


@dataclass(frozen=True, slots=True)
class ObjectiveLabel:
    """An objective as a list names it; `title` is None where only its identity is known."""

    pk: int
    uuid: UUID
    code: str
    title: str | None

    def __str__(self) -> str:
        return self.code if self.title is None else f"{self.code} {self.title}"


@dataclass(frozen=True, slots=True)
class ServedObjective:
    objective: ObjectiveLabel
    grade: str


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One line of the list. `best` is the best recorded grade of its links, None if it has none."""

    uuid: UUID
    title: str
    language: str | None
    lead: Lead
    dimension: str
    status: str
    start: datetime.date | None
    end: datetime.date | None
    humanitarian: bool | None
    audience: str | None
    places: Sequence[str]
    serves: Sequence[ServedObjective]
    best: str | None
    committed: Total
    disbursed: Total


class ActivityScope:
    """The activities that one reader may see in one mission, and what lists and filters of them need.

    Each part is read at most once, when it is first asked for.
    """

    def __init__(self, mission: Mission, activities: Activities, *, drafts: bool) -> None:
        """`drafts`: the reader may see wordings that are not adopted (members do, the public does not)."""
        self.mission = mission
        self.activities = activities
        self.drafts = drafts

    @cached_property
    def leads(self) -> list[Lead]:
        """Agencies that lead one of the activities. One query."""
        return leads_of(self.activities)

    @cached_property
    def places(self) -> list[Place]:
        """Areas of the mission. One query."""
        return places(self.mission)

    @cached_property
    def objectives(self) -> dict[int, ObjectiveLabel]:
        """Objectives of the mission by primary key. One query."""
        return objective_labels(self.mission, drafts=self.drafts)

    @cached_property
    def dimensions(self) -> dict[str, str]:
        """Names of the mission's dimensions by code. No query."""
        return dimension_names(self.mission)

    def links(self) -> Links:
        """Links of the mission to objectives that the reader may see; their activities are another matter."""
        links = cast("Links", AlignmentLink.objects.filter(mission=self.mission))
        if self.drafts:
            return links
        adopted = ObjectiveText.objects.filter(
            mission=self.mission, framework_version__status__in=ADOPTED
        ).values("objective")
        return links.filter(objective__in=adopted)


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


def objective_labels(mission: Mission, *, drafts: bool) -> dict[int, ObjectiveLabel]:
    """Each objective by its wording in the latest adopted version; one that only a draft words, by the draft.

    One query.
    """
    texts = ObjectiveText.objects.filter(mission=mission)
    if not drafts:
        texts = texts.filter(framework_version__status__in=ADOPTED)
    rows = texts.order_by("framework_version__number", "position", "code", "key").values_list(
        "framework_version__status", "objective_id", "objective__uuid", "objective__key", "code", "title"
    )
    adopted: dict[int, ObjectiveLabel] = {}
    open_: dict[int, ObjectiveLabel] = {}
    for status, pk, uuid, key, code, title in rows:
        into = adopted if status in ADOPTED else open_
        # Taken out first, so that the order is that of the latest wording.
        into.pop(pk, None)
        into[pk] = ObjectiveLabel(pk, uuid, code or key, title)
    return adopted | {pk: label for pk, label in open_.items() if pk not in adopted}


def activity_rows(scope: ActivityScope, page: Sequence[Activity]) -> list[ActivityRow]:
    """The lines of a page of activities (with their leads), in its order.

    Three queries (areas, links, money), two more for the names of places and objectives unless the scope has
    read them, one more where money is in another currency.
    """
    keys = [activity.pk for activity in page]
    areas = areas_of(keys)
    served = _served(scope, keys)
    lines = lines_of(scope.mission, keys)
    names = {place.pk: place.name for place in scope.places}
    return [
        ActivityRow(
            uuid=activity.uuid,
            title=activity.title,
            language=activity.language,
            lead=Lead(activity.lead.uuid, activity.lead.name, activity.lead.acronym),
            dimension=scope.dimensions.get(activity.dimension, activity.dimension),
            status=activity.status,
            start=activity.start,
            end=activity.end,
            humanitarian=activity.humanitarian,
            audience=activity.audience,
            places=[names[area] for area in areas[activity.pk]],
            serves=served[activity.pk],
            best=best_grade(link.grade for link in served[activity.pk]),
            committed=total(lines[activity.pk], "committed"),
            disbursed=total(lines[activity.pk], "disbursed"),
        )
        for activity in page
    ]


def best_grade(grades: Iterable[str]) -> str | None:
    """The best of the recorded grades, None of nothing."""
    return max(grades, key=RANK.__getitem__, default=None)


def _served(scope: ActivityScope, activities: Collection[int]) -> dict[int, list[ServedObjective]]:
    rows: Iterable[tuple[Any, ...]] = (
        scope.links()
        .filter(activity__in=activities)
        .values_list("activity_id", "objective_id", "objective__uuid", "objective__key", "grade")
    )
    found: dict[int, list[ServedObjective]] = defaultdict(list)
    for activity, pk, uuid, key, grade in rows:
        label = scope.objectives.get(pk) or ObjectiveLabel(pk, uuid, key, None)
        found[activity].append(ServedObjective(label, grade))
    for served in found.values():
        served.sort(key=lambda link: (-RANK[link.grade], link.objective.code))
    return found
