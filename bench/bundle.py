"""How long a large mission takes to come in and go out, and how much memory that needs.

    python -m bench.bundle [--seed 1] [--activities 20000] [--links 100000]

Uses the database of DATABASE_URL (default: a new SQLite file), which must be empty of the mission BENCH; it
is migrated first and left with the mission in it. Prints machine, versions, commit, times, rows per second
and peak memory. Each step runs in a process of its own, so that its peak is its own.
"""

import argparse
import io
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CODE = "BENCH"
GOAL_SECONDS, GOAL_BYTES = 120, 2**30

Row = dict[str, Any]


def document(*, seed: int, agencies: int, objectives: int, activities: int, links: int) -> Row:
    """A mission of the given size; the same seed gives the same mission."""
    chance = random.Random(seed)
    dimensions = ("political", "security", "development", "human_rights", "humanitarian", "rule_of_law")
    agency = [f"A{n}" for n in range(agencies)]
    objective = [f"O{n}" for n in range(objectives)]
    activity = [f"X{n}" for n in range(activities)]

    def day(first: int, last: int) -> str:
        return f"{chance.randint(first, last)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"

    def words(count: int) -> str:
        return " ".join(chance.choice(_WORDS) for _ in range(count))

    starts = {key: day(2020, 2024) for key in activity}
    pairs = sorted({(chance.randrange(activities), chance.randrange(objectives)) for _ in range(links * 2)})
    chance.shuffle(pairs)
    return {
        "format": "nexusplan-bundle",
        "version": 1,
        "mission": {"code": CODE, "name": "Benchmark", "currency": "USD", "started_on": "2020-01-01"},
        "areas": [{"key": f"P{n}", "name": f"Province {n}"} for n in range(40)],
        "agencies": [
            {
                "key": key,
                "name": f"Agency {key}",
                "side": chance.choice(("internal", "external", "external")),
                "kind": "ingo",
            }
            for key in agency
        ],
        "framework_versions": [
            {"key": "V1", "number": 1, "status": "adopted", "adopted_on": "2020-01-01", "vision": words(30)}
        ],
        "objectives": [{"key": key} for key in objective],
        "objective_texts": [
            {
                "key": f"T-{key}",
                "framework_version": "V1",
                "objective": key,
                "code": key,
                "title": words(8),
                "dimension": chance.choice(dimensions),
                "lead_agencies": chance.sample(agency, 2),
            }
            for key in objective
        ],
        "activities": [
            {
                "key": key,
                "lead": chance.choice(agency),
                "implementers": chance.sample(agency, 2),
                "title": words(8),
                "description": words(40),
                "dimension": chance.choice(dimensions),
                "areas": [f"P{n}" for n in chance.sample(range(40), 2)],
                "status": chance.choice(("active", "active", "completed", "proposed")),
                "start": starts[key],
                "end": day(2025, 2028),
                "dac_sectors": [{"code": "15220", "share": 0.5}, {"code": "15210", "share": 0.5}],
                "audience": chance.choice(("public", "mission")),
            }
            for key in activity
        ],
        "alignment_links": [
            {
                "key": f"L{n}",
                "activity": activity[one],
                "objective": objective[other],
                "contribution": chance.choice(("main", "secondary")),
                "claimed_on": day(2020, 2025),
                "grade": chance.choice(("claimed", "evidenced", "verified")),
                "rationale": words(6),
            }
            for n, (one, other) in enumerate(pairs[:links])
        ],
        "funding_lines": [
            {
                "key": f"F{n}",
                "activity": activity[n % activities],
                "funder": chance.choice(agency),
                "period_from": "2025-01-01",
                "period_to": "2025-12-31",
                "currency": "USD",
                "scheduled": f"{chance.randint(1, 10**7)}.00",
                "disbursed": f"{chance.randint(1, 10**7)}.00",
            }
            for n in range(activities)
        ],
        "contradictions": [
            {
                "key": f"C{n}",
                "activity_a": activity[n],
                "activity_b": activity[-1 - n],
                "score": chance.randint(-3, 3),
                "grade": "claimed",
                "status": "open",
                "raised_on": day(2020, 2025),
            }
            for n in range(min(activities // 5, activities // 2))
        ],
    }


_WORDS = ("réconciliation", "justice", "police", "dialogue", "désarmement", "retour", "terres", "femmes")


# --- one step, in a process of its own ---


def step(name: str, path: Path) -> None:
    """Run `import` or `export` and print what it took as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexusplan.settings")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    said = io.StringIO()
    arguments = ("export", CODE, str(path.with_suffix(".out"))) if name == "export" else (name, str(path))
    started, worked = time.perf_counter(), time.process_time()
    call_command("bundle", *arguments, stdout=said)
    took = {
        "seconds": time.perf_counter() - started,
        "cpu": time.process_time() - worked,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "said": said.getvalue().splitlines()[-1],
    }
    print(json.dumps(took))


def machine() -> str:
    """Processor, memory, versions and commit in one line."""
    import django
    from django.db import connection

    with connection.cursor() as cursor:
        asked = "select sqlite_version()" if connection.vendor == "sqlite" else "show server_version"
        cursor.execute(asked)
        server = cursor.fetchone()[0]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, load {os.getloadavg()[0]:.1f}, {platform.machine()}, "
        f"Python {platform.python_version()}, Django {django.get_version()}, "
        f"{connection.vendor} {server}, commit {commit}"
    )


def main() -> None:
    """Write the mission, bring it in twice, take it out, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--agencies", type=int, default=500)
    parser.add_argument("--objectives", type=int, default=60)
    parser.add_argument("--activities", type=int, default=20000)
    parser.add_argument("--links", type=int, default=100000)
    parser.add_argument("--step", choices=("import", "export"), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help="where to keep the document")
    options = parser.parse_args()
    if options.step is not None:
        step(options.step, options.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("NEXUSPLAN_LOCAL", "1")
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        path = options.file or Path(folder) / "bench.bundle.json"
        subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), "migrate", "--skip-checks", "-v", "0"], check=True
        )
        sizes = {name: getattr(options, name) for name in ("agencies", "objectives", "activities", "links")}
        made = document(seed=options.seed, **sizes)
        rows = sum(len(value) for value in made.values() if isinstance(value, list))
        path.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
        del made
        os.environ["DJANGO_SETTINGS_MODULE"] = "nexusplan.settings"
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        print(machine())
        print(f"seed {options.seed}: {rows:,} rows, {path.stat().st_size / 1e6:.1f} MB")
        for title, name in (("import", "import"), ("import again", "import"), ("export", "export")):
            told = subprocess.run(
                [sys.executable, __file__, "--step", name, "--file", str(path)],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            took = json.loads(told.splitlines()[-1])
            print(
                f"{title:13} {took['seconds']:6.1f} s ({took['cpu']:.1f} s of own work) "
                f"{rows / took['seconds']:7,.0f} rows/s, peak {took['peak'] / 2**20:,.0f} MiB: {took['said']}"
            )
        print(f"goal: import within {GOAL_SECONDS} s and {GOAL_BYTES / 2**20:,.0f} MiB")


if __name__ == "__main__":
    main()
