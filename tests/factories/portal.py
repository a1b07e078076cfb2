import datetime

import factory
from factory.django import DjangoModelFactory

from apps.portal import enums, models
from tests.factories.accounts import UserFactory
from tests.factories.missions import MissionFactory


class SavedReportFactory(DjangoModelFactory):
    class Meta:
        model = models.SavedReport

    mission = factory.SubFactory(MissionFactory)
    owner = factory.SubFactory(UserFactory)
    kind = "sheet"
    form = enums.ReportFormat.PDF
    state = enums.ReportState.READY
    content = b"%PDF-1.7"
    file_name = "sheet.pdf"
    size = 8
    asked_at = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)


class SavedFilterFactory(DjangoModelFactory):
    class Meta:
        model = models.SavedFilter

    mission = factory.SubFactory(MissionFactory)
    owner = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Filter {n:05}")
    query = "linked=no"
