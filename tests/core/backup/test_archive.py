"""A backup that is not whole is refused before anything is done with it. No database is needed here."""

import json
import zipfile
from pathlib import Path

import pytest

from apps.core.backup.archive import MANIFEST, SEAL_LENGTH, BackupRefused, opened, seal, written

HEAD = {"app_version": "1", "migrations": ["core.0001_initial"], "key": "k"}


@pytest.fixture
def backup(tmp_path) -> Path:
    path = tmp_path / "backup.zip"
    with written(path) as writer:
        writer.head = dict(HEAD)
        writer.add("tables/a.jsonl", [b"[1]\n", b"[2]\n"], columns=["id"], last_id=7)
        writer.add("tables/b.jsonl", [], columns=["id"])
        writer.add("media/deep/photo.jpg", [b"\0" * 1000, b"end"])
    return path


def refusal(path: Path) -> str:
    with pytest.raises(BackupRefused) as caught, opened(path):
        pass
    return str(caught.value).replace(str(path), "FILE")


def rebuilt(path: Path, change) -> Path:
    """The same file after `change(members, manifest)`, sealed anew: whoever did it knew the format."""
    with zipfile.ZipFile(path) as source:
        members = [(name, source.read(name)) for name in source.namelist()]
    manifest = json.loads(members.pop()[1])
    members = change(members, manifest) or members
    with path.open("w+b") as file:
        with zipfile.ZipFile(file, "w") as out:
            for name, content in members:
                out.writestr(name, content)
            if manifest:
                out.writestr(MANIFEST, json.dumps(manifest))
            out.comment = b"-" * SEAL_LENGTH
        seal(file)
    return path


def test_what_was_written_is_read(backup):
    with opened(backup) as archive:
        assert archive.head == {"format": "nexusplan backup", "version": 1, **HEAD}
        assert list(archive.lines("tables/a.jsonl")) == [b"[1]\n", b"[2]\n"]
        assert {name: member.rows for name, member in archive.under("tables/").items()} == {
            "a.jsonl": 2,
            "b.jsonl": 0,
        }
        assert archive.members["tables/a.jsonl"].last_id == 7
        assert b"".join(archive.pieces("media/deep/photo.jpg")) == b"\0" * 1000 + b"end"
    assert backup.stat().st_mode & 0o777 == 0o600


def test_no_byte_changes_unnoticed(backup):
    whole = backup.read_bytes()
    for place in range(len(whole)):
        backup.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        refusal(backup)


def test_no_end_is_missed(backup):
    whole = backup.read_bytes()
    sentences = set()
    for length in range(len(whole)):
        backup.write_bytes(whole[:length])
        sentences.add(refusal(backup))
    assert sentences == {
        "FILE is no backup of nexusplan.",
        "FILE is cut off, damaged, or no backup of nexusplan.",
    }
    backup.write_bytes(whole + b"\n")
    assert refusal(backup) == "FILE is cut off, damaged, or no backup of nexusplan."


def test_what_is_no_backup_at_all(tmp_path):
    text = tmp_path / "text"
    text.write_text("SELECT 1;")
    assert refusal(text) == "FILE is no backup of nexusplan."
    assert refusal(tmp_path / "nothing") == "FILE cannot be read: No such file or directory."
    assert refusal(tmp_path) == "FILE cannot be read: Is a directory."
    with zipfile.ZipFile(text, "w") as other:
        other.writestr("a", "b")
    assert refusal(text) == "FILE is cut off, damaged, or no backup of nexusplan."


def without_a_table(members, manifest):
    return members[1:]


def with_a_table_more(members, manifest):
    return [*members, ("tables/c.jsonl", b"")]


def with_a_table_twice(members, manifest):
    return [*members, members[0]]


def with_another_row(members, manifest):
    return [("tables/a.jsonl", b"[1]\n[3]\n"), *members[1:]]


def with_a_bigger_file(members, manifest):
    return [*members[:2], ("media/deep/photo.jpg", b"\0" * 10_000_000)]


def with_a_smaller_file(members, manifest):
    return [*members[:2], ("media/deep/photo.jpg", b"\0")]


def with_a_wrong_count(members, manifest):
    manifest["members"]["tables/a.jsonl"]["rows"] = 3


def without_a_manifest(members, manifest):
    manifest.clear()


def without_migrations(members, manifest):
    del manifest["migrations"]


def with_strange_members(members, manifest):
    manifest["members"]["tables/a.jsonl"]["colour"] = "red"


def with_members_in_a_list(members, manifest):
    manifest["members"] = list(manifest["members"])


def of_another_format(members, manifest):
    manifest["format"] = "something else"


def of_a_later_format(members, manifest):
    manifest["version"] = 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (without_a_table, "The backup lacks tables/a.jsonl."),
        (with_a_table_more, "The backup holds tables/c.jsonl, which its manifest does not name."),
        pytest.param(
            with_a_table_twice,
            "The backup holds tables/a.jsonl, which its manifest does not name.",
            marks=pytest.mark.filterwarnings("ignore:Duplicate name"),
        ),
        (with_another_row, "tables/a.jsonl in the backup is damaged: it is not what the manifest says."),
        (with_a_wrong_count, "tables/a.jsonl in the backup is damaged: it is not what the manifest says."),
        (with_a_bigger_file, "media/deep/photo.jpg in the backup is bigger than its manifest says."),
        (with_a_smaller_file, "media/deep/photo.jpg in the backup is smaller than its manifest says."),
        (without_a_manifest, "FILE is no backup of nexusplan."),
        (without_migrations, "FILE is no backup of nexusplan."),
        (with_strange_members, "FILE is no backup of nexusplan."),
        (with_members_in_a_list, "FILE is no backup of nexusplan."),
        (of_another_format, "FILE is no backup of nexusplan."),
        (of_a_later_format, "FILE has format 2 of backups; this version of nexusplan reads 1."),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_file_made_otherwise(backup, change, sentence):
    assert refusal(rebuilt(backup, change)) == sentence


@pytest.mark.parametrize(
    "name",
    [
        "../escaped",
        "media/../../escaped",
        "/etc/passwd",
        "media//x",
        "media/./x",
        "media/",
        "media",
        "media\\..\\x",
        "media/C:x",
        "media/new\nline",
        "tables/deep/a.jsonl",
        "tables/a.csv",
        "elsewhere/x",
    ],
)
def test_a_name_that_leads_elsewhere(backup, name):
    def change(members, manifest):
        manifest["members"][name] = manifest["members"]["tables/b.jsonl"]
        return [*members, (name, b"")]

    assert refusal(rebuilt(backup, change)) == f"The backup holds {name}, which has no place in one."


def test_a_member_that_cannot_be_unpacked(backup):
    content = bytearray(backup.read_bytes())
    start = content.index(b"photo.jpg") + len(b"photo.jpg") + 20  # past the extra field of 64-bit sizes
    content[start : start + 8] = b"\xff" * 8
    backup.write_bytes(content)
    with backup.open("r+b") as file:
        seal(file)
    assert refusal(backup) == "media/deep/photo.jpg in the backup is damaged and cannot be read."


def test_a_backup_that_fails_leaves_the_one_before_it(backup):
    before = backup.read_bytes()
    with pytest.raises(ZeroDivisionError), written(backup) as writer:
        writer.add("tables/a.jsonl", (b"%d\n" % (1 // n) for n in (1, 0)), columns=["id"])
    assert backup.read_bytes() == before
    assert list(backup.parent.iterdir()) == [backup]


def test_a_folder_that_is_not_there(tmp_path):
    refused = pytest.raises(BackupRefused, match=r"cannot be written: No such file or directory\.")
    with refused, written(tmp_path / "nowhere" / "backup.zip"):
        pass
