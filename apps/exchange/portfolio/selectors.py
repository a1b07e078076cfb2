"""Reading imports: one's own ones, their rows, and what pages show of them."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.core import jobs
from apps.core.paging import Key, Page, Position, page_of
from apps.exchange.enums import RowOutcome, RunState
from apps.exchange.models import ImportRow, ImportRun
from apps.exchange.portfolio.differences import LABELS
from apps.exchange.portfolio.notes import gist, sentence
from apps.exchange.portfolio.record import Note
from apps.exchange.portfolio.running import APPLY, CHECK
from apps.missions.enums import Role
from apps.missions.models import Mission
from apps.missions.rules import EDITORS
from apps.missions.selectors import memberships_in

WORKING = {RunState.CHECKING: CHECK, RunState.APPLYING: APPLY}


def runs_of(user: User | AnonymousUser, mission: Mission) -> "QuerySet[ImportRun]":
    """The user's own imports into a mission, the newest first, without their files."""
    rows = ImportRun.objects.visible_to(user).filter(mission=mission)
    return rows.defer("content").select_related("agency")


def find_run(user: User | AnonymousUser, mission: Mission, identifier: uuid.UUID) -> ImportRun:
    """One of the user's own imports. One query. Raises Http404 for all others, alike whether they exist."""
    run = runs_of(user, mission).filter(uuid=identifier).first()
    if run is None:
        raise Http404
    run.mission = mission
    return run


def own_agencies(user: User | AnonymousUser, mission: Mission) -> tuple[bool, list[Agency]]:
    """(whether the user plans the mission, the agencies the user edits for). One query."""
    found = memberships_in(user, mission)
    planner = any(one.role == Role.PLANNER for one in found)
    agencies = [one.agency for one in found if one.role in EDITORS and one.agency is not None]
    return planner, agencies


def work_of(run: ImportRun) -> jobs.State | None:
    """How far the work in the background is, None where there is none. One query."""
    task = WORKING.get(RunState(run.state))
    return None if task is None else jobs.state(task, about=run.uuid)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a row: what stands there (None for nothing) and what will."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as the preview shows it."""

    line: int
    identifier: str | None
    title: str | None
    outcome: str
    word: str
    activity: uuid.UUID | None
    differences: list[Difference]
    faults: list[str]
    remarks: list[str]


def rows_page(run: ImportRun, outcome: str | None, at: Position) -> Page[ImportRow]:
    """A page of the rows of an import, in the order of the file. Two to four queries."""
    rows = ImportRow.objects.filter(run=run)
    if outcome is not None:
        rows = rows.filter(outcome=outcome)
    return page_of(rows, [Key("line")], at)


def row_views(user: User | AnonymousUser, rows: Iterable[ImportRow]) -> list[RowView]:
    """The rows in words; an activity that the reader may not see has no link. One query."""
    listed = list(rows)
    asked = [row.activity for row in listed if row.activity is not None]
    visible = set(Activity.objects.visible_to(user).filter(uuid__in=asked).values_list("uuid", flat=True))
    words = {str(value): str(label) for value, label in RowOutcome.choices}
    found = []
    for row in listed:
        notes = [Note.of(entry) for entry in row.notes]
        found.append(
            RowView(
                row.line,
                row.identifier,
                row.title,
                row.outcome,
                words[row.outcome],
                row.activity if row.activity in visible else None,
                [
                    Difference(str(LABELS.get(name, name)), before, after)
                    for name, before, after in row.differences
                ],
                [sentence(note) for note in notes if note.fault],
                [sentence(note) for note in notes if not note.fault],
            )
        )
    return found


def remarks_of(run: ImportRun) -> list[tuple[str, int]]:
    """What was said of how many rows, the most frequent first. No query."""
    notes: dict[str, int] = (run.report or {}).get("notes") or {}
    return sorted(
        ((gist(code), count) for code, count in notes.items()), key=lambda pair: (-pair[1], pair[0])
    )


def kept_inside(run: ImportRun) -> int:
    """How many new activities are humanitarian and begin inside the agency that leads them. No query."""
    return int(((run.report or {}).get("notes") or {}).get("humanitarian_kept", 0))


def unused_of(run: ImportRun) -> list[tuple[str, int]]:
    """What the file holds and nobody takes: columns, or elements by their path. No query."""
    return sorted(((run.report or {}).get("unused") or {}).items())


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name nobody here has: how often it came, whom it may mean, and what was decided."""

    name: str
    said: str
    identifier: str | None
    count: int
    side: str
    like: list[tuple[str, str]]
    decided: dict[str, str]


def unknown_names(run: ImportRun) -> list[Unknown]:
    """Names to be matched, those that were decided already among them. One query."""
    listed: list[dict[str, Any]] = (run.report or {}).get("organisations") or []
    decided: dict[str, dict[str, str]] = run.decisions.get("organisations") or {}
    uuids = {one for entry in listed for one in entry["like"]}
    here = Agency.objects.filter(uuid__in=uuids, missionagency__mission=run.mission)
    names = {str(identifier): name for identifier, name in here.values_list("uuid", "name")}
    missing = [one for one in decided.values() if one["name"] not in {entry["name"] for entry in listed}]
    return [
        Unknown(
            entry["name"],
            entry["said"],
            entry.get("identifier"),
            entry.get("count") or 0,
            entry.get("side") or "external",
            [(one, names[one]) for one in entry["like"] if one in names],
            decided.get(entry["name"], {}),
        )
        for entry in [
            *listed,
            *({**one, "like": [], "said": one.get("said") or one["name"]} for one in missing),
        ]
    ]


def like_rows(
    user: User | AnonymousUser, run: ImportRun, at: Position
) -> tuple[Page[ImportRow], dict[str, str]]:
    """New rows that look like an activity here, and the titles of those that the reader may see."""
    rows = ImportRow.objects.filter(run=run, natural__isnull=False).exclude(suggestions=[])
    page = page_of(rows, [Key("line")], at)
    asked = {one for row in page.rows for one in row.suggestions}
    visible = Activity.objects.visible_to(user).filter(uuid__in=asked, mission=run.mission)
    found = {}
    for identifier, title, lead in visible.values_list("uuid", "title", "lead__name"):
        found[str(identifier)] = _("%(title)s (%(lead)s)") % {"title": title[:120], "lead": lead}
    return page, found
