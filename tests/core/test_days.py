"""A day is begun once, by whoever looks first."""

import datetime

import pytest
from django.utils import timezone

from apps.core import jobs, tasks
from apps.core.jobs import days
from apps.core.models import Heartbeat, Job

MONDAY, TUESDAY = datetime.date(2026, 3, 2), datetime.date(2026, 3, 3)


@pytest.fixture
def begun(monkeypatch):
    """The days on which the only daily round of the suite was called."""
    called: list[datetime.date] = []
    jobs.names()
    monkeypatch.setattr(days, "_rounds", [called.append])
    monkeypatch.setattr(days, "_looked", -days.EVERY)
    return called


@pytest.mark.django_db
def test_each_day_is_begun_once(begun):
    assert [jobs.begin(today=day) for day in (MONDAY, MONDAY, TUESDAY, TUESDAY, MONDAY)] == [
        True,
        False,
        True,
        False,
        False,
    ]
    assert begun == [MONDAY, TUESDAY]
    assert Heartbeat.objects.filter(name=days.DAY).count() == 1


@pytest.mark.django_db
def test_a_round_that_fails_leaves_the_day_to_the_next(begun, monkeypatch):
    def fail(today):
        jobs.request("test.note")
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(days, "_rounds", [fail])
        with pytest.raises(ConnectionError):
            jobs.begin(today=MONDAY)
    assert Job.objects.count() == 0
    assert jobs.begin(today=MONDAY) is True
    assert begun == [MONDAY]


@pytest.mark.django_db
def test_beat_begins_the_day(begun):
    tasks.carry_due()
    tasks.carry_due()
    assert begun == [timezone.localdate()]
