import contextlib
import os
import sqlite3
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction
from psycopg import sql

from apps.core.backup import rows, tables
from apps.core.backup.restore import BY_MIGRATING

ROOT = Path(__file__).resolve().parents[3]


def empty():
    """Leave the tables as `migrate` does, past the triggers."""
    with transaction.atomic(), tables.triggers_aside():
        for model in rows.kept():
            if model._meta.label not in BY_MIGRATING:
                tables.clear(model)


@pytest.fixture
def database(transactional_db):
    """The test database as `migrate` leaves it, emptied afterwards past the triggers of adopted versions."""
    yield connection
    empty()


@pytest.fixture
def new_database(transactional_db, tmp_path):
    """Makes empty databases with the tables of this version, and gives their addresses."""
    with contextlib.ExitStack() as gone:

        def make() -> str:
            if connection.vendor == "postgresql":
                return _copy_on_postgresql(gone)
            file = tmp_path / f"{uuid.uuid4().hex}.sqlite3"
            connection.ensure_connection()
            with contextlib.closing(sqlite3.connect(file)) as copy:
                connection.connection.backup(copy)
            return f"sqlite:///{file}"

        yield make


def _copy_on_postgresql(gone: contextlib.ExitStack) -> str:
    given = connection.settings_dict
    template, name = given["NAME"], f"nexusplan_backup_{uuid.uuid4().hex[:8]}"
    host, port = given["HOST"] or "localhost", given["PORT"] or 5432
    server = f"postgres://{given['USER']}:{given['PASSWORD']}@{host}:{port}"
    connection.close()
    connection.close_pool()  # nobody may use a database while it is copied
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )

    def drop():
        with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    gone.callback(drop)
    return f"{server}/{name}"


@pytest.fixture
def process(tmp_path):
    """Starts Python as a process of an installation on the database of an address."""

    def start(address: str, *arguments: str, **settings: str) -> "subprocess.Popen[str]":
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "nexusplan.settings",
            "NEXUSPLAN_LOCAL": "1",
            "NEXUSPLAN_VAR": str(tmp_path),
            "DATABASE_URL": address,
            "REDIS_URL": "",
            "CELERY_BROKER_URL": "",
            "PYTHONPATH": str(ROOT),
            **settings,
        }
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    return start
