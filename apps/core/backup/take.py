"""`manage.py backup`: everything that is needed to go on elsewhere, at one moment, in one file."""

import datetime
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from apps.core import database
from apps.core.backup import rows, tables
from apps.core.backup.archive import MEDIA, PIECE, TABLES, BackupRefused, Member, written


def take(path: Path, *, at: datetime.datetime) -> dict[str, Member]:
    """Write the backup and return its members. Raises BackupRefused where it cannot be whole.

    One query for each table. Files are copied after the rows: what a row names was there before it.
    """
    if database.migrations_wait():
        raise BackupRefused(
            _("The tables are not those of this version: run ./np manage migrate first, then back up.")
        )
    with written(path) as writer:
        with tables.snapshot():
            numbers = tables.last_ids()
            writer.head = {
                "app_version": settings.VERSION,
                "taken_at": at.isoformat(),
                "database": connection.vendor,
                "migrations": sorted(tables.migrations()[0]),
                "settings": settings.SETTINGS_GIVEN,
                "key": fingerprint(settings.SECRET_KEY),
                "left_out": sorted(rows.LEFT_OUT),
            }
            for model in rows.kept():
                table = model._meta.db_table
                writer.add(
                    f"{TABLES}{table}.jsonl",
                    rows.lines(model),
                    columns=rows.columns(model),
                    last_id=numbers.get(table),
                )
        for file in media_files():
            writer.add(MEDIA + file.relative_to(settings.MEDIA_ROOT).as_posix(), _pieces(file))
    return writer.members


def fingerprint(key: str) -> str:
    """Tells two secret keys apart and says nothing else about them."""
    return salted_hmac("nexusplan.backup", "which secret key", secret=key, algorithm="sha256").hexdigest()


def media_files() -> list[Path]:
    """The uploaded files in their order; none where there is no folder for them."""
    if not settings.MEDIA_ROOT:
        return []
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def _pieces(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as source:
            while piece := source.read(PIECE):
                yield piece
    except OSError as error:
        message = _("The uploaded file %(file)s cannot be read: %(reason)s. Back up again.")
        raise BackupRefused(message % {"file": file, "reason": error.strerror}) from error
