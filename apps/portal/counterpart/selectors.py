"""What is asked of an internal actor and what came of it; which activities wait for its answer."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Case, Exists, IntegerField, OuterRef, Subquery, Value, When

from apps.activities.selectors import Activities, activities_for, exempt
from apps.alignment.enums import ConsultationResponse, RequestKind, ReviewOutcome
from apps.alignment.linking.selectors import OVER
from apps.alignment.models import AlignmentLink, Consultation, InternalReview, LiaisonRequest
from apps.coherence.engine.settings import BURDEN_WINDOW_MONTHS
from apps.coherence.engine.signals.burden import burden_of, followed_up
from apps.coherence.selectors.inputs.framework import settings_of
from apps.core.enums import Grade
from apps.core.values import Window
from apps.missions.enums import Role
from apps.missions.models import Membership, Mission, MissionAgency

Reader = AbstractBaseUser | AnonymousUser


def spoken_for(user: Reader, mission: Mission) -> list[MissionAgency]:
    """The internal actors that the user speaks for, by name. One query."""
    held = Membership.objects.filter(user=user.pk, mission=mission, role=Role.INTERNAL_COUNTERPART)
    rows: Any = MissionAgency.objects.filter(mission=mission, agency__in=held.values("agency"))
    rows = rows.exclude(side="external").select_related("agency").order_by("agency__name", "pk")
    found: list[MissionAgency] = list(rows)
    for row in found:
        row.mission = mission
    return found


@dataclass(frozen=True, slots=True)
class Request:
    """A request for time; `link` is the one to be verified, where that is asked and not answered yet."""

    row: LiaisonRequest
    kind: str
    about: str | None
    link: UUID | None
    deferred: bool

    @property
    def answerable(self) -> bool:
        return self.link is not None and self.row.follow_up_on is None


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asks, how often in three months, and for how many hours as far as anybody said so."""

    name: str | None
    requests: int
    hours: float | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one internal actor. `burden` is that of signal D8, for three months; each consultation
    has the word of its response, and of those of a year `followed` of `decided` had a visible follow-up
    within six months."""

    presence: MissionAgency
    paused_until: datetime.date | None
    burden: Mapping[str, Any]
    requests: Sequence[Request]
    requesters: Sequence[Requester]
    consultations: Sequence[tuple[Consultation, str | None]]
    followed: int
    decided: int


def asked_of(
    user: Reader, mission: Mission, actors: Sequence[MissionAgency], day: datetime.date
) -> list[Asked]:
    """What is asked of each of the actors, the latest first. Two queries, however many rows there are."""
    agencies = [one.agency_id for one in actors]
    # An evidenced link is the one to be verified.
    first = Case(When(grade=Grade.EVIDENCED, then=Value(0)), default=Value(1), output_field=IntegerField())
    links = AlignmentLink.objects.filter(activity=OuterRef("activity")).order_by(first, "pk")
    rows: Any = LiaisonRequest.objects.visible_to(user).filter(mission=mission, internal_actor__in=agencies)
    rows = rows.select_related("requested_by", "activity", "consultation", "forum_meeting", "joint_mission")
    requests: dict[int, list[LiaisonRequest]] = defaultdict(list)
    for row in rows.annotate(link=Subquery(links.values("uuid")[:1])).order_by("-requested_on", "-pk"):
        requests[row.internal_actor_id].append(row)
    held: Any = Consultation.objects.visible_to(user).filter(mission=mission, internal_actor__in=agencies)
    held = held.select_related("requested_by", "activity", "policy_product", "framework_version")
    talks: dict[int, list[Consultation]] = defaultdict(list)
    for talk in held.defer("framework_version__adoption_document").order_by("-held_on", "-pk"):
        talks[talk.internal_actor_id].append(talk)
    return [_asked(one, requests[one.agency_id], talks[one.agency_id], mission, day) for one in actors]


def _asked(
    presence: MissionAgency,
    rows: Sequence[LiaisonRequest],
    talks: Sequence[Consultation],
    mission: Mission,
    day: datetime.date,
) -> Asked:
    quarter, year = Window(day, BURDEN_WINDOW_MONTHS), Window(day)
    recent = [row for row in rows if quarter.holds(row.requested_on)]
    hours = [row.person_hours for row in recent]
    # Once for all rows: a display of each row builds all choices anew.
    kinds = {str(value): str(label) for value, label in RequestKind.choices}
    responses = {str(value): str(label) for value, label in ConsultationResponse.choices}
    came = [followed_up(one.held_on, one.follow_up_on, day) for one in talks if year.holds(one.held_on)]
    return Asked(
        presence=presence,
        paused_until=presence.paused_on(day),
        burden=burden_of(settings_of(mission), hours, presence.liaison_hours_per_quarter),
        requests=[_request(row, kinds) for row in rows],
        requesters=_requesters(recent),
        consultations=[(talk, responses.get(talk.response or "")) for talk in talks],
        followed=came.count(True),
        decided=len(came) - came.count(None),
    )


def _request(row: Any, kinds: Mapping[str, str]) -> Request:
    verifies = row.kind == RequestKind.VERIFICATION
    return Request(
        row=row,
        kind=kinds[row.kind],
        about=row.topic or (None if row.activity is None else row.activity.title),
        link=row.link if verifies else None,
        deferred=verifies and row.activity is not None and row.activity.verification_deferred is True,
    )


def _requesters(rows: Iterable[LiaisonRequest]) -> list[Requester]:
    """Those who asked, who asks for most hours first; hours that nobody said are not counted as none."""
    found: dict[str | None, list[float | None]] = defaultdict(list)
    for row in rows:
        found[None if row.requested_by is None else str(row.requested_by)].append(row.person_hours)
    told = []
    for name, hours in found.items():
        known = [one for one in hours if one is not None]
        told.append(Requester(name, len(hours), sum(known) if known else None))
    return sorted(told, key=lambda one: (-(one.hours or 0), -one.requests, one.name or ""))


def to_review(user: Reader, mission: Mission, actor: MissionAgency) -> Activities:
    """Activities that an internal actor has not answered yet: led by others, not over, and not exempt as
    humanitarian (those are outside I7 and nobody is asked about them). No query by itself."""
    answered = InternalReview.objects.filter(activity=OuterRef("pk"), internal_actor=actor.agency_id)
    return (
        activities_for(user, mission)
        .filter(~exempt(mission), ~Exists(answered))
        .exclude(lead=actor.agency_id)
        .exclude(status__in=OVER)
        .select_related("lead")
        .order_by("title", "pk")
    )


def last_review(actor: MissionAgency, activity: int) -> InternalReview | None:
    """The last answer of an actor to an activity. One query."""
    rows = InternalReview.objects.filter(activity=activity, internal_actor=actor.agency_id)
    return rows.order_by("-reviewed_on", "-pk").first()


def objection_named(user: Reader, mission: Mission, uuid: UUID) -> InternalReview | None:
    """The objection of an address, if the user may see it and it was not given in confidence. One query."""
    rows: Any = InternalReview.objects.visible_to(user).filter(
        mission=mission, uuid=uuid, outcome=ReviewOutcome.OBJECTION
    )
    rows = rows.exclude(confidential=True).select_related(
        "internal_actor", "activity__lead", "activity__mission"
    )
    found: InternalReview | None = rows.first()
    return found
