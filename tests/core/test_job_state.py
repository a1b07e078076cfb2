"""What a page and a probe say of the queue: how far a subject is, and whether anybody carries its work."""

import datetime
import uuid

import pytest
from django.utils import timezone

from apps.core import jobs
from apps.core.enums import JobStatus
from apps.core.jobs import heartbeat, queue
from apps.core.models import Heartbeat, Job

SUBJECT = uuid.UUID(int=1)


@pytest.fixture
def notes(monkeypatch):
    """A registry of two tasks of the suite's own: one does nothing, one fails."""

    def note(job, *, progress):
        progress(1, 2)

    def fail(job, *, progress):
        raise ValueError("the file is empty")

    jobs.names()
    monkeypatch.setattr(queue, "_registry", {"test.note": note, "test.fail": fail})


def age(job, **columns):
    Job.objects.filter(pk=job.pk).update(**columns)
    job.refresh_from_db()
    return job


def long_ago():
    return timezone.now() - datetime.timedelta(days=1)


@pytest.fixture
def unseen(monkeypatch):
    """Nobody has looked yet, in this process or another."""
    monkeypatch.setattr(heartbeat, "_looked", -heartbeat.EVERY)
    Heartbeat.objects.all().delete()


@pytest.mark.django_db
def test_a_delay_is_kept_by_those_who_ask_later(notes):
    job = jobs.request("test.note", about=SUBJECT, delay=600)
    assert jobs.request("test.note", about=SUBJECT).not_before == job.not_before
    assert job.not_before - job.requested_at == datetime.timedelta(seconds=600)
    assert jobs.carry(job.uuid) is False


@pytest.mark.django_db
def test_a_carrier_leaves_one_mark_at_most_every_half_minute(notes, unseen, django_assert_num_queries):
    jobs.carry_next()
    jobs.carry_next()
    assert Heartbeat.objects.count() == 1
    with django_assert_num_queries(0):
        jobs.look()


@pytest.mark.django_db
def test_the_state_of_a_subject(notes, unseen, django_assert_num_queries):
    assert jobs.state("test.note", about=SUBJECT) == jobs.State()
    first = jobs.request("test.note", about=SUBJECT)
    jobs.request("test.note", about=SUBJECT)
    with django_assert_num_queries(1):
        waiting = jobs.state("test.note", about=SUBJECT)
    assert (waiting.queued, waiting.changes, waiting.pending, waiting.stalled) == (first, 2, True, False)
    age(first, status=JobStatus.RUNNING, lease_until=timezone.now() + jobs.LEASE)
    second = jobs.request("test.note", about=SUBJECT)
    both = jobs.state("test.note", about=SUBJECT)
    assert (both.running, both.queued, both.changes) == (first, second, 3)
    age(first, status=JobStatus.DONE)
    jobs.run_pending()
    assert not jobs.state("test.note", about=SUBJECT).pending


@pytest.mark.django_db
def test_a_failure_is_told_until_something_follows_it(notes):
    job = age(jobs.request("test.fail", about=SUBJECT), attempts=jobs.MAX_ATTEMPTS - 1)
    jobs.carry(job.uuid)
    assert jobs.state("test.fail", about=SUBJECT).failed == job
    jobs.request("test.fail", about=SUBJECT)
    assert jobs.state("test.fail", about=SUBJECT).failed is None


@pytest.mark.django_db
def test_work_that_nobody_carries_is_told(notes, unseen):
    job = age(jobs.request("test.note", about=SUBJECT), not_before=long_ago())
    assert jobs.state("test.note", about=SUBJECT).stalled
    assert jobs.backlog() == ["outbox"]
    jobs.look()
    assert not jobs.state("test.note", about=SUBJECT).stalled
    Heartbeat.objects.update(at=long_ago())
    told = jobs.state("test.note", about=SUBJECT)
    assert (told.stalled, told.worker_seen) == (True, Heartbeat.objects.get().at)
    assert jobs.backlog() == ["worker", "outbox"]
    age(job, status=JobStatus.RUNNING, lease_until=timezone.now() + jobs.LEASE)
    assert not jobs.state("test.note", about=SUBJECT).stalled  # a long job is at work, nobody else looks
    assert jobs.backlog() == []
    age(job, lease_until=long_ago())
    assert jobs.state("test.note", about=SUBJECT).stalled
    assert jobs.backlog() == ["worker", "outbox"]
