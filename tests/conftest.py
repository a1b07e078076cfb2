"""What the whole suite shares: which tests this machine can run, the browser, a Redis server."""

import contextlib
import gc
import os
import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import settings

from tests import tables

pytest_plugins = ["tests.personas", "tests.written"]

# A slow machine is not a failure, and found examples stay out of the working tree.
settings.register_profile("nexusplan", deadline=None, database=None)
settings.load_profile("nexusplan")

# Tests make rows by the million and few circles: looking for those less often saves a tenth of the time.
gc.set_threshold(50_000, 20, 100)

# Playwright runs its own event loop in the thread of the test, where Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Each process of a split suite has a Redis database of its own, counted down from the last.
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
REDIS_URL = os.environ.get("NEXUSPLAN_TEST_REDIS", f"redis://127.0.0.1:6379/{15 - WORKER}")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NO_CHROMIUM = "no Chromium (./np test --install-browser installs it)"
NO_REDIS = f"no Redis answers at {REDIS_URL} (NEXUSPLAN_TEST_REDIS names another)"


def _redis_answers() -> bool:
    import redis

    client = redis.Redis.from_url(REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _length(item) -> int:
    """How early a test runs: files that take minutes first, or one process works alone at the end."""
    inside = item.path.relative_to(Path(__file__).parent)
    if inside.parts == ("e2e", "test_pages.py"):
        return 0
    return 1 if len(inside.parts) == 1 or inside.parts[0] == "e2e" else 2


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    items.sort(key=_length)
    browser = [item for item in items if item.get_closest_marker("e2e")]
    broker = [item for item in items if item.get_closest_marker("broker")]
    if CHROMIUM is None and os.environ.get("CI") != "true":
        for item in browser:
            item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))
    if broker and not _redis_answers():
        for item in broker:
            item.add_marker(pytest.mark.skip(reason=NO_REDIS))


def pytest_terminal_summary(terminalreporter):
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.stats.get("skipped", [])
    )
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"Left out: {count} {'test' if count == 1 else 'tests'}: {reason}")
    # What tests of many cases counted (`record_property`), also where several processes share the suite.
    counted = Counter()
    for report in terminalreporter.stats.get("passed", []):
        for name, number in report.user_properties:
            if report.when == "call" and isinstance(number, int):
                counted[name] += number
    for name, number in sorted(counted.items()):
        terminalreporter.write_line(f"Counted: {number:,} {name}")


def pytest_collection_finish():
    """What is loaded by now stays: the collector need not look at it each time."""
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """The test database starts from a copy of the tables; `migrate` then runs as ever."""
    given = connection.settings_dict
    if connection.vendor == "postgresql":
        place = f"{given['USER']}:{given['PASSWORD']}@{given['HOST'] or 'localhost'}:{given['PORT'] or 5432}"
        given["TEST"]["TEMPLATE"] = tables.postgresql_template(f"postgres://{place}/{given['NAME']}")
        yield
        return
    # Held open for as long as nobody else has opened this database, which is in memory.
    memory = sqlite3.connect(connection.creation._get_test_db_name(), uri=True)
    with contextlib.closing(sqlite3.connect(tables.sqlite_file())) as file:
        file.backup(memory)
    yield
    memory.close()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if CHROMIUM is None:
        pytest.fail(f"CI=true, and {NO_CHROMIUM}: tests are not left out there.")
    # Debian's Chromium refuses its sandbox to root, which is who runs a container.
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}


@pytest.fixture(autouse=True)
def language_of_the_settings():
    """A page leaves its language behind in the process; the next test begins without it."""
    yield
    translation.deactivate()


@pytest.fixture
def redis_url():
    """A Redis database that is empty before and after the test."""
    import redis

    client = redis.Redis.from_url(REDIS_URL)
    client.flushdb()
    yield REDIS_URL
    client.flushdb()
    client.close()
