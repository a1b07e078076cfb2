"""How Celery carries the job table. Messages hold identifiers only, and losing one loses no work."""

import uuid
from typing import Any

from celery import shared_task

from apps.core import history, jobs
from apps.core.jobs import days


@shared_task
def carry_job(job_uuid: str, **_later_arguments: Any) -> bool:
    """Do one job; a second message for the same job changes nothing."""
    return jobs.carry(uuid.UUID(job_uuid))


@shared_task
def carry_due(**_later_arguments: Any) -> int:
    """Bring on every job that is due and whose message was lost. Beat calls this twice a minute.

    Also begins a new day, and seals what is new in the change log, at most once a minute.
    """
    jobs.look()
    days.look()
    history.look()
    waiting = list(jobs.due().values_list("uuid", flat=True)[:1000])
    for job_uuid in waiting:
        carry_job.delay(str(job_uuid))
    return len(waiting)
