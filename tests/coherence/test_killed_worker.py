"""A real worker is killed in the middle of a real task; the next one makes of it what an undisturbed one had.

On SQLite in a file of its own, on PostgreSQL in the database of the run.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tests import tables

ROOT = Path(__file__).resolve().parents[2]

PREPARE = """
import django; django.setup()
import datetime, json
from pathlib import Path
from apps.core import jobs
from apps.exchange.services import import_bundle
from apps.missions.models import Mission
document = json.loads(Path("tests/data/karo.bundle.json").read_text(encoding="utf-8"))
import_bundle(by=None, document=document, at=datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC))
mission = Mission.objects.get(code="KARO")
from apps.core.models import Job
Job.objects.all().delete()
jobs.request("coherence.history", about=mission.uuid, arguments={"as_of": "2026-01-01"}, delay=0)
"""
# The worker stops where it is told to, so that it is killed there and nowhere else.
STOPPING = """
import django; django.setup()
import os, pathlib, sys, time
from django.core.management import call_command
from apps.coherence.history import services
from apps.coherence.models import IndicatorValue
here = pathlib.Path(os.environ["NEXUSPLAN_VAR"])
def stop():
    (here / "there").touch()
    time.sleep(600)
if sys.argv[1] == "computing":
    seen, picture = [], services.picture
    def fifth(inputs, day):
        seen.append(day)
        return stop() if len(seen) == 5 else picture(inputs, day)
    services.picture = fifth
else:
    IndicatorValue.objects.bulk_create = lambda *rows, **also: stop()
call_command("worker")
"""
REPORT = """
import django; django.setup()
import json
from apps.coherence.models import Assessment, IndicatorValue
from apps.core.models import Job
stored = Assessment.objects.filter(kind="history")
ours = Job.objects.filter(task__startswith="coherence.")
values = IndicatorValue.objects.filter(assessment__kind="history").order_by("assessment__as_of", "pk")
print(json.dumps({
    "jobs": list(ours.order_by("pk").values_list("task", "status", "attempts")),
    "days": [str(day) for day in stored.order_by("as_of").values_list("as_of", flat=True)],
    "values": list(values.values_list("assessment__key", "level", "indicator", "strip", "value", "lo", "hi")),
}))
"""
EXPIRE = """
import django; django.setup()
import datetime
from apps.core.models import Job
Job.objects.update(lease_until=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
"""
UNDISTURBED = """
import django; django.setup()
from apps.coherence.models import Assessment
from apps.core import jobs
Assessment.objects.filter(kind="history").delete()
from apps.missions.models import Mission
mission = Mission.objects.get(code="KARO")
jobs.request("coherence.history", about=mission.uuid, arguments={"as_of": "2026-01-01"}, delay=0)
jobs.run_pending()
"""


@pytest.fixture
def house(tmp_path, transactional_db):
    """Environment of processes that share a database with the worked example in it, and a job that waits."""
    if connection.vendor == "postgresql":
        given = connection.settings_dict
        assert given["NAME"].startswith("test_")
        place = f"{given['USER']}:{given['PASSWORD']}@{given['HOST'] or 'localhost'}:{given['PORT'] or 5432}"
        url = f"postgres://{place}/{given['NAME']}"
    else:
        url = f"sqlite:///{shutil.copy(tables.sqlite_file(), tmp_path / 'house.sqlite3')}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "nexusplan.settings",
        "NEXUSPLAN_LOCAL": "1",
        "NEXUSPLAN_VAR": str(tmp_path),
        "NEXUSPLAN_JOBS_DEBOUNCE": "0.1",
        "DATABASE_URL": url,
        "REDIS_URL": "",
        "CELERY_BROKER_URL": "",
        "PYTHONPATH": str(ROOT),
    }
    run(environment, "-c", PREPARE)
    return environment


def run(environment, *arguments):
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        timeout=240,
        stdout=subprocess.PIPE,
    )
    return done.stdout


def report(environment):
    return json.loads(run(environment, "-c", REPORT))


def status(environment):
    """Of the one job, read past Django, because a process of its own costs a second each time."""
    query = "SELECT status FROM core_job"
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(environment["DATABASE_URL"].removeprefix("sqlite:///"))) as file:
            return file.execute(query).fetchone()[0]
    with connection.cursor() as cursor:
        return cursor.execute(query).fetchone()[0]


def killed_worker(environment, point):
    """Start a worker, kill it at a point of its task, and leave nothing of it behind."""
    here = Path(environment["NEXUSPLAN_VAR"])
    with (here / "said").open("wb") as said:
        worker = subprocess.Popen(
            [sys.executable, "-c", STOPPING, point], cwd=ROOT, env=environment, stdout=said, stderr=said
        )
        try:
            end = time.monotonic() + 240
            while not (here / "there").exists() and worker.poll() is None and time.monotonic() < end:
                time.sleep(0.05)
        finally:
            worker.kill()
            worker.wait(15)
    assert (here / "there").exists(), ((here / "said").read_text(), report(environment))


@pytest.mark.parametrize("point", ["computing", "writing"])
def test_a_killed_history_is_made_by_the_next_worker(house, point):
    killed_worker(house, point)
    left = report(house)
    assert left == {"jobs": [["coherence.history", "running", 1]], "days": [], "values": []}
    run(house, "-c", EXPIRE)
    worker = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=house)
    try:
        end = time.monotonic() + 240
        while status(house) != "done" and time.monotonic() < end:
            time.sleep(0.1)
    finally:
        worker.terminate()
        worker.wait(30)
    done = report(house)
    assert done["jobs"] == [["coherence.history", "done", 2]]
    assert len(done["days"]) == 12
    run(house, "-c", UNDISTURBED)
    undisturbed = report(house)
    assert (undisturbed["days"], undisturbed["values"]) == (done["days"], done["values"])
