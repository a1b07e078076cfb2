"""Work after a commit: asked for in the transaction of a change, carried out by whoever is there.

The table `core.Job` is queue, progress, result and outbox in one. A Celery worker carries it where a broker
is set, otherwise one thread of each server process, or `manage.py worker`; a carrier that dies is replaced
when its lease ends. A task is `(job, *, progress) -> dict | None`, and its second run changes nothing:

    @jobs.task("coherence.assess")
    def assess(job: Job, *, progress: jobs.Progress) -> dict[str, Any] | None: ...

    jobs.request("coherence.assess", about=mission.uuid, by=user)

What is asked for once a day, by whoever carries jobs, is a function under `@jobs.daily`.
"""

from apps.core.jobs.days import begin, daily
from apps.core.jobs.heartbeat import look
from apps.core.jobs.queue import (
    LEASE,
    MAX_ATTEMPTS,
    LeaseLost,
    Progress,
    carry,
    carry_next,
    due,
    latest,
    names,
    nudge,
    request,
    run_pending,
    task,
)
from apps.core.jobs.state import State, backlog, state
from apps.core.jobs.worker import ensure_thread, stop_thread, work

__all__ = [
    "LEASE",
    "MAX_ATTEMPTS",
    "LeaseLost",
    "Progress",
    "State",
    "backlog",
    "begin",
    "carry",
    "carry_next",
    "daily",
    "due",
    "ensure_thread",
    "latest",
    "look",
    "names",
    "nudge",
    "request",
    "run_pending",
    "state",
    "stop_thread",
    "task",
    "work",
]
