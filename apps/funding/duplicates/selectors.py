"""Reading for those who merge: what may be the same, and what stands beside it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core import signing
from django.db.models import Q, Sum

from apps.activities.models import Activity, SourceRecord
from apps.activities.selectors import Activities, activities_for
from apps.funding.duplicates.finding import Entry, Pair, pairs
from apps.missions.models import Mission

Reader = AbstractBaseUser | AnonymousUser
SHOWN = 30
MERGED = "merged"
"""What the content of a source record is called that keeps an activity to be taken apart again."""


@dataclass(frozen=True, slots=True)
class Candidate:
    one: Activity
    other: Activity
    grounds: Sequence[str]


def candidates(activities: Activities) -> tuple[list[Candidate], int]:
    """The pairs that may be the same among the activities, the likeliest first, and how many there are.

    Three queries; reads title, dates and sum of every activity.
    """
    rows = activities.order_by().values_list("pk", "title", "start", "end", "iati_identifier")
    sums: Any = Activity.objects.filter(pk__in=activities.order_by().values("pk"))
    money: dict[int, set[tuple[str, Decimal]]] = defaultdict(set)
    for pk, currency, amount in (
        sums.order_by()
        .filter(funding_lines__committed__isnull=False)
        .values_list("pk", "funding_lines__currency")
        .annotate(sum=Sum("funding_lines__committed"))
    ):
        money[pk].add((currency, amount))
    found: list[Pair] = pairs(
        Entry(pk, title, start, end, frozenset(money.get(pk, ())), identifier)
        for pk, title, start, end, identifier in rows
    )
    named = {pk for pair in found[:SHOWN] for pk in (pair.one, pair.other)}
    whole = Activity.objects.select_related("lead").in_bulk(named)
    return [Candidate(whole[pair.one], whole[pair.other], pair.grounds) for pair in found[:SHOWN]], len(found)


def find_pair(user: Reader, mission: Mission, one: UUID, other: UUID) -> tuple[Activity, Activity] | None:
    """Two activities of the mission that the user may see. One query."""
    rows: Any = activities_for(user, mission).filter(Q(uuid=one) | Q(uuid=other))
    found = {row.uuid: row for row in rows.select_related("lead", "mission")}
    return (found[one], found[other]) if one != other and len(found) == 2 else None


def find_record(user: Reader, mission: Mission, uuid: UUID) -> SourceRecord | None:
    """A source of an activity that the user may see, which was merged into it. One query."""
    records: Any = SourceRecord.objects.filter(mission=mission, uuid=uuid)
    seen = records.filter(activity__in=activities_for(user, mission))
    record: SourceRecord | None = seen.select_related(
        "activity__lead", "activity__mission", "mission"
    ).first()
    return record if record is not None and kept_in(record) is not None else None


def kept_in(record: SourceRecord) -> dict[str, Any] | None:
    """What was kept of the activity that was merged at this source; None where none was.

    Signed, since it names rows of this installation: what comes in a file is never brought back to life.
    """
    text = (record.content or {}).get(MERGED)
    if not isinstance(text, str):
        return None
    try:
        told: dict[str, Any] = signing.loads(text, salt=MERGED)
    except signing.BadSignature:
        return None
    here = told["mission"] == record.mission_id and told["kept"] == record.activity_id
    return told if here else None
