import datetime

import factory
from factory.django import DjangoModelFactory

from apps.coherence import enums, models
from tests.factories.missions import MissionRowFactory

DAY = datetime.date(2026, 1, 1)


class AssessmentFactory(MissionRowFactory):
    class Meta:
        model = models.Assessment

    kind = enums.AssessmentKind.RECORDED
    as_of = DAY


class IndicatorValueFactory(DjangoModelFactory):
    class Meta:
        model = models.IndicatorValue

    assessment = factory.SubFactory(AssessmentFactory)
    level = enums.Level.EXTERNAL
    indicator = "E1"
    status = enums.ValueStatus.NOT_ASSESSED


class FindingFactory(DjangoModelFactory):
    class Meta:
        model = models.Finding

    assessment = factory.SubFactory(AssessmentFactory)
    signal = "D1"
    token = factory.Sequence(lambda n: f"d1-{n}")
    kind = enums.FindingKind.GAP
    code = "objective_without_activity"
    params = factory.LazyFunction(lambda: {"objective": "O1"})
    rows = factory.LazyFunction(lambda: [["objectives", "O1"]])
    who_can_act = factory.LazyFunction(lambda: ["UNDP"])
    weight = 1.0


class SignalContentFactory(DjangoModelFactory):
    class Meta:
        model = models.SignalContent

    assessment = factory.SubFactory(AssessmentFactory)
    signal = "D2"
    content = factory.LazyFunction(lambda: {"objectives": {}})


class DecisionFactory(MissionRowFactory):
    class Meta:
        model = models.Decision

    title = "Move the review to March"
    decided_on = DAY


class FrozenInputsFactory(DjangoModelFactory):
    class Meta:
        model = models.FrozenInputs

    assessment = factory.SubFactory(AssessmentFactory)
    content = b""


class WhatIfFactory(MissionRowFactory):
    class Meta:
        model = models.WhatIf

    title = "Settle what stands between the two camps"
    as_of = DAY
    changes = factory.LazyFunction(lambda: [{"kind": "resolve_contradiction", "contradiction": "e1"}])
