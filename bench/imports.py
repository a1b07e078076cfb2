"""How long portfolios take to come in, and how much memory that needs.

    python -m bench.imports [--seed 1] [--megabytes 92] [--rows 20000] [--only iati,sheet]

Writes an IATI 2.03 file of that size (activities of about 3 kB with money, places, sectors and partners) and
a workbook with so many rows, and brings each into a mission of its own: the file as `iati import`
does, the workbook as the wizard does, checked and then stored, both with the change log. Uses the database of
DATABASE_URL (default: a new SQLite file). Each step runs in a process of its own, so its peak is its own.
Prints machine, versions, commit, seconds, processor seconds, activities or rows per second, peak memory.
"""

import argparse
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
WORDS = [
    "réconciliation",
    "justice",
    "police",
    "dialogue",
    "désarmement",
    "retour",
    "terres",
    "femmes",
    "eau",
    "santé",
    "école",
    "routes",
]


def iati(chance: random.Random, megabytes: float) -> Iterator[str]:
    """An activity file in pieces, closed once it is that long."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03">\n'
    written, number = 0, 0
    while written < megabytes * 1e6:
        number += 1
        piece = activity(chance, number)
        written += len(piece.encode())
        yield piece
    yield "</iati-activities>\n"


def activity(chance: random.Random, number: int) -> str:
    def words(count: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(count))

    def org(role: int, name: str) -> str:
        return (
            f'<participating-org role="{role}" type="21"><narrative>{name}</narrative></participating-org>\n'
        )

    def money(kind: int, year: int) -> str:
        return (
            f'<transaction><transaction-type code="{kind}"/><transaction-date iso-date="{year}-03-01"/>'
            f'<value value-date="{year}-03-01">{chance.randint(1, 10**7)}</value>'
            f"<description><narrative>{words(6)}</narrative></description></transaction>\n"
        )

    def place() -> str:
        code, name = chance.randrange(10**6), f"Province {chance.randrange(60)}"
        return (
            f'<location><location-id vocabulary="G1" code="{code}"/>'
            f"<name><narrative>{name}</narrative></name>"
            f"<point><pos>-3.{chance.randrange(99)} 29.{chance.randrange(99)}</pos></point>"
            '<exactness code="1"/></location>\n'
        )

    start = chance.randint(2010, 2020)
    return (
        '<iati-activity xml:lang="fr" default-currency="USD">\n'
        f"<iati-identifier>XM-BENCH-{number}</iati-identifier>\n"
        '<reporting-org ref="XM-BENCH" type="40"><narrative>Bench</narrative></reporting-org>\n'
        f"<title><narrative>{words(8)}</narrative></title>\n"
        f"<description><narrative>{words(60)}</narrative></description>\n"
        + org(1, f"Donor {chance.randrange(80)}")
        + org(2, f"Agency {chance.randrange(120)}")
        + org(4, f"Partner {chance.randrange(300)}")
        + f'<activity-status code="{chance.randint(1, 4)}"/>\n'
        f'<activity-date type="2" iso-date="{start}-01-15"/>'
        f'<activity-date type="3" iso-date="{start + 3}-12-31"/>\n'
        '<recipient-country code="BI" percentage="100"/>\n'
        + "".join(place() for _ in range(3))
        + '<sector vocabulary="1" code="15220" percentage="60"/>'
        '<sector vocabulary="1" code="15130" percentage="40"/>\n'
        + "".join(money(kind, start + year) for year in range(2) for kind in (2, 3))
        + "</iati-activity>\n"
    )


def sheet(chance: random.Random, rows: int) -> bytes:
    """A workbook with so many activities."""
    from xlsxwriter import Workbook

    content = io.BytesIO()
    with Workbook(content, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        heads = [
            "Code",
            "Titre",
            "Agence",
            "Partenaire",
            "Bailleur",
            "Début",
            "Fin",
            "Montant (USD)",
            "Province",
            "Secteur",
        ]
        page.write_row(0, 0, heads)
        for number in range(rows):
            title = " ".join(chance.choice(WORDS) for _ in range(8))
            page.write_row(
                number + 1,
                0,
                [
                    f"P{number}",
                    title,
                    f"Agency {chance.randrange(120)}",
                    f"Partner {chance.randrange(300)}",
                    f"Donor {chance.randrange(80)}",
                    f"{chance.randint(1, 28):02d}/0{chance.randint(1, 9)}/2019",
                    "2022",
                    f"{chance.randint(1, 10**6)},50",
                    f"Province {chance.randrange(60)}",
                    "15220 (60%); 15130 (40%)",
                ],
            )
    return content.getvalue()


# --- one step, in a process of its own ---


def step(name: str, path: Path) -> None:
    """Do one thing and print what it took as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexusplan.settings")
    import django

    django.setup()
    count = {"parse": _parse, "iati": _iati, "check": _check, "store": _store}[name]
    started, worked = time.perf_counter(), time.process_time()
    number = count(path)
    print(
        json.dumps(
            {
                "number": number,
                "seconds": time.perf_counter() - started,
                "cpu": time.process_time() - worked,
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            }
        )
    )


def _mission(code: str) -> Any:
    from apps.missions.models import Area, Mission

    mission, new = Mission.objects.get_or_create(code=code, defaults={"name": code, "currency": "USD"})
    if new:
        Area.objects.bulk_create(
            Area(mission=mission, key=f"P{number}", name=f"Province {number}") for number in range(60)
        )
    return mission


def _parse(path: Path) -> int:
    from apps.exchange.iati import opened

    with path.open("rb") as stream:
        return sum(1 for _record in opened(stream))


def _iati(path: Path) -> int:
    from django.core.management import call_command

    from apps.activities.models import Activity

    mission = _mission("BENCHIATI")
    call_command("iati", "import", str(path), mission=mission.code, stdout=io.StringIO())
    return int(Activity.objects.filter(mission=mission).count())


def _run(path: Path) -> Any:
    from django.utils import timezone

    from apps.accounts.models import User
    from apps.exchange.models import ImportRun
    from apps.exchange.portfolio import services
    from apps.missions.enums import Role
    from apps.missions.models import Membership

    mission = _mission("BENCHSHEET")
    user, _new = User.objects.get_or_create(email="imports@example.org", defaults={"name": "Imports"})
    Membership.objects.get_or_create(user=user, mission=mission, role=Role.PLANNER)
    found = ImportRun.objects.filter(mission=mission).first()
    return found or services.start_run(
        by=user,
        mission=mission,
        agency=None,
        file=services.NewFile("bench.xlsx", path.read_bytes()),
        options={},
        at=timezone.now(),
    )


def _check(path: Path) -> int:
    from apps.core import jobs
    from apps.exchange.models import ImportRow
    from apps.exchange.portfolio import services
    from apps.exchange.portfolio.running import CHECK, layout_of, sheet_of

    run = _run(path)
    fields = layout_of(run, sheet_of(run)).fields
    columns = {str(place): field for place, field in enumerate(fields) if field}
    services.choose_columns(by=run.owner, run=run, columns=columns, options={})
    jobs.carry(_job(CHECK, run))
    return int(ImportRow.objects.filter(run=run).count())


def _store(path: Path) -> int:
    from apps.activities.models import Activity
    from apps.core import jobs
    from apps.exchange.portfolio import services
    from apps.exchange.portfolio.running import APPLY

    run = _run(path)
    services.ask_apply(by=run.owner, run=run)
    jobs.carry(_job(APPLY, run))
    return int(Activity.objects.filter(mission=run.mission).count())


def _job(task: str, run: Any) -> Any:
    from apps.core.models import Job

    return Job.objects.filter(task=task, about=run.uuid).latest("pk").uuid


STEPS = {"iati": ("parse", "iati"), "sheet": ("check", "store")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--megabytes", type=float, default=92)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--only", default="iati,sheet")
    parser.add_argument("--step", choices=sum(STEPS.values(), ()), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step is not None:
        step(options.step, options.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("NEXUSPLAN_LOCAL", "1")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexusplan.settings")
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from bench.bundle import machine

        call_command("migrate", verbosity=0)
        print(machine(), flush=True)
        connection.close()
        chance = random.Random(options.seed)
        for what in options.only.split(","):
            path = Path(folder) / what
            if what == "iati":
                with path.open("w", encoding="utf-8") as out:
                    out.writelines(iati(chance, options.megabytes))
            else:
                path.write_bytes(sheet(chance, options.rows))
            print(f"{what}: {path.stat().st_size / 1e6:.1f} MB", flush=True)
            for one in STEPS[what]:
                _report(one, path)


def _report(one: str, path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.imports", "--step", one, "--file", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    took = json.loads(done.stdout.splitlines()[-1])
    print(
        f"  {one:<6} {took['number']} in {took['seconds']:.1f} s ({took['cpu']:.1f} s of own work): "
        f"{took['number'] / took['seconds']:.0f} per second, {took['number'] / took['cpu']:.0f} per second "
        f"of own work, peak {took['peak'] / 1e6:.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    main()
