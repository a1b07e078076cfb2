"""How long the assessment of a large country takes, its history, a change and a what-if, and how much memory.

    python -m bench.assess [--seed 1] [--as-of 2025-06-30] [--runs 3] [--only assess,history,...]

Uses the database of DATABASE_URL (default: a new SQLite file) and the missions COUNTRY (20,000 activities)
and COUNTRY2 (2,000) of `bench.country`; brings in what is missing. Each measurement runs in a process of its
own, so that its peak of memory is its own. Prints machine, versions, commit, seed and a table: median seconds
on the clock and of this process's own work (without the database server), peak memory, goal.
"""

import argparse
import datetime
import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.bundle import ROOT, machine
from bench.country import country

SIZES = {"COUNTRY": 20_000, "COUNTRY2": 2_000}
QUARTERS, VISITS = 60, 60
STEPS = ("assess", "change", "what_if", "history", "sql", "growth", "dashboard")
GOALS = {
    "assess: everything, stored": 5,
    "change: one link, stored again": 5,
    "what_if: ten changes": 5,
    "history: 60 quarters": 300,
}
GOAL_BYTES = 2**30

Took = dict[str, list[tuple[float, float]]]
"""(seconds on the clock, seconds of own work) of each run, by what was measured."""


def timed(took: Took, name: str, work: Callable[[], Any]) -> Any:
    """What `work` returns, with a line in `took`. Python looks for garbage as seldom as in the product."""
    from apps.core.memory import rarely_collected

    gc.collect()
    clock, own = time.perf_counter(), time.process_time()
    with rarely_collected():
        result = work()
    took.setdefault(name, []).append((time.perf_counter() - clock, time.process_time() - own))
    return result


# --- the measurements, each in a process of its own ---


def measure_assess(mission: Any, as_of: datetime.date, runs: int) -> Took:
    """Loading, hash, engine and the whole stored assessment of one date, computed as if never before."""
    from apps.coherence import services
    from apps.coherence.engine.assess import assess
    from apps.coherence.engine.fingerprint import fingerprint
    from apps.coherence.models import Assessment
    from apps.coherence.selectors.inputs import MEMBERS, load_inputs

    took: Took = {}
    for _ in range(runs):
        inputs = timed(took, "assess: load", lambda: load_inputs(mission, MEMBERS))
        timed(took, "assess: hash", lambda inputs=inputs: fingerprint(inputs))
        timed(took, "assess: engine", lambda inputs=inputs: assess(inputs, as_of))
        del inputs
        Assessment.objects.filter(mission=mission, as_of=as_of, kind="computed").delete()
        timed(took, "assess: everything, stored", lambda: services.assess(mission=mission, as_of=as_of))
        timed(took, "assess: again, nothing changed", lambda: services.assess(mission=mission, as_of=as_of))
    return took


def measure_change(mission: Any, as_of: datetime.date, runs: int) -> Took:
    """From a link that somebody changes to the stored assessment that counts it so."""
    from apps.alignment.models import AlignmentLink
    from apps.coherence import services

    took: Took = {}
    services.assess(mission=mission, as_of=as_of)
    links = AlignmentLink.objects.filter(mission=mission, grade="evidenced").order_by("pk")[:runs]
    for link in list(links):

        def change(link: AlignmentLink = link) -> None:
            link.grade = "claimed"
            link.save()
            services.assess(mission=mission, as_of=as_of)

        timed(took, "change: one link, stored again", change)
        link.grade = "evidenced"
        link.save()
    return took


def measure_what_if(mission: Any, as_of: datetime.date, runs: int) -> Took:
    """Ten changes tried out and what they move stored; the plan stays as it is."""
    from apps.coherence.models import WhatIf
    from apps.coherence.what_if.services import compute

    what_if, _new = WhatIf.objects.update_or_create(
        mission=mission, key="bench", defaults={"title": "Bench", "as_of": as_of, "changes": changes(mission)}
    )
    took: Took = {}
    for _ in range(runs):
        timed(took, "what_if: ten changes", lambda: compute(what_if=what_if))
    what_if.refresh_from_db()
    assert "error" not in what_if.result, what_if.result
    return took


def changes(mission: Any) -> list[dict[str, Any]]:
    """Three links verified, three contradictions resolved, two lines moved, one split, a delivery moved."""
    from apps.alignment.models import AlignmentLink, Contradiction
    from apps.funding.models import FundingLine

    links = AlignmentLink.objects.filter(mission=mission, grade="evidenced").order_by("pk")
    open_ones = Contradiction.objects.filter(mission=mission, status="open").order_by("pk")
    lines = FundingLine.objects.filter(mission=mission).select_related("activity").order_by("pk")
    other = lines.last().activity.key
    return [
        *(
            {"kind": "verify_links", "links": [row.key], "attestor": independent(row.activity)}
            for row in links[:3]
        ),
        *({"kind": "resolve_contradiction", "contradiction": row.key} for row in open_ones[:3]),
        *({"kind": "move_money", "funding_line": row.key, "quarters": 2} for row in lines[:2]),
        {
            "kind": "split_money",
            "funding_line": lines[5].key,
            "parts": [{"activity": other, "share": 0.5}],
        },
        {"kind": "move_delivery", "scenario": "SC0", "periods": 2},
    ]


def independent(activity: Any) -> str:
    """An internal agency that neither leads, implements nor funds the activity, nor lives off its lead."""
    from apps.alignment.models import AlignmentLink
    from apps.missions.models import MissionAgency

    near = {activity.lead_id, *activity.implementers.values_list("pk", flat=True)}
    near |= set(activity.funding_lines.values_list("funder_id", flat=True))
    bound = AlignmentLink.objects.filter(activity__lead=activity.lead_id, attestor_income_share__gt=0.5)
    near |= set(bound.exclude(attestor=None).values_list("attestor_id", flat=True))
    internal = MissionAgency.objects.filter(mission=activity.mission, side="internal")
    key: str = internal.exclude(agency_id__in=near).order_by("key").values_list("key", flat=True)[0]
    return key


def measure_history(mission: Any, as_of: datetime.date, _runs: int) -> Took:
    """The levels of the last 60 quarter ends, as the job computes and stores them; then again, unchanged."""
    from apps.coherence.enums import AssessmentKind
    from apps.coherence.history.services import history
    from apps.coherence.models import Assessment

    took: Took = {}
    Assessment.objects.filter(mission=mission, kind=AssessmentKind.HISTORY).delete()

    def fill() -> None:
        history(mission=mission, audience="mission", until=as_of, quarters=QUARTERS)

    timed(took, "history: 60 quarters", fill)
    timed(took, "history: nothing changed", fill)
    return took


def measure_sql(mission: Any, as_of: datetime.date, runs: int) -> Took:
    """The engine's functions for effective grades, E1, D1, D5, E5 and E6 beside hand-written SQL.

    Raises AssertionError where the two do not agree.
    """
    from django.db import connection

    from apps.coherence.engine.conflict import non_contradiction
    from apps.coherence.engine.grades import RANK
    from apps.coherence.engine.index import EXTERNAL, build_index
    from apps.coherence.engine.levels import external
    from apps.coherence.engine.measure import measure
    from apps.coherence.engine.signals.alignment import strategic_deficit
    from apps.coherence.engine.signals.tension import false_coherence
    from apps.coherence.selectors.inputs import ALL, load_inputs
    from bench.sql import STATEMENTS

    given = {
        "mission": mission.pk,
        "as_of": as_of,
        "since": as_of.replace(year=as_of.year - 1),
        "currency": mission.currency,
    }
    inputs = load_inputs(mission, ALL)
    found: dict[str, Any] = {}
    took: Took = {}

    def by_sql() -> None:
        for name, statement in STATEMENTS.items():
            with connection.cursor() as cursor:
                cursor.execute(statement, given)
                found[name] = cursor.fetchall()

    def by_engine() -> None:
        index = build_index(inputs, as_of)
        outside = [
            edge
            for edge in index.edges
            if index.side(edge.a.lead) == EXTERNAL == index.side(edge.b.lead)
            and index.group(edge.a.lead) != index.group(edge.b.lead)
        ]
        found["engine"] = (
            index.grades,
            external.linkage(index),
            strategic_deficit(index).content,
            false_coherence(index).content,
            measure("E5", external.significance_units(index), coverage_min=0.0),
            non_contradiction("E6", index, outside)(index.external),
        )

    for _ in range(runs):
        timed(took, "sql: effective grades, E1, D1, D5, E5, E6", by_sql)
        timed(took, "sql: the same by the engine", by_engine)
    grades, e1, d1, d5, e5, e6 = found["engine"]
    assert {key: RANK[row.effective] for key, row in grades.items()} == dict(found["effective grades"])
    said = [
        (e1.N, e1.value, d1["claimed"], d1["evidenced"], d1["verified"]),
        (d5["claim_gap"]["claimed_evidenced"], d5["repackaging"]["value"], d5["unacknowledged"]["value"]),
        (e5.N, e5.value),
        (e6.n, sum(unit.score for unit in e6.units if unit.score is not None) / e6.n),
    ]
    for name, ours in zip(("E1 and D1", "D5", "E5", "E6"), said, strict=True):
        theirs = found[name][0]
        near = all(abs(float(a) - float(b)) < 1e-6 for a, b in zip(ours, theirs, strict=True))
        assert near, f"{name}: {ours} by the engine, {theirs} by SQL"
    return took


def measure_dashboard(mission: Any, as_of: datetime.date, _runs: int) -> Took:
    """The dashboard as a member reads it, from the stored assessment."""
    from django.test import Client
    from django.urls import reverse

    from apps.accounts.models import User
    from apps.coherence import services
    from apps.missions.models import Membership

    services.assess(mission=mission, as_of=as_of)
    user, _new = User.objects.get_or_create(email="bench@example.org")
    Membership.objects.get_or_create(user=user, mission=mission, defaults={"role": "planner"})
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    page = reverse("coherence:dashboard", kwargs={"code": mission.code})
    assert client.get(page).status_code == 200
    took: Took = {}
    for _ in range(VISITS):
        timed(took, "dashboard: page", lambda: client.get(page))
    return took


# --- running them ---


def step(name: str, code: str, as_of: datetime.date, runs: int) -> None:
    """Run one measurement and print what it took as JSON."""
    import django

    django.setup()
    from apps.missions.models import Mission

    took = globals()[f"measure_{name}"](Mission.objects.get(code=code), as_of, runs)
    print(json.dumps({"took": took, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


def prepare(seed: int, folder: Path) -> None:
    """Migrate, and bring in what is missing, each in a process of its own."""
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "migrate", "--skip-checks", "-v", "0"], check=True)
    import django

    django.setup()
    from django.db import connection

    from apps.missions.models import Mission

    for code, activities in SIZES.items():
        if not Mission.objects.filter(code=code).exists():
            path = folder / f"{code}.bundle.json"
            path.write_text(json.dumps(country(seed, activities, code)), encoding="utf-8")
            subprocess.run([*manage, "bundle", "import", str(path)], check=True, stdout=subprocess.DEVNULL)
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def main() -> None:
    """Prepare the database, run the measurements, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--as-of", type=datetime.date.fromisoformat, default=datetime.date(2025, 6, 30))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default=",".join(STEPS), help="some of " + ", ".join(STEPS))
    parser.add_argument("--step", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("NEXUSPLAN_LOCAL", "1")
    os.environ.setdefault("NEXUSPLAN_JOBS_THREAD", "0")
    os.environ["DJANGO_SETTINGS_MODULE"] = "nexusplan.settings"
    if options.step is not None:
        step(*options.step, options.as_of, options.runs)
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        prepare(options.seed, Path(folder))
        print(machine())
        print(f"seed {options.seed}, as of {options.as_of}, median of {options.runs} runs")
        print(f"{'':46}{'seconds':>9}{'own work':>10}{'MiB':>7}{'goal':>7}")
        for name in options.only.split(","):
            report(name, options)


def report(name: str, options: argparse.Namespace) -> None:
    """The lines of one measurement."""
    if name == "growth":
        large, small = (measured("assess", code, options)["took"] for code in SIZES)
        factor = SIZES["COUNTRY"] / SIZES["COUNTRY2"]
        for title in large:
            ratio = middle(large[title])[1] / middle(small[title])[1]
            print(f"{'growth, ' + title:46}{ratio:8.1f}x{'':17}{factor:6.0f}x")
        return
    found = measured(name, "COUNTRY", options)
    for title, runs in found["took"].items():
        seconds, own = middle(runs)
        goal = f"{GOALS[title]:7}" if title in GOALS else ""
        print(f"{title:46}{seconds:9.2f}{own:10.2f}{found['peak'] / 2**20:7,.0f}{goal}")
    if name == "sql":
        by_sql, by_engine = (middle(runs)[0] for runs in found["took"].values())
        print(f"{'sql: engine / hand-written':46}{by_engine / by_sql:8.1f}x{'':17}     3x")


def measured(name: str, code: str, options: argparse.Namespace) -> dict[str, Any]:
    """What a measurement printed, run in a process of its own."""
    command = [sys.executable, "-m", "bench.assess", "--step", name, code]
    command += ["--as-of", str(options.as_of), "--runs", str(options.runs)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def middle(runs: list[tuple[float, float]]) -> tuple[float, float]:
    """Median of seconds on the clock and of own work."""
    return statistics.median(run[0] for run in runs), statistics.median(run[1] for run in runs)


if __name__ == "__main__":
    main()
