import factory
from factory.django import DjangoModelFactory

from apps.agencies.enums import AgencyKind
from apps.agencies.models import Agency


class AgencyFactory(DjangoModelFactory):
    class Meta:
        model = Agency

    name = factory.Sequence(lambda n: f"Agency {n:05}")
    acronym = factory.Sequence(lambda n: f"AG{n}")
    kind = AgencyKind.UN_FUND_OR_PROGRAMME
