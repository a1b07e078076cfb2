"""Watches what every test writes: a logged row that a service, a page or a command writes has an entry in the
change log, of the same call and in the same transaction.

It looks at the statements as they leave for the database, and at who is on the stack then: what tests and
factories write by themselves is no business of it. `tests/architecture/test_history_is_complete.py` holds the
same against the code as it is written, and says which services change nothing of the log.
"""

import json
import re
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from auditlog.context import auditlog_disabled
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.backends.signals import connection_created
from django.db.models import CASCADE, Model
from django.db.models.deletion import Collector

from apps.core.changelog import NOT_LOGGED
from tests.architecture.test_history_is_complete import WITHOUT_ENTRY, services

ROOT = Path(__file__).resolve().parent.parent
STATEMENT = re.compile(r'(INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM|ROLLBACK TO SAVEPOINT) "(\w+)"')
SET = re.compile(r'(?:SET|,) "(\w+)" = ')
COLUMNS = re.compile(r"\(([^)]*)\)")
LOG = LogEntry._meta.db_table
COMPUTED = "what the program computes and replaces; no person changes it"
PAST_THE_LOG = {
    "coherence/services.py assess": COMPUTED,
    "coherence/history/services.py history": COMPUTED,
    "coherence/what_if/services.py compute": COMPUTED,
    "benchmarks/drafting/document.py seal": "the text and hash of an adoption that its caller logs",
    "accounts/tokens.py find_token": "when a token was last used",
    "api/webhooks/services.py deliver": "how its messages went, noted by the job that sends them",
    "alignment/tasks.py invite_to_round": "the day on which a mail left, noted by the job that sent it",
    "core/backup/tables.py clear": "what migrating made gives way to the rows that come back",
    "core/backup/restore.py _store_rows": "rows come back with the entries that were kept of them",
    "exchange/services/writing.py _drop_computed": COMPUTED,
    "portal/management/commands/demo.py people": "what the planner of the demonstration may, on no server",
    "portal/personal/erasing.py erase_person": "takes a person out, in an entry of its own",
}
"""Functions on the way to a statement (file, name) whose rows have no entry of their own, and why."""
COMPUTED_TABLES = frozenset({"coherence_signalcontent"})
BESIDE = "_recorded"
"""The end of the name of a flag which says that a list was given: the entries of the list tell it."""


class Place(NamedTuple):
    """A function of ours that is on the stack: its file below apps/ and its name."""

    file: str
    name: str

    @property
    def is_service(self) -> bool:
        """Whether it is a door: `core/services.py` is what the doors stand on."""
        return self in services() and self.file != "core/services.py"


class Door(NamedTuple):
    """One call of the outermost service that writes, or of what was called where there is none."""

    frame: int
    place: Place


Savepoints = tuple[str | None, ...]
"""Those that were open. The outermost names the transaction: the one around a test has no savepoint."""


class Written:
    """What one test has written so far."""

    def __init__(self) -> None:
        self.rows: set[tuple[Door, str, Savepoints]] = set()
        self.entries: set[tuple[Door, int, Savepoints]] = set()
        self.seen: set[Place] = set()

    def undo(self, savepoint: str) -> None:
        """What was rolled back is neither written nor logged."""
        self.rows = {one for one in self.rows if savepoint not in one[2]}
        self.entries = {one for one in self.entries if savepoint not in one[2]}


now = Written()


@cache
def logged() -> dict[str, frozenset[str]]:
    """Every table with logged rows -> the tables an entry about one of them may be about: a line of a row may
    be told in the entry of the row."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if not model.__module__.startswith("apps.") or table in COMPUTED_TABLES:
            continue
        told = _told_with(model)
        if any(auditlog.contains(one) for one in (told if model._meta.auto_created else {model})):
            found[table] = frozenset(one._meta.db_table for one in told)
    return found


def _told_with(model) -> set:
    """The table, and those of the rows that its rows are part of, but for the mission of both."""
    found = {model}
    for key in model._meta.concrete_fields:
        if key.is_relation and key.remote_field.on_delete is CASCADE:
            owner = key.related_model
            if owner is not model and owner.__name__ not in {"Mission", "User"}:
                found |= _told_with(owner)
    return found


@cache
def below_apps(file: str) -> str | None:
    """The file below apps/; "" for one of the tests, None for any other and for what only passes on."""
    path = Path(file)
    if (ROOT / "tests") in path.parents:
        return ""
    if (ROOT / "apps") not in path.parents:
        return None
    inside = str(path.relative_to(ROOT / "apps"))
    return None if "/models" in inside or inside in {"core/models.py", "core/bulk.py"} else inside


def is_beside(column: str) -> bool:
    """Whether a change of this column alone needs no entry."""
    return column in NOT_LOGGED or column.endswith(BESIDE)


def is_saved_by_itself(frame) -> bool:
    """Whether a row saves itself, which auditlog watches: what it finds unchanged needs no entry. Nor do keys
    that are emptied because the row they name is removed: the entry of the removal says it."""
    while frame is not None and below_apps(frame.f_code.co_filename) is None:
        if frame.f_code is Model.save_base.__code__:
            return not auditlog_disabled.get()
        if frame.f_code is Collector.delete.__code__:
            return True
        frame = frame.f_back
    return False


def who_writes(frame) -> tuple[Door | None, list[Place]]:
    """The door of the statement that this frame sends, and the functions of ours on the way to it."""
    door, outermost, places = None, None, []
    while frame is not None:
        file = below_apps(frame.f_code.co_filename)
        if file == "":
            break
        if file is not None:
            place = Place(file, frame.f_code.co_name)
            places.append(place)
            outermost = Door(id(frame), place)
            if place.is_service:
                door = outermost
        frame = frame.f_back
    return door or outermost, places


def watch(execute, sql, params, many, context):
    """A wrapper of every statement of a connection."""
    found = STATEMENT.match(sql) if isinstance(sql, str) else None
    if found is None:
        return execute(sql, params, many, context)
    how, table = found.groups()
    if how.startswith("ROLLBACK"):
        now.undo(table)
    elif table == LOG and how.startswith("INSERT"):
        _note_entries(sys._getframe(1), sql, params, many, context["connection"])
    elif table in logged() and not (how == "UPDATE" and all(map(is_beside, SET.findall(sql)))):
        door, places = who_writes(sys._getframe(1))
        if door is not None:
            now.seen.update(places)
            reasons = {f"{one.file} {one.name}" for one in places} & PAST_THE_LOG.keys()
            if not reasons and (how != "UPDATE" or not is_saved_by_itself(sys._getframe(1))):
                now.rows.add((door, table, tuple(context["connection"].savepoint_ids)))
    return execute(sql, params, many, context)


def _note_entries(frame, sql, params, many, connection) -> None:
    door, _places = who_writes(frame)
    if door is None:
        return
    names = [name.strip(' "') for name in COLUMNS.search(sql)[1].split(",")]
    at = names.index("content_type_id")
    if "json_to_recordset" in sql:
        kinds = {row["content_type_id"] for row in json.loads(params[0])}
    else:
        kinds = {row[at] for row in params} if many else set(params[at :: len(names)])
    now.entries.update((door, kind, tuple(connection.savepoint_ids)) for kind in kinds)


def without_entry() -> list[str]:
    """What was written and not logged, or logged in another transaction."""
    told = {(door, _table_of(kind), savepoints[:1]) for door, kind, savepoints in now.entries}
    return sorted(
        {
            f"{door.place.file} {door.place.name}: {table}"
            for door, table, savepoints in now.rows
            if not any((door, one, savepoints[:1]) in told for one in logged()[table])
        }
    )


def _table_of(kind: int) -> str | None:
    model = ContentType.objects.get_for_id(kind).model_class()
    return None if model is None else model._meta.db_table


def _watched(connection, **_more) -> None:
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)


connection_created.connect(_watched, dispatch_uid="tests.written")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup():
    global now  # noqa: PLW0603 - one test at a time
    now = Written()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Fails a test in which something of ours wrote a logged row and no entry of it."""
    result = yield
    if now.seen:
        item.user_properties.append(("wrote", sorted({" ".join(one) for one in now.seen})))
    if now.rows:
        missing = without_entry()
        assert missing == [], "written without an entry in the change log"
    return result


seen: set[str] = set()
"""The services that wrote in any test of this run, also where several processes share the suite."""


def pytest_runtest_logreport(report):
    for name, places in report.user_properties:
        if name == "wrote":
            seen.update(places)


IN_NO_TEST: dict[str, str] = {}
"""Services (file, name) that write in no test, and why; a whole run fails for any other."""


def unseen() -> list[str]:
    """Services that should write and wrote in no test, without a reason."""
    names = {f"{file} {name}" for file, name in services() - WITHOUT_ENTRY.keys()}
    return sorted(names - seen - IN_NO_TEST.keys())


def is_whole(config) -> bool:
    return (
        config.args_source is pytest.Config.ArgsSource.TESTPATHS
        and not config.getoption("keyword")
        and not config.getoption("markexpr")
    )


def pytest_sessionfinish(session, exitstatus):
    """A whole run in which all passed fails where a service was never seen writing."""
    alone = not hasattr(session.config, "workerinput")
    if exitstatus == pytest.ExitCode.OK and alone and is_whole(session.config) and seen and unseen():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    if is_whole(config) and seen:
        number = len(services() - WITHOUT_ENTRY.keys())
        terminalreporter.write_line(
            f"Counted: {number - len(unseen())} of {number} services seen writing with an entry"
        )
        for one in unseen():
            terminalreporter.write_line(f"Seen writing in no test: {one}")
