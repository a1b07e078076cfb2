"""The change log and its seals, read as the values of the chain."""

import datetime
from collections.abc import Iterator
from typing import Any

from auditlog.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q

from apps.core.history.chain import Entry, Leaf, Seal, canonical
from apps.core.models import HistoryLeaf, HistorySeal

ERASED = "erased"
"""Under this name `additional_data` of an erasure tells the new hash of each entry it blanked."""
CHUNK = 2000
FIXED = ("content_type_id", "object_pk", "object_id", "action", "cid", "additional_data")
TOLD = ("object_repr", "changes", "changes_text", "serialized_data", "remote_addr", "remote_port")
COLUMNS = ("pk", "actor_id", "timestamp", *FIXED, *TOLD)


def told(values: tuple[Any, ...]) -> str:
    """The text of the columns TOLD of an entry, in their order."""
    return canonical(values)


def entries(*, after: int, upto: int, most: int | None = None) -> Iterator[Entry]:
    """Entries of the log after the number `after` up to `upto`, in order. One query, read in chunks.

    The address of the mail that the log keeps beside the actor is left out: a person is a number here.
    """
    rows = LogEntry.objects.filter(pk__gt=after, pk__lte=upto).order_by("pk").values_list(*COLUMNS)
    for number, actor, timestamp, *rest in rows[:most].iterator(CHUNK):
        fixed = [in_utc(timestamp), *rest[: len(FIXED)]]
        yield Entry(number, actor, canonical(fixed), told(tuple(rest[len(FIXED) :])))


def seals() -> Iterator[Seal]:
    """All seals in order. One query, read in chunks."""
    for row in HistorySeal.objects.order_by("number").iterator(CHUNK):
        yield seal_of_row(row)


def last_seal() -> Seal | None:
    """The newest seal, or None. One query."""
    row = HistorySeal.objects.order_by("-number").first()
    return None if row is None else seal_of_row(row)


def seal_of_row(row: HistorySeal) -> Seal:
    """A seal as a value."""
    return Seal(
        number=row.number,
        last=row.last,
        count=row.count,
        previous=row.previous,
        root=row.root,
        hash=row.hash,
        sealed_at=in_utc(row.sealed_at),
    )


def leaves(*, seal: int, upto: int) -> Iterator[Leaf]:
    """The leaves of entries up to `upto` or under seals up to `seal`, and any without a seal, in the order
    of entries; not those of a seal that was made since. One query, read in chunks.
    """
    sealed = Exists(HistorySeal.objects.filter(number=OuterRef("seal_id")))
    rows = HistoryLeaf.objects.filter(Q(entry__lte=upto) | Q(seal__lte=seal) | ~sealed)
    columns = ("entry", "seal_id", "actor", "content", "told", "salt")
    for values in rows.order_by("entry").values_list(*columns).iterator(CHUNK):
        yield Leaf(*values)


def erased(*, upto: int) -> dict[int, str]:
    """The hash that the latest erasure left for each entry it blanked, from erasures up to the entry `upto`.

    One query.
    """
    found: dict[int, str] = {}
    rows = LogEntry.objects.filter(pk__lte=upto, additional_data__has_key=ERASED).order_by("pk")
    for data in rows.values_list("additional_data", flat=True):
        found |= {int(number): text for number, text in data[ERASED].items()}
    return found


def removed_people() -> set[int]:
    """The numbers of the people whose removal is in the log. One query."""
    people = ContentType.objects.get_for_model(get_user_model())
    rows = LogEntry.objects.filter(content_type=people, action=LogEntry.Action.DELETE)
    return {number for number in rows.values_list("object_id", flat=True) if number is not None}


def in_utc(at: datetime.datetime) -> str:
    """A moment as the chain writes it: ISO 8601 in UTC, with microseconds."""
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds")
