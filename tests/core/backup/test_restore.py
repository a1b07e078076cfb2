"""A backup of everything goes into an empty database and is the same there; into any other it does not go."""

import hashlib
import io
import json
import os
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as current
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.core.backup import rows, tables
from apps.core.backup.archive import BackupRefused, opened
from apps.core.backup.restore import BY_MIGRATING, restore
from apps.core.backup.take import take
from apps.exchange.services import import_bundle
from apps.frameworks.models import FrameworkVersion
from tests import written
from tests.core.backup.conftest import ROOT, empty
from tests.core.backup.test_archive import rebuilt
from tests.exchange.documents import full_document
from tests.test_factories import FACTORIES

SESSION = "a-key-that-opens-somebodys-session"
AT = timezone.now()


def digests():
    return {model._meta.label: rows.digest(model) for model in rows.kept()}


def filled_tables():
    return {label for label, (count, _sha256) in digests().items() if count}


def triggers():
    question = (
        "SELECT tgname, tgrelid::regclass::text, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger "
        "WHERE NOT tgisinternal ORDER BY 1, 2"
        if connection.vendor == "postgresql"
        else "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


@pytest.fixture
def media(tmp_path, settings) -> Path:
    folder = tmp_path / "media"
    settings.MEDIA_ROOT = str(folder)
    return folder


@pytest.fixture
def filled(database, media):
    """Some rows, of which one is gone, a session, and two uploaded files."""
    Group.objects.create(name="kept")
    Session.objects.create(session_key=SESSION, session_data="x", expire_date=AT)
    Group.objects.create(name="gone")
    Group.objects.all().delete()
    (media / "2026").mkdir(parents=True)
    (media / "2026" / "photo é.jpg").write_bytes(bytes(range(256)) * 10_000)
    (media / "empty.txt").touch()


@pytest.fixture
def backup(filled, tmp_path) -> Path:
    path = tmp_path / "backup.zip"
    take(path, at=AT)
    return path


@pytest.fixture
def emptied(backup, media) -> Path:
    """The backup, and nothing else left."""
    empty()
    (media / "2026" / "photo é.jpg").unlink()
    (media / "empty.txt").unlink()
    return backup


def refusal(path: Path) -> str:
    """What a restore says that changes nothing."""
    before = digests()
    with pytest.raises(BackupRefused) as caught:
        restore(path)
    assert digests() == before
    return str(caught.value)


def test_everything_comes_back_as_it_was(filled, media, tmp_path):
    """With a row in every table, and a mission with an adopted version."""
    import_bundle(by=None, document=full_document(), at=AT)
    for factory in FACTORIES:
        factory()
    assert {factory._meta.model._meta.label for factory in FACTORIES} <= filled_tables() | rows.LEFT_OUT
    path = tmp_path / "backup.zip"
    before, guards, numbers = digests(), triggers(), tables.last_ids()
    files = {file: file.read_bytes() for file in media.rglob("*") if file.is_file()}
    members = take(path, at=AT)
    assert {name: (member.rows, member.sha256) for name, member in members.items() if member.columns} == {
        f"tables/{apps.get_model(label)._meta.db_table}.jsonl": digest for label, digest in before.items()
    }

    # The kinds of rows come back with other numbers: what was logged before would be read by them.
    written.now.rows.clear()
    empty()
    for file in files:
        file.unlink()
    assert filled_tables() == BY_MIGRATING
    ContentType.objects.create(app_label="earlier", model="earlier")
    assert restore(path) == (members, True)

    assert digests() == before
    assert {file: file.read_bytes() for file in media.rglob("*") if file.is_file()} == files
    assert triggers() == guards
    assert guards
    assert {table: last for table, last in tables.last_ids().items() if table in numbers} == {
        table: last for table, last in numbers.items() if table != "django_session"
    }
    with pytest.raises(DatabaseError, match="This version of the framework is adopted"), transaction.atomic():
        QuerySet(FrameworkVersion).filter(key="framework_versions-1").update(vision="another")


def test_a_number_is_not_given_twice(emptied):
    with opened(emptied) as archive:
        last = archive.members["tables/auth_group.jsonl"].last_id
    assert last is not None
    restore(emptied)
    assert Group.objects.create(name="new").pk == last + 1


def test_what_is_left_out_exists():
    assert {apps.get_model(label)._meta.label for label in rows.LEFT_OUT} == rows.LEFT_OUT


def test_the_file_holds_no_secret_and_opens_no_session(backup):
    with opened(backup) as archive:
        content = b"".join(piece for name in archive.members for piece in archive.pieces(name))
        content += json.dumps(archive.head).encode()
    assert current.SECRET_KEY.encode() not in content
    assert SESSION.encode() not in content


def test_another_secret_key_is_told(emptied, settings):
    key = settings.SECRET_KEY
    settings.SECRET_KEY = "another" * 10
    assert restore(emptied)[1] is False
    empty()
    for file in Path(settings.MEDIA_ROOT).rglob("*.*"):
        file.unlink()
    settings.SECRET_KEY_FALLBACKS = [key]
    assert restore(emptied)[1] is True


def test_not_into_a_database_with_rows(emptied):
    Group.objects.create(name="somebody was here")
    sentence = "The database is not empty (auditlog_logentry has rows): a backup goes into an empty one only."
    assert refusal(emptied) == sentence


def test_not_into_a_folder_with_files(emptied, media):
    (media / "here").touch()
    assert refusal(emptied) == f"The folder {media} is not empty: a backup goes into an empty one only."
    assert [file for file in media.rglob("*") if file.is_file()] == [media / "here"]


def test_not_without_a_folder_for_files(emptied, settings):
    settings.MEDIA_ROOT = ""
    assert refusal(emptied) == "The backup holds uploaded files, but MEDIA_ROOT names no folder for them."


def test_not_where_the_folder_cannot_be_written(emptied, media, settings):
    settings.MEDIA_ROOT = str(emptied / "media")
    assert refusal(emptied) == (
        f"The folder {emptied / 'media'} cannot be written: Not a directory. Nothing was restored."
    )


def later(members, manifest):
    manifest["migrations"].append("core.9999_later")
    manifest["app_version"] = "9.9"


def earlier(members, manifest):
    manifest["migrations"].remove("core.0002_heartbeat")


def other_columns(members, manifest):
    manifest["members"]["tables/auth_group.jsonl"]["columns"] = ["id"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            later,
            (
                "The backup is of version 9.9 and has core.9999_later, which this version does not know: "
                "install that version here, then restore."
            ),
        ),
        (
            earlier,
            (
                f"The backup is of version {current.VERSION} and lacks core.0002_heartbeat: restore it with "
                "that version, then upgrade."
            ),
        ),
        (
            other_columns,
            "tables/auth_group.jsonl in the backup has other columns than the tables of this version.",
        ),
    ],
)
def test_not_from_another_version(emptied, change, sentence):
    assert refusal(rebuilt(emptied, change)) == sentence


def with_rows(table, *lines):
    """A change of the file that puts other rows into a table, with the digests that go with them."""

    def change(members, manifest):
        name, content = f"tables/{table}.jsonl", b"".join(lines)
        manifest["members"][name] |= {
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "rows": len(lines),
        }
        return [(given, content if given == name else old) for given, old in members]

    return change


@pytest.mark.parametrize(
    ("change", "start"),
    [
        (with_rows("auth_group", b'[1,"a"]\n', b'[1,"b"]\n'), "The rows of auth_group cannot be stored: "),
        (with_rows("auth_group", b'[1,"a",2]\n'), "The rows of auth_group cannot be stored: "),
        (with_rows("auth_group", b"[1,\n"), "The rows of auth_group cannot be stored: "),
        (with_rows("auth_group", b'["one","a"]\n'), "The rows of auth_group cannot be stored: "),
        (with_rows("auth_group_permissions", b"[1,1,1]\n"), "The rows of "),
        (with_rows("auth_group", b'[1, "a"]\n'), "The rows of auth_group read otherwise here than in the "),
    ],
    ids=["twice", "too long", "no JSON", "no number", "refers to nothing", "read back otherwise"],
)
def test_rows_that_do_not_fit_leave_the_database_empty(emptied, media, change, start):
    said = refusal(rebuilt(emptied, change))
    assert said.startswith(start)
    assert said.endswith("Nothing was restored.")
    assert [file for file in media.rglob("*") if file.is_file()] == []
    assert triggers()


def test_files_go_again_where_the_commit_fails(emptied, media, monkeypatch):
    def fail():
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(connection, "_commit", fail)
    with pytest.raises(DatabaseError):
        restore(emptied)
    monkeypatch.undo()
    assert [file for file in media.rglob("*") if file.is_file()] == []
    assert filled_tables() == BY_MIGRATING


def test_the_commands_say_what_they_did(filled, media, tmp_path):
    path = tmp_path / "backup.zip"
    out, err = io.StringIO(), io.StringIO()
    call_command("backup", str(path), stdout=out)
    assert out.getvalue().startswith(f"{path}: ")
    assert "2 uploaded files, written and read back in" in out.getvalue()
    with pytest.raises(CommandError, match="is not empty") as caught:
        call_command("restore", str(path))
    assert caught.value.returncode == 1

    empty()
    for file in media.rglob("*.*"):
        file.unlink()
    call_command("restore", str(path), stdout=out, stderr=err)
    assert "Everybody signs in again." in out.getvalue()
    assert err.getvalue() == ""


def test_an_uploaded_file_that_cannot_be_read_fails_the_backup(filled, media, tmp_path, monkeypatch):
    path = tmp_path / "backup.zip"
    (media / "empty.txt").unlink()
    os.mkfifo(media / "pipe")
    take(path, at=AT)  # what is no file is not copied
    monkeypatch.setattr("apps.core.backup.take.media_files", lambda: [media / "gone"])
    path.unlink()
    with pytest.raises(
        CommandError, match=r"gone cannot be read: No such file or directory\. Back up again\."
    ):
        call_command("backup", str(path))
    assert not path.exists()


def test_the_version_is_that_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == current.VERSION
