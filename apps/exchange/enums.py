from django.db import models
from django.utils.translation import gettext_lazy as _


class RunForm(models.TextChoices):
    IATI = "iati", _("IATI activities")
    SHEET = "sheet", _("Table")


class RunState(models.TextChoices):
    """How far an import is. Work in the background goes on from `checking` and `applying` by itself."""

    COLUMNS = "columns", _("Columns to be chosen")
    CHECKING = "checking", _("Being checked")
    READY = "ready", _("Ready to be stored")
    APPLYING = "applying", _("Being stored")
    APPLIED = "applied", _("Stored")
    FAILED = "failed", _("Could not be taken")


class RowOutcome(models.TextChoices):
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("Same")
    REFUSED = "refused", _("Refused")


class NameChoice(models.TextChoices):
    SAME = "same", _("Is an agency of this mission")
    LEAVE_OUT = "leave_out", _("Leave it out")
