import datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from apps.frameworks import enums, models
from tests.factories.agencies import AgencyFactory
from tests.factories.missions import MissionFactory, MissionRowFactory, of_same_mission


class StrategicFrameworkFactory(DjangoModelFactory):
    class Meta:
        model = models.StrategicFramework
        django_get_or_create = ["mission"]

    mission = factory.SubFactory(MissionFactory)


class FrameworkVersionFactory(MissionRowFactory):
    """A draft; a mission has only one open at a time."""

    class Meta:
        model = models.FrameworkVersion

    framework = of_same_mission(StrategicFrameworkFactory)
    number = 1
    status = enums.VersionStatus.DRAFT


class VersionSectionFactory(DjangoModelFactory):
    class Meta:
        model = models.VersionSection

    framework_version = factory.SubFactory(FrameworkVersionFactory)
    key = factory.Sequence(lambda n: f"section{n:05}")
    title = "Context"


class VersionReservationFactory(DjangoModelFactory):
    class Meta:
        model = models.VersionReservation

    framework_version = factory.SubFactory(FrameworkVersionFactory)
    agency = factory.SubFactory(AgencyFactory)
    text = "We do not agree with the second pillar."


class VersionAcknowledgementFactory(DjangoModelFactory):
    class Meta:
        model = models.VersionAcknowledgement

    framework_version = factory.SubFactory(FrameworkVersionFactory)
    agency = factory.SubFactory(AgencyFactory)


class ConflictFactorFactory(MissionRowFactory):
    class Meta:
        model = models.ConflictFactor

    kind = enums.FactorKind.DRIVER
    title = "Disputes over land"


class LinkedFrameworkFactory(MissionRowFactory):
    class Meta:
        model = models.LinkedFramework

    kind = enums.LinkedFrameworkKind.NATIONAL_DEVELOPMENT_PLAN
    title = "National development plan"


class LinkedFrameworkItemFactory(DjangoModelFactory):
    class Meta:
        model = models.LinkedFrameworkItem

    linked_framework = factory.SubFactory(LinkedFrameworkFactory)
    key = factory.Sequence(lambda n: f"item{n:05}")
    text = "Axis 1"


class MutualCommitmentFactory(MissionRowFactory):
    class Meta:
        model = models.MutualCommitment

    text = "Hold local elections"


class ObjectiveFactory(MissionRowFactory):
    class Meta:
        model = models.Objective


class ObjectiveTextFactory(MissionRowFactory):
    class Meta:
        model = models.ObjectiveText

    framework_version = of_same_mission(FrameworkVersionFactory)
    objective = of_same_mission(ObjectiveFactory)
    title = "People trust the courts"
    dimension = "rule_of_law"


class ObjectiveLinkedItemFactory(DjangoModelFactory):
    class Meta:
        model = models.ObjectiveLinkedItem

    objective_text = factory.SubFactory(ObjectiveTextFactory)
    linked_framework = factory.SubFactory(
        LinkedFrameworkFactory, mission=factory.SelfAttribute("..objective_text.mission")
    )


class ObjectiveTranslationFactory(DjangoModelFactory):
    class Meta:
        model = models.ObjectiveTranslation

    objective_text = factory.SubFactory(ObjectiveTextFactory)
    language = "fr"
    title = "La population fait confiance aux tribunaux"


class EndorsementFactory(DjangoModelFactory):
    class Meta:
        model = models.Endorsement

    objective_text = factory.SubFactory(ObjectiveTextFactory)
    agency = factory.SubFactory(AgencyFactory)


class AssumptionFactory(MissionRowFactory):
    class Meta:
        model = models.Assumption

    parent = of_same_mission(ObjectiveFactory)
    child = of_same_mission(ObjectiveFactory)
    text = "Judges are paid on time."


class ResourceRequirementFactory(MissionRowFactory):
    class Meta:
        model = models.ResourceRequirement

    objective = of_same_mission(ObjectiveFactory)
    period_from = datetime.date(2025, 1, 1)
    period_to = datetime.date(2025, 12, 31)
    currency = "USD"
    amount = Decimal(1_000_000)
