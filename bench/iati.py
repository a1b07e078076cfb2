"""Published IATI files there and back, and how fast a large country leaves as IATI.

    python -m bench.iati [--seed 1] [--only trip,export] [--runs 3] [--files somalia,burundi,unhcr]

`trip`: each published file that lies beside the project is imported into an empty mission with the places it
names, everything is decided to be published, exported as 2.03, checked against the official schema and the
standard rule set, and imported into a second such mission. Printed are, of each field, in how many activities
it is kept, changed, lost or new; what was left out and why; and how often each element stands in the source
and in what was written. `export`: the file of the 20,000 activities of `bench.country`, for everybody, piece
by piece: activities per second on the clock and of own work, peak of memory, bytes.

Uses the database of DATABASE_URL (default: a new SQLite file), in which all of COUNTRY becomes public. Each
step runs in a process of its own.
"""

import argparse
import datetime
import gzip
import hashlib
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from bench.assess import Took, middle, prepare, timed
from bench.bundle import ROOT, machine

FILES = {
    "somalia": ("aims-somalia-iati203/iati_2.03_SomaliaAIMS_GeocodedResearchRelease.xml.gz", "SO"),
    "burundi": ("aims-burundi/iati_1.04_BurundiAIMS_GeocodedResearchRelease.xml.gz", "BI"),
    "unhcr": ("unhcr-iati203-results/UNHCR-Activities-2023.xml.gz", "CH"),
}
NOON = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
OUTCOMES = ("kept", "changed", "lost", "new")
COLUMNS = (
    "title",
    "description",
    "language",
    "dimension",
    "status",
    "start",
    "end",
    "humanitarian",
    "target_group",
    "results",
)
Picture = dict[str, dict[str, Any]]


def picture(mission: Any) -> Picture:
    """What is stored of each activity, by its IATI identifier."""
    from apps.activities.models import Activity
    from apps.funding.models import FundingLine

    money: dict[int, list[Any]] = defaultdict(list)
    lines = FundingLine.objects.filter(mission=mission).select_related("funder")
    for line in lines:
        amounts = (line.committed, line.scheduled, line.disbursed, line.executed)
        days = (line.period_from, line.period_to, line.value_date)
        money[line.activity_id].append((line.funder.name, *days, line.currency, *amounts))
    named = ("co_leads", "implementers", "areas", "dac_sectors")
    found: Picture = {}
    for one in Activity.objects.filter(mission=mission).select_related("lead").prefetch_related(*named):
        found[one.iati_identifier or one.key] = {
            **{name: getattr(one, name) for name in COLUMNS},
            "lead": (one.lead.name, one.lead.iati_identifier, one.lead.kind),
            "co_leads": sorted(row.name for row in one.co_leads.all()),
            "implementers": sorted(row.name for row in one.implementers.all()),
            "areas": sorted(row.key for row in one.areas.all()),
            "sectors": sorted(
                (row.code, None if row.share is None else round(row.share, 3))
                for row in one.dac_sectors.all()
            ),
            "money": sorted(money.get(one.pk, []), key=str),
        }
    return found


def compared(before: Picture, after: Picture) -> dict[str, Counter[str]]:
    """Of each field in how many of the activities of both it is kept, changed, lost, or new."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for key in before.keys() & after.keys():
        for name, value in before[key].items():
            other = after[key][name]
            if value in (None, []) and other in (None, []):
                continue
            outcome = "kept" if value == other else "lost" if other in (None, []) else "changed"
            found[name]["new" if value in (None, []) else outcome] += 1
    return found


def elements_of(content: bytes) -> Counter[str]:
    """How often each element stands below the activities, by its path."""
    from lxml import etree

    found: Counter[str] = Counter()
    for activity in etree.fromstring(content).iterfind("iati-activity"):
        for element in activity.iterdescendants(etree.Element):
            steps = [element.tag]
            above = element.getparent()
            while above is not activity:
                steps.append(above.tag)
                above = above.getparent()
            found["/".join(reversed(steps))] += 1
    return found


def mission_of(code: str, country: str, content: bytes) -> Any:
    """An empty public mission with the places that the file names by name or code."""
    from apps.exchange.iati import opened
    from apps.missions.models import Area, Mission

    mission = Mission.objects.create(
        code=code, name=code, countries=[country], currency="USD", audience="public"
    )
    names: dict[str, str | None] = {}
    for record in opened(io.BytesIO(content)):
        for site in record.sites:
            if site.name:
                names.setdefault(site.name, site.codes[0] if site.codes else None)
    used: set[str] = set()
    areas = []
    for number, (name, place) in enumerate(sorted(names.items())):
        own = None if place in used else place
        areas.append(Area(mission=mission, key=f"P{number}", name=name[:200], code=own))
        used.add(place or "")
    Area.objects.bulk_create(areas)
    return mission


def trip(name: str) -> dict[str, Any]:
    """One published file in, out and in again."""
    from django.core.management import call_command
    from django.utils import timezone

    from apps.activities.models import Activity
    from apps.exchange.publication.reading import Publication
    from tests.exchange.iati.standard import DATA, faults_of

    path, country = FILES[name]
    packed = (DATA / path).read_bytes()
    source = gzip.decompress(packed) if path.endswith(".gz") else packed
    pictures, seconds = [], []
    content = source
    for code in ("ONE", "TWO"):
        mission = mission_of(f"{name}{code}".upper(), country, source)
        with tempfile.NamedTemporaryFile(suffix=".xml") as file:
            Path(file.name).write_bytes(content)
            call_command("iati", "import", file.name, mission=mission.code, stdout=io.StringIO())
        pictures.append(picture(mission))
        if code == "TWO":
            break
        Activity.objects.filter(mission=mission).update(audience="public", iati_publish=True)
        one = Publication(mission, timezone.localdate())
        started = time.process_time()
        content = b"".join(one.pieces(timezone.now()))
        seconds.append(time.process_time() - started)
    faults, errors, warnings = faults_of(content, timezone.localdate())
    before, after = pictures
    sent, written = elements_of(source), elements_of(content)
    return {
        "read": len(before),
        "written": one.account.written,
        "again": len(after),
        "left_out": one.account.left_out,
        "notes": one.account.notes,
        "seconds": sum(seconds),
        "bytes": len(content),
        "schema": faults[:5],
        "errors": errors,
        "warnings": warnings,
        "fields": compared(before, after),
        "elements": {path: [sent[path], written[path]] for path in sorted(sent | written)},
    }


def export(runs: int) -> dict[str, Any]:
    """The file of the synthetic country, in pieces that are counted and thrown away."""
    from django.utils import timezone

    from apps.exchange.publication.reading import Publication
    from apps.exchange.selectors import one_moment
    from apps.missions.models import Mission

    mission = Mission.objects.get(code="COUNTRY")
    took: Took = {}
    size, digest, written = 0, "", 0

    def work() -> None:
        nonlocal size, digest, written
        seal = hashlib.sha256()
        size = 0
        with one_moment():
            one = Publication(mission, timezone.localdate())
            for piece in one.pieces(NOON):
                size += len(piece)
                seal.update(piece)
        digest, written = seal.hexdigest(), one.account.written

    for _run in range(runs):
        timed(took, "export", work)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"took": took, "peak": peak, "size": size, "written": written, "digest": digest[:12]}


def publish() -> None:
    """All of the synthetic country is public and decided to leave."""
    from apps.activities.models import Activity
    from apps.missions.models import Mission

    Mission.objects.filter(code="COUNTRY").update(audience="public", countries=["BI"])
    Activity.objects.filter(mission__code="COUNTRY").update(audience="public", iati_publish=True)


def main() -> None:
    """Do what was asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="trip,export")
    parser.add_argument("--files", default=",".join(FILES), help="some of " + ", ".join(FILES))
    parser.add_argument("--step", help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("NEXUSPLAN_LOCAL", "1")
    os.environ.setdefault("NEXUSPLAN_JOBS_THREAD", "0")
    os.environ["DJANGO_SETTINGS_MODULE"] = "nexusplan.settings"
    if options.step is not None:
        import django

        django.setup()
        print(json.dumps(export(options.runs) if options.step == "export" else trip(options.step)))
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        if "export" in options.only:
            prepare(options.seed, Path(folder))
            publish()
            print(machine())
            say_export(measured("export", options.runs))
        for name in options.files.split(",") if "trip" in options.only else ():
            with tempfile.TemporaryDirectory() as own:
                os.environ["DATABASE_URL"] = f"sqlite:///{own}/trip.sqlite3"
                migrate = [sys.executable, str(ROOT / "manage.py"), "migrate", "--skip-checks", "-v", "0"]
                subprocess.run(migrate, check=True)
                say_trip(name, measured(name, options.runs))


def measured(step: str, runs: int) -> dict[str, Any]:
    """What a step says, done in a process of its own."""
    command = [sys.executable, "-m", "bench.iati", "--step", step, "--runs", str(runs)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def say_export(found: dict[str, Any]) -> None:
    seconds, own = middle(found["took"]["export"])
    print(
        f"export of {found['written']:,} activities, {found['size'] / 1e6:.1f} MB, digest {found['digest']}: "
        f"{seconds:.1f} s ({found['written'] / seconds:,.0f}/s), "
        f"own work {own:.1f} s ({found['written'] / own:,.0f}/s), peak {found['peak'] / 2**20:,.0f} MiB"
    )


def say_trip(name: str, found: dict[str, Any]) -> None:
    rate = found["written"] / found["seconds"] if found["seconds"] else 0
    print(f"\n{name}: {found['read']:,} imported, {found['written']:,} exported", end="")
    print(f" at {rate:,.0f}/s of own work, {found['again']:,} imported again, {found['bytes'] / 1e6:.1f} MB")
    print(f"  against the schema: {found['schema'] or 'no fault'}")
    print(f"  against the rules: errors {found['errors'] or 'none'}, warnings {found['warnings'] or 'none'}")
    for title, counts in (("left out", found["left_out"]), ("remarks", found["notes"])):
        print(f"  {title}: " + (", ".join(f"{code} {n:,}" for code, n in counts.items()) or "none"))
    print(f"  {'field':16}" + "".join(f"{outcome:>9}" for outcome in OUTCOMES))
    for field, counts in found["fields"].items():
        print(f"  {field:16}" + "".join(f"{counts.get(outcome, 0):9,}" for outcome in OUTCOMES))
    print(f"  {'element':60}{'source':>9}{'written':>9}")
    for path, (sent, written) in found["elements"].items():
        print(f"  {path[-60:]:60}{sent:9,}{written:9,}")


if __name__ == "__main__":
    main()
