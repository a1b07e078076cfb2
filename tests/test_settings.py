"""A wrong or missing setting stops the start and is named. Each case reads them in a fresh process."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SERVER = {
    "SECRET_KEY": "0123456789" * 5,
    "ALLOWED_HOSTS": "plan.example.org",
    "DATABASE_URL": "postgres://plan:secret-word@127.0.0.1:5432/plan",
    "EMAIL_URL": "smtp+tls://plan:secret-word@mail.example.org:587",
}
MACHINE = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


def start(environment: dict[str, str], show: str = "''") -> tuple[int, str]:
    """(exit code, last line) of a process that reads the settings and prints the expression `show`."""
    done = subprocess.run(
        [sys.executable, "-c", f"import nexusplan.settings as s; print({show})"],
        cwd=ROOT,
        env=MACHINE | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert "secret-word" not in done.stderr
    return done.returncode, (done.stdout + done.stderr).strip().rpartition("\n")[2]


def test_a_server_with_every_required_setting_starts():
    assert start(SERVER) == (0, "")


def test_a_local_machine_needs_no_setting():
    assert start({"NEXUSPLAN_LOCAL": "1", "NEXUSPLAN_DEMO": "1"}) == (0, "")


@pytest.mark.parametrize("name", sorted(SERVER))
@pytest.mark.parametrize("how", ["missing", "empty"])
def test_a_setting_that_is_not_there_is_named(name, how):
    environment = {key: value for key, value in SERVER.items() if key != name}
    if how == "empty":
        environment[name] = ""
    code, line = start(environment)
    assert code == 1
    assert line.endswith(f"{name} is not set. docs/operations.md says what belongs there.")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "too-short", "SECRET_KEY is shorter than 50 characters"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS takes names"),
        ("ALLOWED_HOSTS", "https://plan.example.org", "ALLOWED_HOSTS takes names"),
        ("CSRF_TRUSTED_ORIGINS", "plan.example.org", "CSRF_TRUSTED_ORIGINS takes addresses"),
        ("DATABASE_URL", "plan", "DATABASE_URL cannot be read"),
        ("DATABASE_URL", "mysql://plan:secret-word@db/plan", "DATABASE_URL cannot be read"),
        ("DATABASE_URL", "postgres://plan:secret-word@db:port/plan", "DATABASE_URL cannot be read"),
        ("DATABASE_POOL_SIZE", "many", "DATABASE_POOL_SIZE must be a whole number"),
        ("DATABASE_POOL_SIZE", "0", "DATABASE_POOL_SIZE must be a whole number from 1 to 10000"),
        ("WEB_CONCURRENCY", "abc", "WEB_CONCURRENCY must be a whole number from 1 to 10000"),
        ("WEB_THREADS", "2.5", "WEB_THREADS must be a whole number from 1 to 10000"),
        ("NEXUSPLAN_PORT", "99999", "NEXUSPLAN_PORT must be a whole number from 1 to 65535"),
        ("NEXUSPLAN_JOBS_DEBOUNCE", "-1", "NEXUSPLAN_JOBS_DEBOUNCE must be a number of 0 or more"),
        ("REDIS_URL", "localhost:6379", "REDIS_URL cannot be read"),
        ("REDIS_URL", "http://:secret-word@localhost:6379", "REDIS_URL cannot be read"),
        ("CELERY_BROKER_URL", "kafka://localhost", "CELERY_BROKER_URL cannot be read"),
        ("EMAIL_URL", "mail.example.org", "EMAIL_URL cannot be read"),
        ("EMAIL_URL", "smtp+tls://plan:secret-word@mail:port", "EMAIL_URL cannot be read"),
        ("VIRUS_SCANNER", "clamav:3310", "VIRUS_SCANNER cannot be read"),
        ("BREACHED_PASSWORDS", "/nowhere/at/all", "BREACHED_PASSWORDS names no file that can be read"),
        ("SECURE_SSL_REDIRECT", "ture", "SECURE_SSL_REDIRECT must be 1 or 0"),
        ("BEHIND_PROXY", "maybe", "BEHIND_PROXY must be 1 or 0"),
        ("NEXUSPLAN_JOBS_THREAD", "2", "NEXUSPLAN_JOBS_THREAD must be 1 or 0"),
        ("NEXUSPLAN_JOBS_DEBOUNCE", "soon", "NEXUSPLAN_JOBS_DEBOUNCE must be a number"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be"),
        ("NEXUSPLAN_DEMO", "1", "NEXUSPLAN_DEMO=1 without NEXUSPLAN_LOCAL=1"),
    ],
)
def test_a_wrong_setting_is_named(name, value, sentence):
    code, line = start(SERVER | {name: value})
    assert code == 1
    assert sentence in line


def run(*command: str, **environment: str) -> tuple[int, str]:
    """(exit code, everything said on standard error) of a command with these settings and no others."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=MACHINE | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return done.returncode, done.stderr


GUNICORN = ("-m", "gunicorn", "--config", "gunicorn.conf.py", "nexusplan.wsgi")


@pytest.mark.parametrize("command", [("manage.py", "check"), GUNICORN])
def test_all_that_is_wrong_is_named_at_once_and_without_a_traceback(command):
    code, said = run(*command, **SERVER | {"SECRET_KEY": "", "WEB_THREADS": "abc", "LOG_LEVEL": "loud"})
    assert code == 1
    assert said.splitlines() == [
        "Without NEXUSPLAN_LOCAL=1 this is a server. On a machine of your own use ./np.",
        "SECRET_KEY is not set. docs/operations.md says what belongs there.",
        "LOG_LEVEL must be DEBUG, INFO, WARNING, ERROR or CRITICAL.",
        "WEB_THREADS must be a whole number from 1 to 10000.",
    ]


@pytest.mark.parametrize("word", ["1", "yes", "On", "true"])
def test_a_switch_takes_the_words_that_the_manual_names(word):
    assert start(SERVER | {"BEHIND_PROXY": word}, "hasattr(s, 'SECURE_PROXY_SSL_HEADER')") == (0, "True")


COMMANDS = [
    ("assess", "KARO", "--as-of", "2026-01-01"),
    ("bundle", "import", "demo/karo.bundle.json"),
    ("bundle", "export", "KARO", "-"),
    ("setup", "--email=a@example.org", "--mission-code=A", "--mission-name=A", "--currency=USD"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:2]))
def test_a_command_says_that_the_tables_are_not_there_yet(tmp_path, command):
    place = {"NEXUSPLAN_LOCAL": "1", "NEXUSPLAN_VAR": str(tmp_path)}
    code, said = run("manage.py", *command, NEXUSPLAN_ADMIN_PASSWORD="long enough to pass", **place)
    assert (code, said.strip()) == (
        1,
        "The tables of this version are not in the database: run ./np manage migrate or ./np demo first.",
    )


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"NEXUSPLAN_VAR": "/nowhere/at/all"}, "There is no folder /nowhere/at/all (NEXUSPLAN_VAR)."),
        ({"DATABASE_URL": "postgres://a:secret-word@127.0.0.1:1/a"}, "does not answer: connection failed"),
    ],
)
def test_a_command_says_that_the_database_is_out_of_reach(setting, sentence):
    code, said = run("manage.py", "bundle", "export", "KARO", "-", NEXUSPLAN_LOCAL="1", **setting)
    assert (code, len(said.splitlines())) == (1, 1)
    assert sentence in said
    assert "secret-word" not in said


def test_options_in_the_address_of_the_database_are_kept():
    environment = SERVER | {"DATABASE_URL": SERVER["DATABASE_URL"] + "?sslmode=verify-full"}
    options = "sorted(s.DATABASES['default']['OPTIONS'].items())[-1]"
    assert start(environment, options) == (0, "('sslmode', 'verify-full')")


def test_a_folder_with_spaces_and_signs_holds_the_local_database():
    environment = {"NEXUSPLAN_LOCAL": "1", "NEXUSPLAN_VAR": "/srv/a folder #1 100%"}
    name = "s.DATABASES['default']['NAME']"
    assert start(environment, name) == (0, "/srv/a folder #1 100%/nexusplan.sqlite3")


def test_forwarded_headers_count_only_behind_a_proxy():
    show = "hasattr(s, 'SECURE_PROXY_SSL_HEADER'), hasattr(s, 'ALLAUTH_TRUSTED_PROXY_COUNT')"
    assert start(SERVER, show) == (0, "False False")
    assert start(SERVER | {"BEHIND_PROXY": "1"}, show) == (0, "True True")


def settings_read() -> set[str]:
    """The names of the environment that settings.py reads."""
    source = (ROOT / "nexusplan/settings.py").read_text()
    reader = r"(?:env\.str|flag|number|whole|listed|required|checked)"
    calls = re.findall(reader + r"\(\s*[\"']([A-Z_]+)[\"']", source)
    return set(calls)


def documented() -> set[str]:
    """The names in the first column of the tables of docs/operations.md."""
    text = (ROOT / "docs/operations.md").read_text()
    return set(re.findall(r"^\| `([A-Z_]+)`", text, flags=re.MULTILINE))


def test_every_setting_is_documented_and_nothing_else():
    assert settings_read() == documented()
