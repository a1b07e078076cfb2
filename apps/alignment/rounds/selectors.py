"""What the pages of comment rounds read."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Prefetch, QuerySet

from apps.alignment.enums import RoundAudience, SuggestionState
from apps.alignment.models import (
    Comment,
    CommentRound,
    Consultation,
    Mention,
    PolicyPosition,
    RoundInvitation,
)
from apps.frameworks.models import FrameworkVersion
from apps.missions.models import Mission

Reader = AbstractBaseUser | AnonymousUser


def rounds_of(mission: Mission) -> "QuerySet[CommentRound]":
    """Rounds of the mission, newest first. One query when read."""
    rows = cast("QuerySet[CommentRound]", CommentRound.objects.filter(mission=mission))
    return (
        rows.select_related("framework_version")
        .defer("framework_version__adoption_document")
        .order_by("-opened_on", "-pk")
    )


def round_named(mission: Mission, uuid: UUID) -> CommentRound | None:
    """The round that an address names, with its version. One query."""
    rows = CommentRound.objects.filter(mission=mission, uuid=uuid)
    return (
        rows.select_related("framework_version", "mission")
        .defer("framework_version__adoption_document")
        .first()
    )


def open_round_on(version: FrameworkVersion) -> CommentRound | None:
    """The round that is open on a version. One query."""
    return CommentRound.objects.filter(framework_version=version, closed_on__isnull=True).first()


def round_open_to_all(mission: Mission, today: datetime.date) -> CommentRound | None:
    """The round in which everybody may comment on this day, with its version. One query."""
    rows = CommentRound.objects.filter(
        mission=mission, open_to=RoundAudience.PUBLIC, closed_on__isnull=True, closes_on__gte=today
    )
    return rows.select_related("framework_version", "mission").first()


def threads(user: Reader, comment_round: CommentRound) -> list[Comment]:
    """Comments of a round that the user sees, oldest first, each with its `replies`, and
    `people`: the mentions of members that the user may know of. Three queries."""
    rows: Any = Comment.objects.visible_to(user).filter(round=comment_round)
    mentions = Mention.objects.visible_to(user).select_related("user")
    rows = rows.select_related("agency").prefetch_related(
        "mentions", Prefetch("mentions_of_people", mentions, "people")
    )
    found = list(rows.order_by("written_on", "pk").distinct())
    answers: dict[int, list[Comment]] = defaultdict(list)
    for one in found:
        if one.reply_to_id is not None:
            answers[one.reply_to_id].append(one)
    for one in found:
        one.replies = answers[one.pk]
    return [one for one in found if one.reply_to_id is None]


def comment_named(user: Reader, mission: Mission, uuid: UUID) -> Comment | None:
    """The comment of a round that an address names, if the user sees it. One query."""
    rows: Any = Comment.objects.visible_to(user).filter(mission=mission, uuid=uuid, round__isnull=False)
    found: Comment | None = rows.select_related(
        "agency", "mission", "round__framework_version", "round__mission"
    ).first()
    return found


def positions_on(version: FrameworkVersion) -> dict[int, list[PolicyPosition]]:
    """The latest position of each agency on each objective of a version, by objective. One query."""
    rows: Any = PolicyPosition.objects.filter(
        mission=version.mission_id,
        objective__in=version.objective_texts.values("objective"),
        support__isnull=False,
    )
    latest: dict[tuple[int, int], PolicyPosition] = {}
    for row in rows.select_related("agency").order_by("dated_on", "pk"):
        latest[row.objective_id, row.agency_id] = row
    found: dict[int, list[PolicyPosition]] = defaultdict(list)
    for (objective, _agency), row in latest.items():
        found[objective].append(row)
    for rows_ in found.values():
        rows_.sort(key=lambda row: row.agency.name)
    return found


def invitations_of(rounds: Iterable[CommentRound]) -> dict[int, list[RoundInvitation]]:
    """Who was invited, by round. One query."""
    found: dict[int, list[RoundInvitation]] = defaultdict(list)
    rows = RoundInvitation.objects.filter(round__in=[one.pk for one in rounds])
    for row in rows.select_related("agency", "consultation").order_by("agency__name", "pk"):
        found[row.round_id].append(row)
    return found


@dataclass(slots=True)
class Said:
    """What the reader may know was said in a round: comments, suggestions accepted and waiting, and for each
    agency how many comments it made and when first."""

    comments: int = 0
    accepted: int = 0
    waiting: int = 0
    by_agency: dict[int, tuple[int, datetime.date]] = field(default_factory=dict)


def said_in(user: Reader, rounds: Iterable[CommentRound]) -> dict[int, Said]:
    """What the user sees of what was said, by round. One query."""
    found: dict[int, Said] = defaultdict(Said)
    rows: Any = Comment.objects.visible_to(user).filter(round__in=[one.pk for one in rounds])
    columns = ("round_id", "agency_id", "written_on", "suggestion_state", "pk")
    for round_, agency, day, state, _pk in rows.order_by("written_on").values_list(*columns).distinct():
        said = found[round_]
        said.comments += 1
        said.accepted += state == SuggestionState.ACCEPTED
        said.waiting += state == SuggestionState.OPEN
        if agency is not None:
            count, first = said.by_agency.get(agency, (0, day))
            said.by_agency[agency] = (count + 1, first)
    return found


def consultations_on_versions(mission: Mission) -> list[Consultation]:
    """Consultations of internal actors on versions of the framework, newest first. One query."""
    rows = Consultation.objects.filter(mission=mission, framework_version__isnull=False)
    return list(
        rows.select_related("internal_actor", "requested_by", "framework_version")
        .defer("framework_version__adoption_document")
        .order_by("-held_on", "internal_actor__name", "pk")
    )


def consultation_named(user: Reader, mission: Mission, uuid: UUID) -> Consultation | None:
    """The consultation that an address names, if the user sees what it was about. One query."""
    rows: Any = Consultation.objects.visible_to(user).filter(mission=mission, uuid=uuid)
    rows = rows.select_related("internal_actor", "framework_version", "mission", "activity", "policy_product")
    found: Consultation | None = rows.defer("framework_version__adoption_document").first()
    return found
