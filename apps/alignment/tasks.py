import datetime
from typing import Any

from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from apps.accounts.models import User
from apps.alignment.audiences import embargo
from apps.alignment.models import Comment, CommentRound, Mention, RoundInvitation
from apps.alignment.rounds.services import MENTION, TASK
from apps.core import jobs
from apps.core.models import Job
from apps.missions.models import Membership


@jobs.daily
def ask_for_ends_of_embargoes(today: datetime.date) -> None:  # noqa: ARG001
    """Ask for what becomes public; which day it is, the job asks when it runs."""
    jobs.request(embargo.TASK)


@jobs.task(embargo.TASK)
def end_embargoes(job: Job, *, progress: jobs.Progress) -> dict[str, Any] | None:  # noqa: ARG001
    """Let everybody see what was agreed to become public by today. A second run finds it done."""
    return {"opened": embargo.end_embargoes(at=timezone.now())}


@jobs.task(TASK)
def invite_to_round(job: Job, *, progress: jobs.Progress) -> dict[str, Any] | None:
    """Send the mails of a comment round to the members for each invited agency, and note the day.

    A round that is over by now sends none. A worker killed in between sends the mails of one agency again.
    """
    rows = CommentRound.objects.select_related("mission", "framework_version")
    comment_round = None if job.about is None else rows.filter(uuid=job.about).first()
    if comment_round is None or comment_round.closed_on is not None:
        return None
    path = {"code": comment_round.mission.code, "uuid": comment_round.uuid}
    address = job.arguments["site"] + reverse("portal:round", kwargs=path)
    waiting = list(
        RoundInvitation.objects.filter(round=comment_round, sent_on__isnull=True).select_related("agency")
    )
    sent = 0
    for done, invitation in enumerate(waiting):
        progress(done, len(waiting))
        people = Membership.objects.filter(mission=comment_round.mission, agency=invitation.agency)
        emails = people.filter(user__is_active=True).values_list("user__email", flat=True).distinct()
        with override(job.arguments["language"]):
            context = {"round": comment_round, "invitation": invitation, "address": address}
            subject = render_to_string("alignment/email/round_subject.txt", context)
            message = render_to_string("alignment/email/round_message.txt", context)
        for email in emails:
            send_mail(" ".join(subject.split()), message, None, [email])
            sent += 1
        RoundInvitation.objects.filter(pk=invitation.pk).update(sent_on=timezone.localdate())
    return {"mails": sent}


@jobs.task(MENTION)
def mail_mention(job: Job, *, progress: jobs.Progress) -> dict[str, Any] | None:
    """Write once to each member who is mentioned, or is there for a mentioned agency, sees the comment and
    did not write it.

    The mail says where, not what: a comment is not public. Who was told is noted with the job after each
    mail, so that a worker killed in between repeats one at most.
    """
    rows = Comment.objects.select_related("mission", "round__framework_version", "reply_to")
    comment = None if job.about is None else rows.filter(uuid=job.about).first()
    if comment is None or comment.round is None:
        return None
    by_name = set(Mention.objects.filter(comment=comment).values_list("user", flat=True))
    called = Q(membership__agency__in=comment.mentions.all()) | Q(pk__in=by_name)
    people: Any = User.objects.filter(called, membership__mission=comment.mission, is_active=True)
    waiting = list(people.exclude(pk=job.requested_by_id).distinct().order_by("pk"))
    path = {"code": comment.mission.code, "uuid": (comment.reply_to or comment).uuid}
    context = {
        "comment": comment,
        "version": comment.round.framework_version,
        "address": job.arguments["site"] + reverse("portal:round_thread", kwargs=path),
    }
    told = list(job.arguments.get("told", ()))
    for done, person in enumerate(waiting):
        progress(done, len(waiting))
        if person.pk in told or not Comment.objects.visible_to(person).filter(pk=comment.pk).exists():
            continue
        with override(person.mail_language or job.arguments["language"]):
            told_by_name = context | {"by_name": person.pk in by_name}
            subject = render_to_string("alignment/email/mention_subject.txt", told_by_name)
            message = render_to_string("alignment/email/mention_message.txt", told_by_name)
        send_mail(" ".join(subject.split()), message, None, [person.email])
        told.append(person.pk)
        Job.objects.filter(pk=job.pk).update(arguments=job.arguments | {"told": told})
    return {"mails": len(told)}
