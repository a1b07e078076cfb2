"""What a page or a probe says about the queue: what waits, what runs, and whether anybody carries it."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Subquery
from django.utils import timezone

from apps.core.enums import JobStatus
from apps.core.jobs.heartbeat import WORKER
from apps.core.jobs.queue import due, jobs_about
from apps.core.models import Heartbeat, Job

STALE = timedelta(seconds=120)
"""Nobody has looked for so long, or something due waits for so long: then it is said."""


@dataclass(frozen=True, slots=True)
class State:
    """How far the work of one task on one subject is.

    `changes` are those that are not worked in yet. `failed` is the last attempt if nothing has followed it.
    `worker_seen` is when a carrier last looked; `stalled`: something is due, and nobody has looked for two
    minutes.
    """

    queued: Job | None = None
    running: Job | None = None
    failed: Job | None = None
    worker_seen: datetime | None = None
    stalled: bool = False

    @property
    def changes(self) -> int:
        return sum(job.changes for job in (self.queued, self.running) if job is not None)

    @property
    def pending(self) -> bool:
        """Something waits or runs."""
        return self.queued is not None or self.running is not None


def state(task: str, *, about: uuid.UUID | None) -> State:
    """The state of this task on this subject, for a page to show. One query."""
    seen = Heartbeat.objects.filter(name=WORKER).values("at")[:1]
    # A queued one and a running one at most, or else the last that ended.
    newest = list(
        jobs_about(task, about).annotate(worker_seen=Subquery(seen)).order_by("-requested_at", "-pk")[:2]
    )
    if not newest:
        return State()
    now = timezone.now()
    queued = next((job for job in newest if job.status == JobStatus.QUEUED), None)
    running = next((job for job in newest if job.status == JobStatus.RUNNING), None)
    worker_seen: datetime | None = newest[0].worker_seen
    waits = [
        since
        for since in (
            None if queued is None or running is not None else queued.not_before,
            None if running is None else running.lease_until,
        )
        if since is not None
    ]
    return State(
        queued=queued,
        running=running,
        failed=newest[0] if newest[0].status == JobStatus.FAILED else None,
        worker_seen=worker_seen,
        stalled=bool(waits) and min(waits) < now - STALE and _gone(worker_seen, now),
    )


def _gone(worker_seen: datetime | None, now: datetime) -> bool:
    return worker_seen is None or worker_seen < now - STALE


def backlog() -> list[str]:
    """What a probe reports: "worker" if none has looked for two minutes and none is at work, "outbox" if
    something due has waited for two minutes. A server on which no worker has looked yet reports neither until
    something waits. Three queries at most.
    """
    now = timezone.now()
    found = []
    seen = Heartbeat.objects.filter(name=WORKER).values_list("at", flat=True).first()
    at_work = Job.objects.filter(status=JobStatus.RUNNING, lease_until__gte=now)
    if seen is not None and _gone(seen, now) and not at_work.exists():
        found.append("worker")
    if due().filter(not_before__lt=now - STALE).exists():
        found.append("outbox")
    return found
