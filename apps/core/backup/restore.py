"""`manage.py restore`: a backup into an empty database, all of it or nothing."""

import contextlib
import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.core.backup import rows, tables
from apps.core.backup.archive import MEDIA, TABLES, Archive, BackupRefused, Member, opened
from apps.core.backup.take import fingerprint, media_files

BY_MIGRATING = {"auth.Permission", "contenttypes.ContentType"}
"""What an empty database holds as soon as it has tables."""


def restore(path: Path) -> tuple[dict[str, Member], bool]:
    """(what was restored, whether this installation's secret key is the one it was taken with).

    Reads the whole file before the first write; afterwards reads every row back and compares digests, in the
    same transaction. Raises BackupRefused, with nothing stored, for a file that is not whole or not of this
    version and for a database or media folder that is not empty.
    """
    with opened(path) as archive:
        _check_version(archive)
        _check_media(archive)
        if tables.is_bare():
            call_command("migrate", verbosity=0, interactive=False)
        here, known = tables.migrations()
        if here != known:
            raise BackupRefused(
                _("The tables of this version are not in the database: run ./np manage migrate first.")
            )
        with contextlib.ExitStack() as undo:
            with transaction.atomic(durable=True):
                _store_rows(archive)
                _compare(archive)
                placed: list[Path] = []
                undo.callback(_take_away, placed)
                _place_media(archive, placed)
            undo.pop_all()  # the commit, too, went well: the files stay
        ContentType.objects.clear_cache()
        keys = {fingerprint(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)}
        return archive.members, archive.head["key"] in keys


def _check_version(archive: Archive) -> None:
    """The file has the tables of this code, column for column."""
    known, stated = tables.migrations()[1], set(archive.head["migrations"])
    version = archive.head["app_version"]
    if missing := sorted(known - stated):
        message = _(
            "The backup is of version %(version)s and lacks %(migration)s: restore it with that version, "
            "then upgrade."
        )
        raise BackupRefused(message % {"version": version, "migration": missing[0]})
    if unknown := sorted(stated - known):
        message = _(
            "The backup is of version %(version)s and has %(migration)s, which this version does not know: "
            "install that version here, then restore."
        )
        raise BackupRefused(message % {"version": version, "migration": unknown[0]})
    expected = {f"{model._meta.db_table}.jsonl": rows.columns(model) for model in rows.kept()}
    found = {name: member.columns for name, member in archive.under(TABLES).items()}
    for name in sorted({*expected, *found}):
        if found.get(name) != expected.get(name):
            message = _("%(name)s in the backup has other columns than the tables of this version.")
            raise BackupRefused(message % {"name": TABLES + name})


def _check_media(archive: Archive) -> None:
    if not archive.under(MEDIA):
        return
    if not settings.MEDIA_ROOT:
        raise BackupRefused(_("The backup holds uploaded files, but MEDIA_ROOT names no folder for them."))
    if media_files():
        message = _("The folder %(folder)s is not empty: a backup goes into an empty one only.")
        raise BackupRefused(message % {"folder": settings.MEDIA_ROOT})


def _store_rows(archive: Archive) -> None:
    models = rows.kept()
    tables.lock(models)
    for model in models:
        if model._meta.label in BY_MIGRATING:
            continue
        if QuerySet(model).exists():
            message = _(
                "The database is not empty (%(table)s has rows): a backup goes into an empty one only."
            )
            raise BackupRefused(message % {"table": model._meta.db_table})
    table = ""
    try:
        with tables.triggers_aside():
            for model in models:
                if model._meta.label in BY_MIGRATING:
                    tables.clear(model)
            for model in models:
                table = model._meta.db_table
                name = f"{TABLES}{table}.jsonl"
                rows.store(model, archive.lines(name))
                last = archive.members[name].last_id
                if last is not None:
                    tables.set_last_id(model, last)
    except (DatabaseError, ValidationError, ValueError, TypeError) as error:
        message = _("The rows of %(table)s cannot be stored: %(reason)s Nothing was restored.")
        raise BackupRefused(message % {"table": table, "reason": f"{error}".partition("\n")[0]}) from error


def _compare(archive: Archive) -> None:
    for model in rows.kept():
        member = archive.members[f"{TABLES}{model._meta.db_table}.jsonl"]
        if rows.digest(model) != (member.rows, member.sha256):
            message = _("The rows of %(table)s read otherwise here than in the backup. Nothing was restored.")
            raise BackupRefused(message % {"table": model._meta.db_table})


def _place_media(archive: Archive, placed: list[Path]) -> None:
    """Put the uploaded files into their folder, and each that stands there into `placed`.

    They are unpacked within the folder, because it may be a volume of its own, and moved when all are there.
    """
    names = archive.under(MEDIA)
    if not names:
        return
    root = Path(settings.MEDIA_ROOT)
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".restoring-", dir=root) as folder:
            for name in names:
                unpacked = Path(folder, name)
                unpacked.parent.mkdir(parents=True, exist_ok=True)
                with unpacked.open("xb") as out:
                    out.writelines(archive.pieces(MEDIA + name))
            for name in names:
                target = root / name
                target.parent.mkdir(parents=True, exist_ok=True)
                Path(folder, name).rename(target)
                placed.append(target)
    except OSError as error:
        message = _("The folder %(folder)s cannot be written: %(reason)s. Nothing was restored.")
        raise BackupRefused(message % {"folder": root, "reason": error.strerror}) from error


def _take_away(placed: list[Path]) -> None:
    for target in placed:
        target.unlink(missing_ok=True)
