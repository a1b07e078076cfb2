"""How long reports of a large country take, and how much memory.

    python -m bench.reports [--seed 1] [--as-of 2025-06-30] [--runs 3] [--only sheet:pdf,activities:excel,...]

Uses the database of DATABASE_URL (default: a new SQLite file) and the mission COUNTRY of `bench.country` (60
objectives, 20,000 activities, 500 agencies), which it brings in and assesses where it is missing. Each report
is made and written in a process of its own, so that its peak of memory is its own. Prints machine, versions,
commit and a table: median seconds on the clock and of own work, peak memory, size of the file.
"""

import argparse
import datetime
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.assess import Took, middle, prepare, timed
from bench.bundle import ROOT, machine

STEPS = (
    "sheet:pdf",
    "sheet:word",
    "framework:pdf",
    "framework:word",
    "coherence:pdf",
    "coherence:word",
    "progress:pdf",
    "activities:excel",
    "activities:csv",
)


def step(name: str, as_of: datetime.date, runs: int) -> None:
    """Make and write one report so often, and print what it took as JSON."""
    import django

    django.setup()
    from apps.missions.models import Mission
    from apps.reports.asked import Asked
    from apps.reports.catalogue import REPORTS
    from apps.reports.pdf import as_pdf
    from apps.reports.sheets import as_csv_files, as_workbook
    from apps.reports.word import as_word

    writers: dict[str, Any] = {
        "pdf": lambda paper: as_pdf(paper).content,
        "word": as_word,
        "excel": as_workbook,
        "csv": as_csv_files,
    }
    kind, form = name.split(":")
    mission = Mission.objects.get(code="COUNTRY")
    took: Took = {}
    size = 0
    for _run in range(runs):
        paper = timed(took, f"{kind}: made", lambda: REPORTS[kind].make(Asked(mission, False, as_of)))
        content = timed(took, f"{kind}: written as {form}", lambda paper=paper: writers[form](paper))
        size = len(content)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"took": took, "peak": peak, "size": size}))


def main() -> None:
    """Prepare the database, make the reports, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--as-of", type=datetime.date.fromisoformat, default=datetime.date(2025, 6, 30))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default=",".join(STEPS), help="some of " + ", ".join(STEPS))
    parser.add_argument("--step", help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("NEXUSPLAN_LOCAL", "1")
    os.environ.setdefault("NEXUSPLAN_JOBS_THREAD", "0")
    os.environ["DJANGO_SETTINGS_MODULE"] = "nexusplan.settings"
    if options.step is not None:
        step(options.step, options.as_of, options.runs)
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        prepare(options.seed, Path(folder))
        assessed(options.as_of)
        print(machine())
        print(f"seed {options.seed}, as of {options.as_of}, median of {options.runs} runs")
        print(f"{'':40}{'seconds':>9}{'own work':>10}{'MiB':>7}{'kB':>8}")
        for name in options.only.split(","):
            found = measured(name, options)
            for title, runs in found["took"].items():
                seconds, own = middle(runs)
                size = f"{found['peak'] / 2**20:7,.0f}{found['size'] / 1000:8,.0f}"
                print(f"{title:40}{seconds:9.2f}{own:10.2f}{size}")


def assessed(as_of: datetime.date) -> None:
    """The assessment of the day for members, where there is none."""
    from apps.coherence.models import Assessment
    from apps.coherence.services import assess
    from apps.missions.models import Mission

    mission = Mission.objects.get(code="COUNTRY")
    if not Assessment.objects.filter(mission=mission, as_of=as_of).exists():
        assess(mission=mission, as_of=as_of)


def measured(name: str, options: argparse.Namespace) -> dict[str, Any]:
    """What one report took, made in a process of its own."""
    command = [sys.executable, "-m", "bench.reports", "--step", name]
    command += ["--as-of", str(options.as_of), "--runs", str(options.runs)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
