"""Kills the web server again and again under keyed requests: T16 of the list of quality tests.

    python -m bench.api_kills [--kills 200] [--clients 4] [--seed 1] [--minutes 60]

Clients store areas by program, each with an Idempotency-Key, while the server (gunicorn, as ./np demo and the
containers run it) is killed with SIGKILL at random moments, all of its processes, and started again. A client
that hears nothing sends the same request with the same key until it is answered. At the end each key must
have had exactly one effect, each row that was acknowledged must be there, the key with another body must be
answered 422, and of two requests with one key at one time one 409 at most, which then succeeds. Uses the
database of DATABASE_URL (default: a new SQLite file), which must be empty of the mission KILLS. Ends with
status 1 if something was lost or doubled.
"""

import argparse
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexusplan.settings")
os.environ.setdefault("NEXUSPLAN_LOCAL", "1")
_folder = tempfile.TemporaryDirectory()
os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(_folder.name) / 'api-kills.sqlite3'}")
os.environ["NEXUSPLAN_JOBS_THREAD"] = "0"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from apps.accounts.models import User  # noqa: E402
from apps.accounts.tokens import issue_token  # noqa: E402
from apps.missions.enums import Role  # noqa: E402
from apps.missions.models import Area, Membership, Mission  # noqa: E402

CODE = "KILLS"
PORT = int(os.environ.get("NEXUSPLAN_PORT") or 8973)
SITE = f"http://127.0.0.1:{PORT}"
ADDRESS = f"{SITE}/api/v1/missions/{CODE}/areas/"
ROOT = Path(__file__).resolve().parent.parent
found: Counter[str] = Counter()
counting = threading.Lock()


def count(what: str) -> None:
    with counting:
        found[what] += 1


class Server:
    """The web server in a process group of its own, so that a kill leaves nothing of it."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "nexusplan.wsgi"]
        env = os.environ | {"NEXUSPLAN_PORT": str(PORT)}
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{SITE}/readyz", timeout=5).close()
            except (OSError, urllib.error.URLError):
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("The server did not start.")

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def send(token: str, key: str, body: dict[str, Any]) -> tuple[int, Any]:
    """(status, body), or (0, None) where nobody answered."""
    request = urllib.request.Request(
        ADDRESS,
        json.dumps(body).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        try:
            return refused.code, json.load(refused)
        except (OSError, ValueError, http.client.HTTPException):
            return 0, None  # killed between the status and the body
    except (OSError, ValueError, http.client.HTTPException):
        return 0, None


def until_answered(token: str, key: str, body: dict[str, Any]) -> tuple[int, Any]:
    while True:
        status, answer = send(token, key, body)
        if status not in {0, 409, 429, 503}:
            return status, answer
        count({0: "not answered", 409: "told to wait (409)"}.get(status, f"answered {status}"))
        time.sleep(0.05 if status != 429 else 2)


def client(
    number: int, token: str, stop: threading.Event, acknowledged: dict[str, str], *, twice: bool
) -> None:
    """Store one area after the other until it is told to stop; the last one is finished."""
    made = 0
    while not stop.is_set():
        key = f"{number}-{made}"
        body = {"name": f"Area {number} {made}"}
        if twice:
            # The same at the same moment, as a client does that lost patience.
            other = threading.Thread(target=until_answered, args=(token, key, body))
            other.start()
        status, answer = until_answered(token, key, body)
        if twice:
            other.join()
        count(f"answered {status}")
        if status == 201:
            acknowledged[key] = answer["uuid"]
            if until_answered(token, key, {**body, "name": "Another"})[0] == 422:
                count("another body: 422")
        made += 1


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60, help="no further kill after so many")
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    mission = Mission.objects.create(code=CODE, name="Kills", currency="USD")
    tokens = []
    for number in range(asked.clients):
        # One person each, so that nobody meets the limit of requests.
        user = User.objects.create_user(f"kills{number}@example.org", None)
        Membership.objects.create(user=user, mission=mission, role=Role.PLANNER)
        now = timezone.now()
        ends = now.date().replace(year=now.year + 1)
        tokens.append(
            issue_token(by=user, name="kills", expires_on=ends, second_factor=False, at=now, scope="write")[1]
        )
    moments, stop = random.Random(asked.seed), threading.Event()
    acknowledged: list[dict[str, str]] = [{} for _ in tokens]
    server, began = Server(), time.monotonic()
    clients = [
        threading.Thread(
            target=client,
            args=(number, token, stop, acknowledged[number]),
            kwargs={"twice": number % 2 == 1},
        )
        for number, token in enumerate(tokens)
    ]
    for one in clients:
        one.start()
    while found["kills"] < asked.kills and time.monotonic() - began < 60 * asked.minutes:
        time.sleep(moments.uniform(0.05, 1.0))
        server.kill()
        count("kills")
        server.start()
    stop.set()
    for one in clients:
        one.join()
    server.kill()
    return report(acknowledged, began, asked)


def report(acknowledged: list[dict[str, str]], began: float, asked: argparse.Namespace) -> int:
    stored = Counter(Area.objects.filter(mission__code=CODE).values_list("name", flat=True))
    uuids = set(map(str, Area.objects.filter(mission__code=CODE).values_list("uuid", flat=True)))
    told = [uuid for of in acknowledged for uuid in of.values()]
    lost = len(set(told) - uuids)
    doubled = sum(many - 1 for many in stored.values())
    silent = len(uuids - set(told))
    wrong = stored["Another"] + len(told) - found["another body: 422"]
    kind = connection.vendor
    print(f"database {kind}, kills asked for {asked.kills}, clients {asked.clients}, seed {asked.seed}")
    print(f"seconds {time.monotonic() - began:.0f}")
    for what, many in sorted(found.items()):
        print(f"{what}: {many}")
    print(f"acknowledged {len(told)}, lost {lost}, doubled {doubled}, stored without an answer {silent}")
    print(f"another body not refused: {wrong}")
    return 1 if lost or doubled or silent or wrong or not told else 0


if __name__ == "__main__":
    sys.exit(main())
