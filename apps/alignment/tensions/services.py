"""The doors through which a contradiction is raised, answered, checked, settled, and a review recorded."""

import datetime
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.alignment.enums import ContradictionStatus
from apps.alignment.models import Comment, Contradiction, ContradictionReview
from apps.alignment.tensions.selectors import activities_in_scope, thread_of
from apps.core import jobs
from apps.core.enums import Audience, Grade
from apps.core.services import change_lists, change_rows, create_rows
from apps.missions.models import Document
from apps.missions.services.records import one_at_a_time, save_record

By = AbstractBaseUser | None
ASSESS = "coherence.assess"
CLOSED = (
    ContradictionStatus.MITIGATED,
    ContradictionStatus.ACCEPTED_TRADE_OFF,
    ContradictionStatus.WITHDRAWN,
)


def save_contradiction(
    *,
    by: By,
    contradiction: Contradiction,
    fields: Sequence[str],
    documents: Sequence[Document],
    at: datetime.datetime | None = None,
) -> Contradiction:
    """Raise a contradiction, or correct one: it is open and claimed, evidenced where a document shows it.

    What was verified stays so while a document shows it and nobody changes what was checked. Raises
    ValidationError, by field, for two activities that are one, without words, and where an open one stands
    between the two already; EditConflict where somebody changed it meanwhile.
    """
    new = contradiction.pk is None
    if new:
        contradiction.status = ContradictionStatus.OPEN
        contradiction.grade = Grade.CLAIMED
        contradiction.raised_on = timezone.localdate(at)
        contradiction.acknowledged_by_recorded = True
    elif contradiction.grade == Grade.VERIFIED and _says_something_else(contradiction):
        contradiction.grade = Grade.EVIDENCED
    if not documents:
        contradiction.grade = Grade.CLAIMED
    elif contradiction.grade == Grade.CLAIMED:
        contradiction.grade = Grade.EVIDENCED
    if not (contradiction.text or "").strip():
        raise ValidationError({"text": _("Say in words what pulls against what, or helps what.")})
    if contradiction.activity_a_id == contradiction.activity_b_id:
        raise ValidationError({"activity_b": _("Choose two different activities.")})
    with one_at_a_time(contradiction):
        if new and _open_between(contradiction):
            raise ValidationError(
                _("An open one stands between these two already: answer that one, or correct it.")
            )
        return save_record(
            by=by,
            row=contradiction,
            fields=[*fields, "grade"],
            lists={"documents": documents},
            at=at,
        )


def _says_something_else(row: Contradiction) -> bool:
    """Whether it is no longer what its reviewer checked. One query."""
    checked = ("activity_a_id", "activity_b_id", "score", "text")
    stored = Contradiction.objects.filter(pk=row.pk).values_list(*checked).first()
    return stored != tuple(getattr(row, name) for name in checked)


def _open_between(row: Contradiction) -> bool:
    """Whether another open one of the same direction stands between the two; not the one sent twice."""
    pair = (row.activity_a_id, row.activity_b_id)
    rows = Contradiction.objects.filter(
        Q(activity_a=pair[0], activity_b=pair[1]) | Q(activity_a=pair[1], activity_b=pair[0]),
        mission=row.mission_id,
        status=ContradictionStatus.OPEN,
    )
    same = rows.filter(score__lt=0) if row.score < 0 else rows.filter(score__gte=0)
    return same.exclude(uuid=row.uuid).exists()


def acknowledge(
    *, by: By, contradiction: Contradiction, agency: Agency | None, at: datetime.datetime | None = None
) -> Contradiction:
    """Put on record that an agency that leads one of the two sees it too.

    Raises ValidationError for another agency, EditConflict.
    """
    if agency is None or agency.pk not in (
        contradiction.activity_a.lead_id,
        contradiction.activity_b.lead_id,
    ):
        raise ValidationError({"agency": _("This agency leads neither of the two.")})
    held = list(contradiction.acknowledged_by.all())
    if agency not in held:
        with transaction.atomic():
            change_lists([contradiction], {"acknowledged_by": [*held, agency]}, by=by, at=at)
            jobs.request(ASSESS, about=contradiction.mission.uuid, by=by)
    return contradiction


def reply(
    *,
    by: By,
    contradiction: Contradiction,
    agency: Agency | None,
    text: str,
    at: datetime.datetime | None = None,
) -> Comment:
    """Store what an agency says to a contradiction, as a comment on the one of the two activities that fewer
    people see. The same words again on one day are stored once.

    Raises ValidationError without words.
    """
    if not text.strip():
        raise ValidationError({"text": _("Say it in words.")})
    with transaction.atomic():
        # A form sent twice at the same moment waits here.
        Contradiction.objects.select_for_update().get(pk=contradiction.pk)
        said = {
            "mission": contradiction.mission,
            "text": text.strip(),
            "written_on": timezone.localdate(at),
            "agency": agency,
            "activity": _heard_by(contradiction),
            "field": thread_of(contradiction),
        }
        there = Comment.objects.filter(**said).first()
        if there is not None:
            return there
        author = getattr(by, "name", None) or None
        comment = Comment(key=f"comment-{uuid4().hex[:12]}", author=author, **said)
        create_rows([comment], by=by, at=at)
    return comment


def settle(
    *,
    by: By,
    contradiction: Contradiction,
    status: str,
    agency: Agency | None,
    text: str,
    at: datetime.datetime | None = None,
) -> Contradiction:
    """Say that it is mitigated, accepted as a trade-off or withdrawn, or that it is open again, and why.

    Raises ValidationError without words or for a trade-off that no lead has acknowledged, EditConflict.
    """
    if status not in ContradictionStatus.values:
        raise ValidationError(_("This cannot be done with it."))
    accepted = status == ContradictionStatus.ACCEPTED_TRADE_OFF
    if accepted and not contradiction.acknowledged_by.exists():
        raise ValidationError(
            _("A trade-off is accepted with open eyes: one of the two leads acknowledges it first.")
        )
    contradiction.status = status
    contradiction.closed_on = timezone.localdate(at) if status in CLOSED else None
    with transaction.atomic():
        change_rows([contradiction], ["status", "closed_on"], by=by, at=at)
        reply(by=by, contradiction=contradiction, agency=agency, text=text, at=at)
        jobs.request(ASSESS, about=contradiction.mission.uuid, by=by)
    return contradiction


def confirm(
    *,
    by: By,
    contradiction: Contradiction,
    agency: Agency | None,
    text: str,
    at: datetime.datetime | None = None,
) -> Contradiction:
    """A reviewer of neither party has checked it: verified from now on.

    Raises ValidationError without a document that shows it or without words, and for an agency that is one of
    the parties; EditConflict.
    """
    if contradiction.grade == Grade.CLAIMED:
        raise ValidationError(_("There is no evidence yet: it needs a document before it is verified."))
    parties = (contradiction.activity_a.lead_id, contradiction.activity_b.lead_id, contradiction.raised_by_id)
    if agency is not None and agency.pk in parties:
        raise ValidationError({"agency": _("Who checks it is neither of the parties.")})
    contradiction.grade = Grade.VERIFIED
    with transaction.atomic():
        change_rows([contradiction], ["grade"], by=by, at=at)
        reply(by=by, contradiction=contradiction, agency=agency, text=text, at=at)
        jobs.request(ASSESS, about=contradiction.mission.uuid, by=by)
    return contradiction


def _heard_by(row: Contradiction) -> Activity:
    """The activity of the two that fewer people see: what is said names both."""
    kept = [one for one in (row.activity_a, row.activity_b) if one.audience == Audience.AGENCY]
    return kept[0] if kept else row.activity_a


def save_review(
    *,
    by: By,
    review: ContradictionReview,
    fields: Sequence[str],
    reviewers: Sequence[Agency],
    documents: Sequence[Document],
    at: datetime.datetime | None = None,
) -> ContradictionReview:
    """Record that somebody looked for contradictions in a scope on a day: among the activities that were
    under way in it then, without those that an agency keeps to itself. A review on record keeps the
    activities that it names while scope and day stay: nobody has looked at others since.

    Raises ValidationError, by field, for a scope without its row, without reviewers, or with no activity in
    it; EditConflict.
    """
    needed = review.scope if review.scope != "mission" else None
    for name in ("objective", "agency", "area"):
        if name != needed:
            setattr(review, name, None)
    if needed is not None and getattr(review, needed) is None:
        raise ValidationError({needed: _("Say which one was looked at.")})
    if not reviewers:
        raise ValidationError({"reviewers": _("Say who looked.")})
    lists: dict[str, Sequence[Any]] = {"reviewers": reviewers, "documents": documents}
    if _looks_elsewhere(review):
        lists["activities"] = activities_in_scope(review)
        if not lists["activities"]:
            raise ValidationError(
                _("No activity was under way there on that day, so there was nothing to review.")
            )
    return save_record(
        by=by,
        row=review,
        fields=sorted({*fields, "objective", "agency", "area"}),
        lists=lists,
        at=at,
    )


def _looks_elsewhere(review: ContradictionReview) -> bool:
    """Whether a review is new, or of another scope or day than is on record. At most one query."""
    if review.pk is None:
        return True
    where = ("scope", "objective_id", "agency_id", "area_id", "reviewed_on")
    stored = ContradictionReview.objects.filter(pk=review.pk).values_list(*where).first()
    return stored != tuple(getattr(review, name) for name in where)
