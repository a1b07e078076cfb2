"""The file of a backup: a zip whose manifest names every member, sealed by a digest over all of its bytes.

The members come first, the manifest (`manifest.json`) last, because it holds what is known only when they are
written. The zip's comment, its very last bytes, is the SHA-256 of everything before them: no byte of the file
can change unnoticed, and a file that was cut off has no seal at all.
"""

import contextlib
import hashlib
import json
import os
import re
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.utils.translation import gettext as _

FORMAT = "nexusplan backup"
VERSION = 1
MANIFEST = "manifest.json"
TABLES = "tables/"
MEDIA = "media/"
SEAL = re.compile(rb"sha256:([0-9a-f]{64})")
SEAL_LENGTH = 71
PIECE = 1 << 20
MOST_MANIFEST = 1 << 28
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What zipfile raises for a file that is no zip, or that needs a password or an unknown compression."""


class BackupRefused(Exception):
    """Why nothing was written: one sentence for people."""


@dataclass(frozen=True)
class Member:
    """What the manifest says of a member. Size in bytes; a table also has columns, rows and the last number
    that the database gave out there (None where it numbers no rows)."""

    sha256: str
    size: int
    columns: list[str] | None = None
    rows: int | None = None
    last_id: int | None = None


class Writer:
    """Takes members one after the other; the manifest is written by `written`."""

    def __init__(self, out: zipfile.ZipFile) -> None:
        self.out = out
        self.members: dict[str, Member] = {}
        self.head: dict[str, Any] = {}

    def add(
        self,
        name: str,
        pieces: Iterable[bytes],
        *,
        columns: list[str] | None = None,
        last_id: int | None = None,
    ) -> None:
        """Write a member as it comes. With `columns` it is a table, and each piece is a row."""
        digest, size, count = hashlib.sha256(), 0, 0
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        with self.out.open(info, "w", force_zip64=True) as member:
            for piece in pieces:
                member.write(piece)
                digest.update(piece)
                size += len(piece)
                count += 1
        rows = None if columns is None else count
        self.members[name] = Member(digest.hexdigest(), size, columns, rows, last_id)


class Archive:
    """A backup whose every member has been read and found to be what the manifest says."""

    def __init__(self, source: zipfile.ZipFile, head: dict[str, Any], members: dict[str, Member]) -> None:
        self.source = source
        self.head = head
        self.members = members

    def under(self, folder: str) -> dict[str, Member]:
        """The members of `tables/` or `media/`, by their name within it."""
        return {
            name.removeprefix(folder): member
            for name, member in self.members.items()
            if name.startswith(folder)
        }

    def lines(self, name: str) -> Iterator[bytes]:
        """The rows of a table, one at a time."""
        with self.source.open(name) as member:
            yield from member

    def pieces(self, name: str) -> Iterator[bytes]:
        """A member's bytes, one MiB at a time."""
        with self.source.open(name) as member:
            while piece := member.read(PIECE):
                yield piece


@contextlib.contextmanager
def written(path: Path) -> Iterator[Writer]:
    """Write a backup beside `path`, read it back, and only then put it in place; readable by its owner only.

    The caller fills `head` and adds the members. Raises BackupRefused where the place cannot be written.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    part = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
                writer = Writer(out)
                yield writer
                manifest = {"format": FORMAT, "version": VERSION, **writer.head}
                manifest["members"] = {name: _stated(member) for name, member in writer.members.items()}
                out.writestr(MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False))
                out.comment = b"-" * SEAL_LENGTH
            seal(file)
            os.fsync(file.fileno())
        with opened(part):
            pass
        part.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def seal(file: IO[bytes]) -> None:
    """Put the digest of all that stands before it into the place of the zip's comment."""
    end = file.seek(-SEAL_LENGTH, os.SEEK_END)
    digest = _digest(file, end)
    file.seek(end)
    file.write(b"sha256:" + digest.encode())
    file.flush()


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The backup at `path`, read from end to end. Raises BackupRefused for anything that is not whole."""
    try:
        file = path.open("rb")
    except OSError as error:
        message = _("%(file)s cannot be read: %(reason)s.")
        raise BackupRefused(message % {"file": path, "reason": error.strerror}) from error
    with file:
        _check_seal(file, path)
        try:
            source = zipfile.ZipFile(file)
        except UNREADABLE as error:
            raise _no_backup(path) from error
        with source:
            head, members = _manifest(source, path)
            _check_names(source, members)
            for name, member in members.items():
                _check_member(source, name, member)
            yield Archive(source, head, members)


def _check_seal(file: IO[bytes], path: Path) -> None:
    if file.read(4) != b"PK\x03\x04":
        raise _no_backup(path)
    end = max(file.seek(0, os.SEEK_END) - SEAL_LENGTH, 0)
    file.seek(end)
    stated = SEAL.fullmatch(file.read())
    if stated is None:
        raise BackupRefused(_("%(file)s is cut off, damaged, or no backup of nexusplan.") % {"file": path})
    if _digest(file, end).encode() != stated[1]:
        raise BackupRefused(
            _("%(file)s is damaged: its digest is not the one written at its end.") % {"file": path}
        )
    file.seek(0)


def _digest(file: IO[bytes], end: int) -> str:
    """SHA-256 of the bytes before `end`."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(min(PIECE, end - file.tell())):
        digest.update(piece)
    return digest.hexdigest()


def _manifest(source: zipfile.ZipFile, path: Path) -> tuple[dict[str, Any], dict[str, Member]]:
    try:
        if source.getinfo(MANIFEST).file_size > MOST_MANIFEST:
            raise _no_backup(path)
        head = json.loads(source.read(MANIFEST))
    except (KeyError, *UNREADABLE) as error:
        raise _no_backup(path) from error
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise _no_backup(path)
    if head.get("version") != VERSION:
        message = _("%(file)s has format %(found)s of backups; this version of nexusplan reads %(known)s.")
        raise BackupRefused(message % {"file": path, "found": head.get("version"), "known": VERSION})
    try:
        members = {str(name): Member(**stated) for name, stated in head.pop("members").items()}
        head["migrations"] = [str(name) for name in head["migrations"]]
        head["key"] = str(head["key"])
        head["app_version"] = str(head["app_version"])
    except (KeyError, TypeError, AttributeError) as error:
        raise _no_backup(path) from error
    return head, members


def _check_names(source: zipfile.ZipFile, members: dict[str, Member]) -> None:
    """Every member is named once on both sides and has its place within tables/ or media/."""
    found = Counter(source.namelist())
    found.subtract([MANIFEST])
    for name in sorted({*found, *members}):
        if name == MANIFEST and found[name] == 0 and name not in members:
            continue
        if not _has_its_place(name):
            raise BackupRefused(_("The backup holds %(name)s, which has no place in one.") % {"name": name})
        if name not in members or found[name] > 1:
            raise BackupRefused(
                _("The backup holds %(name)s, which its manifest does not name.") % {"name": name}
            )
        if found[name] == 0:
            raise BackupRefused(_("The backup lacks %(name)s.") % {"name": name})


def _has_its_place(name: str) -> bool:
    """tables/NAME.jsonl or media/ with folders; nothing that leads out of them, on any system."""
    if not name.isprintable() or any(sign in name for sign in "\\:"):
        return False
    parts = PurePosixPath(name).parts
    if name != "/".join(parts) or ".." in parts:
        return False
    if parts[0] == "tables":
        return len(parts) == 2 and name.endswith(".jsonl")
    return parts[0] == "media" and len(parts) > 1


def _check_member(source: zipfile.ZipFile, name: str, member: Member) -> None:
    """Reads no further than the stated size."""
    digest, size, rows = hashlib.sha256(), 0, 0
    try:
        with source.open(name) as content:
            while piece := content.read(PIECE):
                size += len(piece)
                if size > member.size:
                    break
                digest.update(piece)
                rows += piece.count(b"\n")
    except UNREADABLE as error:
        raise BackupRefused(
            _("%(name)s in the backup is damaged and cannot be read.") % {"name": name}
        ) from error
    if size != member.size:
        message = (
            _("%(name)s in the backup is bigger than its manifest says.")
            if size > member.size
            else _("%(name)s in the backup is smaller than its manifest says.")
        )
        raise BackupRefused(message % {"name": name})
    if digest.hexdigest() != member.sha256 or member.rows not in {None, rows}:
        raise BackupRefused(
            _("%(name)s in the backup is damaged: it is not what the manifest says.") % {"name": name}
        )


def _stated(member: Member) -> dict[str, Any]:
    return {key: value for key, value in asdict(member).items() if value is not None}


def _no_backup(path: Path) -> BackupRefused:
    return BackupRefused(_("%(file)s is no backup of nexusplan.") % {"file": path})


def _unwritable(path: Path, error: OSError) -> BackupRefused:
    message = _("%(file)s cannot be written: %(reason)s.")
    return BackupRefused(message % {"file": path, "reason": error.strerror or error})
