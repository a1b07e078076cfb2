"""The examples of the documentation, run by a shell and by Python against a server of its own."""

import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests import tables
from tests.e2e.conftest import free_port, wait_until_ready

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs" / "examples"
MADE = """
import django; django.setup()
from tests.factories.accounts import ApiTokenFactory
from tests.factories.activities import ActivityFactory
from tests.factories.frameworks import ObjectiveFactory
from tests.factories.missions import MembershipFactory, MissionAgencyFactory, MissionFactory
mission = MissionFactory(code="KARO")
agency = MissionAgencyFactory(mission=mission, key="AGA").agency
for key in "abc":
    ActivityFactory(mission=mission, lead=agency, key=key)
ObjectiveFactory(mission=mission, key="O1")
user = MembershipFactory(mission=mission, role="planner").user
MembershipFactory(mission=mission, user=user, role="agency_editor", agency=agency)
ApiTokenFactory(user=user, text="np_example", scope="write")
"""
BY_PYTHON = """\
made: 201 again: True
changed: 200
stale: 412
linked: 201
report: 202
ready: ready True
table: key
taken out: 204
closed: 200
"""
BY_SHELL = """\
200
202
key
200
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A server with a mission, which carries jobs itself."""
    folder, port = tmp_path_factory.mktemp("examples"), free_port()
    env = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "NEXUSPLAN_LOCAL": "1",
        "NEXUSPLAN_VAR": str(folder),
        "NEXUSPLAN_PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "nexusplan.settings",
    }
    shutil.copy(tables.sqlite_file(), folder / "nexusplan.sqlite3")
    subprocess.run([sys.executable, "-c", MADE], cwd=ROOT, env=env, check=True)
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "nexusplan.wsgi"]
    server = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_ready(url, server)
        # The first page that a server answers starts what carries jobs.
        urllib.request.urlopen(f"{url}/accounts/login/").close()  # noqa: S310 - of this machine
        yield url
    finally:
        server.terminate()
        server.wait(30)


def told(site, *command):
    done = subprocess.run(
        [*command[:2], site, "KARO", "AGA", "O1"],
        env={"TOKEN": "np_example", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_example_in_python_does_what_it_says(site):
    counted, rest = told(site, sys.executable, str(EXAMPLES / "client.py")).split("\n", 1)
    assert int(counted.removeprefix("activities: ")) >= 3
    assert rest == BY_PYTHON


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
def test_the_example_by_curl_does_what_it_says(site):
    assert told(site, "sh", str(EXAMPLES / "client.sh")).split("\n", 1)[1] == BY_SHELL
