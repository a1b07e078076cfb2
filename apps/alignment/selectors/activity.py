"""Everything about one activity that one reader may see."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, Q, prefetch_related_objects

from apps.activities.models import Activity, ActivityArea, ActivityPeople, Need
from apps.agencies.models import Agency
from apps.alignment.enums import ReviewOutcome
from apps.alignment.models import (
    AlignmentLink,
    Comment,
    CommitmentTrace,
    Consultation,
    Contradiction,
    Dissent,
    InternalReview,
)
from apps.alignment.selectors.lists import NAMED, RANK, ActivityScope, ObjectiveLabel
from apps.alignment.selectors.money import Amount, Line, Total, rate_of_line, total
from apps.missions.enums import Phase, Role
from apps.missions.fields import REVIEWERS_SHOWN
from apps.missions.models import Document, MissionAgency
from apps.missions.rules import EDITORS
from apps.missions.selectors import memberships_in, roles_in

AMOUNTS: Sequence[Amount] = ("committed", "scheduled", "disbursed", "executed")

_OFTEN_EMPTY: dict[str, Any] = {
    "co_leads": Activity.co_leads.through,
    "implementers": Activity.implementers.through,
    "people_by_area": ActivityPeople,
    "commitments": CommitmentTrace,
    "consultations": Consultation,
    "reviews": InternalReview,
    "dissents": Dissent,
}
# Asked with the activity itself: a query for a list costs five times as much as knowing that it is empty.
_HOLDS = {
    f"holds_{name}": Exists(table.objects.filter(activity=OuterRef("pk")))
    for name, table in _OFTEN_EMPTY.items()
}


@dataclass(frozen=True, slots=True)
class LinkView:
    link: AlignmentLink
    objective: ObjectiveLabel


@dataclass(frozen=True, slots=True)
class Tension:
    """A contradiction seen from one of its two activities."""

    contradiction: Contradiction
    other: Activity


@dataclass(frozen=True, slots=True)
class Review:
    """An internal actor's answer; one given in confidence carries neither its actor nor its words."""

    outcome: str
    reviewed_on: datetime.date | None
    actor: Agency | None
    text: str | None
    confidential: bool
    uuid: UUID | None = None
    answers: Sequence[Comment] = ()

    @property
    def label(self) -> str:
        return str(ReviewOutcome(self.outcome).label)

    @property
    def objects(self) -> bool:
        """An objection that can be answered, since it is known whose it is."""
        return self.outcome == ReviewOutcome.OBJECTION and not self.confidential


@dataclass(frozen=True, slots=True)
class FundingView:
    """A funding line with its amounts as recorded and in mission currency."""

    uuid: UUID
    funder: Agency
    period_from: datetime.date
    period_to: datetime.date | None
    value_date: datetime.date | None
    kind: str | None
    line: Line


class ActivityPage:
    """The parts of the page of one activity; each is read when it is first asked for."""

    def __init__(
        self, scope: ActivityScope, activity: Activity, user: AbstractBaseUser | AnonymousUser
    ) -> None:
        """`activity` as `find_activity` reads it, which knows which of its lists hold anything."""
        self.scope = scope
        self.activity = activity
        self.user = user

    def _holds(self, name: str) -> bool:
        return bool(getattr(self.activity, f"holds_{name}"))

    @property
    def dimension(self) -> str:
        """The name of the activity's dimension in this mission. No query."""
        return self.scope.dimensions.get(self.activity.dimension, self.activity.dimension)

    @property
    def phases(self) -> list[str]:
        """Names of the phases that the activity is meant for. No query."""
        return [str(Phase(phase).label) for phase in self.activity.intended_phases or ()]

    @cached_property
    def co_leads(self) -> list[Agency]:
        """Agencies that lead the activity together with its lead. One query at most."""
        return list(self.activity.co_leads.all()) if self._holds("co_leads") else []

    @cached_property
    def implementers(self) -> list[Agency]:
        """Agencies that carry the activity out. One query at most."""
        return list(self.activity.implementers.all()) if self._holds("implementers") else []

    @cached_property
    def places(self) -> list[str]:
        """Names of the areas where the activity is. One query."""
        rows = ActivityArea.objects.filter(activity=self.activity).order_by("area__name", "pk")
        return list(rows.values_list("area__name", flat=True))

    @cached_property
    def people_by_area(self) -> list[ActivityPeople]:
        """People planned in each place, where the split is recorded. One query at most."""
        if not self._holds("people_by_area"):
            return []
        parts: Any = self.activity.people_by_area
        return list(parts.select_related("area").defer("area__geometry").order_by("area__name", "pk"))

    @cached_property
    def links(self) -> list[LinkView]:
        """Links, best grade first. Two queries and that of the objectives' names."""
        links = (
            self.scope.links()
            .filter(activity=self.activity)
            .select_related("objective", "attestor", "dispute__by")
            .prefetch_related(_documents(self.user))
        )
        views = [
            LinkView(link, self.scope.objectives.get(link.objective_id) or _identity(link)) for link in links
        ]
        return sorted(views, key=lambda view: (-RANK[view.link.grade], view.objective.code))

    @cached_property
    def commitments(self) -> list[CommitmentTrace]:
        """Commitments of agencies that the activity acts on. One query at most."""
        if not self._holds("commitments"):
            return []
        traces = CommitmentTrace.objects.filter(activity=self.activity).select_related("commitment__agency")
        return list(traces.order_by("commitment__agency__name", "pk"))

    @cached_property
    def contradictions(self) -> list[Tension]:
        """Contradictions with activities that the reader may see too, worst first. At most three queries."""
        own = self.activity.pk
        rows: Any = Contradiction.objects.filter(Q(activity_a=own) | Q(activity_b=own))
        rows = (
            rows.select_related("raised_by")
            .prefetch_related("acknowledged_by")
            .order_by("score", "raised_on", "pk")
        )
        other = {row.pk: row.activity_b_id if row.activity_a_id == own else row.activity_a_id for row in rows}
        named = self.scope.activities.filter(pk__in=other.values()).select_related("lead")
        seen = named.only(*NAMED)
        visible = {activity.pk: activity for activity in seen} if other else {}
        return [Tension(row, visible[other[row.pk]]) for row in rows if other[row.pk] in visible]

    @cached_property
    def consultations(self) -> list[Consultation]:
        """Consultations on the activity, oldest first. Two queries at most."""
        if not self._holds("consultations"):
            return []
        rows: Any = Consultation.objects.filter(activity=self.activity)
        rows = rows.select_related("internal_actor", "requested_by").prefetch_related(_documents(self.user))
        return list(rows.order_by("held_on", "pk"))

    @cached_property
    def reviews(self) -> list[Review]:
        """Answers of internal actors.

        Those given in confidence are never attributed; while few have answered only planners see them. None
        or one query, one more if there is one in confidence, and one for answers to objections.
        """
        if not self._holds("reviews"):
            return []
        rows = list(
            InternalReview.objects.filter(activity=self.activity)
            .select_related("internal_actor")
            .order_by("reviewed_on", "pk")
        )
        answers: dict[str | None, list[Comment]] = defaultdict(list)
        if any(row.outcome == ReviewOutcome.OBJECTION and not row.confidential for row in rows):
            said = Comment.objects.filter(activity=self.activity, field__startswith=InternalReview.THREAD)
            for comment in said.select_related("agency").order_by("written_on", "pk"):
                answers[comment.field].append(comment)
        # Never attributed on a page, not even to the actor that answered.
        open_ = [
            Review(
                row.outcome,
                row.reviewed_on,
                row.internal_actor,
                row.text,
                confidential=False,
                uuid=row.uuid,
                answers=answers[f"{row.THREAD}{row.key}"],
            )
            for row in rows
            if not row.confidential
        ]
        # In order of outcome and without a day: neither tells who answered.
        kept = sorted(row.outcome for row in rows if row.confidential)
        if kept and (len({row.internal_actor_id for row in rows}) >= REVIEWERS_SHOWN or self._secretariat()):
            open_ += [Review(outcome, None, None, None, confidential=True) for outcome in kept]
        return open_

    @cached_property
    def may_answer(self) -> bool:
        """Whether the reader speaks for an internal actor that may answer the activity. At most two
        queries."""
        held = memberships_in(self.user, self.scope.mission)
        own = {one.agency_id for one in held if one.role == Role.INTERNAL_COUNTERPART}
        own -= {None, self.activity.lead_id}
        internal = MissionAgency.objects.filter(mission=self.scope.mission, side="internal")
        return bool(own) and internal.filter(agency__in=own).exists()

    @cached_property
    def dissents(self) -> list[Dissent]:
        """Disagreements with the activity on the record. One query at most."""
        if not self._holds("dissents"):
            return []
        rows = Dissent.objects.filter(activity=self.activity).select_related("agency")
        return list(rows.order_by("raised_on", "pk"))

    @cached_property
    def funding(self) -> list[FundingView]:
        """Funding lines by period and funder. One query."""
        lines: Any = self.scope.mission.fundingline_set
        rows = list(
            lines.filter(activity=self.activity)
            .annotate(rate=rate_of_line(self.scope.mission))
            .select_related("funder")
            .order_by("period_from", "funder__name", "pk")
        )
        return [
            FundingView(
                uuid=row.uuid,
                funder=row.funder,
                period_from=row.period_from,
                period_to=row.period_to,
                value_date=row.value_date,
                kind=row.get_kind_display() if row.kind else None,
                line=Line(
                    row.currency,
                    row.rate,
                    row.price_basis,
                    row.committed,
                    row.scheduled,
                    row.disbursed,
                    row.executed,
                ),
            )
            for row in rows
        ]

    @cached_property
    def writes_money_of(self) -> tuple[bool, frozenset[int]]:
        """Whether the reader writes all funding lines of the activity, and of which funders otherwise. One
        query.
        """
        held = memberships_in(self.user, self.scope.mission)
        lead = self.activity.lead_id
        everything = any(
            one.role == Role.PLANNER or (one.role in EDITORS and one.agency_id == lead) for one in held
        )
        own = {one.agency_id for one in held if one.agency_id and one.role in (*EDITORS, Role.DONOR)}
        return everything, frozenset(own)

    @cached_property
    def totals(self) -> dict[Amount, Total]:
        """Sum of each amount in mission currency, over the funding lines shown."""
        return {amount: total((view.line for view in self.funding), amount) for amount in AMOUNTS}

    @cached_property
    def needs(self) -> list[Need]:
        """Needs of the cells that the activity serves: its dimension, places, group and kind of work. One
        query."""
        activity = self.activity
        if activity.target_group is None or activity.intervention_type is None:
            return []
        rows = Need.objects.filter(
            mission=activity.mission_id,
            dimension=activity.dimension,
            target_group=activity.target_group,
            intervention_type=activity.intervention_type,
            area__in=activity.areas.all(),
        )
        return list(rows.select_related("area").order_by("area__name", "dated_on", "pk"))

    def _secretariat(self) -> bool:
        return bool(roles_in(self.user, self.scope.mission) & {Role.PLANNER, Role.MISSION_ADMIN})


def find_activity(
    scope: ActivityScope, uuid: UUID, user: AbstractBaseUser | AnonymousUser
) -> ActivityPage | None:
    """The page of one activity of the scope, None where the reader may not see it or it does not exist.

    Queries: one, and one for each of the lists that an activity carries, of which some are asked for only
    where they hold anything.
    """
    activity = scope.activities.filter(uuid=uuid).select_related("lead").annotate(**_HOLDS).first()
    if activity is None:
        return None
    activity.mission = scope.mission  # the rules ask the activity for it
    page = ActivityPage(scope, activity, user)
    prefetch_related_objects(
        [activity],
        "dac_sectors",
        "source_records",
        _documents(user),
    )
    return page


def _documents(user: AbstractBaseUser | AnonymousUser) -> "Prefetch[Any]":
    """Documents that the reader may see: to members those of the mission, to the public the public ones."""
    seen: Any = Document.objects
    seen = seen.visible_to(user) if user.is_authenticated else seen.filter(audience="public")
    return Prefetch("documents", queryset=seen.order_by("title", "pk").only("title", "url", "description"))


def _identity(link: AlignmentLink) -> ObjectiveLabel:
    return ObjectiveLabel(link.objective_id, link.objective.uuid, link.objective.key, None)
