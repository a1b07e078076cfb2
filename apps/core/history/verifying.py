"""Whether the change log is still what was sealed, and still contains what a checkpoint says."""

import datetime
from dataclasses import dataclass

from auditlog.models import LogEntry
from django.db.models import Count, Min

from apps.core.history import reading
from apps.core.history.chain import Finding, Seal, first_break, missing
from apps.core.history.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found: the first break or None, and how much there was to look at.

    `sealed` and `erased` count entries under a seal and those blanked by an erasure; `waiting` are younger
    than the last seal and not protected by it yet, the oldest of them since `waiting_since`.
    """

    finding: Finding | None
    last: Seal | None
    sealed: int
    erased: int
    waiting: int
    waiting_since: datetime.datetime | None


def verify(*, against: Checkpoint | None = None) -> Verified:
    """Recompute the whole chain. Nine or ten queries, read in chunks; memory grows with erasures only."""
    last = reading.last_seal()
    number, upto = (0, 0) if last is None else (last.number, last.last)
    erased = reading.erased(upto=upto)
    finding = first_break(
        (seal for seal in reading.seals() if seal.number <= number),
        reading.leaves(seal=number, upto=upto),
        reading.entries(after=0, upto=upto),
        erased=erased,
        removed=reading.removed_people(),
    )
    if finding is None and against is not None:
        finding = missing(reading.seals(), number=against.seal, hash=against.hash)
    waiting = LogEntry.objects.filter(pk__gt=upto).aggregate(count=Count("pk"), since=Min("timestamp"))
    return Verified(
        finding=finding,
        last=last,
        sealed=LogEntry.objects.filter(pk__lte=upto).count(),
        erased=len(erased),
        waiting=waiting["count"],
        waiting_since=waiting["since"],
    )
