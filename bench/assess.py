"""How long the assessment of a large mission takes, and how quick its dashboard is read.

    python -m bench.assess [--seed 1] [--as-of 2025-06-30]

Uses the database of DATABASE_URL (default: a new SQLite file) and the mission BENCH that `bench.bundle`
makes (500 agencies, 60 objectives, 20,000 activities, 100,000 links, 4,000 contradictions), enlarged by
positions, relationships, reviews and consultations; brings it in where it is missing. Prints machine,
versions, commit, seed, seconds by step and peak memory, then p50 and p95, queries and bytes of the dashboard.
"""

import argparse
import datetime
import gc
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.bundle import CODE, ROOT, document, machine

VISITS = 60


def enlarged(seed: int) -> dict[str, Any]:
    """The mission of `bench.bundle` with what the four levels read besides."""
    chance = random.Random(seed)
    made = document(seed=seed, agencies=500, objectives=60, activities=20_000, links=100_000)
    agencies = [row["key"] for row in made["agencies"]]
    for number, row in enumerate(made["agencies"]):
        if row["side"] == "external" and number % 3:
            row["state"] = f"S{chr(65 + number % 26)}"
    for row in made["contradictions"]:
        row["grade"] = chance.choice(("claimed", "evidenced", "verified"))
    activities = [row["key"] for row in made["activities"]]
    made["policy_positions"] = [
        {"key": f"PP{a}-{o}", "agency": agency, "objective": f"O{o}", "support": chance.choice((-1, 0, 1, 1))}
        for a, agency in enumerate(agencies)
        for o in chance.sample(range(60), 20)
    ]
    pairs = {tuple(sorted(chance.sample(range(500), 2))) for _ in range(8000)}
    made["relationships"] = [
        {
            "key": f"R{a}-{b}",
            "agency_a": agencies[a],
            "agency_b": agencies[b],
            "rating_a": chance.randint(0, 5),
            "rating_b": chance.randint(0, 5),
        }
        for a, b in sorted(pairs)
    ]
    made["contradiction_reviews"] = [
        {"key": "CR", "scope": "mission", "reviewed_on": "2025-01-01", "activities": activities[::2]}
    ]
    made["consultations"] = [
        {
            "key": f"CO{n}",
            "activity": key,
            "internal_actor": chance.choice(agencies),
            "held_on": "2024-06-01",
            "confirmed_by_internal_actor": True,
            "response": "changed",
        }
        for n, key in enumerate(activities[::4])
    ]
    return made


def measure(as_of: datetime.date) -> dict[str, float]:
    """Seconds of loading, engine, hash and the whole stored assessment; peak memory in bytes."""
    from apps.coherence import services
    from apps.coherence.engine import assess, fingerprint
    from apps.coherence.models import Assessment
    from apps.coherence.selectors.inputs import MEMBERS, load_inputs
    from apps.missions.models import Mission

    mission = Mission.objects.get(code=CODE)
    Assessment.objects.filter(mission=mission, kind="computed").delete()
    took: dict[str, float] = {}
    started = time.perf_counter()
    inputs = load_inputs(mission, MEMBERS)
    took["load the inputs"] = time.perf_counter() - started
    started = time.perf_counter()
    fingerprint(inputs)
    took["hash"] = time.perf_counter() - started
    started = time.perf_counter()
    assess(inputs, as_of)
    took["engine alone"] = time.perf_counter() - started
    del inputs
    gc.collect()
    started = time.perf_counter()
    stored = services.assess(mission=mission, as_of=as_of)
    took["everything, stored"] = time.perf_counter() - started
    started = time.perf_counter()
    services.assess(mission=mission, as_of=as_of)
    took["again, nothing changed"] = time.perf_counter() - started
    took["values"] = stored.values.count()
    took["findings"] = stored.findings.count()
    took["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return took


def visit() -> dict[str, float]:
    """p50 and p95 in milliseconds, queries and bytes of the dashboard, read by a member."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from apps.accounts.models import User
    from apps.missions.models import Membership, Mission

    user, new = User.objects.get_or_create(email="bench@example.org")
    if new:
        Membership.objects.create(user=user, mission=Mission.objects.get(code=CODE), role="planner")
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    page = reverse("coherence:dashboard", kwargs={"code": CODE})
    with CaptureQueriesContext(connection) as queries:
        response = client.get(page)
    assert response.status_code == 200, response.status_code
    times = []
    for _ in range(VISITS):
        started = time.perf_counter()
        client.get(page)
        times.append((time.perf_counter() - started) * 1000)
    return {
        "p50": statistics.median(times),
        "p95": statistics.quantiles(times, n=20)[18],
        "queries": len(queries),
        "bytes": len(response.content),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--as-of", type=datetime.date.fromisoformat, default=datetime.date(2025, 6, 30))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("NEXUSPLAN_LOCAL", "1")
        os.environ.setdefault("NEXUSPLAN_JOBS_THREAD", "0")
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "nexusplan.settings"
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "migrate", "--skip-checks", "-v", "0"], check=True)
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        from apps.missions.models import Mission

        if not Mission.objects.filter(code=CODE).exists():
            path = Path(folder) / "bench.bundle.json"
            path.write_text(json.dumps(enlarged(options.seed)), encoding="utf-8")
            subprocess.run([*manage, "bundle", "import", str(path)], check=True, stdout=subprocess.DEVNULL)
        print(machine())
        print(f"seed {options.seed}, as of {options.as_of}")
        took = measure(options.as_of)
        peak = took.pop("peak")
        for title, figure in took.items():
            unit = "  " if title in {"values", "findings"} else " s"
            print(f"{title:24} {figure:10,.2f}{unit}")
        print(f"{'peak memory':24} {peak / 2**20:10,.0f} MiB")
        seen = visit()
        print(
            f"dashboard p50 {seen['p50']:.1f} ms, p95 {seen['p95']:.1f} ms, "
            f"{seen['queries']:.0f} queries, {seen['bytes'] / 1024:.1f} kB before compression"
        )
        print("goal: 20 s, 1,024 MiB, dashboard at most 12 queries")


if __name__ == "__main__":
    main()
