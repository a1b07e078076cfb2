"""What SQLite needs to be read quickly."""

import sqlite3
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=40_000)  # of a hundred years, each day once
def _day(written: bytes) -> date:
    return date.fromisoformat(written.decode())


def read_each_day_once() -> None:
    """Dates come from SQLite as text: the same day is parsed once and is one object, however often it comes.

    Replaces Django's converter of the same columns.
    """
    from django.db.backends.sqlite3 import base  # noqa: F401 - it registers its own when imported

    sqlite3.register_converter("date", _day)
