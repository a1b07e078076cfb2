import datetime

import factory
from factory.django import DjangoModelFactory

from apps.core.models import Heartbeat, HistoryLeaf, HistorySeal, Job


class JobFactory(DjangoModelFactory):
    class Meta:
        model = Job

    task = "test.nothing"
    about = factory.Faker("uuid4", cast_to=None)
    requested_at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    not_before = factory.SelfAttribute("requested_at")
    arguments = factory.LazyFunction(lambda: {"reason": "test"})


class HeartbeatFactory(DjangoModelFactory):
    class Meta:
        model = Heartbeat

    name = factory.Sequence(lambda n: f"worker {n}")
    at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


class HistorySealFactory(DjangoModelFactory):
    class Meta:
        model = HistorySeal

    number = factory.Sequence(lambda n: n + 1)
    last = factory.LazyAttribute(lambda seal: seal.number * 10)
    count = 10
    previous = root = hash = "0" * 64
    sealed_at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


class HistoryLeafFactory(DjangoModelFactory):
    class Meta:
        model = HistoryLeaf

    entry = factory.Sequence(lambda n: n + 1)
    seal = factory.SubFactory(HistorySealFactory)
    content = told = "0" * 64
    salt = "0" * 32
