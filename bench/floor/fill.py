"""Fills the floor's tables and prints the key of a session: `python -m bench.floor.fill SEED ITEMS LINKS`."""

import datetime
import os
import random
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402

from bench.floor.models import Item, Lead, Link  # noqa: E402

seed, items, links = (int(word) for word in sys.argv[1:])
chance = random.Random(seed)
call_command("migrate", run_syncdb=True, verbosity=0)
if not Item.objects.exists():
    leads = Lead.objects.bulk_create([Lead(name=f"Lead {number}") for number in range(500)])
    day = datetime.date(2024, 1, 1)
    rows = Item.objects.bulk_create(
        [
            Item(
                lead=chance.choice(leads),
                title=f"Community dialogue and land courts {chance.random()}",
                start=day,
            )
            for _ in range(items)
        ],
        batch_size=5000,
    )
    Link.objects.bulk_create(
        [
            Link(item=chance.choice(rows), goal=f"O{chance.randrange(60)}", grade="claimed")
            for _ in range(links)
        ],
        batch_size=5000,
    )
user, _new = User.objects.get_or_create(username="floor")
session = SessionStore()
session["_auth_user_id"] = str(user.pk)
session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
session["_auth_user_hash"] = user.get_session_auth_hash()
session.create()
print(session.session_key)
