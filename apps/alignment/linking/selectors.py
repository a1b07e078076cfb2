"""Reading for those who link: who may, what waits, which objectives are offered and which are suggested."""

import functools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.activities.enums import ActivityStatus
from apps.activities.models import Activity, ActivityArea, ActivitySector
from apps.activities.selectors import Activities, core_dimensions, exempt, is_humanitarian
from apps.alignment.models import AlignmentLink
from apps.alignment.suggesting import Goal, Known, Suggester, Suggestion, Work
from apps.core.enums import Dimension
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import ObjectiveText, ObjectiveTranslation
from apps.missions.enums import Role
from apps.missions.models import Area, Document, Mission
from apps.missions.rules import EDITORS
from apps.missions.selectors import memberships_in

Reader = AbstractBaseUser | AnonymousUser

GUARDED = frozenset({Dimension.POLITICAL.value, Dimension.SECURITY.value})
LEARNED = 300
"""Links that suggestions learn from, the latest first: more would keep the page waiting."""
OFFERED_DOCUMENTS = 40
OVER = (ActivityStatus.COMPLETED, ActivityStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Acting:
    """For whom somebody may link: for everybody as a planner, or for these agencies."""

    everybody: bool
    agencies: frozenset[int]

    def __bool__(self) -> bool:
        return self.everybody or bool(self.agencies)


def acting(user: Reader, mission: Mission) -> Acting:
    """For whom the user links activities in the mission. One query."""
    held = memberships_in(user, mission)
    return Acting(
        any(row.role == Role.PLANNER for row in held),
        frozenset(row.agency_id for row in held if row.role in EDITORS and row.agency_id),
    )


def linkable(activities: Activities, who: Acting) -> Activities:
    """Those of the activities that somebody may link, as the rule `alignment.link_activity` says of each."""
    if who.everybody:
        return activities
    implemented = Activity.implementers.through.objects.filter(
        activity=OuterRef("pk"), agency__in=who.agencies
    )
    return activities.filter(Q(lead__in=who.agencies) | Exists(implemented))


def unlinked(activities: Activities, mission: Mission) -> Activities:
    """Those of the activities that are linked to nothing and not over; exempt humanitarian ones are never
    listed as unaligned (section D.1 of the method)."""
    links = AlignmentLink.objects.filter(activity=OuterRef("pk"))
    return activities.filter(~exempt(mission), ~Exists(links)).exclude(status__in=OVER)


def not_linked_to(activities: Activities, objective: int) -> Activities:
    """Those of the activities that are not over and not linked to the objective."""
    links = AlignmentLink.objects.filter(activity=OuterRef("pk"), objective=objective)
    return activities.exclude(status__in=OVER).filter(~Exists(links))


@dataclass(frozen=True, slots=True)
class Offered:
    """An objective to choose, in its newest wording; `dimension` is the core one."""

    pk: int
    uuid: UUID
    code: str
    title: str
    dimension: str
    texts: tuple[str, ...]

    @property
    def guarded(self) -> bool:
        """Humanitarian activities are kept away from it."""
        return self.dimension in GUARDED

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


def offered_objectives(mission: Mission) -> list[Offered]:
    """The objectives of the version in force and of an open draft, in the framework's order. Two queries."""
    texts: Any = ObjectiveText.objects.filter(mission=mission, objective__retired_on__isnull=True)
    rows = list(
        texts.exclude(framework_version__status=VersionStatus.SUPERSEDED)
        .order_by("framework_version__number")
        .values_list(
            "pk",
            "objective_id",
            "objective__uuid",
            "objective__key",
            "code",
            "title",
            "description",
            "dimension",
            "position",
            "framework_version__status",
        )
    )
    said: dict[int, list[str]] = defaultdict(list)
    translations: Any = ObjectiveTranslation.objects.filter(objective_text__in=[row[0] for row in rows])
    for text, title, description in translations.order_by("pk").values_list(
        "objective_text_id", "title", "description"
    ):
        said[text] += _texts(title, description)
    core = core_dimensions(mission)
    found: dict[int, tuple[tuple[Any, ...], Offered]] = {}
    for pk, objective, uuid, key, code, title, description, dimension, position, status in rows:
        # A draft changes no wording that is adopted; it only adds what is new in it.
        if objective in found and status != VersionStatus.ADOPTED:
            continue
        one = Offered(
            objective,
            uuid,
            code or key,
            title,
            core.get(dimension, dimension),
            (*_texts(title, description), *said[pk]),
        )
        found[objective] = ((position is None, position or 0, one.code), one)
    return [one for _place, one in sorted(found.values(), key=lambda pair: pair[0])]


def _texts(title: str, description: str | None) -> list[str]:
    return [title] if not description else [title, f"{title} {title} {description}"]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A suggestion with the objective that it names; `areas` are names by key, for its reasons."""

    objective: Offered
    suggestion: Suggestion
    areas: dict[str, str]


def suggestions(
    mission: Mission,
    visible: Activities,
    asked: Sequence[Activity],
    objectives: Sequence[Offered],
    *,
    most: int = 3,
) -> dict[int, list[Proposed]]:
    """What each of the activities may serve, learned from links of activities that the reader may see.

    Six queries, whatever the number of activities.
    """
    goals = tuple(Goal(str(one.pk), one.texts, one.dimension) for one in objectives)
    by_key = {str(one.pk): one for one in objectives}
    core = core_dimensions(mission)
    links: Any = AlignmentLink.objects.filter(mission=mission, activity__in=visible.order_by().values("pk"))
    served: dict[int, list[str]] = defaultdict(list)
    for activity, objective in links.order_by("-pk").values_list("activity_id", "objective_id")[:LEARNED]:
        served[activity].append(str(objective))
    teachers = list(Activity.objects.filter(pk__in=served).order_by("pk"))
    works = _works([*asked, *teachers], core)
    known = tuple(Known(row.title, works[row.pk], tuple(sorted(served[row.pk]))) for row in teachers)
    suggester = _suggester(goals, known)
    names = {str(pk): name for pk, name in Area.objects.filter(mission=mission).values_list("pk", "name")}
    return {
        row.pk: [
            Proposed(by_key[one.goal], one, names) for one in suggester.suggest(works[row.pk], most=most)
        ]
        for row in asked
    }


@functools.lru_cache(maxsize=8)
def _suggester(goals: tuple[Goal, ...], known: tuple[Known, ...]) -> Suggester:
    """Kept for the next page: what it learned from is its key, so it never answers from old links."""
    return Suggester(goals, known)


def _works(activities: Iterable[Activity], core: dict[str, str]) -> dict[int, Work]:
    rows = {row.pk: row for row in activities}
    codes: dict[int, list[str]] = defaultdict(list)
    for pk, code in ActivitySector.objects.filter(activity__in=rows).values_list("activity_id", "code"):
        codes[pk].append(code)
    areas: dict[int, list[str]] = defaultdict(list)
    for pk, area in ActivityArea.objects.filter(activity__in=rows).values_list("activity_id", "area_id"):
        areas[pk].append(str(area))
    return {
        pk: Work(
            " ".join(filter(None, (row.title, row.title, (row.description or "")[:400]))),
            tuple(sorted(codes[pk])),
            frozenset(areas[pk]),
            row.target_group,
            core.get(row.dimension),
            is_humanitarian(row, core),
        )
        for pk, row in rows.items()
    }


def offered_documents(user: Reader, activity: Activity) -> "QuerySet[Document]":
    """Documents that a link of the activity may name: those of the activity, of its links, and the newest of
    its lead's other links. Two queries when read."""
    seen: Any = cast("QuerySet[Document]", Document.objects.visible_to(user)).filter(
        mission=activity.mission_id
    )
    near = seen.filter(Q(activity=activity) | Q(alignmentlink__activity=activity)).values_list(
        "pk", flat=True
    )
    others = seen.filter(alignmentlink__activity__lead=activity.lead_id).order_by("-pk")
    kept = {*near[:OFFERED_DOCUMENTS], *others.values_list("pk", flat=True)[:OFFERED_DOCUMENTS]}
    return cast("QuerySet[Document]", seen.filter(pk__in=kept).order_by("title", "pk"))


def find_link(user: Reader, mission: Mission, uuid: UUID) -> AlignmentLink | None:
    """A link of the mission whose activity the user may see. One query."""
    links: Any = AlignmentLink.objects.visible_to(user).filter(mission=mission, uuid=uuid)
    found: AlignmentLink | None = links.select_related(
        "activity__lead", "activity__mission", "objective", "mission", "attestor", "dispute__by"
    ).first()
    return found
