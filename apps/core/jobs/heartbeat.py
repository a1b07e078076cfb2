"""That somebody carries jobs: one row, so that a page or a probe can say since when nobody does."""

import time

from django.utils import timezone

from apps.core.models import Heartbeat

WORKER = "worker"
EVERY = 30.0
_looked = -EVERY


def look() -> None:
    """Note that somebody who carries jobs is here. One query, at most every 30 s in a process."""
    global _looked  # noqa: PLW0603
    if time.monotonic() - _looked < EVERY:
        return
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=WORKER, at=timezone.now())],
        update_conflicts=True,
        update_fields=["at"],
        unique_fields=["name"],
    )
    _looked = time.monotonic()
