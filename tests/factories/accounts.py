import factory
from factory.django import DjangoModelFactory

from apps.accounts.models import User

PASSWORD = "a long enough pass phrase"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n:05}")
    password = factory.django.Password(PASSWORD)
