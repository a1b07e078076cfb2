import datetime
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.coherence import services
from apps.coherence.engine.assess import assess as run_engine
from apps.coherence.engine.fingerprint import fingerprint
from apps.coherence.engine.history import first_day
from apps.coherence.engine.output import as_document
from apps.coherence.selectors.inputs import ALL, MEMBERS, PUBLIC, load_inputs
from apps.missions.models import Mission


class Command(BaseCommand):
    help = "Assess the coherence of a mission on a date. Stores nothing unless told to."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="code of the mission")
        parser.add_argument("--as-of", required=True, metavar="YYYY-MM-DD", help="the date assessed")
        parser.add_argument("--json", action="store_true", help="print the whole assessment as JSON")
        parser.add_argument(
            "--audience", choices=[PUBLIC, MEMBERS, ALL], default=ALL, help="whose rows count"
        )
        parser.add_argument(
            "--store", action="store_true", help="keep it (needs --audience public or mission)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            as_of = datetime.date.fromisoformat(options["as_of"])
        except ValueError as error:
            raise CommandError(
                f"{options['as_of']} is not a date: write it as YYYY-MM-DD.", returncode=2
            ) from error
        mission = Mission.objects.filter(code=options["code"]).first()
        if mission is None:
            raise CommandError(f"There is no mission with the code {options['code']}.", returncode=2)
        audience = options["audience"]
        if options["store"] and audience == ALL:
            raise CommandError("--store needs --audience public or --audience mission.", returncode=2)
        inputs = load_inputs(mission, audience)
        first = first_day(inputs)
        if first is not None and as_of < first:
            raise CommandError(
                f"Nothing of {mission.code} is recorded before {first}: give this day or a later one.",
                returncode=2,
            )
        if options["store"]:
            services.assess(mission=mission, as_of=as_of, audience=audience)
            self.stderr.write(f"Stored: assessment of {mission.code} as of {as_of} for {audience}.")
        document = as_document(run_engine(inputs, as_of), inputs_sha256=fingerprint(inputs))
        if options["json"]:
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1))
        else:
            self._print_levels(document)

    def _print_levels(self, document: dict[str, Any]) -> None:
        """One line for each level: band, degree, bounds."""
        for name, level in document["levels"].items():
            whole = level.get("system", level)
            strip = whole["strips"]["consistency"]
            band = whole["band"]["label"] if whole["band"] else strip["status"]
            degree = "" if strip["value"] is None else f" {strip['value']:.2f}"
            bounds = "" if strip["lo"] is None else f" [{strip['lo']:.2f}, {strip['hi']:.2f}]"
            self.stdout.write(f"{name}: {band}{degree}{bounds}")
