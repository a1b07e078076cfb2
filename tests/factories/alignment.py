import datetime

import factory
from factory.django import DjangoModelFactory

from apps.alignment import enums, models
from apps.core.enums import Audience, Grade
from tests.factories.accounts import UserFactory
from tests.factories.activities import ActivityFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveFactory
from tests.factories.missions import MissionFactory, MissionRowFactory, of_same_mission

DAY = datetime.date(2025, 1, 1)


class AlignmentLinkFactory(MissionRowFactory):
    class Meta:
        model = models.AlignmentLink

    activity = of_same_mission(ActivityFactory)
    objective = of_same_mission(ObjectiveFactory)
    grade = Grade.CLAIMED


class LinkDisputeFactory(DjangoModelFactory):
    class Meta:
        model = models.LinkDispute

    link = factory.SubFactory(AlignmentLinkFactory)
    by = factory.SubFactory(AgencyFactory)
    raised_on = DAY


class PolicyCommitmentFactory(MissionRowFactory):
    class Meta:
        model = models.PolicyCommitment

    agency = factory.SubFactory(AgencyFactory)
    text = "Fund the reconciliation programme"


class CommitmentTraceFactory(DjangoModelFactory):
    class Meta:
        model = models.CommitmentTrace

    commitment = factory.SubFactory(PolicyCommitmentFactory)
    activity = factory.SubFactory(ActivityFactory, mission=factory.SelfAttribute("..commitment.mission"))
    grade = Grade.CLAIMED


class PolicyProductFactory(MissionRowFactory):
    class Meta:
        model = models.PolicyProduct

    agency = factory.SubFactory(AgencyFactory)
    title = "Country strategy"


class PolicyPositionFactory(MissionRowFactory):
    class Meta:
        model = models.PolicyPosition

    agency = factory.SubFactory(AgencyFactory)
    objective = of_same_mission(ObjectiveFactory)
    support = 0


class WholeOfGovernmentStrategyFactory(MissionRowFactory):
    class Meta:
        model = models.WholeOfGovernmentStrategy

    state = "NLD"
    status = enums.StrategyStatus.UNKNOWN


class StrategyTraceFactory(DjangoModelFactory):
    class Meta:
        model = models.StrategyTrace

    strategy = factory.SubFactory(WholeOfGovernmentStrategyFactory)
    activity = factory.SubFactory(ActivityFactory, mission=factory.SelfAttribute("..strategy.mission"))
    grade = Grade.CLAIMED


class ContradictionFactory(MissionRowFactory):
    class Meta:
        model = models.Contradiction

    activity_a = of_same_mission(ActivityFactory)
    activity_b = of_same_mission(ActivityFactory)
    score = -1
    grade = Grade.CLAIMED
    status = enums.ContradictionStatus.OPEN


class ContradictionReviewFactory(MissionRowFactory):
    class Meta:
        model = models.ContradictionReview

    scope = enums.ReviewScope.MISSION
    reviewed_on = DAY


class UnintendedConsequenceFactory(MissionRowFactory):
    class Meta:
        model = models.UnintendedConsequence

    kind = enums.ConsequenceKind.PARALLEL_STRUCTURES
    text = "Payroll runs beside the treasury"
    activity = of_same_mission(ActivityFactory)
    raised_on = DAY


class ConsultationFactory(MissionRowFactory):
    class Meta:
        model = models.Consultation

    activity = of_same_mission(ActivityFactory)
    internal_actor = factory.SubFactory(AgencyFactory)
    held_on = DAY


class InternalReviewFactory(MissionRowFactory):
    class Meta:
        model = models.InternalReview

    activity = of_same_mission(ActivityFactory)
    internal_actor = factory.SubFactory(AgencyFactory)
    reviewed_on = DAY
    outcome = enums.ReviewOutcome.NO_COMMENT


class RelationshipFactory(MissionRowFactory):
    class Meta:
        model = models.Relationship

    agency_a = factory.SubFactory(AgencyFactory)
    agency_b = factory.SubFactory(AgencyFactory)


class DissentFactory(MissionRowFactory):
    class Meta:
        model = models.Dissent

    agency = factory.SubFactory(AgencyFactory)
    statement = "The number of returnees is too high."
    raised_on = DAY


class LiaisonRequestFactory(MissionRowFactory):
    class Meta:
        model = models.LiaisonRequest

    internal_actor = factory.SubFactory(AgencyFactory)
    requested_on = DAY
    kind = enums.RequestKind.MEETING


class AuditSampleFactory(MissionRowFactory):
    class Meta:
        model = models.AuditSample

    scope = enums.ReviewScope.MISSION
    drawn_on = DAY
    seed = 1
    population = 100


class AuditUnitFactory(DjangoModelFactory):
    class Meta:
        model = models.AuditUnit

    sample = factory.SubFactory(AuditSampleFactory)
    activity = factory.SubFactory(ActivityFactory, mission=factory.SelfAttribute("..sample.mission"))
    inclusion_probability = 0.5


class CommentFactory(MissionRowFactory):
    class Meta:
        model = models.Comment

    text = "Who pays for the second year?"
    written_on = DAY


class MentionFactory(DjangoModelFactory):
    class Meta:
        model = models.Mention

    comment = factory.SubFactory(CommentFactory)
    user = factory.SubFactory(UserFactory)


class AudienceProposalFactory(DjangoModelFactory):
    class Meta:
        model = models.AudienceProposal

    mission = factory.SubFactory(MissionFactory)
    activity = of_same_mission(ActivityFactory)
    audience = Audience.PUBLIC
    reason = "The donor asks to see it"
    proposed_at = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)


class CalendarProposalFactory(MissionRowFactory):
    class Meta:
        model = models.CalendarProposal

    title = "Joint review"
    starts_on = DAY
    proposed_on = DAY
    answers_recorded = True


class CalendarAnswerFactory(DjangoModelFactory):
    class Meta:
        model = models.CalendarAnswer

    proposal = factory.SubFactory(CalendarProposalFactory)
    agency = factory.SubFactory(AgencyFactory)
    endorses = True


class CommentRoundFactory(MissionRowFactory):
    class Meta:
        model = models.CommentRound

    framework_version = of_same_mission(FrameworkVersionFactory)
    opened_on = DAY
    closes_on = DAY + datetime.timedelta(days=30)
    open_to = enums.RoundAudience.MEMBERS


class RoundInvitationFactory(DjangoModelFactory):
    class Meta:
        model = models.RoundInvitation

    round = factory.SubFactory(CommentRoundFactory)
    agency = factory.SubFactory(AgencyFactory)
