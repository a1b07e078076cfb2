import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.core.backup.archive import BackupRefused
from apps.core.backup.restore import restore


class Command(BaseCommand):
    """Exit status: 0 done, 1 nothing was restored, for the reason said."""

    requires_system_checks: list[str] = []  # the pages of this product are no part of a file
    help = (
        "Put a backup into an empty database, of the same kind or the other. All of it is checked before "
        "anything is written, and read back and compared before it counts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file that `backup` wrote")

    def handle(self, *_args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            members, same_key = restore(options["file"])
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        message = _(
            "%(file)s: %(rows)d rows of %(tables)d tables and %(files)d uploaded files, restored and "
            "compared in %(seconds).1f s. Everybody signs in again."
        )
        tables = [member.rows for member in members.values() if member.rows is not None]
        self.stdout.write(
            message
            % {
                "file": options["file"],
                "rows": sum(tables),
                "tables": len(tables),
                "files": len(members) - len(tables),
                "seconds": time.monotonic() - began,
            }
        )
        if not same_key:
            self.stderr.write(
                _(
                    "The backup was taken with another SECRET_KEY: name that key in SECRET_KEY_FALLBACKS, or "
                    "second factors cannot be read."
                )
            )
