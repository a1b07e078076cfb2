from typing import Any

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from apps.core import jobs
from apps.core.models import Job
from apps.missions import services
from apps.missions.enums import ReadingKind
from apps.missions.models import Invitation, Membership, Reading
from apps.missions.rules import EDITORS
from apps.missions.services.invitations import TASK
from apps.missions.services.opening import TELL


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


@jobs.task(TELL)
def tell_of_reading(job: Job, *, progress: jobs.Progress) -> dict[str, Any] | None:
    """Write to who writes for an agency that an administrator opened what it keeps to itself, and why.

    Told are the readings since the one that asked for it. A worker killed in between tells some twice.
    """
    if job.about is None:
        return None
    readings = Reading.objects.select_related("mission", "agency", "user").filter(
        mission__uuid=job.about, kind=ReadingKind.AGENCY_ROWS, at__gte=job.arguments["since"]
    )
    mails = [
        (reading, member.user.email)
        for reading in readings.order_by("at", "pk")
        for member in Membership.objects.select_related("user").filter(
            mission=reading.mission, agency=reading.agency, role__in=EDITORS, user__is_active=True
        )
    ]
    with override(job.arguments["language"]):
        for number, (reading, address) in enumerate(mails, 1):
            context = {"reading": reading}
            subject = render_to_string("missions/email/reading_subject.txt", context)
            message = render_to_string("missions/email/reading_message.txt", context)
            send_mail(" ".join(subject.split()), message, None, [address])
            progress(number, len(mails))
    return {"mails": len(mails)}
