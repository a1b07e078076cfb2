"""Several processes save one row through its form at the same time: what was accepted is there, all of it.

On SQLite in a file of its own, on PostgreSQL in the database of the run.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests import tables

ROOT = Path(__file__).resolve().parents[3]
CLIENTS = 4
WORDS = 10

PREPARE = """
import django; django.setup()
from apps.missions.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import DissentFactory
from tests.factories.benchmarks import GateFactory
from tests.factories.missions import MembershipFactory, MissionAgencyFactory, MissionFactory
mission = MissionFactory(code="ONCE")
for number in range(8):
    MembershipFactory(user=UserFactory(email=f"p{number}@example.org"), mission=mission, role=Role.PLANNER)
agency = AgencyFactory()
MissionAgencyFactory(mission=mission, agency=agency)
dissent = DissentFactory(mission=mission, gate=GateFactory(mission=mission), agency=agency, answer="Begun.")
print(dissent.uuid)
"""
# Each adds its words to the text, one after the other. Where it meets a conflict it adds the word to what the
# others have saved, as the page shows it, and tries again, three times at most.
CLIENT = """
import django; django.setup()
import json, sys
from django.test import Client
from apps.accounts.models import User
from tests.pages import form_with
who, uuid, words = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
client = Client(SERVER_NAME="localhost")
client.force_login(User.objects.get(email=f"p{who}@example.org"))
address = f"/m/ONCE/benchmarks/dissents/{uuid}/"
found = {"attempts": 0, "conflicts": 0, "accepted": [], "kept": 0, "other": []}
print("ready", flush=True)
sys.stdin.readline()
for number in range(words):
    word = f"w{who}x{number}"
    content = client.get(address).content
    for attempt in range(3):
        sent = form_with(content, "answer")
        [seen] = sent["initial-answer"]
        sent["answer"] = [f"{seen} {word}"]
        found["attempts"] += 1
        answer = client.post(address, sent)
        if answer.status_code == 302:
            found["accepted"].append(word)
            break
        if answer.status_code != 409:
            found["other"].append(answer.status_code)
            break
        found["conflicts"] += 1
        content = answer.content
        found["kept"] += word in form_with(content, "answer")["answer"][0]
print(json.dumps(found))
"""
REPORT = """
import django; django.setup()
import json
from auditlog.models import LogEntry
from apps.alignment.models import Dissent
dissent = Dissent.objects.get(mission__code="ONCE")
entries = LogEntry.objects.get_for_object(dissent).filter(action=LogEntry.Action.UPDATE).count()
print(json.dumps({"text": dissent.answer, "version": dissent.row_version, "entries": entries}))
"""


@pytest.fixture
def environment(tmp_path, transactional_db):
    if connection.vendor == "postgresql":
        given = connection.settings_dict
        assert given["NAME"].startswith("test_")
        place = f"{given['USER']}:{given['PASSWORD']}@{given['HOST'] or 'localhost'}:{given['PORT'] or 5432}"
        url = f"postgres://{place}/{given['NAME']}"
    else:
        url = f"sqlite:///{shutil.copy(tables.sqlite_file(), tmp_path / 'once.sqlite3')}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "nexusplan.settings",
        "NEXUSPLAN_LOCAL": "1",
        "NEXUSPLAN_VAR": str(tmp_path),
        "NEXUSPLAN_JOBS_THREAD": "no",
        "DATABASE_URL": url,
        "REDIS_URL": "",
        "CELERY_BROKER_URL": "",
        "PYTHONPATH": str(ROOT),
    }


def start(environment, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def output(process):
    text, _nothing = process.communicate(timeout=240)
    assert process.returncode == 0
    return text.strip().splitlines()[-1]


def test_of_many_who_save_at_once_each_is_accepted_or_told(environment, capsys):
    uuid = output(start(environment, PREPARE))
    clients = [start(environment, CLIENT, str(who), uuid, str(WORDS)) for who in range(CLIENTS)]
    for one in clients:
        assert one.stdout.readline() == "ready\n"
    for one in clients:
        one.stdin.write("go\n")
        one.stdin.flush()
    found = [json.loads(output(one)) for one in clients]
    stored = json.loads(output(start(environment, REPORT)))
    attempts, conflicts, kept = (
        sum(one[name] for one in found) for name in ("attempts", "conflicts", "kept")
    )
    accepted = {word for one in found for word in one["accepted"]}
    words = stored["text"].split()[1:]
    lost = accepted - set(words)
    with capsys.disabled():
        print(  # noqa: T201  the figures of this test are asked for
            f"\nsaves at once ({connection.vendor}): attempts {attempts}, accepted {len(accepted)}, "
            f"conflicts {conflicts}, lost {len(lost)}"
        )
    assert [one["other"] for one in found] == [[]] * CLIENTS
    assert attempts == len(accepted) + conflicts
    assert (conflicts, lost) == (kept, set())
    assert sorted(words) == sorted(accepted)
    assert stored["version"] == 1 + len(accepted) == 1 + stored["entries"]
    assert conflicts
