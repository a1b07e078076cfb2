import datetime
import hashlib
import uuid
import zlib

import factory
from factory.django import DjangoModelFactory

from apps.exchange import enums, models
from tests.factories.accounts import UserFactory
from tests.factories.missions import MissionFactory

FILE = b"Title,Lead\nWells,Agency A\n"


class ImportRunFactory(DjangoModelFactory):
    class Meta:
        model = models.ImportRun

    mission = factory.SubFactory(MissionFactory)
    owner = factory.SubFactory(UserFactory)
    form = enums.RunForm.SHEET
    state = enums.RunState.READY
    file_name = "portfolio.csv"
    content = zlib.compress(FILE)
    size = len(FILE)
    sha256 = hashlib.sha256(FILE).hexdigest()
    report = factory.LazyFunction(lambda: {"counts": {"new": 1, "changed": 0, "same": 0, "refused": 0}})
    created_at = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)


class ImportRowFactory(DjangoModelFactory):
    class Meta:
        model = models.ImportRow

    uuid = factory.LazyFunction(uuid.uuid4)
    run = factory.SubFactory(ImportRunFactory)
    line = factory.Sequence(lambda n: n + 2)
    title = "Wells"
    outcome = enums.RowOutcome.NEW


class ColumnMappingFactory(DjangoModelFactory):
    class Meta:
        model = models.ColumnMapping

    mission = factory.SubFactory(MissionFactory)
    headings = factory.Sequence(lambda n: f"title\nlead {n}")
    columns = factory.LazyFunction(lambda: {"0": "title"})


class KnownNameFactory(DjangoModelFactory):
    class Meta:
        model = models.KnownName

    mission = factory.SubFactory(MissionFactory)
    name = factory.Sequence(lambda n: f"page {n}")
    choice = enums.NameChoice.LEAVE_OUT
