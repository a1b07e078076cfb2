import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.backup.archive import BackupRefused
from apps.core.backup.take import take


class Command(BaseCommand):
    """Exit status: 0 done, 1 no backup was written, for the reason said."""

    requires_system_checks: list[str] = []  # the pages of this product are no part of a file
    help = (
        "Write the database and the uploaded files into one file, while people go on working. The file "
        "is read back before it gets its name. It holds no setting: keep SECRET_KEY apart from it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to write, such as nexusplan-2026-11-22.zip")

    def handle(self, *_args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            members = take(options["file"], at=timezone.now())
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        message = _(
            "%(file)s: %(rows)d rows of %(tables)d tables and %(files)d uploaded files, written and read "
            "back in %(seconds).1f s. Keep SECRET_KEY in another place: without it, second "
            "factors cannot be read."
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
