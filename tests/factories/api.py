import datetime

import factory
from factory.django import DjangoModelFactory

from apps.api.enums import DeliveryState, Event
from apps.api.models import IdempotencyKey, Webhook, WebhookDelivery
from apps.api.webhooks.services import PURPOSE
from apps.core.sealed import seal
from tests.factories.accounts import UserFactory
from tests.factories.missions import MissionFactory

SECRET = "whsec_" + "a" * 44  # pragma: allowlist secret


class WebhookFactory(DjangoModelFactory):
    class Meta:
        model = Webhook

    mission = factory.SubFactory(MissionFactory)
    name = factory.Sequence(lambda n: f"Webhook {n:05}")
    url = "https://hooks.example.org/nexusplan"
    events = factory.LazyFunction(lambda: list(Event.values))
    sealed = factory.LazyFunction(lambda: seal(SECRET, purpose=PURPOSE))
    made_at = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)


class WebhookDeliveryFactory(DjangoModelFactory):
    class Meta:
        model = WebhookDelivery

    webhook = factory.SubFactory(WebhookFactory)
    event = Event.ASSESSED
    body = "{}"
    state = DeliveryState.DELIVERED
    asked_at = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)


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
