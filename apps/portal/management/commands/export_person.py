import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.accounts.models import User
from apps.portal.personal.holdings import document, holdings_of


class Command(BaseCommand):
    help = "Write everything the database holds on one person as JSON to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address with which the person signs in")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("Nobody here signs in with this address.")
        content = dict(document(user, holdings_of(user), at=timezone.now()))
        self.stdout.write(json.dumps(content, indent=1, ensure_ascii=False))
