from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportFormat(models.TextChoices):
    """As what a report is made."""

    PDF = "pdf", _("PDF")
    WORD = "word", _("Word (.docx)")
    EXCEL = "excel", _("Excel (.xlsx)")
    CSV = "csv", _("Tables as CSV (.zip)")


class ReportState(models.TextChoices):
    WAITING = "waiting", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be made")


class PaperSize(models.TextChoices):
    A4 = "a4", _("A4")
    LETTER = "us-letter", _("Letter")
