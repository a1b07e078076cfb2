import os
import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.services import NewUser, create_users, make_administrators
from apps.missions.enums import Role
from apps.missions.models import Mission
from apps.missions.services import NewMember, add_members, create_mission

PASSWORD = "NEXUSPLAN_ADMIN_PASSWORD"  # noqa: S105  the name of a setting
VIA = "command"


class Command(BaseCommand):
    help = (
        "Make the first administrator and the first mission. What is already there stays as it is, so "
        f"running this again changes nothing. The password is asked for, or read from {PASSWORD}."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", help="e-mail address of the administrator")
        parser.add_argument("--mission-code", help="short code of the mission, as in BDI")
        parser.add_argument("--mission-name", help="name of the mission")
        parser.add_argument("--currency", help="its currency, a code of ISO 4217 as in USD")

    def handle(self, *_args: Any, **options: Any) -> None:
        self.asking = sys.stdin.isatty()
        try:
            email = self.given(options["email"], "--email", _("E-mail address of the administrator"))
            validate_email(email)
            user = User.objects.filter(email__iexact=email).first()
            person = user or NewUser(email=email, password=self.password(email), administrator=True)
            code = self.given(options["mission_code"], "--mission-code", _("Code of the mission"))
            mission = Mission.objects.filter(code__iexact=code).first()
            place = mission or (
                code,
                self.given(options["mission_name"], "--mission-name", _("Name of the mission")),
                self.given(options["currency"], "--currency", _("Its currency, as in USD")).upper(),
            )
            with transaction.atomic():
                said = self.write(person, place)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        for sentence in said:
            self.stdout.write(sentence)

    def write(self, user: User | NewUser, mission: Mission | tuple[str, str, str]) -> list[str]:
        """Store what is not there yet. Returns a sentence on each of the three."""
        said = []
        if isinstance(user, NewUser):
            (user,) = create_users(by=None, users=[user], via=VIA)
            said.append(_("%(email)s is the administrator.") % {"email": user.email})
        elif make_administrators(by=None, users=[user], via=VIA):
            said.append(
                _("%(email)s was here before and is an administrator now; the password stays.")
                % {"email": user.email}
            )
        else:
            said.append(
                _("%(email)s is an administrator already; the password stays.") % {"email": user.email}
            )
        if isinstance(mission, tuple):
            code, name, currency = mission
            mission = create_mission(by=None, code=code, name=name, currency=currency, via=VIA)
            said.append(_("The mission %(code)s is made.") % {"code": mission.code})
        else:
            said.append(_("The mission %(code)s is here already.") % {"code": mission.code})
        member = NewMember(user, Role.MISSION_ADMIN)
        if add_members(by=None, mission=mission, members=[member], via=VIA):
            said.append(_("%(email)s administers %(code)s.") % {"email": user.email, "code": mission.code})
        return said

    def given(self, value: str | None, option: str, question: str) -> str:
        """The option's value, or what the person at the keyboard answers. Raises CommandError for neither."""
        if value:
            return value
        if not self.asking:
            raise CommandError(
                _("%(option)s is missing, and nobody is at the keyboard to ask.") % {"option": option}
            )
        while not (answer := input(f"{question}: ").strip()):
            pass
        return answer

    def password(self, email: str) -> str:
        """A password that the validators accept. Raises ValidationError for one from the environment."""
        person = User(email=email)
        value = os.environ.get(PASSWORD)
        if value is not None:
            validate_password(value, person)
            return value
        if not self.asking:
            raise CommandError(
                _("%(name)s is not set, and nobody is at the keyboard to ask.") % {"name": PASSWORD}
            )
        while True:
            value = getpass(_("Password (at least 12 characters): "))
            try:
                validate_password(value, person)
            except ValidationError as error:
                self.stderr.write(" ".join(error.messages))
                continue
            if getpass(_("The same password again: ")) == value:
                return value
            self.stderr.write(_("The two were not the same."))
