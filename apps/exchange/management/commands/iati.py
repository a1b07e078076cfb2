"""IATI activity files on the command line: `iati import` and `iati export FILE --mission CODE`."""

import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.memory import rarely_collected
from apps.core.services import EditConflict
from apps.exchange.bundle.faults import printable
from apps.exchange.files import write_whole
from apps.exchange.portfolio.importing import Report, import_iati
from apps.exchange.portfolio.notes import gist
from apps.exchange.portfolio.planning import OUTCOMES, Choices
from apps.exchange.portfolio.record import Unreadable
from apps.exchange.publication.notes import remarks
from apps.exchange.publication.reading import Publication
from apps.exchange.selectors import one_moment
from apps.missions.models import Mission, MissionAgency

STREAM = "-"
REFUSED = 1
SHOWN = 20


class Command(BaseCommand):
    """Exit status: 0 done, 1 the file was refused or is not there."""

    requires_system_checks: list[str] = []
    help = "Take IATI activity files into a mission (versions 1.04 to 2.03), and write them (2.03)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two verbs: import and export."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        taking = verbs.add_parser("import", help="Store the activities of a file in a mission.")
        taking.add_argument("file", help="the IATI file, .xml or .gz, or - for standard input")
        taking.add_argument("--mission", required=True, help="the code of the mission")
        taking.add_argument("--dry-run", action="store_true", help="change nothing, say what would happen")
        taking.add_argument(
            "--only-here",
            action="store_true",
            help="leave out activities of other countries than the mission's",
        )
        taking.add_argument(
            "--overwrite", action="store_true", help="take the file's word over later edits of people"
        )
        giving = verbs.add_parser("export", help="Write the activities of a mission that may be published.")
        giving.add_argument("file", help="the file to write, or - for standard output")
        giving.add_argument("--mission", required=True, help="the code of the mission")
        giving.add_argument("--agency", help="only what the agency with this key leads")
        giving.add_argument(
            "--audience",
            default="public",
            help="public (the default): what everybody may see; mission: what every member may see",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import or export, and account for every activity and every element."""
        mission = Mission.objects.filter(code=options["mission"]).first()
        if mission is None:
            raise CommandError(
                _("There is no mission with the code %(code)s.") % {"code": options["mission"]}
            )
        if options["verb"] == "export":
            self._export(mission, options["file"], options["agency"], options["audience"])
            return
        try:
            with rarely_collected(), _opened(options["file"]) as stream:
                report = import_iati(
                    by=None,
                    mission=mission,
                    stream=stream,
                    today=timezone.localdate(),
                    at=timezone.now(),
                    choices=Choices(only_here=options["only_here"], overwrite=options["overwrite"]),
                    dry_run=options["dry_run"],
                )
        except Unreadable as error:
            raise CommandError(str(error), returncode=REFUSED) from error
        except EditConflict as error:
            message = _("Somebody changed one of these activities meanwhile; nothing was stored. Try again.")
            raise CommandError(message, returncode=REFUSED) from error
        self._say(report, mission.code)

    def _export(self, mission: Mission, file: str, agency: str | None, audience: str) -> None:
        if audience not in {"public", "mission"}:
            message = _("%(audience)s is no audience of a file: choose public or mission.")
            raise CommandError(message % {"audience": audience}, returncode=REFUSED)
        presence = None
        if agency is not None:
            found = MissionAgency.objects.filter(mission=mission, key=agency).select_related("agency")
            presence = found.first()
            if presence is None:
                message = _("%(code)s has no agency with the key %(key)s.")
                raise CommandError(message % {"code": mission.code, "key": agency}, returncode=REFUSED)
        with rarely_collected(), one_moment():
            one = Publication(
                mission,
                timezone.localdate(),
                agency=None if presence is None else presence.agency,
                public=audience == "public",
            )
            pieces = one.pieces(timezone.now())
            if file == STREAM:
                for piece in pieces:
                    self.stdout.write(piece.decode(), ending="")
                return
            try:
                write_whole(Path(file), pieces)
            except OSError as error:
                message = _("%(file)s cannot be written: %(reason)s.")
                raise CommandError(
                    message % {"file": file, "reason": error.strerror}, returncode=REFUSED
                ) from error
        account = one.account
        self._table(
            [(_("activities that may leave"), account.asked), (_("activities in the file"), account.written)]
        )
        if account.left_out or account.notes:
            self.stdout.write(_("Remarks:"))
            self._table(remarks(account.left_out + account.notes))
        self.stdout.write(
            _("%(code)s: written to %(file)s.") % {"code": mission.code, "file": printable(file)}
        )

    def _say(self, report: Report, code: str) -> None:
        words = {
            "new": _("new"),
            "changed": _("changed"),
            "same": _("same"),
            "refused": _("refused"),
        }
        self.stdout.write(_("IATI version %(version)s") % {"version": report.version})
        self._table(
            [
                (_("activities in the file"), report.read),
                *((words[outcome], report.counts[outcome]) for outcome in OUTCOMES),
                (_("lines of money of the new ones"), report.lines),
                (_("agencies that were not here"), len(report.agencies)),
            ]
        )
        for line, name, sentences in report.refused[:SHOWN]:
            text = _("line %(line)d, %(name)s: %(why)s")
            self.stdout.write(printable(text % {"line": line, "name": name, "why": " ".join(sentences)}))
        if report.notes:
            self.stdout.write(_("Remarks:"))
            self._table((gist(one), count) for one, count in report.notes.most_common())
        used, unused = sum(report.used.values()), sum(report.unused.values())
        self.stdout.write(
            _("Elements and attributes: %(used)d used, %(unused)d not used.")
            % {"used": used, "unused": unused}
        )
        self._table(sorted(report.unused.items()))
        if report.dry_run:
            self.stdout.write(_("%(code)s: dry run, nothing was stored.") % {"code": code})
        elif not report.changed:
            self.stdout.write(_("%(code)s: nothing changed.") % {"code": code})
        else:
            stored = report.counts["new"] + report.counts["changed"]
            self.stdout.write(
                ngettext(
                    "%(code)s: %(count)d activity stored.", "%(code)s: %(count)d activities stored.", stored
                )
                % {"code": code, "count": stored}
            )

    def _table(self, rows: Iterable[tuple[str, int]]) -> None:
        listed = list(rows)
        width = max((len(str(count)) for _name, count in listed), default=0)
        for name, count in listed:
            self.stdout.write(printable(f"  {count:>{width}}  {name}"))


def _opened(file: str) -> IO[bytes]:
    if file == STREAM:
        kept = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
        while block := sys.stdin.buffer.read(1 << 20):
            kept.write(block)
        kept.seek(0)
        return kept
    try:
        return Path(file).open("rb")
    except OSError as error:
        message = _("%(file)s cannot be read: %(reason)s.")
        raise CommandError(message % {"file": file, "reason": error.strerror}, returncode=REFUSED) from error
