"""What stands beside a version, the wordings of one objective, and the lists of one wording by name."""

import datetime
import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import CharField, DateField, F, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import Cast, Coalesce

from apps.frameworks.models import FrameworkVersion, ObjectiveLinkedItem, ObjectiveText, VersionReservation
from apps.frameworks.selectors.content import Translatable
from apps.missions.models import Document, Mission
from apps.portal.selectors.benchmarks import assessed_on

Reader = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True, slots=True)
class Named(Translatable):
    """One entry of a list: what it is called, what more is said of it, where it leads (an agency).

    `translations` say the name as their `title`.
    """

    title: str
    detail: str | None
    uuid: UUID | None

    @property
    def name(self) -> str:
        return self.title


@dataclass(frozen=True, slots=True)
class Note:
    """What belongs to a version beside its text: a document, or what an agency holds against it."""

    kind: str
    name: str
    text: str | None
    on: datetime.date | None
    url: str | None


def notes_on(user: Reader, version: FrameworkVersion) -> dict[str, list[Note]]:
    """Documents of a version that the user may see, and reservations, by kind. One query."""
    documents: Any = Document.objects.visible_to(user).filter(frameworkversion=version)
    reservations = VersionReservation.objects.filter(framework_version=version)
    rows = _notes(documents, "document", F("title"), F("description"), F("dated_on"), F("url")).union(
        _notes(
            reservations,
            "reservation",
            Coalesce("agency__acronym", "agency__name"),
            F("text"),
            F("dated_on"),
            Value(None),
        ),
        all=True,
    )
    found: dict[str, list[Note]] = defaultdict(list)
    for kind, name, text, on, url in rows:
        found[kind].append(Note(kind, name, text, on, url))
    for notes in found.values():
        notes.sort(key=lambda one: (one.on or datetime.date.min, one.name))
    return found


def _notes(rows: Any, kind: str, *columns: Any) -> Any:
    fields: tuple[Any, ...] = (TextField(), TextField(), DateField(), TextField())
    names = ("n_name", "n_text", "n_on", "n_url")
    given = {name: Cast(column, field) for name, column, field in zip(names, columns, fields, strict=True)}
    return (
        rows.order_by()
        .annotate(n_kind=Value(kind, output_field=CharField()), **given)
        .values_list("n_kind", *names)
    )


def texts_of_objective(mission: Mission, uuid: UUID) -> list[ObjectiveText]:
    """Its wording in every version, newest first, with `assessed_on` (as `last_assessed`). Two queries."""
    rows = cast("QuerySet[ObjectiveText]", ObjectiveText.objects.filter(mission=mission))
    return list(
        rows.filter(objective__uuid=uuid)
        .select_related("framework_version", "objective")
        .defer("framework_version__adoption_document", "framework_version__vision")
        .prefetch_related("translations")
        .annotate(assessed_on=assessed_on(mission))
        .order_by("-framework_version__number")
    )


def wording_on(texts: list[ObjectiveText], day: datetime.date) -> ObjectiveText:
    """The wording in force on the day, else the newest one. Raises IndexError without any. No query."""
    for text in texts:
        version = text.framework_version
        begun = version.adopted_on is not None and version.adopted_on <= day
        if begun and (version.superseded_on is None or version.superseded_on > day):
            return text
    return texts[0]


def lists_of(text: ObjectiveText) -> dict[str, list[Named]]:
    """Agencies, conflict factors, mandate tasks, items of other strategies, by the list's name. One query."""
    agency = {
        "label": Coalesce("agency__acronym", "agency__name"),
        "detail": F("agency__name"),
        "uuid": F("agency__uuid"),
    }
    pairs = [
        _entries(ObjectiveText.lead_agencies.through, "lead_agencies", {"objectivetext": text}, **agency),
        _entries(
            ObjectiveText.contributing_agencies.through,
            "contributing_agencies",
            {"objectivetext": text},
            **agency,
        ),
        _entries(
            ObjectiveText.conflict_factors.through,
            "conflict_factors",
            {"objectivetext": text},
            label=F("conflictfactor__title"),
            detail=F("conflictfactor__kind"),
            more=F("conflictfactor__translations"),
        ),
        _entries(
            ObjectiveText.mandate_tasks.through,
            "mandate_tasks",
            {"objectivetext": text},
            label=F("mandatetask__mandate__symbol"),
            detail=F("mandatetask__text"),
        ),
        _entries(
            ObjectiveLinkedItem,
            "linked_items",
            {"objective_text": text},
            label=F("linked_framework__title"),
            detail=F("item__text"),
        ),
    ]
    found: dict[str, list[Named]] = defaultdict(list)
    for name, label, detail, uuid, more in pairs[0].union(*pairs[1:], all=True):
        found[name].append(
            Named(label, detail, uuid, translations=None if more is None else json.loads(more))
        )
    for entries in found.values():
        entries.sort(key=lambda one: (one.name, one.detail or ""))
    return found


def _entries(
    model: Any,
    name: str,
    of: dict[str, ObjectiveText],
    *,
    label: Any,
    detail: Any,
    uuid: Any = None,
    more: Any = None,
) -> Any:
    return (
        model.objects.filter(**of)
        .order_by()
        .annotate(
            e_list=Value(name, output_field=CharField()),
            e_name=Cast(label, TextField()),
            e_detail=Cast(detail, TextField()),
            e_uuid=Cast(Value(None) if uuid is None else uuid, UUIDField()),
            e_more=Cast(Value(None) if more is None else more, TextField()),
        )
        .values_list("e_list", "e_name", "e_detail", "e_uuid", "e_more")
    )
