import datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from apps.funding import enums, models
from tests.factories.activities import ActivityFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.missions import MissionRowFactory, of_same_mission

FROM, TO = datetime.date(2025, 1, 1), datetime.date(2025, 12, 31)


class FundingLineFactory(MissionRowFactory):
    class Meta:
        model = models.FundingLine

    activity = of_same_mission(ActivityFactory)
    funder = factory.SubFactory(AgencyFactory)
    period_from = FROM
    currency = "USD"


class ExchangeRateFactory(MissionRowFactory):
    class Meta:
        model = models.ExchangeRate

    currency = "EUR"
    valid_on = FROM
    rate = Decimal("1.1")


class ForwardPlanFactory(MissionRowFactory):
    class Meta:
        model = models.ForwardPlan

    funder = factory.SubFactory(AgencyFactory)


class ForwardPlanAmountFactory(DjangoModelFactory):
    class Meta:
        model = models.ForwardPlanAmount

    plan = factory.SubFactory(ForwardPlanFactory)
    year = 2026
    amount = Decimal(1000)
    currency = "USD"


class CapacityFactory(MissionRowFactory):
    class Meta:
        model = models.Capacity

    agency = factory.SubFactory(AgencyFactory)
    period_from = FROM
    period_to = TO


class FundingOutlookFactory(MissionRowFactory):
    class Meta:
        model = models.FundingOutlook

    function = "Electoral support"
    year = 2026
    currency = "USD"


class CoordinationCostFactory(MissionRowFactory):
    class Meta:
        model = models.CoordinationCost

    kind = enums.CostKind.TRAVEL
    period_from = FROM
    period_to = TO
    currency = "USD"


class HandoverFactory(MissionRowFactory):
    class Meta:
        model = models.Handover

    task = "Mine clearance"


class AbsorptionScenarioFactory(MissionRowFactory):
    class Meta:
        model = models.AbsorptionScenario

    kind = enums.ScenarioKind.ABSORPTION


class ScenarioAmountFactory(DjangoModelFactory):
    class Meta:
        model = models.ScenarioAmount

    scenario = factory.SubFactory(AbsorptionScenarioFactory)
    series = enums.ScenarioSeries.DELIVERY
    position = factory.Sequence(lambda n: n)
    amount = Decimal(1000)
