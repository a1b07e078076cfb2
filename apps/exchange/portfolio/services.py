"""The doors through which a file comes in, is understood, and is stored."""

import datetime
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.agencies.models import Agency
from apps.core import jobs
from apps.core.services import EditConflict, create_rows
from apps.exchange.enums import RunForm, RunState
from apps.exchange.models import ColumnMapping, ImportRun
from apps.exchange.portfolio.record import Unreadable
from apps.exchange.portfolio.running import APPLY, CHECK, layout_of, sheet_of, sheets_of
from apps.exchange.sheets.columns import signature
from apps.missions.models import Mission

KEPT = datetime.timedelta(days=30)
MOST_OPEN = 20


@dataclass(frozen=True, slots=True)
class NewFile:
    """What somebody brought: its name for people, its bytes, and whether they are XML."""

    name: str
    content: bytes
    xml: bool = False


def start_run(
    *,
    by: User,
    mission: Mission,
    agency: Agency | None,
    file: NewFile,
    options: Mapping[str, Any],
    at: datetime.datetime,
) -> ImportRun:
    """Keep a file and begin: IATI is checked at once, a table waits for its columns.

    Columns that were chosen for the same headings before are offered again. The owner's runs older than 30
    days are put away. Raises ValidationError for a file that cannot be read at all, or for too many at once.
    """
    run = ImportRun(
        mission=mission,
        owner=by,
        agency=agency,
        form=RunForm.IATI if file.xml else RunForm.SHEET,
        state=RunState.CHECKING if file.xml else RunState.COLUMNS,
        file_name=file.name,
        content=zlib.compress(file.content, 3),
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        options=dict(options),
        created_at=at,
    )
    if not file.xml:
        _recall(run)
    with transaction.atomic():
        ImportRun.objects.filter(owner=by.pk, created_at__lt=at - KEPT).delete()
        if ImportRun.objects.filter(owner=by.pk, mission=mission).count() >= MOST_OPEN:
            raise ValidationError(
                _("You have %(count)d imports here. Remove one first.") % {"count": MOST_OPEN}
            )
        run.save()
        if file.xml:
            jobs.request(CHECK, about=run.uuid, by=by, delay=0)
    return run


def _recall(run: ImportRun) -> None:
    try:
        sheet = sheet_of(run)
    except Unreadable as error:
        raise ValidationError({"file": str(error)}) from error
    known = ColumnMapping.objects.filter(
        mission=run.mission, agency=run.agency, headings=signature(layout_of(run, sheet).headings)
    ).first()
    if known is not None:
        run.columns = known.columns
        run.options = {**run.options, **known.options}


def choose_sheet(*, run: ImportRun, name: str) -> ImportRun:
    """Take another sheet of the workbook; its columns are recognised anew."""
    if name not in {sheet.name for sheet in sheets_of(run)}:
        raise ValidationError({"sheet": _("The workbook has no such sheet.")})
    run.options, run.columns = {**run.options, "sheet": name}, {}
    _recall(run)
    return _change(
        run, [RunState.COLUMNS, RunState.READY, RunState.FAILED], columns=run.columns, options=run.options
    )


def choose_columns(
    *, by: User, run: ImportRun, columns: Mapping[str, str], options: Mapping[str, Any]
) -> ImportRun:
    """Say what each column holds, remember it for the agency, and have the file checked.

    Raises ValidationError where no column is the title or a field is taken twice, EditConflict where the run
    has gone on meanwhile.
    """
    chosen = {place: field for place, field in columns.items() if field}
    if "title" not in chosen.values():
        raise ValidationError(_("Say which column holds the title."))
    twice = sorted({field for field in chosen.values() if list(chosen.values()).count(field) > 1})
    if twice:
        raise ValidationError(
            _("Two columns are taken for the same: %(fields)s.") % {"fields": ", ".join(twice)}
        )
    merged = {**run.options, **options}
    headings = signature(layout_of(run, sheet_of(run)).headings)
    with transaction.atomic():
        _change(
            run,
            [RunState.COLUMNS, RunState.READY, RunState.FAILED],
            columns=chosen,
            options=merged,
            state=RunState.CHECKING,
            problem=None,
        )
        ColumnMapping.objects.filter(mission=run.mission, agency=run.agency, headings=headings).delete()
        create_rows(
            [
                ColumnMapping(
                    mission=run.mission,
                    agency=run.agency,
                    headings=headings,
                    columns=chosen,
                    options={name: merged[name] for name in ("status", "currency") if merged.get(name)},
                )
            ],
            by=by,
        )
        jobs.request(CHECK, about=run.uuid, by=by, delay=0)
    return run


def decide(
    *,
    by: User,
    run: ImportRun,
    organisations: Mapping[str, Mapping[str, str]] | None = None,
    activities: Mapping[str, Mapping[str, str]] | None = None,
) -> ImportRun:
    """Say whom names mean or which activity a row is, and have the file checked again.

    `organisations` by folded name, `activities` by natural key: a choice and
    a uuid.
    Raises EditConflict where the run has gone on meanwhile.
    """
    decisions = {
        "organisations": {**(run.decisions.get("organisations") or {}), **(organisations or {})},
        "activities": {**(run.decisions.get("activities") or {}), **(activities or {})},
    }
    with transaction.atomic():
        _change(run, [RunState.READY], decisions=decisions, state=RunState.CHECKING, problem=None)
        jobs.request(CHECK, about=run.uuid, by=by, delay=0)
    return run


def ask_apply(*, by: User, run: ImportRun) -> ImportRun:
    """Have a checked file stored in the background, all of it or nothing.

    Raises EditConflict where the run has gone on meanwhile, in another window.
    """
    with transaction.atomic():
        _change(run, [RunState.READY], state=RunState.APPLYING, problem=None)
        jobs.request(APPLY, about=run.uuid, by=by, delay=0)
    return run


def remove_run(*, by: User, run: ImportRun) -> None:
    """Put a file and its rows away; what was stored of it stays. EditConflict while it is being stored."""
    gone, _rows = ImportRun.objects.filter(pk=run.pk, owner=by.pk).exclude(state=RunState.APPLYING).delete()
    if not gone:
        raise EditConflict([(run, None)])


def _change(run: ImportRun, among: list[RunState], **fields: Any) -> ImportRun:
    """Compare and swap: the run is in one of these states and as it was read."""
    done = ImportRun.objects.filter(pk=run.pk, state__in=among, row_version=run.row_version).update(
        row_version=run.row_version + 1, **fields
    )
    if not done:
        raise EditConflict([(run, ImportRun.objects.defer("content").filter(pk=run.pk).first())])
    for name, value in {**fields, "row_version": run.row_version + 1}.items():
        setattr(run, name, value)
    return run
