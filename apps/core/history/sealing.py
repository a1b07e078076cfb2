"""Sealing the change log, and taking a person's data out of it so that its chain still holds."""

import datetime
import logging
import secrets
import time
from collections.abc import Sequence

from auditlog.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.utils import timezone

from apps.core.history import reading
from apps.core.history.chain import leaf_of, seal_of, told_hash
from apps.core.models import HistoryLeaf, HistorySeal

MOST = 10_000
"""Entries under one seal, so that the first sealing of a long log holds no long lock."""
EVERY = 60.0
LOCK_SECONDS = 2
log = logging.getLogger(__name__)
_looked = -EVERY


def look() -> None:
    """Seal what is new, at most once a minute in a process; called by who carries jobs.

    While somebody writes for long, the next round seals.
    """
    global _looked  # noqa: PLW0603
    if time.monotonic() - _looked < EVERY:
        return
    _looked = time.monotonic()
    try:
        seal()
    except OperationalError as error:
        log.info("The history is sealed in a later round: %s", error)


def seal(*, at: datetime.datetime | None = None) -> int:
    """Seal every entry that has no seal yet, up to 10,000 under one seal. Returns how many entries.

    Raises OperationalError where a transaction that writes entries stays open for longer than two seconds.
    Queries: three or four to see what is new; four and one for each 2,000 entries for each seal.
    """
    upto = _settled()
    sealed = 0
    while upto and (made := _seal_next(upto, at or timezone.now())):
        sealed += made
    return sealed


def _settled() -> int:
    """The newest entry below which none can appear any more; 0 where there is nothing to seal.

    Numbers are given before the commit: on PostgreSQL this waits, with a lock that lets others read, until
    nobody holds a number whose entry is not there yet. On SQLite one writes after the other anyway.
    """
    newest = LogEntry.objects.aggregate(newest=models.Max("pk"))["newest"] or 0
    last = reading.last_seal()
    if newest <= (0 if last is None else last.last):
        return 0
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
            cursor.execute(f"LOCK TABLE {LogEntry._meta.db_table} IN SHARE MODE")
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
            newest = LogEntry.objects.aggregate(newest=models.Max("pk"))["newest"] or 0
    return int(newest)


def _seal_next(upto: int, at: datetime.datetime) -> int:
    """Make the next seal. Returns how many entries it covers; 0 where another carrier was quicker."""
    try:
        with transaction.atomic():
            before = reading.last_seal()
            after, number = (0, 1) if before is None else (before.last, before.number + 1)
            found = reading.entries(after=after, upto=upto, most=MOST)
            leaves = [leaf_of(entry, seal=number, salt=_salt()) for entry in found]
            if not leaves:
                return 0
            made = seal_of(leaves, after=before, sealed_at=reading.in_utc(at))
            HistorySeal.objects.bulk_create(
                [
                    HistorySeal(
                        number=made.number,
                        last=made.last,
                        count=made.count,
                        previous=made.previous,
                        root=made.root,
                        hash=made.hash,
                        sealed_at=at,
                    )
                ]
            )
            HistoryLeaf.objects.bulk_create(
                (
                    HistoryLeaf(
                        entry=leaf.entry,
                        seal_id=leaf.seal,
                        actor=leaf.actor,
                        content=leaf.content,
                        told=leaf.told,
                        salt=leaf.salt,
                    )
                    for leaf in leaves
                ),
                batch_size=reading.CHUNK,
            )
    except IntegrityError as error:
        log.info("This seal exists already: %s", error)
        return 0
    return len(leaves)


def _salt() -> str:
    return secrets.token_hex(16)


def erase(
    *,
    by: AbstractBaseUser | None,
    about: models.Model,
    entries: Sequence[LogEntry],
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> LogEntry:
    """Save entries from which the caller has taken a person's data, and log that this was done.

    The caller blanks `changes`, `object_repr`, `serialized_data`, `actor_email` and the like on the objects;
    what else an entry says cannot change. The salt of what was there is thrown away, so that the hash that
    stays in the chain tells nothing; the entry that is returned, about the row `about`, carries the hash of
    what was left. It is sealed in the same transaction. Raises OperationalError like `seal`.
    """
    with transaction.atomic():
        seal(at=at)
        # First, because the database lets nobody blank an entry that no erasure names.
        erasure = LogEntry.objects.create(
            content_type=ContentType.objects.get_for_model(about),
            object_pk=str(about.pk),
            object_id=about.pk,
            object_repr=str(about)[:200],
            action=LogEntry.Action.UPDATE,
            changes={},
            actor=by,
            actor_email=getattr(by, "email", None),
            timestamp=at or timezone.now(),
            additional_data={"via": via, reading.ERASED: {str(entry.pk): "" for entry in entries}},
        )
        LogEntry.objects.bulk_update(entries, [*reading.TOLD, "actor_email"], batch_size=500)
        leaves = HistoryLeaf.objects.in_bulk([entry.pk for entry in entries])
        hashes = {}
        stored = LogEntry.objects.filter(pk__in=list(leaves)).values_list("pk", *reading.TOLD)
        for number, *values in stored:
            leaves[number].salt = _salt()
            hashes[str(number)] = told_hash(leaves[number].salt, reading.told(tuple(values)))
        HistoryLeaf.objects.bulk_update(leaves.values(), ["salt"], batch_size=500)
        erasure.additional_data = {"via": via, reading.ERASED: hashes}
        erasure.save(update_fields=["additional_data"])
        seal(at=at)
    return erasure
