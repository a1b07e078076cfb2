"""The queue: asking for work, claiming it by a lease, doing it, keeping what came of it."""

import functools
import logging
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from apps.core.enums import JobStatus
from apps.core.jobs import bell
from apps.core.jobs.heartbeat import look
from apps.core.models import Job

if TYPE_CHECKING:
    from celery import Celery

LEASE = timedelta(seconds=120)
KEPT = timedelta(days=30)
MAX_ATTEMPTS = 5
BROKER_REST = 30.0
log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another carrier has taken this job over; what this one still does is not kept."""


class Progress(Protocol):
    """Says how far a job is, and by that keeps its lease. Raises LeaseLost when it was taken over."""

    def __call__(self, done: int, total: int) -> None: ...


Task = Callable[..., dict[str, Any] | None]
T = TypeVar("T", bound=Task)
_registry: dict[str, Task] = {}


def task(name: str) -> Callable[[T], T]:
    """Register a function of an app's `tasks.py` under a name. Raises ValueError if the name is taken."""

    def register(function: T) -> T:
        if name in _registry:
            raise ValueError(f"Two tasks are named {name}.")
        _registry[name] = function
        return function

    return register


@functools.cache
def _discover() -> None:
    autodiscover_modules("tasks")


def names() -> list[str]:
    """The names of all tasks of all apps."""
    _discover()
    return sorted(_registry)


# Asking ------------------------------------------------------------------------------------------------


def request(
    task: str,
    *,
    about: uuid.UUID | None = None,
    by: AbstractBaseUser | None = None,
    arguments: dict[str, Any] | None = None,
    delay: float | None = None,
    changes: int = 1,
) -> Job:
    """Ask for work in the caller's transaction; it starts some seconds after the commit, or after `delay`.

    While a request for the same task and subject waits, another one adds its `changes` (0 where nobody
    changed anything) and leaves time and arguments as they are; one that is already running does not count as
    waiting, so that no change is missed. Returns the waiting job. Queries: two or three, and two for the
    savepoint.
    """
    now = timezone.now()
    seconds = settings.JOBS_DEBOUNCE_SECONDS if delay is None else delay
    waiting = jobs_about(task, about).filter(status=JobStatus.QUEUED)
    with transaction.atomic():
        while not waiting.update(changes=F("changes") + changes):
            try:
                with transaction.atomic():
                    Job.objects.create(
                        task=task,
                        about=about,
                        arguments=arguments or {},
                        changes=changes,
                        requested_by_id=None if by is None else by.pk,
                        requested_at=now,
                        not_before=now + timedelta(seconds=seconds),
                    )
                break
            except IntegrityError:
                continue  # another request was quicker: add to it, unless it has begun to run since
        job = waiting.get()
        transaction.on_commit(functools.partial(nudge, job.uuid, delay=delay), robust=True)
    return job


def latest(task: str, *, about: uuid.UUID | None) -> Job | None:
    """The newest job of this task on this subject, for a page to show; None if there was none. One query."""
    return jobs_about(task, about).order_by("-requested_at", "-pk").first()


def jobs_about(task: str, about: uuid.UUID | None) -> "QuerySet[Job]":
    """All jobs of this task on this subject."""
    if about is None:
        return Job.objects.filter(task=task, about__isnull=True)
    return Job.objects.filter(task=task, about=about)


# Bringing it to a carrier ------------------------------------------------------------------------------

_broker_rests_until = 0.0


@functools.cache
def _producer() -> "Celery":
    """A sender of its own, because the Celery application stands in the project package above the apps."""
    from celery import Celery

    app = Celery("nexusplan", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    # Saving a row must not wait while the client tries a dead broker again and again (6 s by default).
    app.conf.broker_transport_options = {"max_retries": 0, "socket_timeout": 2, "socket_connect_timeout": 2}
    return app


def nudge(job_uuid: uuid.UUID, *, delay: float | None = None) -> None:
    """Tell a carrier that a job waits. Losing this message loses no work: carriers look by themselves too.

    A broker that does not answer is left alone for 30 s, so that saving a row never waits for it twice.
    """
    global _broker_rests_until  # noqa: PLW0603
    seconds = settings.JOBS_DEBOUNCE_SECONDS if delay is None else delay
    if settings.CELERY_BROKER_URL:
        if time.monotonic() < _broker_rests_until:
            return
        from kombu.exceptions import OperationalError

        try:
            _producer().send_task(
                "apps.core.tasks.carry_job", args=[str(job_uuid)], countdown=seconds, retry=False
            )
        except (OperationalError, OSError):
            _broker_rests_until = time.monotonic() + BROKER_REST
            log.warning("The broker does not answer; job %s waits for the next round.", job_uuid)
    else:
        bell.ring(seconds)


# Carrying ----------------------------------------------------------------------------------------------


def due() -> "QuerySet[Job]":
    """Jobs that may be begun now, oldest first: waiting ones whose time has come, and abandoned ones.

    A subject whose last job still runs waits for it, so that two never write the same at once.
    """
    now = timezone.now()
    running = Job.objects.filter(task=OuterRef("task"), status=JobStatus.RUNNING)
    free = ~Exists(running.filter(about=OuterRef("about"))) & ~(
        Q(about__isnull=True) & Exists(running.filter(about__isnull=True))
    )
    return Job.objects.filter(
        Q(status=JobStatus.QUEUED, not_before__lte=now) & free
        | Q(status=JobStatus.RUNNING, lease_until__lt=now)
    ).order_by("not_before", "pk")


def carry(job_uuid: uuid.UUID) -> bool:
    """Do this job if it is due and nobody else does it. Returns whether it was done here."""
    return _carry(due().filter(uuid=job_uuid))


def carry_next() -> bool:
    """Do the oldest job that is due. Returns False where there is none."""
    look()
    return _carry(due())


def run_pending() -> int:
    """For tests: do all that waits, now and here, whatever its time; an error of a task comes out as it is.

    Returns how many jobs were done.
    """
    done = 0
    while True:
        waiting = Job.objects.filter(status=JobStatus.QUEUED).order_by("not_before", "pk")
        job = _claim(waiting)
        if job is None:
            return done
        _run(job, raising=True)
        done += 1


def _carry(candidates: "QuerySet[Job]") -> bool:
    job = _claim(candidates)
    if job is None:
        return False
    if job.attempts > MAX_ATTEMPTS:
        _keep(job, status=JobStatus.FAILED, error=f"Begun {MAX_ATTEMPTS} times and never finished.")
        return True
    _run(job, raising=False)
    return True


def _claim(candidates: "QuerySet[Job]") -> Job | None:
    """Take the first of the candidates by compare-and-swap; None where there is none to be had."""
    now = timezone.now()
    with transaction.atomic():
        # A row that an open transaction still changes is left for the next round instead of waited for.
        job = candidates.select_for_update(skip_locked=True).first()
        if job is None:
            return None
        seen = Job.objects.filter(pk=job.pk, status=job.status, attempts=job.attempts)
        job.status = JobStatus.RUNNING
        job.lease_token = uuid.uuid4()
        job.lease_until = now + LEASE
        job.started_at = now
        job.attempts += 1
        taken = seen.update(
            status=job.status,
            lease_token=job.lease_token,
            lease_until=job.lease_until,
            started_at=job.started_at,
            attempts=job.attempts,
        )
    return job if taken else None


def _run(job: Job, *, raising: bool) -> None:
    _discover()
    function = _registry.get(job.task)
    if function is None:
        _keep(job, status=JobStatus.FAILED, error=f"Nobody here knows the task {job.task}.")
        return
    try:
        result = function(job, progress=_progress_of(job))
    except LeaseLost:
        log.warning("Job %s was taken over by another carrier.", job.uuid)
    except Exception as error:  # whatever a task raises is the result of its job
        log.exception("Job %s (%s) failed at attempt %d.", job.uuid, job.task, job.attempts)
        _put_back(job, error)
        if raising:
            raise
    else:
        _keep(job, status=JobStatus.DONE, result=result)


def _progress_of(job: Job) -> Progress:
    written = -1.0

    def progress(done: int, total: int) -> None:
        nonlocal written
        now = time.monotonic()
        if written >= 0 and done != total and now - written < 0.5:
            return
        written = now
        kept = _mine(job).update(steps_done=done, steps_total=total, lease_until=timezone.now() + LEASE)
        if not kept:
            raise LeaseLost

    return progress


def _mine(job: Job) -> "QuerySet[Job]":
    return Job.objects.filter(pk=job.pk, lease_token=job.lease_token, status=JobStatus.RUNNING)


def _keep(
    job: Job, *, status: JobStatus, result: dict[str, Any] | None = None, error: str | None = None
) -> None:
    """Store the end of a job, unless it was taken over, and bring on what waited for it.

    What was done on the same subject more than 30 days ago is forgotten.
    """
    now = timezone.now()
    kept = _mine(job).update(status=status, result=result, error=error, finished_at=now, lease_until=None)
    if not kept:
        log.warning("Job %s was taken over; what this carrier made of it is not kept.", job.uuid)
        return
    jobs_about(job.task, job.about).filter(finished_at__lt=now - KEPT).delete()
    follower = jobs_about(job.task, job.about).filter(status=JobStatus.QUEUED).first()
    if follower is not None:
        nudge(follower.uuid)


def _put_back(job: Job, error: Exception) -> None:
    """Let a job wait for another attempt, twice as long each time; after the last it has failed."""
    said = f"{type(error).__name__}: {error}"
    if job.attempts >= MAX_ATTEMPTS:
        _keep(job, status=JobStatus.FAILED, error=said)
        return
    seconds = 2.0**job.attempts
    try:
        with transaction.atomic():
            _mine(job).update(
                status=JobStatus.QUEUED,
                lease_token=None,
                lease_until=None,
                error=said,
                not_before=timezone.now() + timedelta(seconds=seconds),
            )
    except IntegrityError:
        # The same work was asked for again in the meantime, and that request will do it.
        _keep(job, status=JobStatus.FAILED, error=said)
    else:
        nudge(job.uuid, delay=seconds)
