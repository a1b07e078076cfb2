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


class Withheld(models.TextChoices):
    """Why an activity is left out of published IATI files; coarse, for the reason itself tells something."""

    PROTECTION = "protection", _("It could harm people or partners")
    PERSONAL_DATA = "personal_data", _("It tells of single persons")
    PUBLISHED_ELSEWHERE = "published_elsewhere", _("Another organisation publishes it")
    NOT_READY = "not_ready", _("Not yet settled")
    OTHER = "other", _("Another reason")
