"""Many people save one framework at once, by every door: T12 of the list of quality tests.

    python -m bench.saves [--editors 20] [--edits 500] [--processes 4] [--seed 1]
                          [--doors form,htmx,admin,import,api]

Each editor opens a conflict factor of one draft, and saves it with a word of their own added once the others
have opened theirs: by the form, by htmx, in the administration, as a file that was exported before and is
imported again, or by the interface for programs. What is accepted must be there at the end, every word of it,
each with a version and an entry in the history; what is refused must come back with the word that was typed.
Uses the database of DATABASE_URL (default: a new SQLite file), which must be empty of the mission SAVES.
Ends with status 1 if a word is lost.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexusplan.settings")
os.environ.setdefault("NEXUSPLAN_LOCAL", "1")
os.environ.setdefault("NEXUSPLAN_JOBS_THREAD", "no")
_folder = tempfile.TemporaryDirectory()
os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(_folder.name) / 'saves.sqlite3'}")

import django  # noqa: E402

django.setup()

from auditlog.models import LogEntry  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from apps.accounts.models import User  # noqa: E402
from apps.exchange.bundle.faults import BundleRefused  # noqa: E402
from apps.exchange.selectors import export_bundle  # noqa: E402
from apps.exchange.services import import_bundle  # noqa: E402
from apps.frameworks.enums import VersionStatus  # noqa: E402
from apps.frameworks.models import ConflictFactor, FrameworkVersion, StrategicFramework  # noqa: E402
from apps.missions.enums import Role  # noqa: E402
from apps.missions.models import Membership, Mission  # noqa: E402
from tests.pages import form_with  # noqa: E402

CODE = "SAVES"
ROWS = 8
DOORS = ("form", "htmx", "admin", "import", "api")
KEPT = ("format", "version", "exported_at", "mission")
Opened = Callable[[], str]
"""Saves what was opened, and says what came of it: accepted, conflict, forgot (a conflict in whose answer the
typed word is missing), or what else was answered."""


def prepare(editors: int) -> None:
    """A mission with a draft, some factors in it, and its editors, who may also open the administration."""
    call_command("migrate", verbosity=0)
    mission = Mission.objects.create(code=CODE, name="Saves", currency="USD")
    framework = StrategicFramework.objects.create(mission=mission)
    FrameworkVersion.objects.create(
        mission=mission, framework=framework, key="V1", number=1, status=VersionStatus.DRAFT
    )
    for number in range(ROWS):
        ConflictFactor.objects.create(
            mission=mission, key=f"F{number}", kind="driver", title=f"Factor {number}", description="Begun"
        )
    for number in range(editors):
        user = User.objects.create(email=f"e{number}@example.org", is_staff=True, is_superuser=True)
        Membership.objects.create(user=user, mission=mission, role=Role.PLANNER)


class Editor:
    """One person in one browser, who has shown a second factor."""

    def __init__(self, number: int) -> None:
        self.user = User.objects.get(email=f"e{number}@example.org")
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(self.user)
        session = self.client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time()},
            {"method": "mfa", "at": time.time(), "type": "totp"},
        ]
        session["account_authentication_methods_user"] = str(self.user.pk)
        session.save()

    def open(self, door: str, row: ConflictFactor, word: str) -> Opened:
        """See the row as it is now, and type the word behind what it says."""
        if door == "import":
            return self._file(row, word)
        if door == "api":
            return self._program(row, word)
        if door == "admin":
            address = reverse("admin:frameworks_conflictfactor_change", args=[row.pk])
        else:
            address = reverse("portal:draft_part", args=[CODE, "factor", row.uuid])
        headers = {"HX-Request": "true"} if door == "htmx" else {}
        sent = form_with(self.client.get(address, headers=headers).content, "description", "title")
        sent["description"] = [f"{sent['description'][0]} {word}"]

        def save() -> str:
            answer = self.client.post(address, sent, headers=headers)
            if answer.status_code == 409:
                return "conflict" if word.encode() in answer.content else "forgot"
            return "accepted" if answer.status_code in {200, 302} else str(answer.status_code)

        return save

    def _program(self, row: ConflictFactor, word: str) -> Opened:
        address = f"/api/v1/missions/{CODE}/conflict_factors/{row.uuid}/"
        read = self.client.get(address)
        sent = json.dumps({"description": f"{read.json()['description']} {word}"})
        headers = {"If-Match": read.headers["ETag"]}

        def save() -> str:
            answer = self.client.patch(address, sent, content_type="application/json", headers=headers)
            if answer.status_code == 412:
                return "conflict" if word.encode() in answer.content else "forgot"
            return "accepted" if answer.status_code == 200 else str(answer.status_code)

        return save

    def _file(self, row: ConflictFactor, word: str) -> Opened:
        document = export_bundle(mission=row.mission, user=self.user, at=timezone.now())
        [found] = [one for one in document["conflict_factors"] if one["key"] == row.key]
        changed = found | {"description": f"{found['description']} {word}"}
        file = {name: document[name] for name in KEPT} | {"conflict_factors": [changed]}

        def save() -> str:
            try:
                import_bundle(by=self.user, document=file, at=timezone.now())
            except BundleRefused as refused:
                codes = {str(fault.code) for fault in refused.faults}
                # The file is still in the person's hands.
                return "conflict" if codes == {"edit_conflict"} else f"refused {codes}"
            return "accepted"

        return save


def edit(asked: argparse.Namespace) -> None:
    """The editors of one process: all open, then all save, in another order, again and again."""
    chance = random.Random(f"{asked.seed} {asked.process}")
    numbers = range(asked.process, asked.editors, asked.processes)
    people = {number: Editor(number) for number in numbers}
    doors = asked.doors.split(",")
    weights = [1 if door == "import" else 3 for door in doors]
    rows = list(ConflictFactor.objects.filter(mission__code=CODE).select_related("mission"))
    found: dict[str, Any] = {"outcomes": [], "words": {row.key: [] for row in rows}}
    for turn in range(asked.edits):
        opened = []
        for number, editor in people.items():
            door = chance.choices(doors, weights)[0]
            row, word = chance.choice(rows), f"w{number}x{turn}e"
            opened.append((door, row, word, editor.open(door, row, word)))
        chance.shuffle(opened)
        for door, row, word, save in opened:
            outcome = save()
            found["outcomes"].append((door, outcome))
            if outcome == "accepted":
                found["words"][row.key].append(word)
    print(json.dumps(found))


def judged(results: list[dict[str, Any]]) -> bool:
    """Print the figures; whether everything that was accepted is there, and nothing else happened."""
    outcomes = Counter(tuple(one) for result in results for one in result["outcomes"])
    total: Counter[str] = Counter()
    for (_door, outcome), count in outcomes.items():
        total[outcome] += count
    lost, versions, entries = [], 0, 0
    for row in ConflictFactor.objects.filter(mission__code=CODE):
        accepted = [word for result in results for word in result["words"][row.key]]
        lost += sorted(set(accepted) - set((row.description or "").split()))
        versions += row.row_version - 1
        entries += LogEntry.objects.get_for_object(row).filter(action=LogEntry.Action.UPDATE).count()
    attempts = sum(total.values())
    for door in DOORS:
        told = {outcome: count for (one, outcome), count in sorted(outcomes.items()) if one == door}
        print(f"  {door}: {sum(told.values())} attempts, {told}")
    accepted, conflicts = total["accepted"], total["conflict"]
    print(
        f"{connection.vendor}: attempts {attempts}, accepted {accepted}, conflicts {conflicts}, "
        f"lost {len(lost)}, other {attempts - accepted - conflicts}; "
        f"versions {versions}, entries {entries} {lost[:5] or ''}"
    )
    return attempts == accepted + conflicts and not lost and versions == entries == accepted


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--editors", type=int, default=20)
    parser.add_argument("--edits", type=int, default=500)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--doors", default=",".join(DOORS))
    parser.add_argument("--process", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.process is not None:
        edit(asked)
        return 0
    from bench.bundle import machine

    prepare(asked.editors)
    print(f"{machine()}, seed {asked.seed}", flush=True)
    started = time.monotonic()
    ours = [sys.executable, "-m", "bench.saves", *sys.argv[1:]]
    running = [
        subprocess.Popen([*ours, "--process", str(number)], stdout=subprocess.PIPE, text=True)
        for number in range(asked.processes)
    ]
    answers = [process.communicate()[0] for process in running]
    if any(process.returncode for process in running):
        print("A process of editors has failed.")
        return 1
    good = judged([json.loads(answer.strip().splitlines()[-1]) for answer in answers])
    print(f"{asked.editors} editors x {asked.edits} edits in {time.monotonic() - started:.0f} s")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
