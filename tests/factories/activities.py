import factory
from factory.django import DjangoModelFactory

from apps.activities import enums, models
from apps.core.text import searchable
from tests.factories.agencies import AgencyFactory
from tests.factories.missions import AreaFactory, MissionRowFactory, of_same_mission


class ActivityFactory(MissionRowFactory):
    class Meta:
        model = models.Activity

    lead = factory.SubFactory(AgencyFactory)
    title = factory.Sequence(lambda n: f"Activity {n:05}")
    dimension = "political"
    status = enums.ActivityStatus.ACTIVE
    description = None
    iati_identifier = None
    search = factory.LazyAttribute(
        lambda row: searchable(row.title, row.description, row.key, row.iati_identifier)
    )


class ActivityAreaFactory(DjangoModelFactory):
    class Meta:
        model = models.ActivityArea

    activity = factory.SubFactory(ActivityFactory)
    area = factory.SubFactory(AreaFactory, mission=factory.SelfAttribute("..activity.mission"))


class ActivityPeopleFactory(DjangoModelFactory):
    class Meta:
        model = models.ActivityPeople

    activity = factory.SubFactory(ActivityFactory)
    area = factory.SubFactory(AreaFactory, mission=factory.SelfAttribute("..activity.mission"))


class ActivitySectorFactory(DjangoModelFactory):
    class Meta:
        model = models.ActivitySector

    activity = factory.SubFactory(ActivityFactory)
    code = "15220"


class SourceRecordFactory(MissionRowFactory):
    class Meta:
        model = models.SourceRecord

    activity = of_same_mission(ActivityFactory)
    source = enums.Source.GOVERNMENT_DATABASE


class NeedFactory(MissionRowFactory):
    class Meta:
        model = models.Need

    dimension = "humanitarian"
    area = of_same_mission(AreaFactory)
    target_group = "returnees"
    intervention_type = "shelter"
