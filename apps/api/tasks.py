import datetime
from typing import Any

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from apps.api.enums import DeliveryState
from apps.api.models import Webhook, WebhookDelivery
from apps.api.webhooks import services
from apps.api.writing import keys
from apps.core import jobs
from apps.core.models import Job
from apps.missions.enums import Role
from apps.missions.models import Membership


@jobs.daily
def forget_answers(today: datetime.date) -> None:  # noqa: ARG001  what is old is said by the moment
    """Delete the answers to keyed requests that nobody repeats any more. One query."""
    keys.forget(timezone.now() - keys.KEPT_FOR)


@jobs.daily
def forget_messages(today: datetime.date) -> None:  # noqa: ARG001  what is old is said by the moment
    """Put away the messages to webhooks that are a month old. One query."""
    services.forget(timezone.now() - services.KEPT)


@jobs.task(services.DELIVER)
def deliver(job: Job, *, progress: jobs.Progress) -> dict[str, Any] | None:  # noqa: ARG001
    """Send a message to a webhook. One that is sent or gone needs nothing."""
    rows = WebhookDelivery.objects.select_related("webhook")
    found = None if job.about is None else rows.filter(uuid=job.about, state=DeliveryState.WAITING).first()
    if found is None:
        return None
    return {"state": str(services.deliver(found, now=timezone.now()))}


@jobs.task(services.MAIL)
def mail_webhook(job: Job, *, progress: jobs.Progress) -> dict[str, Any] | None:  # noqa: ARG001
    """Write to the administrators of a mission that a webhook was switched off, each in their language.

    A worker killed in between writes to some twice.
    """
    rows = Webhook.objects.select_related("mission")
    webhook = None if job.about is None else rows.filter(uuid=job.about, active=False).first()
    if webhook is None:
        return None
    held = Membership.objects.filter(
        mission=webhook.mission, role=Role.MISSION_ADMIN, user__is_active=True
    ).select_related("user")
    spoken = next(iter(webhook.mission.languages or []), "en")
    for member in held:
        with override(member.user.mail_language or spoken):
            context = {"webhook": webhook}
            subject = render_to_string("api/email/webhook_subject.txt", context)
            message = render_to_string("api/email/webhook_message.txt", context)
        send_mail(" ".join(subject.split()), message, None, [member.user.email])
    return {"mails": len(held)}
