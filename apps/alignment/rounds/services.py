"""The doors of a comment round: it is opened and closed, passages are commented on, suggestions decided."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.agencies.models import Agency
from apps.alignment.enums import RequestKind, RoundAudience, SuggestionState
from apps.alignment.models import (
    Comment,
    CommentRound,
    Consultation,
    LiaisonRequest,
    Mention,
    RoundInvitation,
)
from apps.alignment.rounds.mentions import agencies_in, note_mentions, people_in
from apps.alignment.rounds.passages import Passage, passage_of
from apps.benchmarks.drafting.adopting import refuse_unfinished
from apps.core import jobs
from apps.core.services import change_lists, change_rows, create_rows
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion
from apps.frameworks.services.editing import change_parts, ensure_open
from apps.missions.models import MissionAgency
from apps.missions.selectors import absent_agencies

TASK = "alignment.invite_to_round"
MENTION = "alignment.mail_mention"
ASSESS = "coherence.assess"


@dataclass(frozen=True, slots=True)
class Invited:
    """An agency to be asked, the hours it may cost its people, and why in spite of its load."""

    agency: Agency
    person_hours: float | None = None
    reason: str | None = None


def open_round(
    *,
    by: AbstractBaseUser | None,
    version: FrameworkVersion,
    opened_on: datetime.date,
    closes_on: datetime.date,
    open_to: RoundAudience,
    invited: Sequence[Invited],
    requested_by: Agency | None = None,
    message: str | None = None,
    document_pages: int | None = None,
    site: str = "",
    at: datetime.datetime | None = None,
) -> CommentRound:
    """Put an open version into consultation and invite agencies to comment on it.

    Each internal actor among them gets a consultation and a request for the hours it may cost, which count in
    its burden from then on. Mails leave after the commit. Raises ValidationError, by field, for what cannot
    be, VersionAdopted for a version that is not open, EditConflict for one that somebody changed; with
    nothing stored. Queries: those of the quality check and about twenty.
    """
    _check(version, opened_on, closes_on, invited)
    with transaction.atomic():
        # A form sent twice at the same moment waits here, and the second finds what the first stored.
        FrameworkVersion.objects.select_for_update().defer("adoption_document").get(pk=version.pk)
        ensure_open(version)
        if version.rounds.filter(closed_on__isnull=True).exists():
            raise ValidationError(_("A comment round on this version is open already."))
        refuse_unfinished(version)
        version.status = VersionStatus.CONSULTATION
        change_rows([version], ["status"], by=by, at=at)
        made = CommentRound(
            mission=version.mission,
            key=f"round-{uuid4().hex[:12]}",
            framework_version=version,
            opened_on=opened_on,
            closes_on=closes_on,
            open_to=open_to,
            message=(message or "").strip() or None,
            document_pages=document_pages,
            invitations_recorded=True,
        )
        create_rows([made], by=by, at=at)
        _invite(by=by, made=made, invited=invited, requested_by=requested_by, at=at)
        arguments = {"site": site, "language": get_language() or "en"}
        jobs.request(TASK, about=made.uuid, by=by, arguments=arguments, delay=0)
        jobs.request(ASSESS, about=version.mission.uuid, by=by)
    return made


def _check(
    version: FrameworkVersion, opened_on: datetime.date, closes_on: datetime.date, invited: Sequence[Invited]
) -> None:
    wrong = {}
    if closes_on <= opened_on:
        wrong["closes_on"] = _("The round closes after the day it opens.")
    if absent_agencies(version.mission, [one.agency for one in invited]):
        wrong["invited"] = _("An agency that is invited is not in the mission.")
    if any(one.person_hours is not None and one.person_hours < 0 for one in invited):
        wrong["person_hours"] = _("Hours are not negative.")
    if wrong:
        raise ValidationError(wrong)


def _invite(
    *,
    by: AbstractBaseUser | None,
    made: CommentRound,
    invited: Sequence[Invited],
    requested_by: Agency | None,
    at: datetime.datetime | None,
) -> None:
    mission, version = made.mission, made.framework_version
    sides = MissionAgency.objects.filter(mission=mission).values_list("agency_id", "side")
    internal = {agency for agency, side in sides if side in ("internal", "mixed")}
    topic = _("Comment round on version %(number)s of the framework") % {"number": version.number}
    asked = [one for one in invited if one.agency.pk in internal]
    consultations = create_rows(
        [
            Consultation(
                mission=mission,
                key=f"consultation-{uuid4().hex[:12]}",
                framework_version=version,
                internal_actor=one.agency,
                requested_by=requested_by,
                held_on=made.opened_on,
                document_pages=made.document_pages,
                topic=topic,
            )
            for one in asked
        ],
        by=by,
        at=at,
    )
    create_rows(
        [
            LiaisonRequest(
                mission=mission,
                key=f"request-{uuid4().hex[:12]}",
                internal_actor=one.agency,
                requested_by=requested_by,
                requested_on=made.opened_on,
                kind=RequestKind.DOCUMENT_REVIEW,
                person_hours=one.person_hours,
                topic=topic,
                critical=bool(one.reason),
                consultation=consultation,
            )
            for one, consultation in zip(asked, consultations, strict=True)
        ],
        by=by,
        at=at,
    )
    behind = {row.internal_actor_id: row for row in consultations}
    create_rows(
        [
            RoundInvitation(
                round=made,
                agency=one.agency,
                person_hours=one.person_hours,
                reason=(one.reason or "").strip() or None,
                consultation=behind.get(one.agency.pk),
            )
            for one in invited
        ],
        by=by,
        at=at,
    )


def close_round(
    *,
    by: AbstractBaseUser | None,
    comment_round: CommentRound,
    closed_on: datetime.date,
    outcome: str,
    at: datetime.datetime | None = None,
) -> CommentRound:
    """End a round and say what changed because of it; saved again, the words change and the day stays.

    Raises ValidationError, by field, for a day before it opened and for no words; EditConflict.
    """
    if not outcome.strip():
        raise ValidationError({"outcome": _("Say what changed because of the round, or why nothing did.")})
    if closed_on < comment_round.opened_on:
        raise ValidationError({"closed_on": _("It was opened after this day.")})
    comment_round.outcome = outcome.strip()
    comment_round.closed_on = comment_round.closed_on or closed_on
    change_rows([comment_round], ["outcome", "closed_on"], by=by, at=at)
    return comment_round


def answer_consultation(
    *,
    by: AbstractBaseUser | None,
    consultation: Consultation,
    fields: Sequence[str],
    at: datetime.datetime | None = None,
) -> Consultation:
    """Save these fields of the consultation: what followed, or what the internal actor says it cost.

    Raises ValidationError, by field, for what cannot be; EditConflict.
    """
    if consultation.hours is not None and consultation.hours < 0:
        raise ValidationError({"hours": _("Hours are not negative.")})
    if consultation.follow_up_on is not None and consultation.follow_up_on < consultation.held_on:
        raise ValidationError({"follow_up_on": _("A follow-up comes after the consultation.")})
    change_rows([consultation], fields, by=by, at=at)
    return consultation


# Comments ----------------------------------------------------------------------------------------------


def add_comment(
    *,
    by: AbstractBaseUser | None,
    comment_round: CommentRound,
    passage: Passage,
    text: str,
    written_on: datetime.date,
    author: str | None = None,
    agency: Agency | None = None,
    suggestion: str | None = None,
    site: str = "",
    at: datetime.datetime | None = None,
) -> Comment:
    """Store and log a comment on a passage, with other words for it if `suggestion` is given.

    Agencies whose acronym stands in it after an @ are mentioned, and members by their name; after the commit
    they who see the comment get a mail, unless nobody known wrote it. Raises ValidationError, by field, for a
    round that is over, for no words, and for a suggestion that changes nothing. About ten queries.
    """
    _refuse_closed(comment_round, written_on)
    words, other = text.strip(), (suggestion or "").strip() or None
    if not words and other is None:
        raise ValidationError({"text": _("Say something, or suggest other words.")})
    if other is not None and other == (passage.text or "").strip():
        raise ValidationError({"suggestion": _("These are the words that stand there already.")})
    comment = Comment(
        mission=comment_round.mission,
        key=f"comment-{uuid4().hex[:12]}",
        text=words or _("Suggests other words."),
        written_on=written_on,
        author=author,
        agency=agency,
        round=comment_round,
        field=passage.field,
        suggestion=other,
        suggestion_state=None if other is None else SuggestionState.OPEN,
        **passage.about,
    )
    return _stored(comment, by=by, site=site, at=at)


def reply(
    *,
    by: AbstractBaseUser | None,
    comment: Comment,
    text: str,
    written_on: datetime.date,
    author: str | None = None,
    agency: Agency | None = None,
    site: str = "",
    at: datetime.datetime | None = None,
) -> Comment:
    """Store and log an answer to a comment of an open round; who was mentioned in the thread has noted it.

    Raises as `add_comment`.
    """
    if comment.round is not None:
        _refuse_closed(comment.round, written_on)
    if not text.strip():
        raise ValidationError({"text": _("Say something.")})
    made = Comment(
        mission=comment.mission,
        key=f"comment-{uuid4().hex[:12]}",
        text=text.strip(),
        written_on=written_on,
        author=author,
        agency=agency,
        round=comment.round,
        reply_to=comment,
        framework_version=comment.framework_version,
        objective=comment.objective,
        benchmark=comment.benchmark,
        conflict_factor=comment.conflict_factor,
        field=comment.field,
    )
    with transaction.atomic():
        if by is not None:
            note_mentions(by=by, thread=comment, on=written_on)
        return _stored(made, by=by, site=site, at=at)


def _refuse_closed(comment_round: CommentRound, day: datetime.date) -> None:
    if comment_round.closed_on is not None or day > comment_round.closes_on:
        raise ValidationError(_("This round is over: nothing more is taken in."))


def _stored(
    comment: Comment, *, by: AbstractBaseUser | None, site: str, at: datetime.datetime | None
) -> Comment:
    with transaction.atomic():
        create_rows([comment], by=by, at=at)
        mentioned = agencies_in(comment)
        if mentioned:
            change_lists([comment], {"mentions": mentioned}, by=by, at=at)
        # Whoever comments without a name would send mail to everybody.
        people = [] if by is None else people_in(comment, by=by)
        create_rows([Mention(comment=comment, user=one) for one in people], by=by, at=at)
        if by is not None and (mentioned or people):
            arguments = {"site": site, "language": get_language() or "en"}
            jobs.request(MENTION, about=comment.uuid, by=by, arguments=arguments, delay=0)
    return comment


def resolve_comment(
    *,
    by: AbstractBaseUser | None,
    comment: Comment,
    resolved_on: datetime.date | None,
    at: datetime.datetime | None = None,
) -> Comment:
    """Mark a thread as settled on a day, or (None) as open again. Raises EditConflict."""
    comment.resolved_on = resolved_on
    change_rows([comment], ["resolved_on"], by=by, at=at)
    return comment


def decide_suggestion(
    *,
    by: AbstractBaseUser | None,
    comment: Comment,
    accepted: bool,
    answer: str | None,
    decided_on: datetime.date,
    passage_version: int | None = None,
    at: datetime.datetime | None = None,
) -> Comment:
    """Accept the suggested words, which are then written into the draft, or reject them with a reason.

    `passage_version` is the version in which the passage was read. Raises ValidationError, by field, for a
    suggestion that is decided, a rejection without words, and a passage that is gone; EditConflict where the
    comment or the passage changed meanwhile; VersionAdopted where the version is not open.
    """
    if comment.suggestion is None or comment.suggestion_state != SuggestionState.OPEN:
        raise ValidationError(_("This suggestion is decided already."))
    words = (answer or "").strip() or None
    if not accepted and words is None:
        raise ValidationError({"answer": _("Say why the suggestion is not taken up.")})
    with transaction.atomic():
        if accepted:
            _write(by=by, comment=comment, passage_version=passage_version, at=at)
        comment.suggestion_state = SuggestionState.ACCEPTED if accepted else SuggestionState.REJECTED
        comment.answer, comment.decided_on, comment.resolved_on = words, decided_on, decided_on
        change_rows([comment], ["suggestion_state", "answer", "decided_on", "resolved_on"], by=by, at=at)
    return comment


def _write(
    *,
    by: AbstractBaseUser | None,
    comment: Comment,
    passage_version: int | None,
    at: datetime.datetime | None,
) -> None:
    version = None if comment.round is None else comment.round.framework_version
    passage = None if version is None else passage_of(comment, version)
    if version is None or passage is None:
        raise ValidationError(_("The passage is no longer there: write the words into the draft by hand."))
    if passage_version is not None:
        passage.row.row_version = passage_version
    setattr(passage.row, passage.column, comment.suggestion)
    change_parts(by=by, version=version, rows=[passage.row], fields=[passage.column], at=at or timezone.now())
