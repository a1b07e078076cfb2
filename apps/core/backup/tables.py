"""What the two databases do differently in a backup: a snapshot, triggers put aside, numbers given out."""

import contextlib
from collections.abc import Iterable, Iterator

from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader


@contextlib.contextmanager
def snapshot() -> Iterator[None]:
    """All that is read within comes from one moment, while others go on writing."""
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True):
            _run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    # A transaction of Django's own is IMMEDIATE here and would keep every writer waiting.
    _run("BEGIN DEFERRED")
    try:
        _run("SELECT 1 FROM sqlite_master LIMIT 1")  # the first read is the moment
        yield
    finally:
        _run("ROLLBACK")


def migrations() -> tuple[set[str], set[str]]:
    """(those that have run here, those of this code), as `app.name`."""
    loader = MigrationLoader(connection)
    known = set(loader.disk_migrations)
    applied = known & set(loader.applied_migrations or ())
    return {".".join(key) for key in applied}, {".".join(key) for key in known}


def is_bare() -> bool:
    """Whether there is not even a table."""
    return not connection.introspection.table_names()


def lock(among: Iterable[type[models.Model]]) -> None:
    """Nobody else writes to these tables until the transaction ends; SQLite has one writer in any case."""
    if connection.vendor == "postgresql":
        names = ", ".join(_quoted(model) for model in among)
        _run(f"LOCK TABLE {names} IN EXCLUSIVE MODE")


def clear(model: type[models.Model]) -> None:
    """Remove every row of a table."""
    _run(f"DELETE FROM {_quoted(model)}")  # noqa: S608


@contextlib.contextmanager
def triggers_aside() -> Iterator[None]:
    """Own triggers are put aside and come back as they were; foreign keys are checked before that.

    Raises IntegrityError where a row refers to one that is not there. Within a transaction only.
    """
    if connection.vendor == "postgresql":
        tables = [
            row[0]
            for row in _read(
                "SELECT DISTINCT c.oid::regclass::text FROM pg_trigger t "
                "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE NOT t.tgisinternal AND n.nspname = current_schema()"
            )
        ]
        for table in tables:
            _run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        connection.check_constraints()
        for table in tables:
            _run(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    triggers = _read("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    for name, _sql in triggers:
        _run(f"DROP TRIGGER {connection.ops.quote_name(name)}")
    yield
    connection.check_constraints()
    for _name, sql in triggers:
        _run(sql)


def last_ids() -> dict[str, int]:
    """The last number given out in each table that numbers its rows, where it gave one."""
    if connection.vendor == "postgresql":
        found = _read(
            "SELECT t.relname, pg_sequence_last_value(s.oid) FROM pg_class s "
            "JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass "
            "AND d.deptype IN ('a', 'i') JOIN pg_class t ON t.oid = d.refobjid "
            "JOIN pg_namespace n ON n.oid = t.relnamespace "
            "WHERE s.relkind = 'S' AND n.nspname = current_schema()"
        )
    else:
        found = _read("SELECT name, seq FROM sqlite_sequence")
    return {table: last for table, last in found if last}


def set_last_id(model: type[models.Model], last: int) -> None:
    """The next row gets a number above `last`."""
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        column = str(model._meta.pk.column)
        _run("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [_quoted(model), column, last])
    else:
        _run("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        _run("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


def _quoted(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _run(sql: str, parameters: list[str | int] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def _read(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
