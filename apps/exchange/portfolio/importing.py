"""A whole file of activities into a mission, in one transaction and flat memory: all of it, or nothing."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import IO

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction

from apps.core import jobs
from apps.exchange.iati import opened
from apps.exchange.portfolio.directory import Decision, Directory
from apps.exchange.portfolio.notes import sentence
from apps.exchange.portfolio.places import Gazetteer
from apps.exchange.portfolio.planning import CHANGED, NEW, REFUSED, Choices, Plan, Planner
from apps.exchange.portfolio.record import Record
from apps.exchange.portfolio.wanted import Reader
from apps.exchange.portfolio.writing import Writer
from apps.missions.models import Mission

CHUNK = 250
SHOWN = 200
_LOCK = 7235402  # one portfolio at a time on PostgreSQL; SQLite has one writer anyway


@dataclass(slots=True)
class Report:
    """What came of a file: every activity is in exactly one of `counts`. Paths are counted as often as they
    came; `refused` holds the first of the refused as (line, identifier or title, sentences)."""

    read: int = 0
    version: str | None = None
    counts: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    used: Counter[str] = field(default_factory=Counter)
    unused: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[int, str, list[str]]] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    lines: int = 0
    dry_run: bool = False

    @property
    def changed(self) -> bool:
        return bool(self.counts[NEW] or self.counts[CHANGED])

    def count(self, plans: Iterable[Plan]) -> None:
        for plan in plans:
            self.counts[plan.outcome] += 1
            self.notes.update(note.code for note in plan.record.notes)
            self.fields.update(plan.fields)
            if plan.outcome == NEW and plan.wanted is not None:
                self.lines += len(plan.wanted.lines)
            if plan.outcome == REFUSED and len(self.refused) < SHOWN:
                said = [sentence(note) for note in plan.record.notes if note.fault]
                name = plan.record.identifier or plan.record.title or ""
                self.refused.append((plan.record.line, name, said))


def import_iati(
    *,
    by: AbstractBaseUser | None,
    mission: Mission,
    stream: IO[bytes],
    today: datetime.date,
    at: datetime.datetime,
    choices: Choices | None = None,
    decisions: dict[str, Decision] | None = None,
    dry_run: bool = False,
) -> Report:
    """Store the activities of an IATI file, plain or gzip; the same file twice changes nothing.

    One transaction. Raises Unreadable, with nothing stored, for a file that cannot be taken, EditConflict
    where somebody changed one of the activities meanwhile. If anything changed, a new assessment is asked
    for. A dry run does everything and takes it back. Queries: a fixed number for each 250 activities.
    """
    reading = opened(stream)
    report = Report(version=reading.version, dry_run=dry_run)
    with transaction.atomic():
        one_at_a_time()
        directory = Directory(mission, decisions)
        reader = Reader(mission, "iati", directory, Gazetteer(mission))
        planner = Planner(mission, reader, choices)
        writer = Writer(by=by, mission=mission, source="iati", directory=directory, today=today, at=at)
        for chunk in chunks(reading):
            plans = planner.plan(chunk)
            report.count(plans)
            writer.write(plans)
        report.agencies = sorted(one.name for one in directory.unknown.values())
        if report.changed:
            jobs.request("coherence.assess", about=mission.uuid, by=by)
        if dry_run:
            transaction.set_rollback(True)
    report.read, report.used, report.unused = reading.read, reading.used, reading.unused
    return report


def one_at_a_time() -> None:
    """Two imports into the same database follow one another."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def chunks(records: Iterable[Record], size: int = CHUNK) -> Iterator[list[Record]]:
    """The records in lists of at most `size`."""
    waiting = iter(records)
    while some := list(islice(waiting, size)):
        yield some
