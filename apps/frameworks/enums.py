from django.db import models
from django.utils.translation import gettext_lazy as _


class VersionStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    CONSULTATION = "consultation", _("In consultation")
    ADOPTED = "adopted", _("Adopted")
    SUPERSEDED = "superseded", _("Superseded")


ADOPTED = (VersionStatus.ADOPTED, VersionStatus.SUPERSEDED)
"""Once adopted, hence for everybody to read where the mission is public."""


class Origin(models.TextChoices):
    INTERNAL_LED = "internal_led", _("Internally led")
    CO_DESIGNED = "co_designed", _("Designed together")
    EXTERNAL_DRAFT_ENDORSED = "external_draft_endorsed", _("External draft, endorsed")
    EXTERNAL = "external", _("External")


class TranslationOrigin(models.TextChoices):
    MACHINE = "machine", _("By machine")
    HUMAN = "human", _("By a person")
    CHECKED = "checked", _("Checked")


class FactorKind(models.TextChoices):
    ROOT_CAUSE = "root_cause", _("Root cause")
    DRIVER = "driver", _("Driver")
    TRIGGER = "trigger", _("Trigger")
    CAPACITY_FOR_PEACE = "capacity_for_peace", _("Capacity for peace")


class LinkedFrameworkKind(models.TextChoices):
    NATIONAL_DEVELOPMENT_PLAN = "national_development_plan", _("National development plan")
    PRSP = "prsp", _("Poverty reduction strategy paper")
    UNDAF_UNSDCF = "undaf_unsdcf", _("UNDAF / UNSDCF")
    HUMANITARIAN_APPEAL = "humanitarian_appeal", _("Humanitarian appeal")
    COMPACT = "compact", _("Compact")
    RESULTS_FOCUSED_TRANSITIONAL_FRAMEWORK = (
        "results_focused_transitional_framework",
        _("Results-focused transitional framework"),
    )
    INTEGRATED_PEACEBUILDING_STRATEGY = (
        "integrated_peacebuilding_strategy",
        _("Integrated peacebuilding strategy"),
    )
    OTHER = "other", _("Other")


class CommitmentStatus(models.TextChoices):
    NOT_DUE = "not_due", _("Not due")
    KEPT = "kept", _("Kept")
    PARTLY_KEPT = "partly_kept", _("Partly kept")
    MISSED = "missed", _("Missed")
    DISPUTED = "disputed", _("Disputed")
