"""With what: money by activity, funder and period; amounts in whole units of the row's currency."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.core.constraints import one_of, ordered, share
from apps.frameworks.models import Objective
from apps.funding.enums import CostKind, FundingKind, ScenarioKind, ScenarioPeriod, ScenarioSeries
from apps.missions.models import MissionPart, MissionRow


class FundingLine(MissionRow):
    """Money of one funder for one activity over one period. `None` is unknown, 0 is none."""

    public_when: ClassVar[dict[str, object]] = {}

    activity = models.ForeignKey(Activity, on_delete=models.RESTRICT, related_name="funding_lines")
    funder = models.ForeignKey(Agency, on_delete=models.RESTRICT, related_name="+")
    period_from = models.DateField()
    period_to = models.DateField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    value_date = models.DateField(null=True, blank=True)
    committed = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    scheduled = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    disbursed = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    executed = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    kind = models.CharField(max_length=20, choices=FundingKind.choices, null=True, blank=True)
    programme_based = models.BooleanField(null=True, blank=True)
    to_government_sector = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    country_systems_budget_execution = models.BooleanField(null=True, blank=True)
    country_systems_financial_reporting = models.BooleanField(null=True, blank=True)
    country_systems_audit = models.BooleanField(null=True, blank=True)
    country_systems_procurement = models.BooleanField(null=True, blank=True)
    country_systems_recorded = models.BooleanField(null=True, blank=True)
    price_basis = models.CharField(max_length=13, null=True, blank=True)
    quick_impact = models.BooleanField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("kind", FundingKind),
            ordered("period_from", "period_to"),
        ]


class ExchangeRate(MissionRow):
    """Units of the mission's currency for one unit of `currency`, valid from a day on."""

    currency = models.CharField(max_length=3)
    valid_on = models.DateField()
    rate = models.DecimalField(max_digits=22, decimal_places=10)
    source = models.TextField(null=True, blank=True)


class ForwardPlan(MissionRow):
    funder = models.ForeignKey(Agency, on_delete=models.RESTRICT)
    years_shared = models.FloatField(null=True, blank=True)
    shared_on = models.DateField(null=True, blank=True)
    amounts_recorded = models.BooleanField(null=True, blank=True)


class ForwardPlanAmount(MissionPart):
    plan = models.ForeignKey(ForwardPlan, on_delete=models.CASCADE, related_name="amounts")
    year = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=22, decimal_places=4)
    currency = models.CharField(max_length=3)


class Capacity(MissionRow):
    """What an internal institution received, spent and can handle in a period."""

    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT)
    period_from = models.DateField()
    period_to = models.DateField()
    currency = models.CharField(max_length=3, null=True, blank=True)
    received = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    executed = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    opening_backlog = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    capacity_building_spend = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    staff_hours_available = models.FloatField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        verbose_name_plural = _("capacities")
        constraints = [*MissionRow.Meta.constraints, ordered("period_from", "period_to")]


class FundingOutlook(MissionRow):
    """Expected money and need of one function in one year."""

    function = models.TextField()
    year = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    assessed = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    voluntary_committed = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    national = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    need = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)


class CoordinationCost(MissionRow):
    kind = models.CharField(max_length=12, choices=CostKind.choices)
    period_from = models.DateField()
    period_to = models.DateField()
    currency = models.CharField(max_length=3)
    person_hours = models.FloatField(null=True, blank=True)
    hourly_rate = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    amount = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True)

    class Meta(MissionRow.Meta):
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("kind", CostKind),
            ordered("period_from", "period_to"),
        ]


class Handover(MissionRow):
    """A task that passes from one agency to another, with its yearly cost."""

    task = models.TextField()
    from_agency = models.ForeignKey(
        Agency, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    to_agency = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    currency = models.CharField(max_length=3, null=True, blank=True)
    yearly_cost = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    financed_nationally = models.BooleanField(null=True, blank=True)
    objective = models.ForeignKey(Objective, on_delete=models.RESTRICT, null=True, blank=True)
    funding_outlook_function = models.TextField(null=True, blank=True)


class AbsorptionScenario(MissionRow):
    """What could be absorbed if money came and capacity grew like this; a simulation, not an estimate."""

    kind = models.CharField(max_length=10, choices=ScenarioKind.choices)
    title = models.TextField(null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True)
    plan_of_record = models.BooleanField(null=True, blank=True)
    period = models.CharField(max_length=7, choices=ScenarioPeriod.choices, null=True, blank=True)
    currency = models.CharField(max_length=3, null=True, blank=True)
    delivery_recorded = models.BooleanField(null=True, blank=True)
    capacity_building_recorded = models.BooleanField(null=True, blank=True)
    first_capacity = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    gain = models.FloatField(null=True, blank=True)
    lag = models.PositiveIntegerField(null=True, blank=True)
    lapse = models.FloatField(null=True, blank=True)
    decay = models.FloatField(null=True, blank=True)
    capacity_max = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)

    class Meta(MissionRow.Meta):
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("kind", ScenarioKind),
            one_of("period", ScenarioPeriod),
            share("lapse"),
            share("decay"),
        ]


class ScenarioAmount(MissionPart):
    """One period's amount of delivery or capacity building; position 0 is the first period."""

    scenario = models.ForeignKey(AbsorptionScenario, on_delete=models.CASCADE, related_name="amounts")
    series = models.CharField(max_length=17, choices=ScenarioSeries.choices)
    position = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=22, decimal_places=4)

    class Meta:
        ordering = ["series", "position"]
        constraints = [one_of("series", ScenarioSeries)]
