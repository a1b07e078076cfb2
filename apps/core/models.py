import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.constraints import one_of, unique
from apps.core.enums import JobStatus


class Editable(models.Model):
    """What people edit: `row_version` grows with each saved change.

    It is the compare-and-swap of every edit: a save with a stale one changes nothing.
    """

    row_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Row(Editable):
    """Every business row: a public identifier, and the version that its edits compare."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        for name in ("title", "name", "code", "key"):
            text = getattr(self, name, None)
            if text:
                return str(text)
        return f"{self._meta.verbose_name} {self.uuid}"


class Part(models.Model):
    """A line of a list that belongs to one row and has no identity of its own outside of it."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Job(models.Model):
    """Work to be done after a commit: queue, progress, result and outbox in one table.

    Written in the transaction of the change that asks for it; whoever carries it (a Celery worker or
    the worker thread of a server process) claims the row by a lease, so that a killed worker's job is
    taken over when the lease ends. At most one queued row exists for a task and its subject.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.CharField(max_length=100)
    about = models.UUIDField(null=True, blank=True)
    arguments = models.JSONField(default=dict)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField()
    not_before = models.DateTimeField()
    changes = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=10, choices=JobStatus.choices, default=JobStatus.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    steps_done = models.PositiveIntegerField(null=True, blank=True)
    steps_total = models.PositiveIntegerField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    error = models.TextField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            one_of("status", JobStatus),
            unique(
                "task",
                "about",
                name="queued_once",
                message=_("This work is already waiting."),
                condition=models.Q(status=JobStatus.QUEUED),
            ),
            unique(
                "task",
                name="queued_once_without_subject",
                message=_("This work is already waiting."),
                condition=models.Q(status=JobStatus.QUEUED, about__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["status", "not_before"], name="core_job_due")]

    def __str__(self) -> str:
        return f"{self.task} {self.about or ''} {self.status}"


class Heartbeat(models.Model):
    """When somebody who carries jobs last looked for one ("worker"), written at most twice a minute; and the
    day that was last begun ("day")."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"


class HistorySeal(models.Model):
    """A batch of entries of the change log, tied to the batch before it (apps/core/history/chain.py)."""

    number = models.PositiveBigIntegerField(primary_key=True)
    last = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    root = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


class HistoryLeaf(models.Model):
    """What was sealed of one entry of the change log: its number, its actor's, and the hashes of its parts.

    No keys to the entry and the person, for both may be gone, and then that is what this row shows.
    """

    entry = models.PositiveBigIntegerField(primary_key=True)
    seal = models.ForeignKey(HistorySeal, on_delete=models.RESTRICT, related_name="leaves")
    actor = models.PositiveBigIntegerField(null=True, blank=True)
    content = models.CharField(max_length=64)
    told = models.CharField(max_length=64)
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["entry"]

    def __str__(self) -> str:
        return f"{self.entry} {self.content}"
