"""Kills the storing of an import again and again: T13 of the list of quality tests.

    python -m bench.import_kills [--kills 200] [--rows 5000] [--seed 1]

A table of so many rows is checked, then stored by a worker process that is killed with SIGKILL at a random
moment. After each kill either nothing of it may be in the database, or all of it: the digests of what was
there before and of an undisturbed run say which. Where all of it is there, it is taken out and the next round
begins. At the end the work is left to finish, and must give the digest of the undisturbed run, history
included. Uses the database of DATABASE_URL (default: a new SQLite file), which must be empty of the mission
KILLS. Ends with status 1 if a digest was neither.
"""

import argparse
import datetime
import hashlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexusplan.settings")
os.environ.setdefault("NEXUSPLAN_LOCAL", "1")
_folder = tempfile.TemporaryDirectory()
os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(_folder.name) / 'kills.sqlite3'}")

import django  # noqa: E402

django.setup()

from auditlog.models import LogEntry  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.db.models import QuerySet  # noqa: E402
from django.utils import timezone  # noqa: E402

from apps.accounts.models import User  # noqa: E402
from apps.activities.models import Activity, ActivityArea, ActivitySector, SourceRecord  # noqa: E402
from apps.agencies.models import Agency  # noqa: E402
from apps.core import jobs  # noqa: E402
from apps.core.enums import JobStatus  # noqa: E402
from apps.core.models import Job  # noqa: E402
from apps.exchange.enums import RunState  # noqa: E402
from apps.exchange.models import ImportRow, ImportRun  # noqa: E402
from apps.exchange.portfolio import services  # noqa: E402
from apps.exchange.portfolio.running import APPLY, layout_of, sheet_of  # noqa: E402
from apps.funding.models import FundingLine  # noqa: E402
from apps.missions.enums import Role  # noqa: E402
from apps.missions.models import Area, Membership, Mission, MissionAgency  # noqa: E402

CODE = "KILLS"
MADE = (ActivitySector, ActivityArea, FundingLine, SourceRecord, Activity, MissionAgency, Agency)


def portfolio(rows: int, seed: int) -> bytes:
    """A table of so many activities; the same seed gives the same one."""
    chance = random.Random(seed)
    lines: list[str] = ["Code,Title,Lead,Partners,Donor,Start,Amount (USD),Province,Sector"]
    lines += [
        f"P{number},Activity {number} {chance.randrange(10**6)},Agency {chance.randrange(40)},"
        f"Partner {chance.randrange(60)},Donor {chance.randrange(20)},0{chance.randint(1, 9)}/03/2021,"
        f"{chance.randrange(10**6)},Province {chance.randrange(10)},"
        f"{chance.choice(('15220', '72010', '151'))}"
        for number in range(rows)
    ]
    return "\n".join(lines).encode()


def prepare(rows: int, seed: int) -> ImportRun:
    """A mission with a planner and a checked table that waits to be stored."""
    mission = Mission.objects.create(code=CODE, name="Kills", currency="USD")
    Area.objects.bulk_create(Area(mission=mission, key=f"A{n}", name=f"Province {n}") for n in range(10))
    user = User.objects.create(email="kills@example.org", name="Kills")
    Membership.objects.create(user=user, mission=mission, role=Role.PLANNER)
    run = services.start_run(
        by=user,
        mission=mission,
        agency=None,
        file=services.NewFile("kills.csv", portfolio(rows, seed)),
        options={},
        at=timezone.now(),
    )
    layout = layout_of(run, sheet_of(run))
    columns = {str(place): field for place, field in enumerate(layout.fields) if field}
    services.choose_columns(by=user, run=run, columns=columns, options={"currency": "USD"})
    jobs.run_pending()
    return ImportRun.objects.get(pk=run.pk)


def digest() -> str:
    """What is in the tables that an import fills, its history, how far the run is; no numbers of rows."""
    of = {"mission__code": CODE}
    part = {"activity__mission__code": CODE}
    asked: list[tuple[QuerySet[Any], tuple[str, ...]]] = [
        (Activity.objects.filter(**of), ("key", "title", "lead__name", "start", "audience")),
        (Activity.objects.filter(**of), ("key", "implementers__name")),
        (ActivitySector.objects.filter(**part), ("activity__key", "code", "share")),
        (ActivityArea.objects.filter(**part), ("activity__key", "area__key")),
        (FundingLine.objects.filter(**of), ("activity__key", "funder__name", "committed")),
        (SourceRecord.objects.filter(**of), ("key", "activity__key")),
        (MissionAgency.objects.filter(**of), ("key", "side")),
        (ImportRow.objects.filter(run__mission__code=CODE), ("line", "outcome")),
        (ImportRun.objects.filter(**of), ("state",)),
        (LogEntry.objects.all(), ("content_type__model", "action")),
    ]
    found = [sorted(rows.values_list(*columns), key=str) for rows, columns in asked]
    return hashlib.sha256(json.dumps(found, default=str).encode()).hexdigest()


def wait_again(log_until: int) -> None:
    """The table waits to be stored, for the first time as far as the database can tell."""
    through = Activity.implementers.through
    through.objects.all().delete()
    for model in MADE:
        rows = QuerySet(model).all()
        rows._raw_delete(rows.db)  # noqa: SLF001
    LogEntry.objects.filter(pk__gt=log_until).delete()
    ImportRow.objects.update(activity=None)
    ImportRun.objects.update(state=RunState.APPLYING, applied_at=None)
    Job.objects.all().delete()
    run = ImportRun.objects.get()
    jobs.request(APPLY, about=run.uuid, by=run.owner, delay=0)


def worker() -> int:
    """A process that stores the table; it is a copy of this one, so that it begins at once."""
    waiting = Job.objects.get(task=APPLY).uuid
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            jobs.carry(waiting)
        finally:
            connections.close_all()
            os._exit(0)
    return child


def expire() -> None:
    """As if the lease of a killed worker had ended."""
    past = timezone.now() - datetime.timedelta(hours=1)
    Job.objects.filter(task=APPLY, status=JobStatus.RUNNING).update(lease_until=past, attempts=1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    from bench.bundle import machine

    call_command("migrate", verbosity=0)
    prepare(options.rows, options.seed)
    log_until = LogEntry.objects.latest("pk").pk
    print(machine(), flush=True)
    wait_again(log_until)
    before = digest()
    started = time.monotonic()
    os.waitpid(worker(), 0)
    whole = time.monotonic() - started
    after = digest()
    wait_again(log_until)
    if before == after or digest() != before:
        print("The undisturbed run stored nothing, or could not be taken out again.")
        return 1
    chance, found = random.Random(options.seed), Counter[str]()
    while sum(found.values()) < options.kills:
        child = worker()
        time.sleep(chance.uniform(0, whole * 2))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        expire()
        now = digest()
        found["nothing" if now == before else "everything" if now == after else "something"] += 1
        if now != before:
            wait_again(log_until)
    expire()
    os.waitpid(worker(), 0)
    finished = digest() == after
    twice = Activity.objects.count() - options.rows
    print(
        f"{options.kills} kills over {whole:.1f} s of {options.rows} rows: {found['nothing']} left nothing, "
        f"{found['everything']} everything, {found['something']} something in between; left to finish it "
        f"{'equals' if finished else 'DIFFERS FROM'} the undisturbed run, {twice} activities too many"
    )
    connection.close()
    return 0 if finished and not found["something"] and not twice else 1


if __name__ == "__main__":
    sys.exit(main())
