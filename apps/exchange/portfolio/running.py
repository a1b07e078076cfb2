"""The work of an import in the background: reading and checking a file, and storing it all at once.

Both may be killed at any moment and begun again: checking writes only rows of the run and begins by taking
them away, storing is one transaction that also says that it is done.
"""

import datetime
import io
import uuid
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.core import jobs
from apps.exchange.enums import RunForm, RunState
from apps.exchange.iati import opened
from apps.exchange.models import ImportRow, ImportRun, KnownName
from apps.exchange.portfolio import names
from apps.exchange.portfolio.differences import Describer
from apps.exchange.portfolio.directory import Decision, Directory, decisions_of
from apps.exchange.portfolio.importing import CHUNK, Report, chunks, one_at_a_time
from apps.exchange.portfolio.places import Gazetteer
from apps.exchange.portfolio.planning import OUTCOMES, REFUSED, Choices, Plan, Planner
from apps.exchange.portfolio.record import Record, Unreadable
from apps.exchange.portfolio.wanted import Reader
from apps.exchange.portfolio.writing import Writer
from apps.exchange.sheets import table
from apps.exchange.sheets.columns import Layout, by_column, recognise, taken_fields
from apps.exchange.sheets.records import Defaults, Rows
from apps.missions.enums import Role
from apps.missions.models import Membership
from apps.missions.rules import EDITORS

CHECK = "exchange.check"
APPLY = "exchange.apply"
MOST_UNKNOWN = 300
Progress = Callable[[int, int], None]


def content_of_run(run: ImportRun) -> bytes:
    """The file as it came."""
    return zlib.decompress(bytes(run.content))


def sheets_of(run: ImportRun) -> list[table.Sheet]:
    """The sheets of a table. Raises Unreadable."""
    content = content_of_run(run)
    if table.is_workbook(content):
        return table.read_workbook(content)
    return table.read_text(content, run.file_name)


def sheet_of(run: ImportRun) -> table.Sheet:
    """The sheet that was chosen, the first one until then. Raises Unreadable."""
    found = sheets_of(run)
    wish = run.options.get("sheet")
    return next((sheet for sheet in found if sheet.name == wish), found[0])


def layout_of(run: ImportRun, sheet: table.Sheet) -> Layout:
    """The columns as they were chosen, or as they are recognised until then."""
    guessed = recognise(sheet)
    if not run.columns:
        return guessed
    return Layout(guessed.first, guessed.headings, by_column(run.columns, len(guessed.headings)))


@dataclass(slots=True)
class Source:
    """Where the records of a run come from: `total` of them, if that is known; `fields` they speak of."""

    records: Iterator[Record]
    total: int
    fields: frozenset[str] | None
    finish: Callable[[Report], None]


def source_of(run: ImportRun) -> Source:
    """The records of the file. Raises Unreadable, here or while they are read."""
    if run.form == RunForm.IATI:
        content = content_of_run(run)
        reading = opened(io.BytesIO(content))

        def finish(report: Report) -> None:
            report.read, report.version = reading.read, reading.version
            report.used, report.unused = reading.used, reading.unused

        return Source(
            iter(reading), content.count(b"<iati-activity>") + content.count(b"<iati-activity "), None, finish
        )
    sheet = sheet_of(run)
    layout = layout_of(run, sheet)
    lead = None if run.agency is None else run.agency.name
    options = run.options
    rows = Rows(sheet, layout, Defaults(lead, options.get("status") or "active", options.get("currency")))

    def count(report: Report) -> None:
        report.read = len(sheet.rows) - layout.first - rows.skipped
        left = [heading for heading, one in zip(layout.headings, layout.fields, strict=True) if one is None]
        report.unused.update(heading for heading in left if heading)

    fields = taken_fields(layout.fields) | ({"status"} if options.get("status_of_all") else set())
    return Source(iter(rows), len(sheet.rows) - layout.first, frozenset(fields), count)


def choices_of(run: ImportRun) -> Choices:
    """What people decided about the rows of this run, and for whom it comes: a planner's is for all."""
    found: dict[str, dict[str, str]] = run.decisions.get("activities") or {}
    chosen = {natural: one["activity"] for natural, one in found.items() if one.get("activity")}
    known = dict(
        Activity.objects.filter(mission=run.mission, uuid__in=chosen.values()).values_list("uuid", "pk")
    )
    roles = Membership.objects.filter(user=run.owner, mission=run.mission).values_list("role", "agency_id")
    held = list(roles)
    planner = any(role == Role.PLANNER for role, _agency in held)
    own = frozenset(agency for role, agency in held if role in EDITORS and agency is not None)
    return Choices(
        own=None if planner else own,
        reader=run.owner,
        only_here=bool(run.options.get("only_here")),
        overwrite=bool(run.options.get("overwrite")),
        same={natural: known[uuid.UUID(one)] for natural, one in chosen.items() if uuid.UUID(one) in known},
        left_out=frozenset(natural for natural, one in found.items() if one.get("choice") == "leave_out"),
        fresh=frozenset(natural for natural, one in found.items() if one.get("choice") == "new"),
    )


def decisions_of_run(run: ImportRun) -> dict[str, Decision]:
    """Decisions about names: those that are remembered, and over them those of this run."""
    known = KnownName.objects.filter(mission=run.mission, owner_agency=run.agency)
    found = {one.name: Decision(one.choice, one.agency_id) for one in known}
    entries = list((run.decisions.get("organisations") or {}).values())
    uuids = {one["agency"] for one in entries if one.get("agency")}
    agencies = Agency.objects.filter(uuid__in=uuids, missionagency__mission=run.mission)
    return found | decisions_of(entries, {str(u): pk for u, pk in agencies.values_list("uuid", "pk")})


def _planner(run: ImportRun, source: Source) -> tuple[Planner, Directory, Reader]:
    directory = Directory(run.mission, decisions_of_run(run))
    reader = Reader(run.mission, run.form, directory, Gazetteer(run.mission), fields=source.fields)
    return Planner(run.mission, reader, choices_of(run)), directory, reader


# Checking -----------------------------------------------------------------------------------------------


def check(run: ImportRun, progress: Progress) -> dict[str, Any]:
    """Read the file and keep what would become of each row. Running twice gives the same.

    A file that cannot be taken leaves the run failed with its sentence.
    """
    ImportRow.objects.filter(run=run).delete()
    report = Report()
    try:
        source = source_of(run)
        planner, directory, reader = _planner(run, source)
        describer = Describer(run.mission, directory, reader.gazetteer)
        done = 0
        for chunk in chunks(source.records):
            plans = planner.plan(chunk)
            report.count(plans)
            ImportRow.objects.bulk_create([describer.row(run, plan) for plan in plans], batch_size=CHUNK)
            done += len(chunk)
            progress(min(done, source.total), source.total)
        source.finish(report)
    except Unreadable as error:
        ImportRow.objects.filter(run=run).delete()
        _settle(run, RunState.FAILED, problem=str(error))
        return {"problem": str(error)}
    _settle(run, RunState.READY, report=report_of(report) | {"organisations": _unknown(directory)})
    return {"counts": dict(report.counts)}


def _settle(run: ImportRun, state: RunState, **fields: Any) -> None:
    ImportRun.objects.filter(pk=run.pk, state=RunState.CHECKING).update(
        state=state, problem=fields.get("problem"), report=fields.get("report")
    )


def report_of(report: Report) -> dict[str, Any]:
    """What a page keeps of it."""
    return {
        "read": report.read,
        "version": report.version,
        "counts": {outcome: report.counts[outcome] for outcome in OUTCOMES},
        "notes": dict(report.notes.most_common()),
        "used": sum(report.used.values()),
        "unused": dict(sorted(report.unused.items())),
        "lines": report.lines,
    }


def _unknown(directory: Directory) -> list[dict[str, Any]]:
    """Names that no agency here has, the most frequent first, with those they are like."""
    listed = sorted(directory.unknown.values(), key=lambda one: (-one.count, one.name))[:MOST_UNKNOWN]
    return [
        {
            "name": names.plain(one.name),
            "said": one.name[:300],
            "identifier": one.identifier,
            "side": one.side,
            "count": one.count,
            "like": [str(agency.uuid) for agency, _likeness in directory.suggestions(one.name)],
        }
        for one in listed
    ]


# Storing ------------------------------------------------------------------------------------------------


def apply(
    run: ImportRun, progress: Progress, *, today: datetime.date, at: datetime.datetime
) -> dict[str, Any]:
    """Store a checked file in one transaction; a run that is stored already is left as it is.

    What is in the database is looked at again: the rows say afterwards what became of them. Raises
    EditConflict where somebody changed an activity while it was written; nothing is stored then.
    """
    if run.state != RunState.APPLYING:
        return {}
    report = Report()
    with transaction.atomic():
        # The lock first, so that nobody changes what is planned, then the mark that it is done.
        one_at_a_time()
        if not ImportRun.objects.select_for_update().filter(pk=run.pk, state=RunState.APPLYING).exists():
            return {}
        source = source_of(run)
        planner, directory, _reader = _planner(run, source)
        writer = Writer(
            by=run.owner, mission=run.mission, source=run.form, directory=directory, today=today, at=at
        )
        outcomes: dict[int, tuple[str, list[dict[str, Any]], uuid.UUID | None]] = {}
        for chunk in chunks(source.records):
            plans = planner.plan(chunk)
            report.count(plans)
            stored = {plan.record.line: activity.uuid for plan, activity in writer.write(plans)}
            for plan in plans:
                outcomes[plan.record.line] = (plan.outcome, _notes(plan), stored.get(plan.record.line))
            progress(min(report.counts.total(), source.total), source.total)
        source.finish(report)
        _remember(run)
        _mark_rows(run, outcomes)
        if report.changed:
            jobs.request("coherence.assess", about=run.mission.uuid, by=run.owner)
        kept = {"organisations": (run.report or {}).get("organisations") or []}
        ImportRun.objects.filter(pk=run.pk).update(
            state=RunState.APPLIED, report=report_of(report) | kept, applied_at=at
        )
        # The last word: a carrier whose job was taken over meanwhile stores nothing.
        progress(source.total, source.total)
    return {"counts": dict(report.counts)}


def _notes(plan: Plan) -> list[dict[str, Any]]:
    return [note.entry() for note in plan.record.notes]


def _mark_rows(
    run: ImportRun, outcomes: dict[int, tuple[str, list[dict[str, Any]], uuid.UUID | None]]
) -> None:
    rows = list(ImportRow.objects.filter(run=run))
    for row in rows:
        outcome, notes, activity = outcomes.get(row.line, (REFUSED, row.notes, None))
        row.outcome, row.notes = outcome, notes
        row.activity = activity or row.activity
    ImportRow.objects.bulk_update(rows, ["outcome", "notes", "activity"], batch_size=500)


def _remember(run: ImportRun) -> None:
    """Decisions about names hold for the next file too. New ones need none: their agency is here now."""
    chosen: dict[str, dict[str, str]] = run.decisions.get("organisations") or {}
    wanted = {name: one for name, one in chosen.items() if one.get("choice") in {"same", "leave_out"}}
    if not wanted:
        return
    agencies = dict(
        Agency.objects.filter(
            uuid__in=[one["agency"] for one in wanted.values() if one.get("agency")]
        ).values_list("uuid", "pk")
    )
    KnownName.objects.filter(mission=run.mission, owner_agency=run.agency, name__in=list(wanted)).delete()
    KnownName.objects.bulk_create(
        KnownName(
            mission=run.mission,
            owner_agency=run.agency,
            name=name,
            choice=one["choice"],
            agency_id=agencies.get(uuid.UUID(one["agency"])) if one.get("agency") else None,
        )
        for name, one in wanted.items()
        if one["choice"] == "leave_out" or uuid.UUID(one["agency"]) in agencies
    )
