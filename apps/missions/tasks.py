from typing import Any

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from apps.core import jobs
from apps.core.models import Job
from apps.missions import services
from apps.missions.models import Invitation
from apps.missions.services.invitations import TASK


@jobs.task(TASK)
def mail_invitation(job: Job, *, progress: jobs.Progress) -> dict[str, Any] | None:  # noqa: ARG001
    """Send the mail of an invitation whose mail is due. A worker killed in between sends a second mail, whose
    link is the one that works.
    """
    rows = Invitation.objects.select_related("mission", "agency", "invited_by")
    invitation = None if job.about is None else rows.filter(uuid=job.about, mail_due=True).first()
    if invitation is None or not invitation.is_open(timezone.now()):
        return None
    token = services.issue_link(invitation=invitation)
    address = job.arguments["site"] + reverse("missions:invitation_link", kwargs={"token": token})
    with override(job.arguments["language"]):
        context = {"invitation": invitation, "address": address}
        subject = render_to_string("missions/email/invitation_subject.txt", context)
        message = render_to_string("missions/email/invitation_message.txt", context)
        send_mail(" ".join(subject.split()), message, None, [invitation.email])
    services.note_mailed(invitation=invitation)
    return None
