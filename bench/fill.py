"""Fills the product's tables: `python -m bench.fill SEED`.

The mission is that of `bench.bundle` with what pages show besides: a public face, shapes, a source,
activities kept inside their agency, money in two currencies. Prints the machine, then the key of a planner's
session, then a line for each page to ask: its name and its address.
"""

import datetime
import os
import random
import sys
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "nexusplan.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from apps.accounts.models import User  # noqa: E402
from apps.activities.models import Activity  # noqa: E402
from apps.coherence.models import Assessment  # noqa: E402
from apps.coherence.services import assess, audiences  # noqa: E402
from apps.exchange.services import import_bundle  # noqa: E402
from apps.missions.enums import Role  # noqa: E402
from apps.missions.models import Membership, Mission  # noqa: E402
from bench.bundle import CODE, document, machine  # noqa: E402

AS_OF = datetime.date(2025, 6, 30)


def enlarged(seed: int) -> dict[str, Any]:
    chance = random.Random(seed)
    made = document(seed=seed, agencies=500, objectives=60, activities=20_000, links=100_000)
    made["mission"]["audience"] = "public"
    made["documents"] = [
        {
            "key": "S",
            "title": "Synthetic",
            "type": "dataset",
            "description": "Invented.",
            "audience": "public",
        }
    ]
    for number, row in enumerate(made["areas"]):
        x, y = number % 8, number // 8
        ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
        row["geometry"] = {"type": "Polygon", "coordinates": [ring]}
    for row in made["activities"]:
        row["documents"] = ["S"]
        if chance.random() < 0.05:
            row["audience"] = "agency"
    made["exchange_rates"] = [{"key": "EUR", "currency": "EUR", "valid_on": "2020-01-01", "rate": "1.1"}]
    for row in made["funding_lines"]:
        row["currency"] = chance.choice(("USD", "USD", "EUR"))
        row["committed"] = f"{chance.randint(1, 10**7)}.00"
    return made


def main(seed: int) -> None:
    if not Mission.objects.filter(code=CODE).exists():
        import_bundle(
            by=None,
            document=enlarged(seed),
            replace=False,
            overwrite=False,
            dry_run=False,
            at=timezone.now(),
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    mission = Mission.objects.get(code=CODE)
    if not Assessment.objects.filter(mission=mission).exists():
        for audience in audiences(mission):
            assess(mission=mission, as_of=AS_OF, audience=audience)
    user, _new = User.objects.get_or_create(email="bench@example.org", defaults={"name": "Planner"})
    Membership.objects.get_or_create(user=user, mission=mission, role=Role.PLANNER)
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[-1]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    print(machine())
    print(session.session_key)
    for name, path in addresses(mission).items():
        print(name, path, sep="|")


def addresses(mission: Mission) -> dict[str, str]:
    rows = Activity.objects.filter(mission=mission).exclude(audience="agency").order_by("title", "pk")
    one = rows[100]
    base = f"/m/{CODE}/activities/"
    return {
        "list": base,
        "list, second page": f"{base}?after={rows[49].uuid}",
        "list, last page": f"{base}?last=1",
        "list by lead": f"{base}?sort=lead",
        "list by money": f"{base}?sort=-money",
        "list, two words": f"{base}?q=police+dialogue",
        "list, claimed only": f"{base}?grade=claimed",
        "activity": f"{base}{one.uuid}/",
        "map": f"{base}map/",
        "agencies": f"/m/{CODE}/agencies/",
        "agency": f"/m/{CODE}/agencies/{one.lead.uuid}/",
        "dashboard": f"/m/{CODE}/coherence/",
        "portal": f"/p/{CODE}/",
        "portal, activities": f"/p/{CODE}/activities/",
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
