"""What the person at the keyboard can mend is said in a sentence; a traceback is for what we must mend."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError


@contextmanager
def told() -> Iterator[None]:
    """Ends with a sentence and status 1 for wrong settings and for a database that cannot be used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexusplan.settings")
    # The pool tells each of its attempts; the sentence tells it once.
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
    try:
        yield
    except (ImproperlyConfigured, CommandError) as error:
        sys.exit(str(error))
    except Exception as error:
        sentence = _about_the_database(error)
        if sentence is None:
            raise
        sys.exit(sentence)


def _about_the_database(error: Exception) -> str | None:
    """What keeps the database from being used at all; None where the error says something else."""
    from django.db import DatabaseError, connection

    from apps.core import database

    if not isinstance(error, DatabaseError):
        return None
    try:
        database.ask()
        waiting = database.migrations_wait()
    except DatabaseError as away:
        reason = str(away).partition("\n")[0]
        if connection.vendor != "sqlite":
            return f"The database that DATABASE_URL names does not answer: {reason}"
        file = Path(connection.settings_dict["NAME"])
        missing = "" if file.parent.is_dir() else f" There is no folder {file.parent} (NEXUSPLAN_VAR)."
        return f"The database {file} cannot be used: {reason}.{missing}"
    if waiting:
        return (
            "The tables of this version are not in the database: run ./np manage migrate or ./np demo first."
        )
    return None
