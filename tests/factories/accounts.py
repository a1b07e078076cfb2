import datetime

import factory
from factory.django import DjangoModelFactory

from apps.accounts.models import ApiToken, SentMail, User
from apps.accounts.tokens import hash_of

PASSWORD = "a long enough pass phrase"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n:05}")
    password = factory.django.Password(PASSWORD)


class ApiTokenFactory(DjangoModelFactory):
    """A token whose text is `text`; shown and hash follow from it."""

    class Meta:
        model = ApiToken

    class Params:
        text = factory.Sequence(lambda n: f"np_test-token-{n:05}")

    user = factory.SubFactory(UserFactory)
    name = "Dashboard"
    shown = factory.LazyAttribute(lambda made: made.text[:11])
    sha256 = factory.LazyAttribute(lambda made: hash_of(made.text))
    created_at = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
    expires_on = datetime.date(2100, 1, 1)


class SentMailFactory(DjangoModelFactory):
    class Meta:
        model = SentMail

    user = factory.SubFactory(UserFactory)
    what = factory.Sequence(lambda n: f"digest {n:05}")
    at = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
