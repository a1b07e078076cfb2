"""A list of activities with what stands beside each: places, objectives served, money."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias, cast
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import BigIntegerField, Case, F, Max, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from apps.activities.enums import ActivityStatus
from apps.activities.models import Activity
from apps.activities.selectors import Activities, Lead, Place, areas_of, dimension_names
from apps.agencies.models import Agency
from apps.alignment.models import AlignmentLink
from apps.alignment.selectors.money import Total, lines_of, total
from apps.core.enums import Grade
from apps.frameworks.enums import ADOPTED
from apps.frameworks.models import ObjectiveText
from apps.missions.models import Area, Document, Mission

Links: TypeAlias = QuerySet[AlignmentLink]

TYPES: dict[str, Any] = {
    "parent": BigIntegerField(),
    "place": BigIntegerField(),
    "code": TextField(),
    "name": TextField(),
}
NAMES = ("area", "objective", "lead")
NAMED = ("uuid", "title", "lead__uuid", "lead__name", "lead__acronym")
"""What names an activity and its lead."""
LISTED = (*NAMED, "key", "language", "dimension", "status", "start", "end", "humanitarian", "audience")
"""What `activity_rows` shows of an activity."""
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
    word: str


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


class _Name(NamedTuple):
    """A row of `ActivityScope._names`; what `code`, `parent` and `place` are differs by kind."""

    pk: int
    uuid: UUID
    name: str
    code: str | None
    parent: int | None
    place: int | None


def _named(kind: str, rows: Any, **columns: Any) -> Any:
    """Rows as `_Name`s with their kind in front, in columns of the same types for every kind."""
    given = {name: columns.get(name, F(name)) for name in ("pk", "uuid", "name", "code")}
    given |= {name: columns.get(name, Value(None)) for name in ("parent", "place")}
    typed = {
        f"n_{name}": Cast(column, TYPES[name]) if name in TYPES else column for name, column in given.items()
    }
    return rows.order_by().annotate(n_kind=Value(kind), **typed).values_list("n_kind", *typed)


class ActivityScope:
    """The activities that one reader may see in one mission, and the names that their lists and filters need.

    The names are read when one of them is first asked for, all together in one query.
    """

    def __init__(
        self, mission: Mission, activities: Activities, *, drafts: bool, names: Collection[str] = NAMES
    ) -> None:
        """`drafts`: the reader may see wordings that are not adopted (members do, the public does not);
        `names`: those that will be asked for, since leads are many."""
        self.mission = mission
        self.activities = activities
        self.drafts = drafts
        self.names = names

    @cached_property
    def leads(self) -> list[Lead]:
        """Agencies that lead one of the activities, by the name that lists show."""
        if "lead" not in self.names:
            # Not foreseen, but an address that cannot be read gets the whole page with its choices.
            return ActivityScope(self.mission, self.activities, drafts=self.drafts, names=("lead",)).leads
        leads = [Lead(row.uuid, row.name, row.code) for row in self._names["lead"]]
        return sorted(leads, key=lambda lead: (lead.label.casefold(), lead.uuid))

    @cached_property
    def places(self) -> list[Place]:
        """Areas of the mission, by name."""
        places = [Place(row.pk, row.uuid, row.name, row.code, row.parent) for row in self._names["area"]]
        return sorted(places, key=lambda place: (place.name.casefold(), place.pk))

    @cached_property
    def objectives(self) -> dict[int, ObjectiveLabel]:
        """Objectives of the mission by primary key, in the framework's order.

        Each in its wording in the latest adopted version; one that only a draft words, by the draft.
        """
        rows = sorted(self._names["objective"], key=lambda row: row.parent or 0)
        latest = {row.pk: row for row in rows}
        ordered = sorted(latest.values(), key=lambda row: (row.place is None, row.place, row.code))
        return {row.pk: ObjectiveLabel(row.pk, row.uuid, str(row.code), row.name) for row in ordered}

    @cached_property
    def _names(self) -> dict[str, list[_Name]]:
        """Leads, areas and wordings of objectives: three lists of names in one query, not three."""
        read = {"area": self._areas, "lead": self._leads, "objective": self._wordings}
        first, *others = (read[kind]() for kind in NAMES if kind in self.names)
        found: dict[str, list[_Name]] = {kind: [] for kind in NAMES if kind in self.names}
        for kind, *name in first.union(*others, all=True) if others else first:
            found[kind].append(_Name(*name))
        return found

    def _areas(self) -> Any:
        return _named("area", Area.objects.filter(mission=self.mission), parent=F("parent_id"))

    def _leads(self) -> Any:
        leads = Agency.objects.filter(pk__in=self.activities.order_by().values("lead"))
        return _named("lead", leads, code=F("acronym"))

    def _wordings(self) -> Any:
        """The later the better, and any adopted wording before any other."""
        texts: Any = ObjectiveText.objects.filter(mission=self.mission)
        adopted = Q(framework_version__status__in=ADOPTED)
        known = adopted & Q(framework_version__embargo_until__isnull=True)
        number = F("framework_version__number")
        return _named(
            "objective",
            texts if self.drafts else texts.filter(known),
            pk=F("objective_id"),
            uuid=F("objective__uuid"),
            name=F("title"),
            code=Coalesce("code", "objective__key"),
            parent=Case(When(adopted, then=number + 1_000_000), default=number, output_field=TYPES["parent"]),
            place=F("position"),
        )

    @cached_property
    def dimensions(self) -> dict[str, str]:
        """Names of the mission's dimensions by code. No query."""
        return dimension_names(self.mission)

    def links(self) -> Links:
        """Links of the mission to objectives that the reader may see; their activities are another matter."""
        links = cast("Links", AlignmentLink.objects.filter(mission=self.mission))
        if self.drafts:
            return links
        known = ObjectiveText.objects.filter(
            mission=self.mission,
            framework_version__status__in=ADOPTED,
            framework_version__embargo_until__isnull=True,
        ).values("objective")
        return links.filter(objective__in=known)


def activity_rows(
    scope: ActivityScope, page: Sequence[Activity], *, places: bool = True
) -> list[ActivityRow]:
    """The lines of a page of activities (with their leads), in its order, with their `places` if asked.

    Three queries (areas, links, money), one more for names unless the scope has read them.
    """
    keys = [activity.pk for activity in page]
    areas = areas_of(keys) if places else {}
    served = _served(scope, keys)
    lines = lines_of(scope.mission, keys)
    names = {place.pk: place.name for place in scope.places} if places else {}
    # Once for the page: Django's own word for a choice makes the whole table of choices anew for each row.
    statuses = {str(status): str(word) for status, word in ActivityStatus.choices}
    return [
        ActivityRow(
            uuid=activity.uuid,
            title=activity.title,
            language=activity.language,
            lead=Lead(activity.lead.uuid, activity.lead.name, activity.lead.acronym),
            dimension=scope.dimensions.get(activity.dimension, activity.dimension),
            status=statuses[activity.status],
            start=activity.start,
            end=activity.end,
            humanitarian=activity.humanitarian,
            audience=activity.audience,
            places=[names[area] for area in areas.get(activity.pk, ())],
            serves=served[activity.pk],
            best=best_grade(link.grade for link in served[activity.pk]),
            committed=total(lines[activity.pk], "committed"),
            disbursed=total(lines[activity.pk], "disbursed"),
        )
        for activity in page
    ]


def best_rank(links: str = "") -> Max:
    """The rank of the best recorded grade of a group of links (`links`: the way to them), as an aggregate."""
    return Max(Case(*(When(**{f"{links}grade": grade}, then=Value(rank)) for grade, rank in RANK.items())))


def best_grade(grades: Iterable[str]) -> str | None:
    """The best of the recorded grades, None of nothing."""
    return max(grades, key=RANK.__getitem__, default=None)


def _served(scope: ActivityScope, activities: Collection[int]) -> dict[int, list[ServedObjective]]:
    rows: Iterable[tuple[Any, ...]] = (
        scope.links()
        .filter(activity__in=activities)
        .values_list("activity_id", "objective_id", "objective__uuid", "objective__key", "grade")
    )
    words = {str(grade): str(word) for grade, word in Grade.choices}
    found: dict[int, list[ServedObjective]] = defaultdict(list)
    for activity, pk, uuid, key, grade in rows:
        label = scope.objectives.get(pk) or ObjectiveLabel(pk, uuid, key, None)
        found[activity].append(ServedObjective(label, grade, words[grade]))
    for served in found.values():
        served.sort(key=lambda link: (-RANK[link.grade], link.objective.code))
    return found


def documents_for(user: AbstractBaseUser | AnonymousUser, mission: Mission) -> "QuerySet[Document]":
    """Documents of one mission that a member may see. No query by itself."""
    return cast("QuerySet[Document]", Document.objects.visible_to(user)).filter(mission=mission)


def sources_of(documents: "QuerySet[Document]", activities: Any) -> list[Document]:
    """Which of the documents some of the activities (their keys) name as their source. One query."""
    named = Activity.documents.through.objects.filter(activity__in=activities)
    # As a set: a join would give a document as often as activities name it, to be sorted and thrown away.
    return list(documents.filter(pk__in=named.values("document")).order_by("title", "pk"))
