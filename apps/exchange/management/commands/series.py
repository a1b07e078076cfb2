"""Series on the command line: `series FILE` lists them, `series FILE --mission CODE ...` stores one."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.benchmarks.models import Indicator
from apps.core.services import EditConflict
from apps.exchange.portfolio.record import Unreadable
from apps.exchange.series.planning import Outcome, counts, plan, wanted_of
from apps.exchange.series.reading import Series, read_series
from apps.exchange.series.storing import store


class Command(BaseCommand):
    """Exit status: 0 done, 1 the file was refused, or there is no such series, indicator or person."""

    requires_system_checks: list[str] = []
    help = "Take a series out of a file (.csv or .csv.gz) as the observations of an indicator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="World Bank, IATI results, or a table of date and value")
        parser.add_argument("--series", default="", help="words that the name of one series has")
        parser.add_argument("--mission", help="the code of the mission")
        parser.add_argument("--indicator", help="the key of the indicator")
        parser.add_argument("--group", help="the group that the figures are about")
        parser.add_argument("--by", help="e-mail address of the planner who brings them")
        parser.add_argument("--source", help="where the figures come from")
        parser.add_argument("--accept", action="store_true", help="let them count at once")
        parser.add_argument("--only-new", action="store_true", help="leave what is stored as it is")
        parser.add_argument("--dry-run", action="store_true", help="change nothing, say what would happen")

    def handle(self, *_args: Any, **options: Any) -> None:
        """List the series of a file, or account for each figure of one."""
        try:
            found = read_series(Path(options["file"]).read_bytes())
        except (Unreadable, OSError) as error:
            raise CommandError(str(error)) from error
        words = options["series"].casefold().split()
        chosen = [one for one in found if all(word in one.name.casefold() for word in words)]
        if not options["mission"]:
            for one in chosen:
                self.stdout.write(f"{one.name}: {len(one.figures)}")
            figures, missing = sum(len(one.figures) for one in chosen), sum(one.missing for one in chosen)
            said = {"series": len(chosen), "figures": figures, "missing": missing}
            self.stdout.write(
                _("%(series)d series, %(figures)d figures, %(missing)d without a value.") % said
            )
            return
        if len(chosen) != 1:
            raise CommandError(
                _("%(count)d series have these words in their name. Name one.") % {"count": len(chosen)}
            )
        self._take(chosen[0], options)

    def _take(self, series: Series, options: dict[str, Any]) -> None:
        indicator = (
            Indicator.objects.select_related("mission")
            .filter(mission__code=options["mission"], key=options["indicator"])
            .first()
        )
        person = User.objects.filter(email__iexact=options["by"] or "", is_active=True).first()
        if indicator is None or person is None:
            raise CommandError(_("There is no such indicator in this mission, or no such person."))
        if not person.has_perm("missions.plan_mission", indicator.mission):
            raise CommandError(_("This person does not plan the mission."))
        lines = plan(
            person,
            wanted_of(series, indicator, options["group"]),
            today=timezone.localdate(),
            planner=True,
            only_new=options["only_new"],
        )
        for line in lines:
            if line.outcome == Outcome.REFUSED:
                self.stderr.write(f"{line.row}: {line.reason}")
        if not options["dry_run"]:
            try:
                store(
                    by=person,
                    lines=lines,
                    agency=None,
                    source=options["source"] or indicator.source,
                    accept=options["accept"],
                    via="command",
                )
            except (ValidationError, EditConflict) as error:
                text = error.messages[0] if isinstance(error, ValidationError) else str(error)
                raise CommandError(text) from error
        said = {**counts(lines), "missing": series.missing}
        self.stdout.write(
            _(
                "%(new)d new, %(changed)d changed, %(same)d the same, %(refused)d refused, "
                "%(missing)d missing."
            )
            % said
        )
