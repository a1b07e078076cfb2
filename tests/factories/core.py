import datetime

import factory
from factory.django import DjangoModelFactory

from apps.core.models import Heartbeat, Job


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
