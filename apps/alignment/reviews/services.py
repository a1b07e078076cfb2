"""The door through which an internal actor answers an activity."""

import datetime
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.alignment.enums import ReviewOutcome
from apps.alignment.models import Comment, InternalReview
from apps.core import jobs
from apps.core.services import change_rows, create_rows
from apps.missions.models import MissionAgency

ASSESS = "coherence.assess"
SAID = ("outcome", "confidential", "text")


def review_activity(
    *,
    by: AbstractBaseUser | None,
    activity: Activity,
    actor: Agency,
    outcome: ReviewOutcome,
    confidential: bool = False,
    text: str | None = None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> InternalReview:
    """Put on record what an internal actor answers to an activity, as of today.

    An answer of an earlier day stays on record; one of the same day is replaced. Raises ValidationError, by
    field, for an agency that is no internal actor of the mission, for the lead's own activity, and for an
    open objection without words. About eight queries.
    """
    today = timezone.localdate(at)
    words = (text or "").strip() or None
    internal = MissionAgency.objects.filter(mission=activity.mission_id, agency=actor, side="internal")
    if not internal.exists():
        raise ValidationError({"agency": _("Only internal actors of the mission review activities.")})
    if activity.lead_id == actor.pk:
        raise ValidationError({"agency": _("It leads this activity itself.")})
    if outcome == ReviewOutcome.OBJECTION and not confidential and words is None:
        raise ValidationError({"text": _("Say what you object to, so that the lead can answer.")})
    with transaction.atomic():
        # A form sent twice at the same moment waits here, and the second finds what the first stored.
        Activity.objects.select_for_update().get(pk=activity.pk)
        row = InternalReview.objects.filter(
            mission=activity.mission_id, activity=activity, internal_actor=actor, reviewed_on=today
        ).first()
        if row is None:
            row = InternalReview(
                mission=activity.mission,
                key=f"review-{uuid4().hex[:12]}",
                activity=activity,
                internal_actor=actor,
                reviewed_on=today,
                outcome=outcome,
                confidential=confidential,
                text=words,
            )
            create_rows([row], by=by, via=via, at=at)
        else:
            row.outcome, row.confidential, row.text = outcome, confidential, words
            change_rows([row], SAID, by=by, via=via, at=at)
        jobs.request(ASSESS, about=activity.mission.uuid, by=by)
    return row


def answer_objection(
    *,
    by: AbstractBaseUser | None,
    review: InternalReview,
    agency: Agency | None,
    text: str,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> Comment:
    """Store what the lead of an activity, or with no agency the planner, answers to an open objection: a
    comment on the activity that names the review. The objection stands until its actor answers anew.

    Raises ValidationError without words and for what is no objection or was said in confidence.
    """
    if review.outcome != ReviewOutcome.OBJECTION or review.confidential:
        raise ValidationError(_("There is no open objection to answer."))
    if not text.strip():
        raise ValidationError({"text": _("Say it in words.")})
    comment = Comment(
        mission=review.mission,
        key=f"comment-{uuid4().hex[:12]}",
        text=text.strip(),
        written_on=timezone.localdate(at),
        author=getattr(by, "name", None) or None,
        agency=agency,
        audience=None,
        activity=review.activity,
        field=f"{InternalReview.THREAD}{review.key}",
    )
    create_rows([comment], by=by, via=via, at=at)
    return comment
