"""`manage.py bundle import|export|validate`: a whole mission in and out of one file."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.memory import rarely_collected
from apps.exchange.bundle import BundleRefused, Fault, check, read
from apps.exchange.bundle.faults import printable
from apps.exchange.files import write_whole
from apps.exchange.selectors import export_pieces
from apps.exchange.services import ImportReport, import_bundle
from apps.missions.models import Mission

REFUSED, UNUSABLE = 1, 2
STREAM = "-"
SHOWN = 20


class Command(BaseCommand):
    """Exit status: 0 done, 1 the file was refused, 2 there is no such file or mission."""

    requires_system_checks: list[str] = []  # the pages of this product are no part of a file
    help = "Read, check or write a mission bundle (docs/bundle-format.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The three verbs and their options."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        taking = verbs.add_parser("import", help="Store a mission from a file.")
        taking.add_argument("file", help="the bundle, or - for standard input")
        taking.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        taking.add_argument("--replace", action="store_true", help="remove rows that the file does not name")
        taking.add_argument(
            "--overwrite", action="store_true", help="take the file's word over later edits of people"
        )
        giving = verbs.add_parser("export", help="Write a mission to a file.")
        giving.add_argument("code", help="the code of the mission")
        giving.add_argument("file", help="where to write, or - for standard output")
        checking = verbs.add_parser("validate", help="Check a file without a database.")
        checking.add_argument("file", help="the bundle, or - for standard input")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what the verb says."""
        with rarely_collected():
            if options["verb"] == "export":
                self._export(options["code"], options["file"])
            elif options["verb"] == "validate":
                self._validate(options["file"])
            else:
                self._import(options)

    # --- import and validate --------------------------------------------------------------------------------

    def _import(self, options: dict[str, Any]) -> None:
        try:
            report = import_bundle(
                by=None,
                document=read(_bytes_of(options["file"])),
                replace=options["replace"],
                overwrite=options["overwrite"],
                dry_run=options["dry_run"],
                at=timezone.now(),
            )
        except BundleRefused as refused:
            self._refuse(refused.faults)
        self._say(report)

    def _validate(self, file: str) -> None:
        try:
            faults = check(read(_bytes_of(file)))
        except BundleRefused as refused:
            faults = refused.faults
        if faults:
            self._refuse(faults)
        self.stdout.write(_("The file has no faults."))

    def _refuse(self, faults: Iterable[Fault]) -> None:
        listed = list(faults)
        for fault in listed:
            self.stdout.write(printable(f"{fault.pointer or '/'} {fault.code} {fault.message}"))
        message = (
            _("%(count)d faults; nothing was stored.")
            if len(listed) != 1
            else _("%(count)d fault; nothing was stored.")
        )
        raise CommandError(message % {"count": len(listed)}, returncode=REFUSED)

    def _say(self, report: ImportReport) -> None:
        heads = [_("collection"), _("new"), _("changed"), _("same"), _("kept"), _("removed")]
        rows = [[name, *(str(n) for n in counts.values())] for name, counts in report.counts().items()]
        widths = [max(len(row[place]) for row in [heads, *rows]) for place in range(len(heads))]
        for row in [heads, *rows] if rows else []:
            cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
            self.stdout.write("  ".join([row[0].ljust(widths[0]), *cells]))
        if report.mission_changed and not report.mission_is_new:
            self.stdout.write(
                _("mission: %(fields)s changed") % {"fields": ", ".join(sorted(report.mission_changed))}
            )
        if report.widened:
            self.stdout.write(
                ngettext(
                    "%(n)d row is seen by more people than before: the file says so, and an import by "
                    "command needs no second person.",
                    "%(n)d rows are seen by more people than before: the file says so, and an import by "
                    "command needs no second person.",
                    report.widened,
                )
                % {"n": report.widened}
            )
        if report.dry_run:
            self._list(report)
        if not report.changed:
            self.stdout.write(_("%(code)s: nothing changed.") % {"code": report.code})
        elif report.dry_run:
            self.stdout.write(_("%(code)s: dry run, nothing was stored.") % {"code": report.code})
        elif report.mission_is_new:
            self.stdout.write(_("%(code)s: stored as a new mission.") % {"code": report.code})
        else:
            self.stdout.write(_("%(code)s: stored.") % {"code": report.code})

    def _list(self, report: ImportReport) -> None:
        """The keys behind the counts of a dry run; removed rows all of them, the others the first few."""
        for name, outcome in report.collections.items():
            for word, keys, most in (
                (_("new"), outcome.new, SHOWN),
                (_("changed"), outcome.changed, SHOWN),
                (_("kept"), outcome.kept, SHOWN),
                (_("removed"), outcome.removed, len(outcome.removed)),
            ):
                if keys:
                    more = _(" and %(count)d more") % {"count": len(keys) - most} if len(keys) > most else ""
                    self.stdout.write(f"{name} {word}: {', '.join(keys[:most])}{more}")

    # --- export ---------------------------------------------------------------------------------------------

    def _export(self, code: str, file: str) -> None:
        mission = Mission.objects.filter(code=code).first()
        if mission is None:
            message = _("There is no mission with the code %(code)s.")
            raise CommandError(message % {"code": code}, returncode=UNUSABLE)
        pieces = export_pieces(mission=mission, at=timezone.now())
        if file == STREAM:
            for piece in pieces:
                self.stdout.write(piece.decode(), ending="")
            return
        try:
            write_whole(Path(file), pieces)
        except OSError as error:
            message = _("%(file)s cannot be written: %(reason)s.")
            raise CommandError(
                message % {"file": file, "reason": error.strerror}, returncode=UNUSABLE
            ) from error
        self.stdout.write(_("%(code)s: written to %(file)s.") % {"code": code, "file": file})


def _bytes_of(file: str) -> bytes:
    if file == STREAM:
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        message = _("%(file)s cannot be read: %(reason)s.")
        raise CommandError(message % {"file": file, "reason": error.strerror}, returncode=UNUSABLE) from error
