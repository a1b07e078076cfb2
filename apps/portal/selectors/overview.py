"""What a mission's first page shows beside the coherence levels: phases and recent changes."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from auditlog.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, IntegerField, Model, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from apps.activities.models import Activity
from apps.alignment.models import AlignmentLink, Dissent
from apps.benchmarks.models import Observation, StatusJudgement
from apps.coherence.selectors.rows import RowKey, RowView
from apps.frameworks.models import FrameworkVersion, ObjectiveText, ObjectiveTranslation
from apps.missions.enums import Phase
from apps.missions.models import Area, Mission, MissionAgency, PhasePeriod
from apps.portal.speaking import Speaking

Reader = AbstractBaseUser | AnonymousUser
LoggedRow = tuple[type[Model], int]

CHANGES = 8
LOOKED_AT = 1_000
# What is watched, and the column that names a row of it.
WATCHED: Mapping[type[Model], str] = {
    FrameworkVersion: "number",
    Activity: "title",
    AlignmentLink: "activity__title",
    Observation: "indicator__title",
    StatusJudgement: "benchmark__key",
    Dissent: "statement",
}
NAMES: dict[type[Model], Any] = {
    FrameworkVersion: _("framework version"),
    Activity: _("activity"),
    AlignmentLink: _("alignment link"),
    Observation: _("observation"),
    StatusJudgement: _("judgement"),
    Dissent: _("dissent"),
}


@dataclass(frozen=True, slots=True)
class PhaseNow:
    """The phase of the mission (no area) or of one area on a day."""

    area: str | None
    phase: str
    since: datetime.date


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed at one moment in one table: how many rows, one by name.

    `who` did it: None for an import, and for a reader who may not know (decision 0018). `more`: there are at
    least so many.
    """

    at: datetime.datetime
    who: str | None
    what: str
    name: str
    count: int
    more: bool


def phases_on(mission: Mission, day: datetime.date) -> list[PhaseNow]:
    """The phase in force on the day, the mission's first, then by area. One query."""
    rows = (
        PhasePeriod.objects.filter(mission=mission, period_from__lte=day)
        .exclude(period_to__lte=day)
        .order_by("area__name", "-period_from")
        .values_list("area__name", "phase", "period_from")
    )
    latest: dict[str | None, PhaseNow] = {}
    for area, phase, since in rows:
        latest.setdefault(area, PhaseNow(area, str(Phase(phase).label), since))
    return sorted(latest.values(), key=lambda one: (one.area is not None, one.area or ""))


def recent_changes(mission: Mission, user: Reader, *, with_people: bool) -> list[Change]:
    """The latest changes to rows of the mission that the user may see, named as they are now.

    `with_people` says whether the reader may know who made a change.

    Changes of one moment to one table stand together. Of the server's log only the newest entries are looked
    at, so that a mission where nothing happens costs no more than a busy one; a row that is gone is left out.
    Two queries, and one the first time a process asks for the types of these tables.
    """
    types = ContentType.objects.get_for_models(*WATCHED)
    models = {kind.pk: model for model, kind in types.items()}
    entries = list(
        LogEntry.objects.filter(content_type__in=list(models))
        .order_by("-pk")
        .values_list("content_type", "object_id", "actor__name", "actor__email", "timestamp")[:LOOKED_AT]
    )
    named = _names(mission, user, {(models[kind], row) for kind, row, *_rest in entries})
    known = [entry for entry in entries if (models[entry[0]], entry[1]) in named]
    changes = []
    seen = 0
    for (kind, person, email, _moment), group in groupby(
        known, key=lambda entry: (entry[0], entry[2], entry[3], entry[4].replace(microsecond=0))
    ):
        together = list(group)
        seen += len(together)
        changes.append(
            Change(
                at=together[0][4],
                who=(person or email) if with_people else None,
                what=str(NAMES[models[kind]]),
                name=named[models[kind], together[0][1]],
                count=len(together),
                more=seen == LOOKED_AT,
            )
        )
    return changes[:CHANGES]


def _names(mission: Mission, user: Reader, rows: Iterable[LoggedRow]) -> dict[LoggedRow, str]:
    """What each of the rows is called, of those that the user may see. One query, none for no rows."""
    wanted: dict[type[Model], set[int]] = defaultdict(set)
    for model, row in rows:
        wanted[model].add(row)
    parts = []
    for place, (model, column) in enumerate(WATCHED.items()):
        if model not in wanted:
            continue
        found: Any = model._default_manager.filter(mission=mission, pk__in=wanted[model]).visible_to(user)  # type: ignore[attr-defined]
        parts.append(
            found.order_by()
            .annotate(w_table=Value(place), w_row=F("pk"), w_name=Cast(column, TextField()))
            .values_list("w_table", "w_row", "w_name")
        )
    if not parts:
        return {}
    tables = list(WATCHED)
    return {(tables[place], row): name for place, row, name in parts[0].union(*parts[1:], all=True)}


def names_of(
    mission: Mission, user: Reader, rows: Iterable[RowKey], words: Speaking
) -> dict[RowKey, RowView]:
    """What the lines about findings name, by (collection, key), as the user may see it. One query.

    The same labels as `coherence.selectors.rows.describe`, without pages, for the four collections that such
    lines name; a row of another one keeps its key. An objective is called as it is translated into the
    language of the page, with how that came about.
    """
    keys: dict[str, set[str]] = defaultdict(set)
    for collection, key in rows:
        keys[collection].add(key)
    there = ObjectiveTranslation.objects.filter(objective_text=OuterRef("pk"), language=words.language)
    texts = ObjectiveText.objects.filter(mission=mission, objective__key__in=keys["objectives"]).annotate(
        said=Subquery(there.order_by("pk").values("title")[:1]),
        said_by=Subquery(there.order_by("pk").values("origin")[:1]),
        said_was=Subquery(there.order_by("pk").values("was_title")[:1]),
    )
    activities: Any = Activity.objects.visible_to(user).filter(mission=mission, key__in=keys["activities"])
    agencies = MissionAgency.objects.filter(mission=mission, key__in=keys["agencies"])
    areas = Area.objects.filter(mission=mission, key__in=keys["areas"])
    parts = [
        _labels(activities, "activities", F("key"), F("title")),
        _labels(agencies, "agencies", F("key"), Coalesce("agency__acronym", "agency__name")),
        _labels(areas, "areas", F("key"), F("name")),
        _labels(
            texts,
            "objectives",
            F("objective__key"),
            F("title"),
            code=F("code"),
            number=F("framework_version__number"),
            said=F("said"),
            said_by=F("said_by"),
            said_was=F("said_was"),
            language=F("language"),
        ),
    ]
    found = sorted(parts[0].union(*parts[1:], all=True), key=lambda row: row[4] or 0)
    return {
        (collection, key): RowView(
            " ".join(filter(None, (code, words.said(label, said, by, outdated=bool(was))))),
            language=words.language if said and not words.original else language,
        )
        for collection, key, label, code, _number, said, by, was, language in found
    }


def _labels(rows: Any, collection: str, key: F, label: Any, **more: F) -> Any:
    texts = {
        f"l_{name}": Cast(more.get(name, Value(None)), TextField())
        for name in ("code", "said", "said_by", "said_was", "language")
    }
    return (
        rows.order_by()
        .annotate(
            l_collection=Value(collection),
            l_key=Cast(key, TextField()),
            l_label=Cast(label, TextField()),
            l_number=Cast(more.get("number", Value(None)), IntegerField()),
            **texts,
        )
        .values_list(
            "l_collection",
            "l_key",
            "l_label",
            "l_code",
            "l_number",
            "l_said",
            "l_said_by",
            "l_said_was",
            "l_language",
        )
    )
