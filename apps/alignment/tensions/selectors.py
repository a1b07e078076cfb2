"""What is said to a contradiction, and among which activities a review looked."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q

from apps.activities.enums import ActivityStatus
from apps.activities.models import Activity, ActivityArea
from apps.activities.selectors import Place, within
from apps.alignment.models import AlignmentLink, Comment, Contradiction, ContradictionReview
from apps.core.enums import Audience
from apps.missions.models import Area

ENDED = (ActivityStatus.COMPLETED, ActivityStatus.SUSPENDED)
"""Under way between their two dates, as far as both are known."""


def thread_of(contradiction: Contradiction) -> str:
    """What a comment on an activity names as its field, to stand with the contradiction."""
    return f"contradictions/{contradiction.key}"


def said_to(user: AbstractBaseUser | AnonymousUser, contradiction: Contradiction) -> list[Comment]:
    """What agencies said to it, as far as the reader may see it, the oldest first. One query."""
    rows: Any = Comment.objects.visible_to(user).filter(
        mission=contradiction.mission_id, field=thread_of(contradiction)
    )
    return list(rows.select_related("agency").order_by("written_on", "pk"))


def activities_in_scope(review: ContradictionReview) -> list[Activity]:
    """The activities that were under way in the scope of a review on its day, without those kept inside an
    agency. Up to three queries."""
    ended = Q(status__in=ENDED, start__isnull=False, end__isnull=False)
    rows = Activity.objects.filter(
        ended | Q(status=ActivityStatus.ACTIVE),
        Q(audience__isnull=True) | ~Q(audience=Audience.AGENCY),
        Q(start__isnull=True) | Q(start__lte=review.reviewed_on),
        Q(end__isnull=True) | Q(end__gte=review.reviewed_on),
        mission=review.mission_id,
    )
    if review.scope == "agency":
        rows = rows.filter(lead=review.agency_id)
    elif review.scope == "objective":
        links = AlignmentLink.objects.filter(objective=review.objective_id)
        rows = rows.filter(pk__in=links.values("activity"))
    elif review.scope == "area":
        assert review.area is not None  # noqa: S101  checked by the service
        areas: Any = Area.objects.filter(mission=review.mission_id)
        places = [Place(*row) for row in areas.values_list("pk", "uuid", "name", "code", "parent")]
        named = ActivityArea.objects.filter(area__in=within(places, review.area.uuid))
        rows = rows.filter(pk__in=named.values("activity"))
    return list(rows.only("pk", "title", "key").order_by("pk"))
