from django.contrib import admin

from apps.alignment.models import (
    AlignmentLink,
    AudienceProposal,
    AuditSample,
    AuditUnit,
    CalendarAnswer,
    CalendarProposal,
    Comment,
    CommentRound,
    CommitmentTrace,
    Consultation,
    Contradiction,
    ContradictionReview,
    Dissent,
    InternalReview,
    LiaisonRequest,
    LinkDispute,
    Mention,
    PolicyCommitment,
    PolicyPosition,
    PolicyProduct,
    Relationship,
    RoundInvitation,
    StrategyTrace,
    UnintendedConsequence,
    WholeOfGovernmentStrategy,
)
from apps.core.admin import ReadOnlyAdmin
from apps.missions.admin import MissionRowAdmin, NoSilentReading, PartAdmin


@admin.register(AlignmentLink)
class AlignmentLinkAdmin(MissionRowAdmin):
    list_display = ("key", "activity", "objective", "contribution", "grade", "claimed_on", "mission")
    list_filter = ("grade", "contribution", "late", "redesign", "mission")


@admin.register(LinkDispute)
class LinkDisputeAdmin(PartAdmin):
    list_display = ("link", "by", "raised_on", "resolved_on")


@admin.register(AuditSample)
class AuditSampleAdmin(MissionRowAdmin):
    list_display = ("key", "drawn_on", "scope", "population", "eligible", "seed", "mission")
    list_filter = ("scope", "mission")


@admin.register(AuditUnit)
class AuditUnitAdmin(PartAdmin):
    list_display = ("sample", "activity", "inclusion_probability", "outcome", "checked_on", "checker")
    list_filter = ("outcome",)


@admin.register(PolicyCommitment)
class PolicyCommitmentAdmin(MissionRowAdmin):
    list_display = ("key", "agency", "text", "made_on", "due_on", "mission")
    search_fields = ("key", "text")


@admin.register(CommitmentTrace)
class CommitmentTraceAdmin(PartAdmin):
    list_display = ("commitment", "activity", "grade")
    list_filter = ("grade",)


@admin.register(PolicyProduct)
class PolicyProductAdmin(MissionRowAdmin):
    list_display = ("key", "agency", "title", "dated_on", "mission")
    search_fields = ("key", "title")


@admin.register(PolicyPosition)
class PolicyPositionAdmin(MissionRowAdmin):
    list_display = ("key", "agency", "objective", "support", "dated_on", "mission")


@admin.register(WholeOfGovernmentStrategy)
class WholeOfGovernmentStrategyAdmin(MissionRowAdmin):
    list_display = ("key", "state", "status", "title", "adopted_on", "mission")
    list_filter = ("status", "mission")
    search_fields = ("key", "title")


@admin.register(StrategyTrace)
class StrategyTraceAdmin(PartAdmin):
    list_display = ("strategy", "activity", "grade")
    list_filter = ("grade",)


@admin.register(Contradiction)
class ContradictionAdmin(MissionRowAdmin):
    list_display = ("key", "activity_a", "activity_b", "score", "grade", "status", "mission")
    list_filter = ("status", "grade", "mission")


@admin.register(ContradictionReview)
class ContradictionReviewAdmin(MissionRowAdmin):
    list_display = ("key", "scope", "reviewed_on", "objective", "agency", "area", "mission")
    list_filter = ("scope", "mission")


@admin.register(UnintendedConsequence)
class UnintendedConsequenceAdmin(MissionRowAdmin):
    list_display = ("key", "kind", "text", "raised_by", "raised_on", "closed_on", "mission")
    list_filter = ("kind", "mission")
    search_fields = ("key", "text")


@admin.register(Consultation)
class ConsultationAdmin(MissionRowAdmin):
    list_display = ("key", "internal_actor", "requested_by", "held_on", "response", "mission")
    list_filter = ("response", "mission")
    search_fields = ("key", "topic")


@admin.register(InternalReview)
class InternalReviewAdmin(MissionRowAdmin):
    list_display = ("key", "activity", "internal_actor", "reviewed_on", "outcome", "mission")
    list_filter = ("outcome", "mission")


@admin.register(Relationship)
class RelationshipAdmin(MissionRowAdmin):
    list_display = ("key", "agency_a", "agency_b", "rating_a", "rating_b", "mission")


@admin.register(Dissent)
class DissentAdmin(MissionRowAdmin):
    list_display = ("key", "agency", "statement", "raised_on", "resolved_on", "mission")
    search_fields = ("key", "statement")


@admin.register(LiaisonRequest)
class LiaisonRequestAdmin(MissionRowAdmin):
    list_display = ("key", "internal_actor", "requested_by", "requested_on", "kind", "mission")
    list_filter = ("kind", "mission")


@admin.register(Comment)
class CommentAdmin(MissionRowAdmin):
    list_display = ("key", "text", "agency", "written_on", "audience", "mission")
    list_filter = ("audience", "mission")
    search_fields = ("key", "text")


@admin.register(AudienceProposal)
class AudienceProposalAdmin(NoSilentReading, ReadOnlyAdmin):
    list_display = ("kind", "audience_before", "audience", "state", "proposed_at", "decided_at", "mission")
    list_filter = ("state", "mission")


@admin.register(Mention)
class MentionAdmin(NoSilentReading, ReadOnlyAdmin):
    list_display = ("comment", "user", "noted_on")


@admin.register(CalendarProposal)
class CalendarProposalAdmin(MissionRowAdmin):
    list_display = ("key", "title", "starts_on", "state", "mission")
    list_filter = ("state", "mission")
    search_fields = ("key", "title")


@admin.register(CalendarAnswer)
class CalendarAnswerAdmin(PartAdmin):
    list_display = ("proposal", "agency", "endorses", "said_on")


@admin.register(CommentRound)
class CommentRoundAdmin(MissionRowAdmin):
    list_display = ("key", "framework_version", "opened_on", "closes_on", "closed_on", "open_to", "mission")
    list_filter = ("open_to", "mission")


@admin.register(RoundInvitation)
class RoundInvitationAdmin(PartAdmin):
    list_display = ("round", "agency", "person_hours", "sent_on")
