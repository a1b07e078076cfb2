from typing import Any

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from apps.alignment.models import CommentRound, RoundInvitation
from apps.alignment.rounds.services import TASK
from apps.core import jobs
from apps.core.models import Job
from apps.missions.models import Membership


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
