"""Guessing passwords: T10 of the list of quality tests.

    python -m bench.guesses [--guesses 1000] [--accounts 200] [--timed 500]

So many guesses at one account, each as if from another address that a forged header names; five at each of
so many accounts from one machine; and so many tries at known and unknown addresses in turn, whose answers
must be the same and take as long. Then the owner comes in from elsewhere, by the sign-in of a passkey. Uses a
new SQLite file. Ends with status 1 if more than five guesses at an account are looked at, an answer
differs, or the owner stays out; times are told, to be compared by eye.
"""

import argparse
import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexusplan.settings")
os.environ.setdefault("NEXUSPLAN_LOCAL", "1")
os.environ.setdefault("NEXUSPLAN_JOBS_THREAD", "no")
_folder = tempfile.TemporaryDirectory()
os.environ["DATABASE_URL"] = f"sqlite:///{Path(_folder.name) / 'guesses.sqlite3'}"

import django  # noqa: E402

django.setup()

from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from apps.accounts.models import User  # noqa: E402

PASSWORD = "a long enough pass phrase"  # noqa: S105  of people who are gone when this ends
LOOKED_AT = 5
"""Guesses at one account within five minutes whose password may be compared."""
looked: list[str] = []


def count_comparisons() -> None:
    known: Any = User.check_password

    def check(user: User, raw: str) -> bool:
        looked.append(raw)
        return bool(known(user, raw))

    User.check_password = check  # type: ignore[method-assign]


def person(email: str) -> User:
    user = User(email=email)
    user.set_password(PASSWORD)
    user.save()
    return user


def browser(**more: str) -> Client:
    return Client(SERVER_NAME="localhost", **more)


def tried(email: str, password: str, client: Client | None = None, **extra: Any) -> Any:
    return (client or browser()).post(
        reverse("account_login"), {"login": email, "password": password}, **extra
    )


def plain(content: bytes, email: str) -> str:
    """The page without what differs from one to the next for its own sake."""
    text = content.decode().replace(email, "ADDRESS")
    return re.sub(r'(nonce|value|csrfmiddlewaretoken|hx-headers)="[^"]*"', "", text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--guesses", type=int, default=1_000)
    parser.add_argument("--accounts", type=int, default=200)
    parser.add_argument("--timed", type=int, default=500)
    asked = parser.parse_args()
    from bench.bundle import machine

    call_command("migrate", verbosity=0)
    print(machine(), flush=True)
    owner = person("owner@example.org")
    people = [person(f"p{number}@example.org") for number in range(asked.accounts)]
    count_comparisons()
    cache.clear()

    for number in range(asked.guesses):
        forged = f"198.51.{number // 250}.{number % 250}"
        tried(owner.email, f"guess {number}", headers={"X-Forwarded-For": forged})
    at_one = len([raw for raw in looked if raw.startswith("guess")])
    elsewhere = browser(REMOTE_ADDR="203.0.113.9")
    elsewhere.force_login(owner)
    inside = elsewhere.get(reverse("portal:home")).status_code == 200
    print(f"{asked.guesses} guesses at one account: {at_one} looked at; owner by another way in: {inside}")

    cache.clear()
    looked.clear()
    for turn in range(LOOKED_AT):
        for other in people:
            tried(other.email, f"common {turn}")
    print(f"{LOOKED_AT} at each of {asked.accounts} accounts from one machine: {len(looked)} looked at")
    at_all = len(looked)

    times: dict[str, list[float]] = {"known": [], "unknown": []}
    bodies = set()
    for number in range(asked.timed):
        for kind, taken in times.items():
            email = people[number % len(people)].email if kind == "known" else f"nobody{number}@example.org"
            cache.clear()
            client = browser(REMOTE_ADDR=f"192.0.2.{number % 250}")
            begun = time.perf_counter()
            answer = tried(email, "never right at all", client)
            taken.append(time.perf_counter() - begun)
            bodies.add((answer.status_code, plain(answer.content, email)))
    known, unknown = (statistics.median(times[kind]) for kind in ("known", "unknown"))
    print(
        f"{asked.timed} tries each: known {known * 1000:.1f} ms, unknown {unknown * 1000:.1f} ms (median), "
        f"{abs(known - unknown) / known:.1%} apart; {len(bodies)} different answers"
    )
    return 0 if at_one <= LOOKED_AT and at_all <= asked.accounts and inside and len(bodies) == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
