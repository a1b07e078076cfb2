"""Probes, and the pages for what went wrong, in a fresh process whose database is where the test wants it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ASK = """
import json, sys, time, django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False, headers={"host": "localhost"})
answers = {}
for path in sys.argv[1:]:
    begun = time.monotonic()
    answer = client.get(path)
    body, seconds = answer.content.decode(), time.monotonic() - begun
    answers[path] = [answer.status_code, dict(answer.headers), body, seconds]
print(json.dumps(answers))
"""


def ask(*paths: str, **environment: str) -> dict[str, tuple[int, dict[str, str], str, float]]:
    """path -> (status, headers, body, seconds), as a process with these settings answers."""
    done = subprocess.run(
        [sys.executable, "-c", ASK, *paths],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "NEXUSPLAN_LOCAL": "1",
            "DJANGO_SETTINGS_MODULE": "nexusplan.settings",
            "NEXUSPLAN_JOBS_THREAD": "0",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return {path: tuple(answer) for path, answer in json.loads(done.stdout).items()}


@pytest.mark.django_db
def test_all_is_well(client):
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
        assert "no-store" in answer["Cache-Control"]


def test_a_name_that_is_not_ours_is_answered_in_our_look(client):
    answer = client.get("/", headers={"host": "elsewhere.example"})
    assert (answer.status_code, "This request cannot be answered" in answer.content.decode()) == (400, True)
    assert "elsewhere" not in answer.content.decode()


@pytest.mark.django_db
def test_probes_answer_to_any_name_and_without_a_session(client):
    for path in ("/healthz", "/readyz"):
        answer = client.get(path, headers={"host": "10.0.0.7:8000"})
        assert answer.status_code == 200
        assert not answer.cookies
        assert client.post(path).status_code == 405


def test_without_its_database_the_process_lives_is_not_ready_and_asks_visitors_to_come_back():
    answers = ask("/healthz", "/readyz", "/", DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert answers["/healthz"][0] == 200

    status, _headers, body, seconds = answers["/readyz"]
    assert (status, json.loads(body)) == (503, {"status": "unavailable", "reason": "database"})
    assert seconds < 2

    status, headers, body, _seconds = answers["/"]
    assert status == 503
    assert int(headers["Retry-After"]) > 0
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<h1" in body
    assert "127.0.0.1" not in body
    assert "Traceback" not in body


def test_before_the_migrations_it_is_not_ready(tmp_path):
    status, _headers, body, _seconds = ask("/readyz", DATABASE_URL=f"sqlite:///{tmp_path}/empty.sqlite3")[
        "/readyz"
    ]
    assert (status, json.loads(body)) == (503, {"status": "unavailable", "reason": "migrations"})


@pytest.mark.django_db
def test_without_redis_it_is_ready_but_says_so(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "degraded", "reason": "redis"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("waiting", "status", "said"),
    [
        ([], 200, {"status": "ok"}),
        (["worker", "outbox"], 200, {"status": "degraded", "reason": "worker, outbox"}),
    ],
)
def test_a_worker_that_is_away_is_named(client, monkeypatch, waiting, status, said):
    monkeypatch.setattr("apps.core.jobs.backlog", lambda: waiting)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (status, said)


@pytest.mark.django_db
def test_a_full_disk_is_an_emergency(client, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(total=100, used=96, free=4))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", "reason": "disk"})
