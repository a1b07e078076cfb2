"""Every task twice and out of order; one that is not listed here fails the run."""

import uuid

import pytest
from celery import current_app
from django.db import connection

from apps.core import jobs, tasks
from apps.core.enums import JobStatus
from apps.core.models import Job

KNOWN_TASKS = [
    "alignment.end_embargoes",
    "alignment.invite_to_round",
    "alignment.mail_mention",
    "api.deliver",
    "api.mail_webhook",
    "coherence.assess",
    "coherence.compare",
    "coherence.date",
    "coherence.decide",
    "coherence.history",
    "coherence.keep",
    "coherence.restate",
    "coherence.what_if",
    "exchange.apply",
    "exchange.check",
    "missions.mail_invitation",
    "missions.tell_of_reading",
    "portal.digest",
    "portal.mails",
    "portal.reminder",
    "portal.report",
]
OF_READINGS = {"since": "2026-01-01T00:00:00+00:00", "site": "https://plan.example.org", "language": "en"}
KNOWN_MESSAGES = ["apps.core.tasks.carry_due", "apps.core.tasks.carry_job"]


def digest(*, but=()):
    """Every row of every table, except what tells when a job ran."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - {"core_job", *but})
        rows = {}
        for table in tables:
            cursor.execute(f'select * from "{table}"')  # noqa: S608
            rows[table] = sorted(map(repr, cursor.fetchall()))
    return rows


def test_all_tasks_are_listed():
    import nexusplan.celery  # noqa: F401

    assert jobs.names() == KNOWN_TASKS
    assert sorted(name for name in current_app.tasks if name.startswith("apps.")) == KNOWN_MESSAGES


@pytest.mark.parametrize("name", KNOWN_TASKS)
def test_a_task_done_twice_does_it_once(name, mission):
    arguments = {
        "as_of": "2026-01-01",
        "mission": str(mission.uuid),
        "occasion": "review",
        "before": "2025-01-01",
        "after": "2026-01-01",
        **OF_READINGS,
    }
    jobs.request(name, about=mission.uuid, arguments=arguments)
    assert jobs.run_pending() >= 1
    once = digest()
    jobs.request(name, about=mission.uuid, arguments=arguments)
    assert jobs.run_pending() >= 1
    assert digest() == once
    assert set(Job.objects.values_list("status", flat=True)) == {JobStatus.DONE}


@pytest.mark.parametrize("name", KNOWN_TASKS)
def test_a_task_about_what_is_gone_changes_nothing(name, db):
    before = digest()
    jobs.request(name, about=uuid.UUID(int=1), arguments={"mission": str(uuid.UUID(int=1)), **OF_READINGS})
    assert jobs.run_pending() == 1
    assert digest() == before


def test_a_message_that_comes_twice_or_late_does_the_job_once(mission):
    job = jobs.request("coherence.assess", about=mission.uuid, arguments={"as_of": "2026-01-01"})
    assert [tasks.carry_job(str(job.uuid)), tasks.carry_job(str(job.uuid), later="argument")] == [True, False]
    assert tasks.carry_job(str(uuid.UUID(int=9))) is False


def test_the_round_brings_on_what_was_lost(mission, settings, monkeypatch):
    sent = []
    monkeypatch.setattr(tasks.carry_job, "delay", sent.append)
    job = jobs.request("coherence.assess", about=mission.uuid)
    settings.JOBS_DEBOUNCE_SECONDS = 60
    jobs.request("test.later", about=mission.uuid)
    assert tasks.carry_due() == 1
    assert sent == [str(job.uuid)]
