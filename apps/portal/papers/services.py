"""The doors through which reports are asked for, made and put away."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import jobs
from apps.core.services import EditConflict
from apps.missions.models import Mission
from apps.portal.enums import ReportFormat, ReportState
from apps.portal.models import SavedReport
from apps.portal.papers.options import asked_of
from apps.reports.blocks import Paper
from apps.reports.catalogue import REPORTS
from apps.reports.filled import filled
from apps.reports.pdf import as_pdf
from apps.reports.sheets import as_csv_files, as_workbook
from apps.reports.word import as_word

MAKE = "portal.report"
KEPT = datetime.timedelta(days=30)
MOST = 50
STEPS = 3
ENDINGS = {
    ReportFormat.PDF: "pdf",
    ReportFormat.WORD: "docx",
    ReportFormat.EXCEL: "xlsx",
    ReportFormat.CSV: "zip",
}


def ask_report(
    *,
    by: User,
    mission: Mission,
    kind: str,
    form: str,
    options: Mapping[str, Any],
    title: str | None,
    template: bytes | None,
    at: datetime.datetime,
) -> SavedReport:
    """Keep what was chosen and have it made in the background.

    The owner's reports without a title that are older than 30 days are put away. Raises ValidationError for a
    kind or a form that there is none of, and where the owner keeps too many.
    """
    if kind not in REPORTS or form not in ReportFormat.values:
        raise ValidationError(_("There is no such report."))
    row = SavedReport(
        mission=mission,
        owner=by,
        kind=kind,
        form=form,
        title=title,
        options=dict(options),
        template=template,
        state=ReportState.WAITING,
        asked_at=at,
    )
    with transaction.atomic():
        own = SavedReport.objects.filter(owner=by.pk)
        own.filter(title__isnull=True, asked_at__lt=at - KEPT).delete()
        if own.filter(mission=mission).count() >= MOST:
            raise ValidationError(_("You keep %(count)d reports here. Remove one first.") % {"count": MOST})
        row.save()
        jobs.request(MAKE, about=row.uuid, by=by, delay=0)
    return row


def make_again(*, by: User, row: SavedReport, at: datetime.datetime) -> SavedReport:
    """Have a kept report made anew, of the data as they are now. EditConflict where it changed meanwhile."""
    with transaction.atomic():
        done = SavedReport.objects.filter(pk=row.pk, owner=by.pk, row_version=row.row_version).update(
            row_version=row.row_version + 1, state=ReportState.WAITING, problem=None, asked_at=at
        )
        if not done:
            raise EditConflict([(row, SavedReport.objects.defer("content").filter(pk=row.pk).first())])
        jobs.request(MAKE, about=row.uuid, by=by, delay=0)
    return row


def remove_report(*, by: User, row: SavedReport) -> None:
    """Put a report and its file away. Doing it twice changes nothing."""
    SavedReport.objects.filter(pk=row.pk, owner=by.pk).delete()


def make_report(
    row: SavedReport, progress: Callable[[int, int], None], *, today: datetime.date, at: datetime.datetime
) -> dict[str, Any]:
    """Make the file of a report that waits and keep it; what cannot be made says why.

    With the rights of nobody in person: a report holds what all of its readers see, so whoever may ask for it
    may read it.
    """
    with translation.override(row.options.get("language") or "en"):
        try:
            asked = asked_of(row, today=today)
        except ValidationError as error:
            _keep(row, state=ReportState.FAILED, problem=" ".join(error.messages))
            return {"problem": True}
        progress(0, STEPS)
        paper = REPORTS[row.kind].make(asked)
        progress(1, STEPS)
        content, accessible = _written(row, paper)
        progress(2, STEPS)
    name = f"{slugify(row.mission.code) or 'mission'}-{row.kind}-{asked.day}"
    _keep(
        row,
        state=ReportState.READY,
        problem=None,
        content=content,
        size=len(content),
        accessible=accessible,
        file_name=f"{name}.{ENDINGS[ReportFormat(row.form)]}",
        made_at=at,
    )
    progress(STEPS, STEPS)
    return {"size": len(content)}


def _written(row: SavedReport, paper: Paper) -> tuple[bytes, bool | None]:
    if row.form == ReportFormat.PDF:
        pdf = as_pdf(paper)
        return pdf.content, pdf.accessible
    if row.form == ReportFormat.EXCEL:
        return as_workbook(paper), None
    if row.form == ReportFormat.CSV:
        return as_csv_files(paper), None
    return (as_word(paper) if row.template is None else filled(bytes(row.template), paper)), None


def _keep(row: SavedReport, **fields: Any) -> None:
    """Only what still waits: a report that was put away or asked for anew meanwhile is left alone."""
    waiting = SavedReport.objects.filter(pk=row.pk, state=ReportState.WAITING, row_version=row.row_version)
    waiting.update(row_version=row.row_version + 1, **fields)
