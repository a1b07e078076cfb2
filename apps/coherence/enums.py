from django.db import models
from django.utils.translation import gettext_lazy as _


class AssessmentKind(models.TextChoices):
    COMPUTED = "computed", _("Computed")
    RECORDED = "recorded", _("Recorded")
    HISTORY = "history", _("History")


class Occasion(models.TextChoices):
    """Why an assessment was kept as reference."""

    PLANNER = "planner", _("Kept by a planner")
    ADOPTION = "adoption", _("Adoption of a framework version")
    GATE_DECISION = "gate_decision", _("Decision at a gate")
    REVIEW = "review", _("Review")
    RESTATEMENT = "restatement", _("Restatement of an earlier assessment")


class DecisionKind(models.TextChoices):
    DECISION = "decision", _("Decision")
    RECOMMENDATION = "recommendation", _("Recommendation")


class AssessmentAudience(models.TextChoices):
    PUBLIC = "public", _("Public")
    MISSION = "mission", _("Mission members")


class Level(models.TextChoices):
    AGENCY = "agency", _("Agency")
    WHOLE_OF_GOVERNMENT = "whole_of_government", _("Whole of government")
    EXTERNAL = "external", _("External")
    INTERNAL_EXTERNAL = "internal_external", _("Internal and external")


class Strip(models.TextChoices):
    CONSISTENCY = "consistency", _("Consistency")
    PROCESS = "process", _("Coordination process")


class ValueStatus(models.TextChoices):
    ASSESSED = "assessed", _("Assessed")
    NOT_ASSESSED = "not_assessed", _("Not assessed")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


class FindingKind(models.TextChoices):
    GAP = "gap", _("Gap")
    FRICTION = "friction", _("Friction")
    HONESTY = "honesty", _("Honesty")
    LOAD = "load", _("Load")
    INDEPENDENCE = "independence", _("Independence")
