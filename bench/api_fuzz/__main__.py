"""Anything that can be sent to the interface for programs, by three persons: T4 of the list of quality tests.

    python -m bench.api_fuzz [--examples 200] [--seed 1] [--phases examples,coverage,fuzzing,stateful]
                             [--identities planner,editor,outsider] [--operations REGEX] [--minutes 0]

Starts a server over the worked example with an open draft, and lets schemathesis ask it as a planner, as an
editor for one agency, and as the planner of another mission, with all of its checks: what is good, what is
not, what is missing, other methods, no token, a false one, rows that are gone, rows of others. Beside it
every unsafe address is asked by a session without the token of its pages. Prints cases, answers of 500 and
more, what the checks found, and statements of GETs that write; ends with status 1 if there is any. Uses the
database of DATABASE_URL (default: a new SQLite file), which must be empty.
"""

import argparse
import datetime
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexusplan.settings")
os.environ.setdefault("NEXUSPLAN_LOCAL", "1")
os.environ.setdefault("NEXUSPLAN_JOBS_THREAD", "no")
_folder = tempfile.TemporaryDirectory()
FOLDER = Path(_folder.name)
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER / 'fuzz.sqlite3'}")
os.environ["NEXUSPLAN_FUZZ_LOG"] = str(FOLDER / "found.jsonl")
os.environ["NEXUSPLAN_FUZZ_KNOWN"] = str(FOLDER / "known.json")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from apps.accounts.enums import TokenScope  # noqa: E402
from apps.accounts.models import User  # noqa: E402
from apps.accounts.tokens import issue_token  # noqa: E402
from apps.agencies.models import Agency  # noqa: E402
from apps.api.pages import document  # noqa: E402
from apps.benchmarks.drafting.opening import open_draft  # noqa: E402
from apps.exchange import mapping  # noqa: E402
from apps.exchange.records import visible_rows  # noqa: E402
from apps.exchange.services import import_bundle  # noqa: E402
from apps.missions.enums import Role  # noqa: E402
from apps.missions.models import Membership, Mission  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
IDENTITIES = ("planner", "editor", "outsider")
CONFIG = """
hooks = "bench.api_fuzz.hooks"

[auth.wfc]
path = "{people}"
user = "{user}"
peers = {peers}

# A good form is not a good request: it may name what is not there, say what rules refuse, or come too late.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 304, 400, 401, 403, 404, 405, 409, 412, 415, 422, 428]

[checks.negative_data_rejection]
expected-statuses = ["4xx"]

[checks.missing_required_header]
expected-statuses = [400, 401, 403, 404, 428]
"""


def prepare() -> dict[str, str]:
    """The worked example with an open draft, and three persons with a token each: name to header."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    bundle = json.loads((ROOT / "demo" / "karo.bundle.json").read_text("utf-8"))
    import_bundle(by=None, document=bundle, at=timezone.now())
    karo = Mission.objects.get(code=bundle["mission"]["code"])
    other = Mission.objects.create(code="OTHER", name="Other", currency="USD")
    agency = Agency.objects.get(missionagency__key="UNM")
    held = {
        "planner": (karo, Role.PLANNER, None),
        "editor": (karo, Role.AGENCY_EDITOR, agency),
        "outsider": (other, Role.PLANNER, None),
    }
    tokens = {}
    for name, (mission, role, of) in held.items():
        user = User.objects.create_user(email=f"{name}@example.org", name=name)
        Membership.objects.create(user=user, mission=mission, role=role, agency=of)
        now = timezone.now()
        _row, text = issue_token(
            by=user,
            name="fuzz",
            expires_on=now.date() + datetime.timedelta(days=9),
            second_factor=True,
            at=now,
            scope=TokenScope.WRITE,
        )
        tokens[name] = f"Bearer {text}"
    open_draft(by=User.objects.get(name="planner"), mission=karo, language="en")
    return tokens


def known(base: str, seed: int, planner: str) -> dict[str, Any]:
    """Which rows are there, for the hooks."""
    mission = Mission.objects.get(code="KARO")
    user = User.objects.get(name="planner")
    rows = {name: visible_rows(user, mission, name) for name in mapping.ORDER}
    uuid = {mapping.AGENCIES: "agency__uuid"}
    return {
        "base": base,
        "seed": seed,
        "code": mission.code,
        "planner": planner,
        "uuids": {
            name: [str(one) for one in of.values_list(uuid.get(name, "uuid"), flat=True)]
            for name, of in rows.items()
        },
        "keys": {name: list(of.values_list("key", flat=True)) for name, of in rows.items()},
    }


def unsafe_without_token() -> tuple[int, list[str]]:
    """How many unsafe operations were asked by a session without its token, and which were not refused."""
    browser = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    browser.force_login(User.objects.get(name="planner"))
    asked, wrong = 0, []
    for path, methods in document()["paths"].items():
        address = path.replace("{code}", "KARO").replace("{uuid}", "00000000-0000-0000-0000-000000000007")
        for method in set(methods) - {"get", "parameters"}:
            asked += 1
            answer = getattr(browser, method)(address, "{}", content_type="application/json")
            if answer.status_code != 403:
                wrong.append(f"{method} {path}: {answer.status_code}")
    return asked, wrong


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def fuzz(name: str, base: str, tokens: dict[str, str], asked: argparse.Namespace) -> tuple[int, int]:
    """Let schemathesis ask as one person. Returns how many cases, and how many different failures."""
    people = FOLDER / "people.json"
    users = [
        {"name": one, "fixedHeaders": [{"name": "Authorization", "value": tokens[one]}]} for one in tokens
    ]
    people.write_text(json.dumps({"auth": users}), "utf-8")
    config = FOLDER / f"{name}.toml"
    config.write_text(CONFIG.format(people=people, user=name, peers=json.dumps(list(tokens))), "utf-8")
    schema = FOLDER / "openapi.json"
    schema.write_text(json.dumps(document()), "utf-8")
    command = [
        *(sys.executable, "-m", "schemathesis.cli", f"--config-file={config}", "run", str(schema)),
        *(f"--url={base}", "--checks=all", f"--max-examples={asked.examples}", f"--phases={asked.phases}"),
        *(f"--seed={asked.seed}", f"--workers={asked.workers}", "--continue-on-failure", "--no-shrink"),
        *("--suppress-health-check=all", "--warnings=off", "--request-timeout=60"),
        *([f"--include-path-regex={asked.operations}"] if asked.operations else []),
        *([f"--max-time={round(asked.minutes * 60)}"] if asked.minutes else []),
    ]
    # It keeps a folder of its own where it stands.
    told = subprocess.run(
        command,
        cwd=FOLDER,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        text=True,
    )
    Path(asked.keep).mkdir(parents=True, exist_ok=True)
    (Path(asked.keep) / f"{name}.txt").write_text(told.stdout + told.stderr, "utf-8")
    cases = re.search(r"([\d,]+) generated", told.stdout)
    found = re.search(r"generated, ([\d,]+) found", told.stdout) or re.search(
        r"([\d,]+) unique failures?", told.stdout
    )
    print("\n".join(told.stdout.splitlines()[-25:]), flush=True)
    number = int(cases[1].replace(",", "")) if cases else 0
    failures = int(found[1].replace(",", "")) if found else int(told.returncode != 0)
    return number, failures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--phases", default="examples,coverage,fuzzing,stateful")
    parser.add_argument("--identities", default=",".join(IDENTITIES))
    parser.add_argument("--operations", default="")
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", default=str(ROOT / "var" / "fuzz" / "api"))
    asked = parser.parse_args()
    from bench.bundle import machine

    print(f"{machine()}, seed {asked.seed}", flush=True)
    tokens = prepare()
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    Path(os.environ["NEXUSPLAN_FUZZ_KNOWN"]).write_text(
        json.dumps(known(base, asked.seed, tokens["planner"])), "utf-8"
    )
    refused, open_ones = unsafe_without_token()
    print(f"unsafe operations by a session without its token: {refused} asked, {len(open_ones)} not refused")
    started = time.monotonic()
    server = subprocess.Popen(
        [
            *(
                sys.executable,
                "-m",
                "gunicorn",
                "bench.api_fuzz.server:application",
                f"--bind=127.0.0.1:{port}",
            ),
            *("--workers=1", "--worker-class=gthread", "--threads=4", "--log-level=error", "--timeout=120"),
            "--config=/dev/null",
        ],
        cwd=ROOT,
    )
    cases, failures = 0, 0
    try:
        time.sleep(5)
        for name in asked.identities.split(","):
            made, found = fuzz(name, base, tokens, asked)
            print(f"{name}: {made} cases, {found} failures", flush=True)
            cases, failures = cases + made, failures + found
    finally:
        server.terminate()
        server.wait()
    log = FOLDER / "found.jsonl"
    noted = [json.loads(line) for line in log.read_text("utf-8").splitlines()] if log.exists() else []
    kinds = Counter(one["kind"] for one in noted)
    for one in noted[:40]:
        print(f"  {one}")
    counted: Counter[str] = Counter()
    for file in FOLDER.glob("found.*[0-9]"):
        counted.update(json.loads(file.read_text("utf-8")))
    print(f"answers: {dict(sorted(counted.items()))}")
    print(
        f"cases {cases}, answers of 500 and more {kinds['failure']}, failures of checks {failures}, "
        f"writes by GET {kinds['write']}, unsafe calls not refused {len(open_ones)}; "
        f"{time.monotonic() - started:.0f} s"
    )
    return 1 if kinds or failures or open_ones else 0


if __name__ == "__main__":
    sys.exit(main())
