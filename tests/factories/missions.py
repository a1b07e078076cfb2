import datetime

import factory
from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.utils import timezone
from factory.django import DjangoModelFactory

from apps.core import changelog
from apps.missions import enums, models
from tests.factories.accounts import UserFactory
from tests.factories.agencies import AgencyFactory

DAY = datetime.date(2025, 1, 1)


def of_same_mission(factory_class, **defaults):
    """A sub-factory whose row lies in the mission of the row that names it."""
    return factory.SubFactory(factory_class, mission=factory.SelfAttribute("..mission"), **defaults)


def at_least_one(name):
    """Fill a list that must not be empty from the argument of the same name, or with one agency."""

    @factory.post_generation
    def fill(row, create, rows, **_options):
        if create:
            getattr(row, name).set([AgencyFactory()] if rows is None else rows)

    return fill


class MissionFactory(DjangoModelFactory):
    class Meta:
        model = models.Mission

    code = factory.Sequence(lambda n: f"M{n:05}")
    name = factory.Sequence(lambda n: f"Mission {n:05}")
    currency = "USD"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        # The library looks through every table that leads to a mission before it logs one: 5 ms of each test.
        with disable_auditlog():
            mission = super()._create(model_class, *args, **kwargs)
        entry = (mission, LogEntry.Action.CREATE, changelog.created(mission))
        changelog.write([entry], by=None, at=timezone.now(), via="command")
        return mission


class MissionRowFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    mission = factory.SubFactory(MissionFactory)
    key = factory.Sequence(lambda n: f"row{n:05}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = models.Membership

    mission = factory.SubFactory(MissionFactory)
    user = factory.SubFactory(UserFactory)
    role = enums.Role.OBSERVER


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = models.Invitation

    mission = factory.SubFactory(MissionFactory)
    email = factory.Sequence(lambda n: f"invited{n}@example.org")
    role = enums.Role.OBSERVER
    invited_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda row: row.invited_at + datetime.timedelta(days=7))


class ReadingFactory(DjangoModelFactory):
    class Meta:
        model = models.Reading

    mission = factory.SubFactory(MissionFactory)
    user = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(timezone.now)
    kind = enums.ReadingKind.EXPORT
    what = "Activities"


class DocumentFactory(MissionRowFactory):
    class Meta:
        model = models.Document

    title = "Minutes of the review"


class DocumentFileFactory(DjangoModelFactory):
    class Meta:
        model = models.DocumentFile

    document = factory.SubFactory(DocumentFactory)
    number = 1
    name = "minutes.pdf"
    stored = factory.Sequence(lambda n: f"documents/{n:032}")
    media_type = "application/pdf"
    sha256 = "0" * 64
    size_bytes = 1000
    uploaded_at = factory.LazyFunction(timezone.now)


class AreaFactory(MissionRowFactory):
    class Meta:
        model = models.Area

    name = factory.Sequence(lambda n: f"Area {n:05}")


class PhasePeriodFactory(MissionRowFactory):
    class Meta:
        model = models.PhasePeriod

    phase = enums.Phase.STABILISATION
    period_from = DAY


class MissionAgencyFactory(DjangoModelFactory):
    class Meta:
        model = models.MissionAgency

    mission = factory.SubFactory(MissionFactory)
    agency = factory.SubFactory(AgencyFactory)
    key = factory.Sequence(lambda n: f"agency{n:05}")
    side = enums.Side.EXTERNAL


class NetworkFactory(MissionRowFactory):
    class Meta:
        model = models.Network

    name = factory.Sequence(lambda n: f"Network {n:05}")


class NetworkMemberFactory(DjangoModelFactory):
    class Meta:
        model = models.NetworkMember

    network = factory.SubFactory(NetworkFactory)
    agency = factory.SubFactory(AgencyFactory)


class MandateFactory(MissionRowFactory):
    class Meta:
        model = models.Mandate

    symbol = "S/RES/0000 (2025)"


class MandateTaskFactory(DjangoModelFactory):
    class Meta:
        model = models.MandateTask

    mandate = factory.SubFactory(MandateFactory)
    key = factory.Sequence(lambda n: f"task{n:05}")
    text = "Support the dialogue"


class EventFactory(MissionRowFactory):
    class Meta:
        model = models.Event

    title = "Election"
    starts_on = DAY


class ForumFactory(MissionRowFactory):
    class Meta:
        model = models.Forum

    name = factory.Sequence(lambda n: f"Forum {n:05}")


class ForumChairFactory(DjangoModelFactory):
    class Meta:
        model = models.ForumChair

    forum = factory.SubFactory(ForumFactory)
    agency = factory.SubFactory(AgencyFactory)
    position = 0


class ForumMeetingFactory(MissionRowFactory):
    class Meta:
        model = models.ForumMeeting

    forum = of_same_mission(ForumFactory)
    held_on = DAY


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = models.Attendance

    meeting = factory.SubFactory(ForumMeetingFactory)
    agency = factory.SubFactory(AgencyFactory)


class JointMissionFactory(MissionRowFactory):
    class Meta:
        model = models.JointMission
        skip_postgeneration_save = True

    started_on = DAY
    participants = at_least_one("participants")


class AnalyticWorkFactory(MissionRowFactory):
    class Meta:
        model = models.AnalyticWork
        skip_postgeneration_save = True

    published_on = DAY
    participants = at_least_one("participants")


class HarmonisationItemFactory(MissionRowFactory):
    class Meta:
        model = models.HarmonisationItem

    title = "Rules for the use of vehicles"
    subject = enums.HarmonisationSubject.RULES
    state = enums.HarmonisationState.NOT_BEGUN


class PostFactory(MissionRowFactory):
    class Meta:
        model = models.Post

    title = "Head of mission"


class RegionalActivityFactory(MissionRowFactory):
    class Meta:
        model = models.RegionalActivity

    network = of_same_mission(NetworkFactory)
    title = "Envoys to both parties"
    kind = enums.RegionalActivityKind.PREVENTIVE_DIPLOMACY
