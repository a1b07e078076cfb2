import datetime
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from apps.core import jobs
from apps.core.enums import JobStatus
from apps.core.jobs import bell, queue, worker
from apps.core.models import Job
from tests import tables

ROOT = Path(__file__).resolve().parents[2]
SUBJECT = uuid.UUID(int=1)
OTHER = uuid.UUID(int=2)


@pytest.fixture
def notes(monkeypatch):
    """A registry of three tasks of the suite's own; what they did stands in the list."""
    done: list[tuple[str, uuid.UUID | None]] = []

    def note(job, *, progress):
        progress(1, 2)
        done.append((job.task, job.about))
        progress(2, 2)
        return {"changes": job.changes}

    def fail(job, *, progress):
        raise ValueError("the file is empty")

    def ask_again(job, *, progress):
        done.append((job.task, job.about))
        if len(done) == 1:
            jobs.request("test.again", about=job.about)

    jobs.names()
    monkeypatch.setattr(queue, "_registry", {"test.note": note, "test.fail": fail, "test.again": ask_again})
    return done


def age(job, **columns):
    Job.objects.filter(pk=job.pk).update(**columns)
    job.refresh_from_db()
    return job


def long_ago():
    return timezone.now() - datetime.timedelta(days=1)


# Asking ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_requests_for_one_subject_are_counted_in_one_waiting_row(settings):
    settings.JOBS_DEBOUNCE_SECONDS = 2
    first = jobs.request("test.note", about=SUBJECT, arguments={"a": 1})
    for _ in range(4):
        jobs.request("test.note", about=SUBJECT, arguments={"a": 2})
    jobs.request("test.note", about=OTHER)
    assert list(Job.objects.order_by("pk").values_list("about", "changes", "arguments")) == [
        (SUBJECT, 5, {"a": 1}),
        (OTHER, 1, {}),
    ]
    assert Job.objects.get(about=SUBJECT).not_before == first.not_before
    assert first.not_before - first.requested_at == datetime.timedelta(seconds=2)


@pytest.mark.django_db
def test_requests_without_a_subject_are_counted_too():
    jobs.request("test.note")
    assert jobs.request("test.note").changes == 2
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_the_asking_person_is_kept(django_user_model):
    user = django_user_model.objects.create_user("anna@example.org")
    assert jobs.request("test.note", about=SUBJECT, by=user).requested_by == user


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_leaves_no_job():
    with transaction.atomic():
        jobs.request("test.note", about=SUBJECT)
        transaction.set_rollback(True)
    assert Job.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_breaks_no_request(settings, monkeypatch, caplog):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free.getsockname()[1]}/0"
    monkeypatch.setattr(queue, "_broker_rests_until", 0.0)
    queue._producer.cache_clear()
    try:
        began = time.monotonic()
        for subject in range(20):
            jobs.request("test.note", about=uuid.UUID(int=subject))
        assert time.monotonic() - began < 3
    finally:
        queue._producer.cache_clear()
    assert Job.objects.filter(status=JobStatus.QUEUED).count() == 20
    assert [record.levelname for record in caplog.records] == ["WARNING"]


# Carrying ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_job_is_done_and_keeps_result_and_progress(notes):
    job = jobs.request("test.note", about=SUBJECT)
    assert jobs.carry(job.uuid) is True
    job.refresh_from_db()
    assert notes == [("test.note", SUBJECT)]
    assert (job.status, job.result, job.steps_done, job.steps_total, job.attempts) == (
        JobStatus.DONE,
        {"changes": 1},
        2,
        2,
        1,
    )
    assert job.finished_at is not None
    assert jobs.latest("test.note", about=SUBJECT) == job


@pytest.mark.django_db
def test_carrying_twice_does_it_once(notes):
    job = jobs.request("test.note", about=SUBJECT)
    assert [jobs.carry(job.uuid), jobs.carry(job.uuid), jobs.carry_next()] == [True, False, False]
    assert len(notes) == 1


@pytest.mark.django_db
def test_jobs_are_done_in_the_order_of_their_time(notes):
    for number in (3, 1, 2):
        jobs.request("test.note", about=uuid.UUID(int=number))
    while jobs.carry_next():
        pass
    assert [about.int for _task, about in notes] == [3, 1, 2]


@pytest.mark.django_db
def test_a_job_waits_for_its_time(notes, settings):
    settings.JOBS_DEBOUNCE_SECONDS = 60
    job = jobs.request("test.note", about=SUBJECT)
    assert (jobs.carry(job.uuid), jobs.carry_next()) == (False, False)
    assert jobs.run_pending() == 1


@pytest.mark.django_db
def test_a_change_during_the_run_is_not_lost(notes):
    jobs.request("test.again", about=SUBJECT)
    assert jobs.run_pending() == 2
    assert notes == [("test.again", SUBJECT)] * 2


@pytest.mark.django_db
def test_a_subject_that_runs_is_not_begun_a_second_time_beside(notes):
    running = age(
        jobs.request("test.note", about=SUBJECT),
        status=JobStatus.RUNNING,
        lease_until=timezone.now() + datetime.timedelta(seconds=60),
        lease_token=uuid.uuid4(),
        attempts=1,
    )
    waiting = jobs.request("test.note", about=SUBJECT)
    other = jobs.request("test.note", about=OTHER)
    nothing = jobs.request("test.note")
    assert [jobs.carry(job.uuid) for job in (running, waiting, other, nothing)] == [
        False,
        False,
        True,
        True,
    ]
    age(running, status=JobStatus.DONE)
    assert jobs.carry(waiting.uuid) is True


@pytest.mark.django_db
def test_the_job_of_a_killed_worker_is_taken_over_when_its_lease_ends(notes):
    job = age(
        jobs.request("test.note", about=SUBJECT),
        status=JobStatus.RUNNING,
        lease_until=long_ago(),
        lease_token=uuid.uuid4(),
        attempts=1,
    )
    assert jobs.carry_next() is True
    job.refresh_from_db()
    assert (job.status, job.attempts) == (JobStatus.DONE, 2)


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_every_time_has_failed_after_five(notes):
    job = age(
        jobs.request("test.note", about=SUBJECT),
        status=JobStatus.RUNNING,
        lease_until=long_ago(),
        lease_token=uuid.uuid4(),
        attempts=jobs.MAX_ATTEMPTS,
    )
    assert jobs.carry_next() is True
    job.refresh_from_db()
    assert (job.status, job.error) == (JobStatus.FAILED, "Begun 5 times and never finished.")
    assert notes == []


@pytest.mark.django_db
def test_a_carrier_that_lost_its_lease_keeps_nothing(notes, monkeypatch):
    def slow(job, *, progress):
        age(job, lease_until=long_ago())
        assert jobs.carry_next() is True  # another carrier takes it over, and finishes it
        with pytest.raises(jobs.LeaseLost):
            progress(1, 3)
        return {"by": "the first"}

    calls = []

    def task(job, *, progress):
        calls.append(job.attempts)
        return slow(job, progress=progress) if len(calls) == 1 else {"by": "the second"}

    monkeypatch.setitem(queue._registry, "test.slow", task)
    job = jobs.request("test.slow", about=SUBJECT)
    jobs.carry(job.uuid)
    job.refresh_from_db()
    assert (calls, job.result, job.status) == ([1, 2], {"by": "the second"}, JobStatus.DONE)


@pytest.mark.django_db
def test_progress_keeps_the_lease(monkeypatch):
    seen = []

    def task(job, *, progress):
        age(job, lease_until=timezone.now() + datetime.timedelta(seconds=1))
        progress(1, 10)
        job.refresh_from_db()
        seen.append(job.lease_until - timezone.now() > datetime.timedelta(seconds=100))

    jobs.names()
    monkeypatch.setitem(queue._registry, "test.long", task)
    jobs.request("test.long", about=SUBJECT)
    assert jobs.run_pending() == 1
    assert seen == [True]


@pytest.mark.django_db
def test_a_failing_job_is_tried_again_later_and_then_says_why(notes):
    job = jobs.request("test.fail", about=SUBJECT)
    waits = []
    for _ in range(jobs.MAX_ATTEMPTS):
        before = timezone.now()
        assert jobs.carry(job.uuid) is True
        job.refresh_from_db()
        waits.append(round((job.not_before - before).total_seconds()))
        age(job, not_before=long_ago())
    assert waits[:4] == [2, 4, 8, 16]
    assert (job.status, job.error, job.attempts) == (
        JobStatus.FAILED,
        "ValueError: the file is empty",
        5,
    )
    assert jobs.carry(job.uuid) is False


@pytest.mark.django_db
def test_a_failing_job_makes_way_for_a_newer_request(notes, monkeypatch):
    def task(job, *, progress):
        jobs.request("test.way", about=job.about)
        raise ValueError("no")

    monkeypatch.setitem(queue._registry, "test.way", task)
    first = jobs.request("test.way", about=SUBJECT)
    jobs.carry(first.uuid)
    first.refresh_from_db()
    assert first.status == JobStatus.FAILED
    assert Job.objects.filter(status=JobStatus.QUEUED).count() == 1


@pytest.mark.django_db
def test_pending_jobs_of_a_test_raise_what_their_task_raises(notes):
    jobs.request("test.fail", about=SUBJECT)
    with pytest.raises(ValueError, match="the file is empty"):
        jobs.run_pending()


@pytest.mark.django_db
def test_an_unknown_task_fails_with_its_name(notes):
    job = jobs.request("test.unheard", about=SUBJECT)
    jobs.carry(job.uuid)
    job.refresh_from_db()
    assert (job.status, job.error) == (JobStatus.FAILED, "Nobody here knows the task test.unheard.")


def test_a_name_is_given_once(notes):
    @jobs.task("test.new")
    def new(job, *, progress):
        return None

    with pytest.raises(ValueError, match=r"Two tasks are named test\.new\."):
        jobs.task("test.new")(new)


@pytest.mark.django_db
def test_what_was_done_long_ago_is_forgotten(notes):
    for subject, days in ((SUBJECT, 31), (SUBJECT, 29), (OTHER, 31)):
        job = jobs.request("test.note", about=subject)
        jobs.run_pending()
        age(job, finished_at=timezone.now() - datetime.timedelta(days=days))
    jobs.request("test.note", about=SUBJECT)
    jobs.run_pending()
    assert Job.objects.filter(about=SUBJECT).count() == 2
    assert Job.objects.filter(about=OTHER).count() == 1


@pytest.mark.django_db
def test_the_cost_in_queries(notes, django_assert_num_queries):
    # Savepoint, count up; savepoint, insert, release; read, release.
    with django_assert_num_queries(7):
        jobs.request("test.note", about=SUBJECT)
    with django_assert_num_queries(4):
        jobs.request("test.note", about=SUBJECT)


@pytest.mark.django_db
def test_a_carrier_survives_a_database_that_is_away(monkeypatch, notes):
    stop = threading.Event()
    rounds = []

    def sometimes():
        rounds.append(1)
        if len(rounds) == 1:
            raise OperationalError("the database is away")
        if jobs.carry_next():
            return True
        stop.set()
        return False

    monkeypatch.setattr(worker, "carry_next", sometimes)
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)  # the test's own connection
    jobs.request("test.note", about=SUBJECT)
    worker.work(stop, round_seconds=0.01)
    assert (len(rounds), notes) == (3, [("test.note", SUBJECT)])


# The thread of a server process ------------------------------------------------------------------------


def threads():
    return [thread.name for thread in threading.enumerate() if thread.name == "nexusplan-jobs"]


@pytest.mark.django_db
def test_no_thread_where_the_settings_ask_for_none(client, settings):
    assert settings.JOBS_THREAD is False
    client.get("/healthz")
    assert threads() == []


def test_the_first_page_of_a_process_starts_one_thread(client, settings, monkeypatch):
    settings.JOBS_THREAD = True
    monkeypatch.setattr(worker, "carry_next", lambda: False)
    monkeypatch.setattr(worker.history, "look", lambda: None)
    monkeypatch.setattr(worker.days, "look", lambda: None)
    try:
        assert threads() == []
        client.get("/healthz")
        client.get("/healthz")
        assert threads() == ["nexusplan-jobs"]
    finally:
        jobs.stop_thread()
    assert threads() == []


def test_each_ring_shortens_one_wait(monkeypatch):
    monkeypatch.setattr(bell, "_moments", [])
    began = time.monotonic()
    bell.ring(0.3)
    bell.ring(0.05)
    bell.wait(30, threading.Event())
    assert 0.04 < time.monotonic() - began < 0.29
    bell.wait(30, threading.Event())
    assert 0.29 < time.monotonic() - began < 5
    bell.wait(0.1, threading.Event())
    assert bell._moments == []


# Processes of their own, on a database file --------------------------------------------------------------


@pytest.fixture
def house(tmp_path):
    """Environment of processes that share a database file."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "nexusplan.settings",
        "NEXUSPLAN_LOCAL": "1",
        "NEXUSPLAN_VAR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{shutil.copy(tables.sqlite_file(), tmp_path / 'house.sqlite3')}",
        "NEXUSPLAN_JOBS_DEBOUNCE": "0.1",
        "REDIS_URL": "",
        "CELERY_BROKER_URL": "",
        "PYTHONPATH": str(ROOT),
    }


def run(environment, *arguments):
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True, timeout=120)


@contextmanager
def running(environment, *arguments):
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=30)


def until(condition, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def database_of(environment):
    return environment["DATABASE_URL"].removeprefix("sqlite:///")


def rows(environment, columns):
    """Of the jobs that the test asked for; who carries jobs also asks for those of the day."""
    asked = f"select {columns} from core_job where task in ('nobody.knows', 'test.slow') order by id"  # noqa: S608
    with closing(sqlite3.connect(database_of(environment))) as database:
        return database.execute(asked).fetchall()


ASK = """
import django; django.setup()
import uuid
from apps.core import jobs
jobs.request("nobody.knows", about=uuid.UUID(int=7))
"""
ASK_AT_ONCE = """
import django; django.setup()
import uuid, threading
from apps.core import jobs
start = threading.Barrier(6)
def ask():
    start.wait()
    for _ in range(5):
        jobs.request("nobody.knows", about=uuid.UUID(int=7))
threads = [threading.Thread(target=ask) for _ in range(6)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""
DONE = [("failed", "Nobody here knows the task nobody.knows.")]


def test_people_asking_at_once_make_one_row(house):
    run(house, "-c", ASK_AT_ONCE)
    assert rows(house, "changes") == [(30,)]


def test_a_worker_process_does_the_work_and_ends_when_asked(house):
    run(house, "-c", ASK)
    with running(house, "manage.py", "worker") as process:
        assert until(lambda: rows(house, "status, error") == DONE, seconds=60)
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
        assert process.stdout.read().splitlines() == ["Waiting for work.", "Stopped after the last job."]


SLOW = """
import django; django.setup()
import os, pathlib, sys, time, uuid
from django.core.management import call_command
from apps.core import jobs
here = pathlib.Path(os.environ["NEXUSPLAN_VAR"])
@jobs.task("test.slow")
def slow(job, *, progress):
    progress(1, 2)
    (here / f"begun{job.attempts}").touch()
    time.sleep(float(sys.argv[1]))
    return {"attempt": job.attempts}
jobs.request("test.slow", about=uuid.UUID(int=7))
call_command("worker")
"""


def test_a_worker_that_is_asked_to_stop_finishes_its_job(house):
    with running(house, "-c", SLOW, "1.5") as process:
        assert until((Path(house["NEXUSPLAN_VAR"]) / "begun1").exists, seconds=60)
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
    assert rows(house, "status, result, steps_done") == [("done", '{"attempt": 1}', 1)]


def test_the_job_of_a_worker_that_was_killed_is_done_by_the_next(house):
    with running(house, "-c", SLOW, "60") as process:
        assert until((Path(house["NEXUSPLAN_VAR"]) / "begun1").exists, seconds=60)
        process.kill()
        process.wait(15)
    assert rows(house, "status, steps_done, attempts") == [("running", 1, 1)]
    with closing(sqlite3.connect(database_of(house))) as database:
        database.execute("update core_job set lease_until = '2020-01-01 00:00:00'")
        database.commit()
    with running(house, "-c", SLOW, "0"):
        assert until(lambda: rows(house, "status, result, attempts")[0][0] == "done", seconds=60)
    assert rows(house, "status, result, attempts")[0] == ("done", '{"attempt": 2}', 2)


def test_a_server_process_does_the_work_by_itself(house):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def answers():
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").status == 200
        except OSError:
            return False

    with running(house, "manage.py", "runserver", "--noreload", "--skip-checks", str(port)):
        assert until(answers, seconds=60)
        run(house, "-c", ASK)
        assert until(lambda: rows(house, "status, error") == DONE, seconds=15)


@pytest.mark.broker
def test_a_celery_worker_on_redis_does_the_work(house, redis_url):
    house |= {"CELERY_BROKER_URL": redis_url}
    with running(house, "-m", "celery", "-A", "nexusplan.celery", "worker", "--pool=solo"):
        run(house, "-c", ASK)
        assert until(lambda: rows(house, "status, error") == DONE, seconds=60)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite's own turn is test_people_asking_at_once")
def test_people_asking_at_once_on_a_server_database():
    start = threading.Barrier(6)

    def ask():
        start.wait()
        for _ in range(5):
            jobs.request("test.note", about=SUBJECT)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(Job.objects.values_list("changes", flat=True)) == [30]
