"""What the framework answers to: mandates, other strategies, and what the parties promised."""

import datetime
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce

from apps.frameworks.models import LinkedFramework, MutualCommitment
from apps.missions.models import Mandate, Mission


@dataclass(frozen=True, slots=True)
class Reference:
    """A mandate (`name` its symbol) or another strategy (`name` its kind), with its tasks or items by key."""

    key: str
    uuid: UUID
    name: str
    title: str | None
    by: str | None
    since: datetime.date | None
    until: datetime.date | None
    url: str | None
    items: dict[str, str]


def references(mission: Mission) -> tuple[list[Reference], list[Reference]]:
    """Mandates by date, and other strategies by title, each with its tasks or items by key. One query."""
    mandates = _references(
        Mandate.objects.filter(mission=mission),
        "mandate",
        name=F("symbol"),
        by=F("issued_by"),
        since=F("adopted_on"),
        until=F("valid_until"),
        item="tasks",
    )
    others = _references(
        LinkedFramework.objects.filter(mission=mission),
        "framework",
        name=F("kind"),
        by=Coalesce("owner__acronym", "owner__name"),
        since=F("period_from"),
        until=F("period_to"),
        item="items",
    )
    found: dict[tuple[str, str], Reference] = {}
    for kind, key, uuid, name, title, by, since, until, url, item, text in mandates.union(others, all=True):
        one = found.setdefault((kind, key), Reference(key, uuid, name, title, by, since, until, url, {}))
        if item is not None:
            one.items[item] = text
    for one in found.values():
        ordered = sorted(one.items.items())
        one.items.clear()
        one.items.update(ordered)
    first = datetime.date.min
    return (
        sorted(
            (one for (kind, _), one in found.items() if kind == "mandate"),
            key=lambda one: (one.since or first, one.name),
        ),
        sorted(
            (one for (kind, _), one in found.items() if kind == "framework"), key=lambda one: one.title or ""
        ),
    )


def _references(rows: Any, kind: str, *, name: F, by: Any, since: F, until: F, item: str) -> Any:
    return (
        rows.order_by()
        .annotate(
            l_book=Value(kind),
            l_key=F("key"),
            l_uuid=F("uuid"),
            l_name=Cast(name, TextField()),
            l_title=F("title"),
            l_by=Cast(by, TextField()),
            l_since=since,
            l_until=until,
            l_url=F("url"),
            l_item=F(f"{item}__key"),
            l_words=F(f"{item}__text"),
        )
        .values_list(
            "l_book",
            "l_key",
            "l_uuid",
            "l_name",
            "l_title",
            "l_by",
            "l_since",
            "l_until",
            "l_url",
            "l_item",
            "l_words",
        )
    )


def commitments(mission: Mission) -> "QuerySet[MutualCommitment]":
    """What the parties promised, by key. One query when read."""
    rows = cast("QuerySet[MutualCommitment]", MutualCommitment.objects.filter(mission=mission))
    return rows.select_related("party", "objective").order_by("key")
