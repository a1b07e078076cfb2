from django.db import models
from django.utils.translation import gettext_lazy as _


class ValueType(models.TextChoices):
    NUMBER = "number", _("Number")
    PERCENT = "percent", _("Percent")
    MONEY = "money", _("Money")
    STAGE = "stage", _("Stage scale")
    YES_NO = "yes_no", _("Yes or no")


class Direction(models.TextChoices):
    INCREASE = "increase", _("Increase")
    DECREASE = "decrease", _("Decrease")
    MAINTAIN_ABOVE = "maintain_above", _("Stay above")
    MAINTAIN_BELOW = "maintain_below", _("Stay below")
    RANGE = "range", _("Stay within a range")


class AddOverAreas(models.TextChoices):
    SUM = "sum", _("Sum")
    MEAN = "mean", _("Mean")
    WEIGHTED_MEAN = "weighted_mean", _("Weighted mean")
    NONE = "none", _("Not added up")


class AddOverPeriods(models.TextChoices):
    SUM = "sum", _("Sum")
    MEAN = "mean", _("Mean")
    LAST = "last", _("Last value")
    NONE = "none", _("Not added up")


class SeriesEventKind(models.TextChoices):
    BREAK = "break", _("Break in the series")
    SHOCK = "shock", _("Shock")


class ObservationState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")


class BenchmarkStatus(models.TextChoices):
    ACHIEVED = "achieved", _("Achieved")
    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    OFF_TRACK = "off_track", _("Off track")
    REGRESSING = "regressing", _("Regressing")
    TOO_EARLY_TO_RATE = "too_early_to_rate", _("Too early to rate")
    NOT_ASSESSED = "not_assessed", _("Not assessed")


class GateRole(models.TextChoices):
    CRITICAL = "critical", _("Critical")
    SUPPORTING = "supporting", _("Supporting")


class Comparator(models.TextChoices):
    AT_LEAST = "at_least", _("At least")
    AT_MOST = "at_most", _("At most")


class Verdict(models.TextChoices):
    """What a body decided at a gate."""

    PASS = "pass", _("Pass")
    PASS_WITH_CONDITIONS = "pass_with_conditions", _("Pass with conditions")
    HOLD = "hold", _("Hold")
    STEP_BACK = "step_back", _("Step back")
