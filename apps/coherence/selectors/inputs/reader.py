"""Which rows of a mission an audience may see, and the keys they refer to one another by."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from apps.activities.models import Activity
from apps.benchmarks.models import Benchmark, Gate
from apps.benchmarks.progress import as_number
from apps.coherence.models import Assessment
from apps.core.enums import Audience
from apps.frameworks.models import FrameworkVersion, Objective
from apps.missions.models import Area, Document, Forum, Mission, MissionAgency
from apps.missions.models.base import audiences_of

PUBLIC, MEMBERS, ALL = "public", "mission", "all"
"""Whose rows are read: what the portal may show, what members share, or everything."""

Keys = Mapping[int, str]


class Reader:
    """The keys that rows refer to one another by, loaded once, and the rows of one audience."""

    def __init__(self, mission: Mission, audience: str) -> None:
        self.mission = mission
        self.audience = audience
        self.public = audience == PUBLIC
        self.agency: Keys = dict(
            MissionAgency.objects.filter(mission=mission).values_list("agency_id", "key")
        )
        self.area = self.keys(Area)
        self.version = self.keys(FrameworkVersion)
        self.objective = self.keys(Objective)
        self.benchmark = self.keys(Benchmark)
        self.gate = self.keys(Gate)
        self.forum = self.keys(Forum)
        self.activity: Keys = dict(self.activities().values_list("pk", "key"))

    def keys(self, model: type[Model]) -> Keys:
        return dict(model._default_manager.filter(mission=self.mission).values_list("pk", "key"))

    def hidden(self) -> Q:
        """Which audiences this reader does not see; a row without an audience counts as `mission`."""
        if self.public:
            return ~Q(audience=Audience.PUBLIC) | Q(audience__isnull=True)
        return Q(audience=Audience.AGENCY) if self.audience == MEMBERS else Q(pk__in=[])

    def activities(self) -> QuerySet[Any]:
        return Activity.objects.filter(mission=self.mission).exclude(self.hidden())

    def of(self, model: type[Model], *, never_public: bool = False, named: bool = False) -> QuerySet[Any]:
        """Rows of this mission in one table that the audience may see.

        With `named`, none that names a row which the audience may not see; callers without it leave out rows
        of activities that are not in `activity` themselves.
        """
        query: QuerySet[Any] = model._default_manager.filter(mission=self.mission)
        if self.public and never_public:
            return query.none()
        names = {field.name: field for field in model._meta.get_fields()}
        if "audience" in names and model is not Assessment:
            query = query.exclude(self.hidden())
        for way, _agency in audiences_of(model) if named and self.audience != ALL else ():
            shown = [Audience.PUBLIC] if self.public else [Audience.PUBLIC, Audience.MISSION]
            bound = way.rpartition("__")[0]
            seen = Q(**{f"{way}__in": shown}) | Q(**{f"{bound}__isnull": True})
            query = query.filter(seen if self.public else seen | Q(**{f"{way}__isnull": True}))
        if "documents" in names and "audience" not in names and self.audience != ALL:
            through = names["documents"].remote_field.through  # type: ignore[union-attr]
            hidden = Document.objects.filter(self.hidden(), mission=self.mission)
            owner = names["documents"].m2m_column_name()  # type: ignore[union-attr]
            query = query.exclude(
                Exists(through.objects.filter(**{owner: OuterRef("pk")}, document__in=hidden))
            )
        return query

    def pairs(
        self, model: type[Model], owner: str, other: str, keys: Keys, path: str | None = None
    ) -> dict[int, list[str]]:
        """Keys of the rows named by a list, grouped by the row that names them."""
        mission = f"{path or owner.removesuffix('_id')}__mission"
        pairs = columns(model._default_manager.filter(**{mission: self.mission}), owner, other)
        return grouped((pk, keys[named]) for pk, named in pairs if named in keys)

    def traces(self, model: type[Model], owner: str) -> dict[int, list[tuple[str, str]]]:
        of_mission = model._default_manager.filter(**{f"{owner}__mission": self.mission})
        found = columns(of_mission, f"{owner}_id", "activity_id", "grade")
        return grouped(
            (pk, (self.activity[activity], grade))
            for pk, activity, grade in found
            if activity in self.activity
        )


def columns(query: QuerySet[Any], *names: str) -> list[tuple[Any, ...]]:
    """The named columns of a query as the driver of the database gives them, for tables of many rows: the
    fields of the models would take as long again as the query.

    Dates and flags are what they are; an amount is a number of some kind, a list still JSON.
    """
    try:
        sql, values = query.values_list(*names).query.sql_with_params()
    except EmptyResultSet:
        return []
    with connections[query.db].cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def grouped(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Any]] = defaultdict(list)
    for key, item in pairs:
        groups[key].append(item)
    return groups


def listed(groups: Mapping[Any, list[Any]], key: Any, recorded: object) -> tuple[Any, ...] | None:
    """A list as recorded: None where nobody recorded it, which is not the same as empty."""
    return tuple(groups.get(key, ())) if recorded else None


def as_one(given: Iterable[Any], stages: Any) -> float | None:
    """The one value among the columns number, money, stage and yes, as a number."""
    return next((as_number(value, stages) for value in given if value is not None), None)
