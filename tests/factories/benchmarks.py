import datetime

import factory
from factory.django import DjangoModelFactory

from apps.benchmarks import enums, models
from apps.missions.enums import Phase
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveFactory
from tests.factories.missions import MissionRowFactory, of_same_mission

DAY = datetime.date(2025, 1, 1)


class BenchmarkFactory(MissionRowFactory):
    class Meta:
        model = models.Benchmark

    objective = of_same_mission(ObjectiveFactory)


class BenchmarkTextFactory(MissionRowFactory):
    class Meta:
        model = models.BenchmarkText

    framework_version = of_same_mission(FrameworkVersionFactory)
    benchmark = of_same_mission(BenchmarkFactory)
    statement = "Courts sit in every province."


class IndicatorFactory(MissionRowFactory):
    class Meta:
        model = models.Indicator

    benchmark = of_same_mission(BenchmarkFactory)
    title = "Provinces with a sitting court"
    value_type = enums.ValueType.NUMBER
    direction = enums.Direction.INCREASE
    reporting_interval_months = 12


class SeriesEventFactory(DjangoModelFactory):
    class Meta:
        model = models.SeriesEvent

    indicator = factory.SubFactory(IndicatorFactory)
    kind = enums.SeriesEventKind.BREAK
    date = DAY


class MilestoneFactory(MissionRowFactory):
    class Meta:
        model = models.Milestone

    indicator = of_same_mission(IndicatorFactory)
    due_on = DAY


class ObservationFactory(MissionRowFactory):
    class Meta:
        model = models.Observation

    indicator = of_same_mission(IndicatorFactory)
    observed_on = DAY
    value_number = 0.0
    state = enums.ObservationState.ACCEPTED


class StatusJudgementFactory(MissionRowFactory):
    class Meta:
        model = models.StatusJudgement

    benchmark = of_same_mission(BenchmarkFactory)
    status = enums.BenchmarkStatus.AT_RISK
    reasons = "Two provinces lost their judge."
    judged_on = DAY


class GateFactory(MissionRowFactory):
    class Meta:
        model = models.Gate

    from_phase = Phase.STABILISATION
    to_phase = Phase.TRANSITION


class GateBenchmarkFactory(DjangoModelFactory):
    class Meta:
        model = models.GateBenchmark

    gate = factory.SubFactory(GateFactory)
    benchmark = factory.SubFactory(BenchmarkFactory, mission=factory.SelfAttribute("..gate.mission"))
    role = enums.GateRole.CRITICAL
    comparator = enums.Comparator.AT_LEAST
    threshold = 0.9


class GateDecisionFactory(MissionRowFactory):
    class Meta:
        model = models.GateDecision

    gate = of_same_mission(GateFactory)
    decided_on = DAY
    body = "Joint steering committee"
    decision = enums.Verdict.HOLD


class GateConditionFactory(DjangoModelFactory):
    class Meta:
        model = models.GateCondition

    decision = factory.SubFactory(GateDecisionFactory)
    text = "The second round is held."


class QualityWaiverFactory(MissionRowFactory):
    class Meta:
        model = models.QualityWaiver

    framework_version = of_same_mission(FrameworkVersionFactory)
    rule = "no_vision"
    reason = "The peace accord states it."
    accepted_on = DAY
