from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError
from django.utils.translation import gettext as _

from apps.core import history
from apps.core.history import checkpoint
from apps.core.history.chain import Break, Finding


class Command(BaseCommand):
    help = "Verify that the change log is what was sealed; name the first broken entry (exit status 1)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seal", action="store_true", help="first seal the entries that are new")
        parser.add_argument("--checkpoint", metavar="FILE", help="write a signed checkpoint, if all is whole")
        parser.add_argument("--against", metavar="FILE", help="the chain must still contain this checkpoint")
        parser.add_argument(
            "--public-key", metavar="KEY", help="trust this key instead of those of the settings' secrets"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        keys = [checkpoint.key_of(text) for text in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
        trusted = [options["public_key"]] if options["public_key"] else [*map(checkpoint.public_text, keys)]
        against = None if options["against"] is None else self._read(options["against"], trusted)
        if options["seal"]:
            try:
                sealed = history.seal()
            except OperationalError as error:
                raise CommandError(_("Somebody is writing for long; try again: %s") % error) from error
            self.stdout.write(_("Sealed: %d entries.") % sealed)
        found = history.verify(against=against)
        if found.waiting:
            self.stdout.write(
                _("Not yet sealed: %(count)d entries, the oldest of %(since)s.")
                % {"count": found.waiting, "since": f"{found.waiting_since:%Y-%m-%d %H:%M:%S %Z}"}
            )
        if found.finding is not None:
            raise CommandError(sentence(found.finding), returncode=1)
        if found.last is None:
            if options["checkpoint"]:
                raise CommandError(_("Nothing is sealed yet, so there is nothing to keep."))
            self.stdout.write(_("Nothing is sealed yet."))
            return
        self.stdout.write(
            _("Whole: %(entries)d entries under %(seals)d seals, %(erased)d of them blanked by an erasure.")
            % {"entries": found.sealed, "seals": found.last.number, "erased": found.erased}
        )
        if against is not None:
            self.stdout.write(_("It contains the checkpoint of %s.") % against.sealed_at)
        if options["checkpoint"]:
            text = checkpoint.written(found.last, entries=found.sealed, key=keys[0])
            Path(options["checkpoint"]).write_text(text, encoding="utf-8")
            self.stdout.write(_("Checkpoint: %s") % options["checkpoint"])
            self.stdout.write(_("Public key: %s") % checkpoint.public_text(keys[0]))

    @staticmethod
    def _read(name: str, trusted: list[str]) -> checkpoint.Checkpoint:
        try:
            return checkpoint.read(Path(name).read_text(encoding="utf-8"), trusted=trusted)
        except (OSError, UnicodeDecodeError, checkpoint.BadCheckpoint) as error:
            raise CommandError(f"{name}: {error}") from error


def sentence(finding: Finding) -> str:
    """What is wrong, naming the entry and the seal."""
    sentences = {
        Break.EDITED: _(
            "Entry %(entry)s is not what was sealed under seal %(seal)d: it was edited, or moved here from "
            "another place."
        ),
        Break.DELETED: _("Entry %(entry)s, sealed under seal %(seal)d, was deleted."),
        Break.INSERTED: _("Entry %(entry)s was inserted among the entries of seal %(seal)d."),
        Break.SEAL: _(
            "Seal %(seal)d does not fit its entries or the seal before it. Its first entry is %(entry)s."
        ),
        Break.CUT: _("All after entry %(entry)s is missing, from seal %(seal)d on: the tail was cut."),
        Break.REWRITTEN: _("Seal %(seal)d is not the one of the checkpoint: the chain was written anew."),
    }
    return sentences[finding.kind] % {"entry": finding.entry or "-", "seal": finding.seal}
