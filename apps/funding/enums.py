from django.db import models
from django.utils.translation import gettext_lazy as _


class FundingKind(models.TextChoices):
    ASSESSED = "assessed", _("Assessed contributions")
    VOLUNTARY_CORE = "voluntary_core", _("Voluntary, core")
    VOLUNTARY_EARMARKED = "voluntary_earmarked", _("Voluntary, earmarked")
    POOLED = "pooled", _("Pooled")
    NATIONAL = "national", _("National")


class CostKind(models.TextChoices):
    LIAISON_TIME = "liaison_time", _("Liaison time")
    SECRETARIAT = "secretariat", _("Secretariat")
    TRAVEL = "travel", _("Travel")


class ScenarioKind(models.TextChoices):
    ABSORPTION = "absorption", _("Absorption")


class ScenarioPeriod(models.TextChoices):
    QUARTER = "quarter", _("Quarter")
    YEAR = "year", _("Year")


class ScenarioSeries(models.TextChoices):
    DELIVERY = "delivery", _("Delivery")
    CAPACITY_BUILDING = "capacity_building", _("Capacity building")
