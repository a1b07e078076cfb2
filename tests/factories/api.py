import datetime

import factory
from factory.django import DjangoModelFactory

from apps.api.models import IdempotencyKey
from tests.factories.accounts import UserFactory


class IdempotencyKeyFactory(DjangoModelFactory):
    class Meta:
        model = IdempotencyKey

    user = factory.SubFactory(UserFactory)
    key = factory.Sequence(lambda n: f"key-{n:05}")
    request = "0" * 64
    status = 201
    headers = factory.LazyFunction(lambda: {"ETag": '"x-1"'})
    body = factory.LazyFunction(dict)
    made_at = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
