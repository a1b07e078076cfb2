"""Rows that many tests begin with: made once in each process, put back as they were for every later test."""

import pickle
from collections.abc import Callable
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, models, transaction

Made = TypeVar("Made")
# Rows that are made here get numbers that no other row of a test has, whatever a test makes first.
APART = 1_000_000

_kept: dict[str, tuple[list[tuple[str, list[Any]]], bytes]] = {}
_content_types: list[Any] = []


def once(name: str, make: Callable[[], Made]) -> Made:
    """What `make` gives, and the rows that it stored.

    The first test of a process that asks for this name makes them, the others get the same rows back in one
    statement for each table, past services and change log. So `make` must depend on nothing but the rows of
    other names that come before it, and must change no row that was there.
    """
    with connection.cursor() as cursor:
        # A test that commits leaves the content types under other numbers, to which no kept row refers;
        # in a split suite others can come after it.
        there = _column(cursor, "django_content_type", "id")
    if there != _content_types:
        _kept.clear()
        _content_types[:] = there
    if name not in _kept:
        _kept[name] = _making(make, (len(_kept) + 1) * APART)
    statements, made = _kept[name]
    with connection.cursor() as cursor:
        for statement, parameters in statements:
            cursor.execute(statement, parameters)
    return pickle.loads(made)  # noqa: S301


def _making(make: Callable[[], Any], number: int) -> tuple[list[tuple[str, list[Any]]], bytes]:
    """(what puts the rows of `make` back, what it gave); leaves none of them behind."""
    with transaction.atomic(), connection.cursor() as cursor:
        before = {table: set(_column(cursor, table, key)) for table, key in _tables()}
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence")
            for table, _key in _tables():
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
        made = pickle.dumps(make())
        statements = []
        for table, key in _tables():
            new = [one for one in _column(cursor, table, key) if one not in before[table]]
            if new:
                statements.append(_statement(cursor, table, key, new))
        transaction.set_rollback(True)
    return statements, made


def _tables() -> list[tuple[str, str]]:
    """(table, primary key) of every model; framework versions last, because they seal what refers to them."""
    found = [
        (model._meta.db_table, model._meta.pk.column)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and isinstance(model._meta.pk, models.Field)
    ]
    return sorted(found, key=lambda one: (one[0] == "frameworks_frameworkversion", one))


def _column(cursor: Any, table: str, column: str) -> list[Any]:
    cursor.execute(f'SELECT "{column}" FROM "{table}" ORDER BY 1')  # noqa: S608
    return [row[0] for row in cursor.fetchall()]


def _statement(cursor: Any, table: str, key: str, keys: list[Any]) -> tuple[str, list[Any]]:
    """What inserts these rows again, with every column as the database gave it."""
    places = ", ".join(["%s"] * len(keys))
    cursor.execute(f'SELECT * FROM "{table}" WHERE "{key}" IN ({places}) ORDER BY "{key}"', keys)  # noqa: S608
    names = ", ".join(f'"{column[0]}"' for column in cursor.description)
    rows = cursor.fetchall()
    row = f"({', '.join(['%s'] * len(rows[0]))})"
    return (
        f'INSERT INTO "{table}" ({names}) VALUES {", ".join([row] * len(rows))}',  # noqa: S608
        [value for one in rows for value in one],
    )
