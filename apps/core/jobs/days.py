"""What is done once a day: the first who looks for work on a new day does it, whoever carries jobs."""

import datetime
import time
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from apps.core.jobs.queue import names
from apps.core.models import Heartbeat

Round = Callable[[datetime.date], None]
DAY = "day"
EVERY = 60.0
_rounds: list[Round] = []
_looked = -EVERY


def daily(function: Round) -> Round:
    """Register a function of an app's `tasks.py` that is called with each new day.

    It only asks for work, in the transaction that notes the day: what takes long is a job of its own.
    """
    _rounds.append(function)
    return function


def look() -> None:
    """Begin the day if nobody has; one query, at most once a minute in a process."""
    global _looked  # noqa: PLW0603
    if time.monotonic() - _looked < EVERY:
        return
    _looked = time.monotonic()
    begin(today=timezone.localdate())


def begin(*, today: datetime.date) -> bool:
    """Do what is done once a day. Returns False where it is done already, or being done by somebody else.

    One transaction; a failure leaves the day to the next look.
    """
    midnight = timezone.make_aware(datetime.datetime.combine(today, datetime.time.min))
    if Heartbeat.objects.filter(name=DAY, at__gte=midnight).exists():
        return False
    names()
    with transaction.atomic():
        long_ago = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
        Heartbeat.objects.bulk_create([Heartbeat(name=DAY, at=long_ago)], ignore_conflicts=True)
        # Whoever comes second waits for this row, and then finds nothing to change.
        if not Heartbeat.objects.filter(name=DAY, at__lt=midnight).update(at=midnight):
            return False
        for one in _rounds:
            one(today)
    return True
