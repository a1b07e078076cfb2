"""What stands around benchmarks: gates, what people said, the activities that serve the same objective."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from apps.agencies.models import Agency
from apps.alignment.models import AlignmentLink, Comment, Dissent
from apps.benchmarks.models import GateBenchmark, Indicator, StatusJudgement
from apps.benchmarks.revisions import Judgement
from apps.benchmarks.selectors.board import BoardRow, Measured
from apps.benchmarks.selectors.detail import series_named, wordings
from apps.coherence.enums import AssessmentAudience, AssessmentKind
from apps.coherence.models import Assessment
from apps.core.enums import Grade
from apps.frameworks.models import Endorsement, FrameworkVersion, ObjectiveText, ObjectiveTranslation
from apps.frameworks.selectors.content import Translatable
from apps.missions.models import Mission

Reader = AbstractBaseUser | AnonymousUser


def _newest(mission: Mission) -> "QuerySet[Assessment]":
    rows = cast("QuerySet[Assessment]", Assessment.objects.filter(mission=mission))
    return rows.filter(kind=AssessmentKind.COMPUTED, audience=AssessmentAudience.MISSION).order_by("-as_of")


def last_assessed(mission: Mission) -> datetime.date | None:
    """The date of the latest assessment that members may read. One query."""
    return _newest(mission).values_list("as_of", flat=True).first()


def assessed_on(mission: Mission) -> Subquery:
    """`last_assessed` as an annotation. No query by itself."""
    return Subquery(_newest(mission).values("as_of")[:1], output_field=DateField())


def texts_of_benchmark(mission: Mission, uuid: UUID, language: str | None = None) -> list[Any]:
    """Its wording in every version, newest first, with the names of its objective there. One query.

    Each carries `assessed_on` (as `last_assessed`), and as `objective_name` what its objective is called in
    that version, None where that does not word it; in a `language` too.
    """
    objective: Any = ObjectiveText.objects.filter(
        objective=OuterRef("benchmark__objective"), framework_version=OuterRef("framework_version")
    )
    named = _said(objective, "pk", language)
    columns = ("code", "title", "language", "said", "said_by")
    found: Any = wordings(mission, uuid).annotate(
        assessed_on=assessed_on(mission),
        **{f"objective_{column}": Subquery(named.values(column)[:1]) for column in columns},
    )
    rows = list(found)
    for row in rows:
        said = [getattr(row, f"objective_{column}") for column in columns]
        of = row.benchmark.objective
        row.objective_name = None if said[1] is None else _objective_name(of.uuid, of.key, said, language)
    return rows


@dataclass(frozen=True, slots=True)
class ObjectiveName(Translatable):
    """What an objective is called in one version, and the address of its page."""

    uuid: UUID
    code: str
    title: str
    language: str | None


def _said(rows: Any, path: str, language: str | None) -> Any:
    """Wordings of objectives with the title in a language, and how it came about. No query by itself."""
    found = ObjectiveTranslation.objects.filter(objective_text=OuterRef(path), language=language or "")
    return rows.annotate(
        said=Subquery(found.order_by("pk").values("title")[:1]),
        said_by=Subquery(found.order_by("pk").values("origin")[:1]),
    )


def _objective_name(uuid: UUID, key: str, said: Sequence[Any], language: str | None) -> ObjectiveName:
    """`said`: code, title and language of a wording, its title in the other language, how that came about."""
    code, title, own, translation, by = said
    there = None if translation is None else [{"language": language, "title": translation, "origin": by}]
    return ObjectiveName(uuid, code or key, title, own, translations=there)


def series_of_mission(mission: Mission, uuid: UUID) -> Indicator | None:
    """The indicator an address names, with `assessed_on` (as `last_assessed`), or None. One query."""
    return series_named(mission, uuid).annotate(assessed_on=assessed_on(mission)).first()


def objectives_on(
    mission: Mission, day: datetime.date, language: str | None = None
) -> dict[int, ObjectiveName]:
    """Objectives of the version in force on the day by what they are called, in a `language` too. One
    query."""
    versions: Any = FrameworkVersion.objects.in_force(day).filter(mission=mission)
    rows: Any = ObjectiveText.objects.filter(framework_version__in=versions.values("pk"))
    columns = ("objective_id", "objective__uuid", "objective__key", "code", "title", "language")
    return {
        pk: _objective_name(uuid, key, said, language)
        for pk, uuid, key, *said in _said(rows, "pk", language).values_list(*columns, "said", "said_by")
    }


def open_dissents(user: Reader, mission: Mission, day: datetime.date) -> dict[int, int]:
    """How many dissents stand against each benchmark on the day. One query."""
    rows: Any = Dissent.objects.visible_to(user).filter(mission=mission, benchmark__isnull=False)
    rows = rows.filter(raised_on__lte=day).filter(Q(resolved_on__isnull=True) | Q(resolved_on__gt=day))
    return dict(
        rows.order_by().values_list("benchmark").annotate(n=Count("pk")).values_list("benchmark", "n")
    )


@dataclass(frozen=True, slots=True)
class Voice:
    """What somebody said: a judgement (`status`), a dissent, a comment or an endorsement."""

    kind: str
    on: datetime.date | None
    agency: str | None
    person: str | None
    text: str
    status: str | None
    resolved_on: datetime.date | None
    answer: str | None
    uuid: UUID | None = None


def judgements_around(mission: Mission, agency: Agency, day: datetime.date) -> list[Judgement]:
    """All judgements up to the day of benchmarks that this agency judged, whoever gave them. One query."""
    rows: Any = StatusJudgement.objects.filter(mission=mission, judged_on__lte=day)
    own = rows.filter(agency=agency).order_by().values("benchmark")
    return [
        Judgement(*row)
        for row in rows.filter(benchmark__in=own)
        .order_by("pk")
        .values_list("benchmark", "agency", "judged_on", "status", "pk")
    ]


def voices_on_benchmark(
    user: Reader, mission: Mission, benchmark: int, day: datetime.date, *, known: datetime.date | None
) -> list[Voice]:
    """Judgements up to the day, dissents and comments that the user may see, newest first; with `known`
    neither what was said nor answers and withdrawals after it. One query."""
    said = known or datetime.date.max
    judged: Any = StatusJudgement.objects.visible_to(user)
    return _voices(
        _voice(
            judged.filter(mission=mission, benchmark=benchmark, judged_on__lte=day),
            "judgement",
            on="judged_on",
            text="reasons",
            person="judged_by",
            status="status",
        ),
        _dissents(user, mission, said, known, benchmark=benchmark),
        _comments(user, mission, said, known, benchmark=benchmark),
    )


def voices_on_objective(
    user: Reader,
    mission: Mission,
    objective: int,
    text: int,
    day: datetime.date,
    *,
    known: datetime.date | None,
) -> list[Voice]:
    """Endorsements of a wording, dissents and comments on its objective up to the day. Withdrawals after
    `known`, if it is given, are not there yet. One query."""
    endorsed: Any = Endorsement.objects.filter(objective_text=text, objective_text__mission=mission)
    return _voices(
        _voice(
            endorsed.filter(Q(endorsed_on__isnull=True) | Q(endorsed_on__lte=day)),
            "endorsement",
            on="endorsed_on",
        ),
        _dissents(user, mission, day, known, objective=objective),
        _comments(user, mission, day, known, objective=objective),
    )


def _dissents(
    user: Reader, mission: Mission, day: datetime.date, known: datetime.date | None, **about: int
) -> Any:
    rows: Any = Dissent.objects.visible_to(user).filter(mission=mission, raised_on__lte=day, **about)
    # As Dissent.answer_by has it.
    rows = rows.annotate(given_on=Coalesce("answered_on", "resolved_on"))
    return _voice(
        rows,
        "dissent",
        on="raised_on",
        text="statement",
        resolved_on=_known("resolved_on", "resolved_on", known),
        answer=_known("answer", "given_on", known),
    )


def _comments(
    user: Reader, mission: Mission, day: datetime.date, known: datetime.date | None, **about: int
) -> Any:
    rows: Any = Comment.objects.visible_to(user).filter(mission=mission, written_on__lte=day, **about)
    return _voice(
        rows,
        "comment",
        on="written_on",
        text="text",
        person="author",
        resolved_on=_known("resolved_on", "resolved_on", known),
    )


def _known(column: str, on: str, known: datetime.date | None) -> str | Case:
    """The column, or nothing in rows in which the day `on` comes after the last that is known of."""
    return column if known is None else Case(When(**{f"{on}__gt": known}, then=None), default=column)


def _voice(rows: Any, kind: str, **columns: str | Case) -> Any:
    days = ("on", "resolved_on")
    given = {
        f"v_{name}": Cast(
            columns[name] if name in columns else Value(None), DateField() if name in days else TextField()
        )
        for name in ("on", "person", "text", "status", "resolved_on", "answer")
    }
    return (
        rows.order_by()
        .annotate(
            v_kind=Value(kind, output_field=CharField()),
            v_uuid=Cast("uuid" if kind == "dissent" else Value(None), UUIDField()),
            v_agency=Coalesce("agency__acronym", "agency__name"),
            **given,
        )
        .values_list(
            "v_kind",
            "v_on",
            "v_agency",
            "v_person",
            "v_text",
            "v_status",
            "v_resolved_on",
            "v_answer",
            "v_uuid",
        )
    )


def _voices(first: Any, *others: Any) -> list[Voice]:
    found = [
        Voice(kind, on, agency, person, text or "", *rest)
        for kind, on, agency, person, text, *rest in first.union(*others, all=True)
    ]
    return sorted(found, key=lambda one: one.on or datetime.date.min, reverse=True)


def links_to(user: Reader, mission: Mission, objective: int) -> "QuerySet[AlignmentLink]":
    """Links to an objective whose activities the user may see, the best backed first. One query when read."""
    rows = cast("QuerySet[AlignmentLink]", AlignmentLink.objects.visible_to(user))
    rank = Case(
        *(When(grade=grade, then=Value(place)) for place, grade in enumerate(Grade.values)),
        output_field=IntegerField(),
    )
    return (
        rows.filter(mission=mission, objective=objective)
        .select_related("activity__lead", "attestor")
        .annotate(rank=rank)
        .order_by("-rank", "activity__title", "pk")
    )


def group_names(measured: Measured) -> Mapping[str, str]:
    """Names of the groups and areas that must be reported apart, by the labels of their ratings. No query."""
    return {label: measured.areas.get(label) or label.removeprefix("group:") for label in measured.required}


def worst_groups(row: BoardRow, bad: Collection[str]) -> Sequence[tuple[str, str]]:
    """(name, status) of required groups with one of these statuses. No query."""
    if row.measured is None:
        return []
    names = group_names(row.measured)
    return [(names[label], rating.status) for label, rating in row.progress.groups if rating.status in bad]


def gates_named(roles: Mapping[int, Sequence[GateBenchmark]]) -> list[tuple[str, str]]:
    """The gates of these roles as choices, by name. No query."""
    gates = {role.gate.uuid: role.gate for found in roles.values() for role in found}
    named = [
        (str(uuid), one.title or f"{one.get_from_phase_display()} → {one.get_to_phase_display()}")
        for uuid, one in gates.items()
    ]
    return sorted(named, key=lambda choice: choice[1])


def objectives_of_phase(mission: Mission, day: datetime.date, phase: str) -> set[int]:
    """Objectives of the version in force on the day that are meant for a phase. One query."""
    versions: Any = FrameworkVersion.objects.in_force(day).filter(mission=mission)
    rows: Any = ObjectiveText.objects.filter(framework_version__in=versions.values("pk"))
    return {pk for pk, phases in rows.values_list("objective_id", "phases") if phase in (phases or ())}


def kept_on_board(
    mission: Mission,
    day: datetime.date,
    rows: Sequence[BoardRow],
    roles: Mapping[int, Sequence[GateBenchmark]],
    asked: Mapping[str, Any],
) -> list[BoardRow]:
    """The benchmarks that a valid search asks for, in their order. One query where it names a phase."""
    of_phase = objectives_of_phase(mission, day, asked["phase"]) if asked["phase"] else None

    def at_gate(row: BoardRow) -> bool:
        return any(str(role.gate.uuid) == asked["gate"] for role in roles.get(row.plan.pk, ()))

    return [
        row
        for row in rows
        if asked["status"] in ("", row.progress.status)
        and asked["objective"] in ("", str(row.plan.objective_uuid))
        and asked["owner"] in ("", row.plan.owner)
        and (not asked["gate"] or at_gate(row))
        and (of_phase is None or row.plan.objective in of_phase)
        and (not asked["key_only"] or row.plan.key_benchmark)
    ]
