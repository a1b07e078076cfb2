from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who may see a row. A row without an audience counts as `mission`."""

    PUBLIC = "public", _("Public")
    MISSION = "mission", _("Mission members")
    AGENCY = "agency", _("Own agency only")


class Grade(models.TextChoices):
    """How well a statement is backed, in ascending order."""

    CLAIMED = "claimed", _("Claimed")
    EVIDENCED = "evidenced", _("Evidenced")
    VERIFIED = "verified", _("Verified")


class Register(models.TextChoices):
    """Whether a list was kept at all: "we looked, there is none" differs from "nobody entered anything"."""

    RECORDED = "recorded", _("Recorded")
    DECLARED_EMPTY = "declared_empty", _("Declared empty")
    MISSING = "missing", _("Missing")


class Dimension(models.TextChoices):
    """The six core dimensions; a mission's own dimensions each name one of them."""

    POLITICAL = "political", _("Political")
    SECURITY = "security", _("Security")
    DEVELOPMENT = "development", _("Development")
    HUMAN_RIGHTS = "human_rights", _("Human rights")
    HUMANITARIAN = "humanitarian", _("Humanitarian")
    RULE_OF_LAW = "rule_of_law", _("Rule of law")


class JobStatus(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
