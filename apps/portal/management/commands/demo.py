import datetime
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.services import NewUser, create_users
from apps.accounts.validators import DEMO_DOMAIN
from apps.coherence.enums import AssessmentKind
from apps.coherence.history.services import history
from apps.coherence.models import Assessment
from apps.coherence.services import assess, audiences
from apps.core.enums import JobStatus
from apps.core.models import Job
from apps.exchange.bundle import read
from apps.exchange.services import import_bundle
from apps.missions.enums import Role
from apps.missions.models import Mission, MissionAgency
from apps.missions.services import NewMember, add_members

FOLDER: Path = settings.BASE_DIR / "demo"
PASSWORD = "one plan for peace"  # noqa: S105  printed on every start: it opens nothing but a demonstration
VIA = "command"


class Persona(NamedTuple):
    """Somebody of the demonstration, and the agency (its key) they stand for in each mission."""

    account: str
    role: Role
    agencies: dict[str, str]


PERSONAS = [
    Persona("planner", Role.PLANNER, {}),
    Persona("editor", Role.AGENCY_EDITOR, {"KARO": "DEV", "BDI": "UNDP"}),
    Persona("counterpart", Role.INTERNAL_COUNTERPART, {"KARO": "MOP", "BDI": "GOB"}),
    Persona("donor", Role.DONOR, {"KARO": "DEV", "BDI": "EC"}),
]


def bundle_of(entry: Mapping[str, str]) -> bytes:
    """The bundle of a demonstration, with the rows that stand in a file of their own beside it: those that
    fill its registers and change nothing that is computed."""
    document = json.loads((FOLDER / entry["file"]).read_bytes())
    more = json.loads((FOLDER / entry["more"]).read_bytes()) if "more" in entry else {}
    for collection, rows in more.items():
        document[collection] = [*document.get(collection, ()), *rows]
    return json.dumps(document, ensure_ascii=False).encode()


class Command(BaseCommand):
    help = "Load the demonstration missions and people that are not there yet, and say how to sign in."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("The demonstration lives on a local machine only: start it with ./np demo."))
        users = self.people()
        for entry in json.loads((FOLDER / "missions.json").read_text(encoding="utf-8")):
            self.mission(entry, users)
        self.say_how_to_sign_in()

    def people(self) -> dict[str, User]:
        """The people of the demonstration by account; those who are missing are made."""
        wanted = {persona.account: f"{persona.account}@{DEMO_DOMAIN}" for persona in PERSONAS}
        with transaction.atomic():
            here = {user.email: user for user in User.objects.filter(email__in=wanted.values())}
            new = [
                NewUser(email=wanted[persona.account], name=str(persona.role.label), password=PASSWORD)
                for persona in PERSONAS
                if wanted[persona.account] not in here
            ]
            here |= {user.email: user for user in create_users(by=None, users=new, via=VIA)}
            # Else nobody of the demonstration could begin a mission (docs/decisions/0020).
            may = Permission.objects.get(content_type__app_label="missions", codename="add_mission")
            here[wanted["planner"]].user_permissions.add(may)
        return {account: here[email] for account, email in wanted.items()}

    def mission(self, entry: Mapping[str, str], users: dict[str, User]) -> None:
        """Import, staff and assess one mission; what of it is there already is left alone."""
        code, as_of = entry["code"], datetime.date.fromisoformat(entry["as_of"])
        mission = Mission.objects.filter(code=code).first()
        if mission is None:
            self.stdout.write(_("Loading %(file)s ...") % {"file": entry["file"]})
            self.stdout.flush()
            with transaction.atomic():
                import_bundle(by=None, document=read(bundle_of(entry)), at=timezone.now())
                mission = Mission.objects.get(code=code)
                # The import asks for an assessment of today; a demonstration is looked at on its own date.
                Job.objects.filter(
                    task="coherence.assess", about=mission.uuid, status=JobStatus.QUEUED
                ).delete()
        agencies = {
            presence.key: presence.agency
            for presence in MissionAgency.objects.filter(mission=mission).select_related("agency")
        }
        members = [
            NewMember(users[persona.account], persona.role, agencies.get(persona.agencies.get(code, "")))
            for persona in PERSONAS
            if persona.role == Role.PLANNER or persona.agencies.get(code) in agencies
        ]
        add_members(by=None, mission=mission, members=members, via=VIA)
        stored = Assessment.objects.filter(mission=mission, kind=AssessmentKind.COMPUTED, as_of=as_of)
        assessed = set(stored.values_list("audience", flat=True))
        for audience in audiences(mission):
            if audience not in assessed:
                assess(mission=mission, as_of=as_of, audience=audience)
        with_history = set(
            Assessment.objects.filter(mission=mission, kind=AssessmentKind.HISTORY).values_list(
                "audience", flat=True
            )
        )
        for audience in audiences(mission):
            if audience not in with_history:
                history(mission=mission, audience=audience, until=as_of)

    def say_how_to_sign_in(self) -> None:
        port = os.environ.get("NEXUSPLAN_PORT", "8000")
        self.stdout.write("")
        self.stdout.write(
            _("nexusplan is at http://127.0.0.1:%(port)s - sign in as one of these, password: %(password)s")
            % {"port": port, "password": PASSWORD}
        )
        for persona in PERSONAS:
            address = f"{persona.account}@{DEMO_DOMAIN}"
            self.stdout.write(f"  {address:<28}{persona.role.label}")
        self.stdout.flush()
