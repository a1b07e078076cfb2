from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from apps.accounts.models import User
from apps.portal.personal.erasing import erase_person


class Command(BaseCommand):
    help = (
        "Close the account of one person and take their name and addresses out of every table. This cannot "
        "be undone; backups keep what they hold until they are replaced."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address with which the person signs in")
        parser.add_argument("--yes", action="store_true", help="do it; without it nothing happens")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("Nobody here signs in with this address.")
        if not options["yes"]:
            raise CommandError("Nothing was done. Add --yes to erase this person for good.")
        try:
            erased = erase_person(by=None, user=user, via="command")
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Erased. {erased.entries} entries of the history name nobody now.")
        for place in erased.places:
            self.stdout.write(f"Look yourself: {place.table}, {place.column}: {place.count} texts.")
