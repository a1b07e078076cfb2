"""Mails that leave by themselves, looked for once a day, each person a job of their own; and reports."""

import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from apps.accounts.models import User
from apps.core import jobs
from apps.core.models import Job
from apps.missions.models import Membership
from apps.portal.enums import ReportState
from apps.portal.mails.sending import digests_due, readers, send_digest, send_reminder
from apps.portal.models import SavedReport
from apps.portal.papers.services import MAKE, make_report

MAILS, DIGEST, REMINDER = "portal.mails", "portal.digest", "portal.reminder"


@jobs.daily
def ask_for_mails(today: datetime.date) -> None:
    """Ask for the mails of the day; a demonstration writes to nobody."""
    if not settings.DEMO:
        jobs.request(MAILS, arguments={"day": today.isoformat()})


def _day(job: Job) -> datetime.date:
    given = job.arguments.get("day")
    return datetime.date.fromisoformat(given) if given else timezone.localdate()


@jobs.task(MAILS)
def ask_each(job: Job, *, progress: jobs.Progress) -> dict[str, Any] | None:
    """Ask for the weekly mail of whoever has not had it, and for reminders of everybody who wants them."""
    day = _day(job)
    wanted = [(DIGEST, uuid) for uuid in digests_due(day).values_list("uuid", flat=True)]
    reminded = readers().filter(reminders=True).values_list("uuid", flat=True)
    wanted += [(REMINDER, uuid) for uuid in reminded]
    for number, (task, uuid) in enumerate(wanted, 1):
        jobs.request(task, about=uuid, arguments={"day": day.isoformat()}, delay=0)
        progress(number, len(wanted))
    return {"asked": len(wanted)}


@jobs.task(DIGEST)
def mail_digest(job: Job, *, progress: jobs.Progress) -> dict[str, Any] | None:  # noqa: ARG001
    """Send one person the mail of the week, unless they have it."""
    user = None if job.about is None else User.objects.filter(uuid=job.about).first()
    return None if user is None else {"sent": send_digest(user=user, day=_day(job))}


@jobs.task(REMINDER)
def mail_reminder(job: Job, *, progress: jobs.Progress) -> dict[str, Any] | None:  # noqa: ARG001
    """Remind one person of what is due, once of each."""
    user = None if job.about is None else User.objects.filter(uuid=job.about).first()
    return None if user is None else {"sent": send_reminder(user=user, day=_day(job))}


@jobs.task(MAKE)
def make(job: Job, *, progress: jobs.Progress) -> dict[str, Any] | None:
    """Make a report that waits. One that is gone or made, or whose owner has left, needs nothing."""
    if job.about is None:
        return None
    rows = SavedReport.objects.select_related("mission").defer("content")
    row = rows.filter(uuid=job.about, state=ReportState.WAITING).first()
    if row is None or not Membership.objects.filter(user=row.owner_id, mission=row.mission).exists():
        return None
    return make_report(row, progress, today=timezone.localdate(), at=timezone.now())
