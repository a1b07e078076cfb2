"""The tables as `migrate` leaves them, made once for each state of the migrations and copied from then on.

The name of a copy is a checksum of what makes it: migrations, triggers, locked libraries. Whoever starts
from it runs `migrate` all the same, which finds nothing left to do.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("NEXUSPLAN_VAR") or ROOT / "var").absolute() / "tests"
# Into memory first, because a file is written through at each of hundreds of statements.
INTO_FILE = """
import django; django.setup()
import sqlite3
from django.core.management import call_command
from django.db import connection
file = connection.settings_dict["NAME"]
connection.settings_dict["NAME"] = ":memory:"
call_command("migrate", verbosity=0)
connection.connection.backup(sqlite3.connect(file))
"""
MADE_OF = ("apps/*/migrations/*.py", "apps/core/triggers*", "requirements-dev.lock")


def _state() -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(path for pattern in MADE_OF for path in ROOT.glob(pattern)):
        digest.update(f"{path.relative_to(ROOT)} ".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """The processes of a split suite wait for the one that makes the copy."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _process(url: str, *arguments: str) -> None:
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "nexusplan.settings",
        "NEXUSPLAN_LOCAL": "1",
        "NEXUSPLAN_VAR": str(FOLDER),
        "DATABASE_URL": url,
    }
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True)


def sqlite_file() -> Path:
    """A SQLite file with all tables and no row but those of `migrate`: to copy, not to write to."""
    file = FOLDER / f"{_state()}.sqlite3"
    with _one_at_a_time():
        if not file.exists():
            for older in FOLDER.glob("*.sqlite3*"):
                older.unlink()
            making = file.with_suffix(".sqlite3-making")
            _process(f"sqlite:///{making}", "-c", INTO_FILE)
            making.rename(file)
    return file


def postgresql_template(address: str) -> str:
    """The name of a database on the server of this address to create others from, as `sqlite_file`.

    It stays on the server until the migrations change; each checkout has one.
    """
    mine = f"nexusplan_tables_{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}_"
    name = mine + _state()
    server = address.rpartition("/")[0]
    with _one_at_a_time(), psycopg.connect(address, autocommit=True) as admin:
        there = {row[0] for row in admin.execute("SELECT datname FROM pg_database")}
        if name not in there:
            for older in sorted(one for one in there if one.startswith(mine)):
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(older)))
            making = sql.Identifier(f"{mine}making")
            admin.execute(sql.SQL("CREATE DATABASE {}").format(making))
            _process(f"{server}/{mine}making", "manage.py", "migrate", "--verbosity", "0")
            admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(making, sql.Identifier(name)))
    return name
