"""Who may see a row, for every table of a mission: stated once, read from the keys of the tables.

`apps.missions.rules.may_see` says the same of one row in Python; a test compares the two for every table.
"""

from collections import defaultdict
from functools import cache
from typing import Any, Self, TypeVar

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.constraints import unique
from apps.core.enums import Audience
from apps.core.models import Part, Row
from apps.missions.models.held import kept_of
from apps.missions.models.membership import Membership
from apps.missions.models.mission import Mission

R_co = TypeVar("R_co", bound=models.Model, covariant=True)
Reader = AbstractBaseUser | AnonymousUser
REPLIES = 4
"""How many answers deep a thread is read; what lies deeper is shown to nobody rather than to too many."""


class Readership(AnonymousUser):
    """Nobody in person, but all for whom a paper is made: the members of a mission, or everybody.

    Asked as a reader (`visible_to`), it sees what every one of them sees: never what is kept inside an
    agency, and of columns by role only those that no role hides. For everybody a table without an audience
    is closed, unless it says which of its rows are public (`public_when`).
    """

    def __init__(self, mission: Mission, *, public: bool) -> None:
        super().__init__()
        self.mission = mission
        self.public = public


@cache
def path_to_mission(model: Any) -> str:
    """The way from a row to its mission, if need be through the row of which it is a part.

    Raises LookupError for a table that belongs to no mission.
    """
    keys = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
    for key in keys:
        if key.related_model is Mission:
            return str(key.name)
    for key in keys:
        if key.remote_field.on_delete is models.CASCADE:
            return f"{key.name}__{path_to_mission(key.related_model)}"
    raise LookupError(f"{model._meta.label} belongs to no mission")


@cache
def is_of_missions(model: Any) -> bool:
    """Whether each row of the table lies in one mission."""
    try:
        return bool(path_to_mission(model))
    except LookupError:
        return False


def has_audience(model: Any) -> bool:
    """Whether each row of the table says itself who may see it: its `audience_agency` names whose it is."""
    return hasattr(model, "audience_agency")


@cache
def audiences_of(model: Any, replies: int = REPLIES) -> tuple[tuple[str, str], ...]:
    """Every audience that bounds a row of the table, its own and those of the rows its keys name, over any
    number of steps: as (way to the audience, way to the agency whose members see what is kept inside it).

    A key to the table itself, such as that of an answer to a comment, is followed `replies` times.
    """
    found = [("audience", model.audience_agency)] if has_audience(model) else []
    for key in model._meta.concrete_fields:
        if not isinstance(key, models.ForeignKey):
            continue
        again = key.related_model is model
        if not again or (replies and has_audience(model)):
            inner = audiences_of(key.related_model, replies - 1 if again else REPLIES)
            found += [(f"{key.name}__{audience}", f"{key.name}__{agency}") for audience, agency in inner]
    return tuple(found)


@cache
def endless_keys(model: Any) -> tuple[str, ...]:
    """The ways that must have ended after REPLIES steps, where rows with an audience answer one another."""
    return tuple(
        "__".join([key.name] * (REPLIES + 1))
        for key in model._meta.concrete_fields
        if isinstance(key, models.ForeignKey) and key.related_model is model and has_audience(model)
    )


class _Held:
    """The user's memberships as conditions: by value where they were kept for the page, otherwise asked of
    the database, which costs more to write than to answer."""

    def __init__(self, user: Reader, path: str) -> None:
        self.path = path
        self.rows: Any = Membership.objects.filter(user=user.pk)
        self.kept = kept_of(user)
        self.missions: Any = (
            self.rows.values("mission") if self.kept is None else {row.mission_id for row in self.kept}
        )

    def own(self, agency: str) -> models.Q:
        """That the row's agency is one for which the user is a member of the row's mission."""
        if self.kept is None:
            same = {"mission": models.OuterRef(self.path), "agency": models.OuterRef(agency)}
            return models.Q(models.Exists(self.rows.filter(**same)))
        agencies: dict[int, set[int]] = defaultdict(set)
        for row in self.kept:
            if row.agency_id is not None:
                agencies[row.mission_id].add(row.agency_id)
        found = models.Q()
        for mission, ours in agencies.items():
            found |= models.Q(**{self.path: mission, f"{agency}__in": ours})
        return found


class VisibleQuerySet(models.QuerySet[R_co]):
    def visible_to(self, user: Reader) -> Self:
        """The rows of the user's missions that the user may see.

        A row with an audience of its own: `agency` ones only for members for its agency. Every row: no more
        than each row that one of its keys names. What is on a list of a row (its documents) narrows nothing;
        it is left out of the list.
        """
        if isinstance(user, Readership):
            return self._seen_by_all(user)
        if not user.is_authenticated:
            return self.none()
        model = self.model
        held = _Held(user, path_to_mission(model))
        rows = self.filter(**{f"{path_to_mission(model)}__in": held.missions})
        for audience, agency in audiences_of(model):
            # By joins, not by nested queries, of which SQLite takes a few only.
            rows = rows.filter(
                models.Q(**{f"{audience}__isnull": True})
                | models.Q(**{f"{audience}__in": (Audience.PUBLIC, Audience.MISSION)})
                | held.own(agency)
            )
        return rows.filter(**{f"{way}__isnull": True for way in endless_keys(model)})

    def _seen_by_all(self, readers: Readership) -> Self:
        """The rows that every one of these readers sees."""
        model = self.model
        rows = self.filter(**{path_to_mission(model): readers.mission})
        shown = (Audience.PUBLIC,) if readers.public else (Audience.PUBLIC, Audience.MISSION)
        if readers.public and not has_audience(model):
            open_rows = getattr(model, "public_when", None)
            if open_rows is None:
                return self.none()
            rows = rows.filter(**open_rows)
        for audience, _agency in audiences_of(model):
            bound, _, _name = audience.rpartition("__")
            seen = models.Q(**{f"{audience}__in": shown})
            if not readers.public:
                seen |= models.Q(**{f"{audience}__isnull": True})
            elif bound:
                seen |= models.Q(**{f"{bound}__isnull": True})
            rows = rows.filter(seen)
        return rows.filter(**{f"{way}__isnull": True for way in endless_keys(model)})


class MissionRowQuerySet(VisibleQuerySet[R_co]):
    """Rows of one mission with a key of their own."""


class MissionRow(Row):
    """A row of one mission, named in files by a key that is unique in its table and mission."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE)
    key = models.CharField(max_length=64)

    objects = MissionRowQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            unique("mission", "key", name="key", message=_("Another row of this mission has this key."))
        ]


class MissionPart(Part):
    """A line of a list of a row of a mission: as visible as that row, and as what its own keys name."""

    objects = VisibleQuerySet.as_manager()

    class Meta:
        abstract = True
