from django.db import models
from django.utils.translation import gettext_lazy as _


class ActivityStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


class Source(models.TextChoices):
    IATI = "iati", _("IATI")
    GOVERNMENT_DATABASE = "government_database", _("Government database")
    AGENCY_SHEET = "agency_sheet", _("Agency sheet")
    OTHER = "other", _("Other")
