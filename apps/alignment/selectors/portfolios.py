"""What the activities of one agency are linked to, and where they pull apart."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, Q, QuerySet

from apps.activities.models import Activity
from apps.activities.selectors import Activities
from apps.alignment.models import Contradiction, PolicyPosition
from apps.alignment.selectors.lists import NAMED, RANK, ActivityScope, ObjectiveLabel, best_grade, best_rank
from apps.core.enums import Audience, Grade

UNLINKED = "unlinked"


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Activities that an agency leads, counted by the best recorded grade of their links."""

    counts: Mapping[str, int]
    own_only: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def total_own_only(self) -> int:
        return sum(self.own_only.values())

    @property
    def verified(self) -> int:
        return self.counts.get(Grade.VERIFIED, 0)

    @property
    def linked(self) -> int:
        return self.total - self.counts.get(UNLINKED, 0)


def portfolios(scope: ActivityScope, agencies: Collection[int]) -> dict[int, Portfolio]:
    """Portfolios of the agencies, by primary key.

    `counts` hold public and members' activities, as every result of members does; `own_only` the activities
    kept inside the agency that the reader may see because they act for it. One query.
    """
    rows = scope.activities.filter(lead__in=agencies).order_by().annotate(best=best_rank("links__"))
    grades = {rank: grade for grade, rank in RANK.items()} | {None: UNLINKED}
    shared: dict[int, Counter[str]] = defaultdict(Counter)
    kept: dict[int, Counter[str]] = defaultdict(Counter)
    for lead, rank, audience in rows.values_list("lead", "best", "audience"):
        into = kept if audience == Audience.AGENCY else shared
        into[lead][grades[rank]] += 1
    return {agency: Portfolio(shared[agency], kept[agency]) for agency in agencies}


@dataclass(frozen=True, slots=True)
class Served:
    """An objective that an agency's activities serve, and where the agency stands on it."""

    objective: ObjectiveLabel
    activities: int
    best: str | None
    position: PolicyPosition | None


def served_by(scope: ActivityScope, agency: int) -> list[Served]:
    """Objectives that the agency's activities serve or that it has a position on, by code.

    Three queries, one of them for the names of the objectives.
    """
    rows = (
        scope.links()
        .filter(activity__in=_shared(scope.activities).filter(lead=agency))
        .order_by()
        .values_list("objective", "grade")
        .annotate(activities=Count("activity"))
    )
    grades: dict[int, dict[str, int]] = defaultdict(dict)
    for objective, grade, activities in rows:
        grades[objective][grade] = activities
    held = cast(
        "QuerySet[PolicyPosition]", PolicyPosition.objects.filter(mission=scope.mission, agency=agency)
    )
    positions = {row.objective_id: row for row in held.order_by("dated_on", "pk")}
    return [
        Served(label, sum(grades[pk].values()), best_grade(grades[pk]), positions.get(pk))
        for pk, label in scope.objectives.items()
        if pk in grades or pk in positions
    ]


def tensions_of(scope: ActivityScope, agency: int) -> list[Contradiction]:
    """Contradictions of the agency's activities where the reader may see both, worst first. Two queries.

    One activity is kept inside an agency only if the reader acts for it.
    """
    own = Activity.objects.filter(mission=scope.mission, lead=agency).values("pk")
    rows: Any = Contradiction.objects.filter(
        Q(activity_a__in=own) | Q(activity_b__in=own), mission=scope.mission
    )
    found = list(rows.order_by("score", "raised_on", "pk"))
    named = {pk for row in found for pk in (row.activity_a_id, row.activity_b_id)}
    shown = scope.activities.select_related("lead").only(*NAMED)
    seen = {activity.pk: activity for activity in shown.filter(pk__in=named).order_by()} if named else {}
    tensions = [row for row in found if row.activity_a_id in seen and row.activity_b_id in seen]
    for row in tensions:
        row.activity_a, row.activity_b = seen[row.activity_a_id], seen[row.activity_b_id]
    return tensions


def _shared(activities: Activities) -> Activities:
    """Without those kept inside an agency: results of members rest on the others."""
    return activities.filter(Q(audience__isnull=True) | ~Q(audience=Audience.AGENCY))
