"""A real server with the demonstration missions, and browsers that watch what a page does.

Not Django's live_server: it empties the tables after each test, which adopted framework versions refuse.
"""

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from apps.portal.management.commands.demo import PASSWORD
from tests import tables

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120
LOCALES = {"en": "en-GB", "fr": "fr-FR", "ar": "ar"}
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """A running server and the file its data is in."""

    def __init__(self, url: str, database: Path) -> None:
        self.url = url
        self.database = database

    def rows(self) -> dict[tuple[str, str], Any]:
        """(mission code, kind of row) -> what its address needs: the fullest row of each kind."""
        queries = {
            "objective": "select mission_id, uuid from frameworks_objective t order by"
            " (select count(*) from alignment_alignmentlink where objective_id = t.id), id",
            "adopted": "select mission_id, number from frameworks_frameworkversion"
            " where adoption_sha256 is not null order by number",
            "benchmark": "select mission_id, uuid from benchmarks_benchmark order by id desc",
            "observation": "select mission_id, uuid from benchmarks_observation"
            " where state = 'accepted' order by id",
            "gate": "select mission_id, uuid from benchmarks_gate order by id desc",
            "dissent": "select mission_id, uuid from alignment_dissent order by id desc",
            "series": "select mission_id, uuid from benchmarks_indicator t order by"
            " (select count(*) from benchmarks_observation where indicator_id = t.id), id",
            "activity": "select mission_id, uuid from activities_activity t order by"
            " (select count(*) from alignment_alignmentlink where activity_id = t.id),"
            " (select count(*) from funding_fundingline where activity_id = t.id), id",
            "document": "select mission_id, uuid from missions_document order by id",
            "contradiction": "select mission_id, uuid from alignment_contradiction order by id",
            "forum": "select mission_id, uuid from missions_forum order by id",
            "commitment": "select mission_id, uuid from alignment_policycommitment order by id",
            "review": "select mission_id, uuid from alignment_contradictionreview order by id",
            "link": "select mission_id, uuid from alignment_alignmentlink order by id",
            "agency": "select p.mission_id, a.uuid from missions_missionagency p join agencies_agency a"
            " on a.id = p.agency_id order by (select count(*) from activities_activity"
            " where lead_id = a.id and mission_id = p.mission_id), p.id",
            "subject": "select s.mission_id, v.subject from coherence_indicatorvalue v"
            " join coherence_assessment s on s.id = v.assessment_id"
            " where v.level = 'agency' and v.subject is not null order by v.n is null desc, v.n, v.id",
            "finding": "select s.mission_id, f.token from coherence_finding f"
            " join coherence_assessment s on s.id = f.assessment_id"
            " where s.audience = 'mission' order by json_array_length(f.rows), f.id",
        }
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as database:
            codes = dict(database.execute("select id, code from missions_mission"))
            return {
                (codes[mission], kind): UUID(value)
                if kind != "finding" and re.fullmatch("[0-9a-f]{32}", str(value))
                else value
                for kind, query in queries.items()
                for mission, value in database.execute(query)
            }


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration as ./np demo starts it: its own folder, its own SQLite file, gunicorn."""
    folder = tmp_path_factory.mktemp("site")
    port = free_port()
    env = {
        **{key: os.environ[key] for key in ("PATH", "HOME", "LANG", "TMPDIR") if key in os.environ},
        "NEXUSPLAN_LOCAL": "1",
        "NEXUSPLAN_DEMO": "1",
        "NEXUSPLAN_VAR": str(folder),
        "NEXUSPLAN_PORT": str(port),
        # The suite starts with the demonstration's own assessments; a job in between would replace them.
        "NEXUSPLAN_JOBS_THREAD": "0",
    }
    shutil.copy(tables.sqlite_file(), folder / "nexusplan.sqlite3")
    for command in (["migrate", "--verbosity", "0"], ["demo"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True)
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "nexusplan.wsgi"],
        cwd=ROOT,
        env=env,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(url, server)
        yield Site(url, folder / "nexusplan.sqlite3")
    finally:
        server.terminate()
        server.wait(PATIENCE)


def wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    """Raises TimeoutError if /readyz does not answer 200 in time, RuntimeError if the server ended."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"The server ended with {server.returncode}.")
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise TimeoutError(f"{url}/readyz did not answer.")


@pytest.fixture(scope="session")
def rows(site: Site, signed_in: Callable[..., BrowserContext]) -> dict[tuple[str, str], Any]:
    """What the addresses of the demonstration need."""
    return site.rows()


NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def new_context_of(site: Site, browser: Browser) -> Iterator[NewContext]:
    """Makes a browser context of the site in a language; all are closed at the end."""
    made: list[BrowserContext] = []

    def make(language: str = "en", **options: Any) -> BrowserContext:
        options = {"viewport": WIDE, "base_url": site.url, "locale": LOCALES[language]} | options
        context = browser.new_context(**options)
        context.set_default_timeout(15_000)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


def sign_in(page: Page, account: str = "planner") -> None:
    """Sign in as somebody of the demonstration."""
    page.goto("/accounts/login/")
    page.fill("input[name=login]", f"{account}@demo.example")
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(r"^[^?]*(?<!/accounts/login/)$"))


@pytest.fixture(scope="session")
def state(new_context_of: NewContext) -> Any:
    """Cookies of a planner who signed in once for the whole suite."""
    context = new_context_of()
    sign_in(context.new_page())
    return context.storage_state()


@pytest.fixture(scope="session")
def signed_in(new_context_of: NewContext, state: Any) -> NewContext:
    """Makes a context of a planner who is signed in."""

    def make(language: str = "en", **options: Any) -> BrowserContext:
        return new_context_of(language, storage_state=state, **options)

    return make


class Watch:
    """A page and everything that went wrong on it since it was last opened."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.faults: list[str] = []
        self.requests: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url}"))
        page.on("request", lambda request: self._request(request.url))
        page.on("response", self._response)

    def _console(self, message: Any) -> None:
        # The browser's own line for a page that is answered 404 on purpose; answers are watched apart.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")

    def _request(self, url: str) -> None:
        self.requests.append(url)
        if not url.startswith((self.url + "/", "data:")):
            self.faults.append(f"another host: {url}")

    def _response(self, response: Any) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.faults.append(f"{response.status}: {response.url}")

    def open(self, path: str) -> Any:
        """Go there and wait until everything has come; what happened before is forgotten."""
        self.faults.clear()
        self.requests.clear()
        return self.page.goto(path, wait_until="load")


@pytest.fixture(scope="session")
def watched(new_context_of: NewContext, signed_in: NewContext, site: Site) -> Callable[..., Watch]:
    """A watched page for a language and a visitor, opened once for the whole suite."""
    open_pages: dict[tuple[str, bool], Watch] = {}

    def get(language: str, *, member: bool) -> Watch:
        if (language, member) not in open_pages:
            context = signed_in(language) if member else new_context_of(language)
            open_pages[language, member] = Watch(context.new_page(), site.url)
        return open_pages[language, member]

    return get
