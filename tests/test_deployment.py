"""The team's installation: the compose file read as data, and each of its commands run as a plain process.

No container engine is needed. PostgreSQL and Redis of this machine stand in for those of the containers.
"""

import contextlib
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from http.client import HTTPMessage
from pathlib import Path

import psycopg
import pytest
import yaml
from psycopg import sql

from tests import tables
from tests.headers import inline, requests_elsewhere, score
from tests.test_settings import documented

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
ENV_FILE = {
    "SECRET_KEY": "0123456789" * 5,
    "POSTGRES_PASSWORD": "secret",
    "ALLOWED_HOSTS": "plan.example.org",
    "EMAIL_URL": "dummymail://",
}
LOCAL_ONLY = {"NEXUSPLAN_LOCAL", "NEXUSPLAN_DEMO", "NEXUSPLAN_VAR", "NEXUSPLAN_JOBS_THREAD", "STATIC_ROOT"}
APP_SERVICES = {"migrate", "web", "worker", "beat"}
POSTGRES = (
    [os.environ["NEXUSPLAN_TEST_PG"]]
    if os.environ.get("NEXUSPLAN_TEST_PG")
    else ["postgres://root@127.0.0.1:5432/postgres", "postgres://postgres@127.0.0.1:5432/postgres"]
)


def filled(part):
    """A part of docker-compose.yml with the variables of ENV_FILE in place, as the engine fills them in."""
    if isinstance(part, dict):
        return {key: filled(value) for key, value in part.items()}
    if isinstance(part, list):
        return [filled(value) for value in part]
    if isinstance(part, str):
        return re.sub(r"\$\{(\w+):([-?])([^}]*)\}", _value, part).replace("$$", "$")
    return part


def _value(match: re.Match[str]) -> str:
    name, operator, rest = match.groups()
    if name in ENV_FILE:
        return ENV_FILE[name]
    assert operator == "-", f"{name} is required, but docs/operations.md does not put it into .env"
    return rest


@pytest.fixture(scope="module")
def services() -> dict:
    return filled(yaml.safe_load((ROOT / "docker-compose.yml").read_text()))["services"]


# Read as data ------------------------------------------------------------------------------------------


def test_the_services_of_a_team(services):
    assert set(services) == APP_SERVICES | {"postgres", "redis"}


@pytest.mark.parametrize("name", sorted(APP_SERVICES))
def test_an_app_service_runs_the_one_image_with_no_more_rights_than_it_needs(services, name):
    service = services[name]
    assert service["image"] == "nexusplan"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert service.get("volumes") == (["media:/media"] if name == "web" else None)


def test_what_runs_on_has_a_health_check(services):
    assert {name for name, service in services.items() if "healthcheck" in service} == set(services) - {
        "migrate"
    }


def test_every_setting_reaches_the_containers(services):
    given = set(services["web"]["environment"]) | set(
        re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text())
    )
    assert given - {"POSTGRES_PASSWORD"} == documented() - LOCAL_ONLY


def test_web_worker_and_beat_share_their_settings(services):
    common = services["worker"]["environment"]
    assert services["beat"]["environment"] == services["migrate"]["environment"] == common
    assert common.items() <= services["web"]["environment"].items()


def test_only_the_web_server_opens_a_port_and_only_to_this_machine(services):
    assert {name: service["ports"] for name, service in services.items() if "ports" in service} == {
        "web": ["127.0.0.1:8000:8000"]
    }


def test_nothing_starts_before_the_tables_are_there(services):
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert services["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}


def test_the_image_runs_as_nobody_in_particular_and_holds_no_secret():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    last_stage = lines[max(n for n, line in enumerate(lines) if line.startswith("FROM ")) :]
    assert "USER nexusplan" in last_stage
    assert not [line for line in last_stage if "SECRET" in line or "PASSWORD" in line]


def test_the_image_copies_what_the_product_needs_and_nothing_else():
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    needed = {
        "apps",
        "gunicorn.conf.py",
        "manage.py",
        "nexusplan",
        "requirements.lock",
        "static",
        "templates",
    }
    assert needed <= kept <= needed | {"demo", "locale"}


# Run as plain processes --------------------------------------------------------------------------------


WITH_TABLES = pytest.mark.parametrize("database", ["with tables"], indirect=True)


@pytest.fixture
def database(request):
    """The address of a new PostgreSQL database, removed afterwards; with tables if they are asked for."""
    for address in POSTGRES:
        try:
            admin = psycopg.connect(address, autocommit=True, connect_timeout=3)
        except psycopg.OperationalError:
            continue
        break
    else:
        pytest.skip("no PostgreSQL answers (NEXUSPLAN_TEST_PG names one)")
    name = f"nexusplan_deployment_{uuid.uuid4().hex[:8]}"
    with admin:
        template = tables.postgresql_template(address) if hasattr(request, "param") else "template1"
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        yield address.rpartition("/")[0] + "/" + name
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Installation:
    """Runs what the compose file says, with this machine's addresses in the place of the containers'."""

    def __init__(self, services: dict, database: str, redis_url: str, port: int, folder: Path) -> None:
        self.services = services
        self.port = port
        self.folder = folder
        self.replace = {
            "0.0.0.0:8000": f"127.0.0.1:{port}",
            "127.0.0.1:8000": f"127.0.0.1:{port}",
            "/tmp": str(folder),  # noqa: S108
        }
        self.own = {
            "DATABASE_URL": database,
            "REDIS_URL": redis_url,
            "STATIC_ROOT": str(folder / "static"),
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "HOME": str(folder),
            "HOSTNAME": socket.gethostname(),
        }

    def environment(self, name: str) -> dict[str, str]:
        return {key: str(value) for key, value in self.services[name]["environment"].items()} | self.own

    def words(self, command: str | list[str]) -> list[str]:
        if isinstance(command, str):
            command = shlex.split(command)
        elif command[0] == "CMD-SHELL":
            command = ["sh", "-c", *command[1:]]
        elif command[0] == "CMD":
            command = command[1:]
        for old, new in self.replace.items():
            command = [word.replace(old, new) for word in command]
        return command

    def run(self, name: str, command: str | list[str] | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.words(command or self.services[name]["command"]),
            cwd=ROOT,
            env=self.environment(name),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def healthy(self, name: str) -> bool:
        """Whether the service's own health check comes to succeed."""
        check = self.services[name]["healthcheck"]["test"]
        return wait_for(lambda: self.run(name, check).returncode == 0)

    @contextlib.contextmanager
    def started(self, name: str):
        """The service as a process, asked to end afterwards."""
        log = self.folder / f"{name}.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                self.words(self.services[name]["command"]),
                cwd=ROOT,
                env=self.environment(name),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            try:
                yield log
                assert process.poll() is None, log.read_text()
            finally:
                process.terminate()
                process.wait(timeout=120)


@pytest.fixture(scope="module")
def static_root(services, tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    place = Installation(services, "sqlite:////nowhere", "redis://nowhere", 0, folder)
    # The administration's files are left out, because compressing them takes most of the ten seconds.
    done = place.run("web", "python manage.py collectstatic --noinput --verbosity 0 --ignore admin")
    assert done.returncode == 0, done.stderr
    return folder / "static"


@pytest.fixture
def installation(services, database, redis_url, port, static_root, tmp_path):
    place = Installation(services, database, redis_url, port, tmp_path)
    place.own["STATIC_ROOT"] = str(static_root)
    return place


def get(
    port: int, path: str, *, form: dict[str, str] | None = None, **headers: str
) -> tuple[int, HTTPMessage, str]:
    """(status, headers, body) of a page, or of the answer to a form."""
    data = urllib.parse.urlencode(form).encode() if form else None
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=data, headers=headers)
    try:
        with urllib.request.build_opener(Direct).open(request, timeout=60) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


BEHIND_TLS = {"Host": "plan.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}


class Direct(urllib.request.HTTPRedirectHandler):
    """Shows a redirect instead of following it."""

    def redirect_request(self, *_args):
        return None


@pytest.fixture
def server(services, port, static_root, tmp_path):
    """Needs neither PostgreSQL nor Redis: SQLite behind the same web server with the same settings.

    A public mission is in it, and a member who needs no second factor.
    """
    file = shutil.copy(tables.sqlite_file(), tmp_path / "server.sqlite3")
    place = Installation(services, f"sqlite:///{file}", "", port, tmp_path)
    place.own |= {"STATIC_ROOT": str(static_root), "NEXUSPLAN_ADMIN_PASSWORD": PASSWORD}
    for command in (
        "python manage.py bundle import tests/data/karo.bundle.json",
        f"python manage.py setup --email {PERSON} --mission-code KARO",
        ["python", "-c", PUBLISH],
    ):
        done = place.run("web", command)
        assert done.returncode == 0, done.stderr
    with place.started("web") as log:
        assert wait_for(lambda: answers(port)), log.read_text()
        yield place


PERSON, PASSWORD = "person@example.org", "one plan for peace"
PUBLISH = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "nexusplan.settings"
import django; django.setup()
from apps.accounts.models import User
from apps.missions.models import Membership, Mission
Mission.objects.update(audience="public")
Membership.objects.update(role="observer")
User.objects.update(is_staff=False, is_superuser=False)
"""


def cookies_of(headers: HTTPMessage) -> dict[str, str]:
    pairs = (line.partition(";")[0].partition("=") for line in headers.get_all("Set-Cookie", []))
    return {name: value for name, _sign, value in pairs}


def signed_in(port: int) -> tuple[dict[str, str], HTTPMessage]:
    """(headers of somebody who has signed in as people do, headers of the answer to the form)."""
    _status, headers, body = get(port, "/accounts/login/", **BEHIND_TLS)
    jar = cookies_of(headers)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', body)[1]
    form = {"csrfmiddlewaretoken": token, "login": PERSON, "password": PASSWORD}
    sender = BEHIND_TLS | {"Cookie": as_cookie(jar), "Referer": "https://plan.example.org/accounts/login/"}
    status, headers, _body = get(port, "/accounts/login/", form=form, **sender)
    assert status == 302
    return BEHIND_TLS | {"Cookie": as_cookie(jar | cookies_of(headers))}, headers


def as_cookie(jar: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in jar.items())


def test_a_server_says_in_its_headers_what_a_browser_must_not_do(server, port):
    status, headers, _body = get(port, "/", Host="plan.example.org")
    to_https = (status, headers["Location"]) == (301, "https://plan.example.org/")
    person, answer = signed_in(port)
    files = re.findall(r'"(/static/[^"]+)"', get(port, "/", **BEHIND_TLS)[2])
    assert {file.rpartition(".")[2] for file in files} == {"css", "js"}

    seen = [answer]
    for who, path, expected in (
        (BEHIND_TLS, "/", 200),
        (BEHIND_TLS, "/accounts/login/", 200),
        (BEHIND_TLS, "/p/KARO/", 200),
        (BEHIND_TLS, "/admin/", 302),
        (BEHIND_TLS, "/m/KARO/", 302),
        (BEHIND_TLS, "/nowhere/", 404),
        (person, "/nowhere/", 404),
        (person, "/accounts/second-factor/", 200),
        (person, "/m/KARO/", 200),
        (person, "/m/KARO/coherence/", 200),
        (person, "/m/KARO/activities/", 200),
        (BEHIND_TLS, "/p/KARO/activities/areas.csv", 200),
        *((BEHIND_TLS, file, 200) for file in files),
    ):
        status, headers, body = get(port, path, **who)
        assert status == expected, path
        assert score(headers, body, redirects_to_https=to_https) >= 115, (path, headers)
        assert headers["Permissions-Policy"], path
        if not path.endswith(".js"):
            assert inline(body) == [], path
            assert requests_elsewhere(body) == [], path
        assert not re.search(r"\d", headers["Server"] or "")
        seen.append(headers)

    cookies = {name for headers in seen for name in cookies_of(headers)}
    assert cookies >= {"__Host-session", "__Host-csrf"}
    assert [name for name in cookies if not name.startswith("__Host-")] == []
    assert get(port, "/", **BEHIND_TLS | {"Host": "elsewhere.example.org"})[0] == 400


def test_the_scorer_sees_what_it_is_there_to_see():
    bare = HTTPMessage()
    assert score(bare, "", redirects_to_https=False) == 100 - 25 - 20 - 20 - 5 - 20
    assert inline('<p onclick="x"><a href="javascript:x"><style><p style="x"><script>') != []
    assert len(inline('<p onclick="x"><a href="javascript:x"><style><p style="x"><script>')) == 5
    assert inline('<script type="application/json" id="x"><script src="/x.js"></script><p class="on">') == []
    assert len(requests_elsewhere('<img src="//x/y"><link href="https://x/y"> @import "https://x"')) == 3
    assert requests_elsewhere('<a href="https://x/y"><img src="/y"> url(/x)') == []


@pytest.mark.broker
def test_the_commands_of_the_compose_file_run_as_they_stand(installation, port):
    with installation.started("web") as log:
        assert wait_for(lambda: answers(port)), log.read_text()
        assert json.loads(get(port, "/readyz")[2]) == {"status": "unavailable", "reason": "migrations"}

        migrated = installation.run("migrate")
        assert migrated.returncode == 0, migrated.stderr
        assert installation.healthy("web"), log.read_text()

        assert json.loads(get(port, "/readyz")[2]) == {"status": "ok"}
        assert get(port, "/accounts/login/", **BEHIND_TLS)[0] == 200


@WITH_TABLES
@pytest.mark.broker
def test_worker_and_beat_start_and_report_health(installation):
    with installation.started("worker") as worker_log, installation.started("beat") as beat_log:
        assert installation.healthy("worker"), worker_log.read_text()
        assert installation.healthy("beat"), beat_log.read_text()


def answers(port: int) -> bool:
    try:
        return get(port, "/healthz")[0] == 200
    except OSError:
        return False


def wait_for(condition, seconds: float = 120) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False
