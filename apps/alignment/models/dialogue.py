"""What external and internal actors ask of one another, answer, and hold against something."""

import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.alignment.enums import ConsultationResponse, RequestKind, ReviewOutcome, SuggestionState
from apps.alignment.models.policy import PolicyProduct
from apps.benchmarks.models import Benchmark, Gate
from apps.core.constraints import between, different, one_of, ordered
from apps.core.enums import Audience
from apps.frameworks.models import ConflictFactor, FrameworkVersion, Objective
from apps.missions.models import Document, ForumMeeting, JointMission, MissionRow


class Consultation(MissionRow):
    activity = models.ForeignKey(Activity, on_delete=models.RESTRICT, null=True, blank=True)
    policy_product = models.ForeignKey(PolicyProduct, on_delete=models.RESTRICT, null=True, blank=True)
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.RESTRICT, null=True, blank=True)
    internal_actor = models.ForeignKey(Agency, on_delete=models.RESTRICT, related_name="+")
    requested_by = models.ForeignKey(
        Agency, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    held_on = models.DateField()
    hours = models.FloatField(null=True, blank=True)
    persons = models.PositiveIntegerField(null=True, blank=True)
    document_pages = models.PositiveIntegerField(null=True, blank=True)
    confirmed_by_internal_actor = models.BooleanField(null=True, blank=True)
    response = models.CharField(max_length=22, choices=ConsultationResponse.choices, null=True, blank=True)
    follow_up_on = models.DateField(null=True, blank=True)
    topic = models.TextField(null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        constraints = [*MissionRow.Meta.constraints, one_of("response", ConsultationResponse)]


class InternalReview(MissionRow):
    """An internal actor's answer on an activity; never public, and confidential ones are not attributed.

    A comment on the activity that answers it names it as its field: `THREAD` and its key.
    """

    THREAD: ClassVar = "internal_reviews/"

    activity = models.ForeignKey(Activity, on_delete=models.RESTRICT)
    internal_actor = models.ForeignKey(Agency, on_delete=models.RESTRICT, related_name="+")
    reviewed_on = models.DateField()
    outcome = models.CharField(max_length=12, choices=ReviewOutcome.choices)
    confidential = models.BooleanField(null=True, blank=True)
    text = models.TextField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        constraints = [*MissionRow.Meta.constraints, one_of("outcome", ReviewOutcome)]


class Relationship(MissionRow):
    """How close two agencies work, as each side rates it from 0 (competition) to 5 (unity).

    The band is what both agreed on. One side proposes it: what is proposed counts for nothing and waits for
    the other side.
    """

    agency_a = models.ForeignKey(Agency, on_delete=models.RESTRICT, related_name="+")
    agency_b = models.ForeignKey(Agency, on_delete=models.RESTRICT, related_name="+")
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)
    rating_a = models.PositiveSmallIntegerField(null=True, blank=True)
    rating_b = models.PositiveSmallIntegerField(null=True, blank=True)
    band_min = models.PositiveSmallIntegerField(null=True, blank=True)
    band_max = models.PositiveSmallIntegerField(null=True, blank=True)
    band_agreed_on = models.DateField(null=True, blank=True)
    band_proposed_by = models.ForeignKey(
        Agency, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    band_proposed_min = models.PositiveSmallIntegerField(null=True, blank=True)
    band_proposed_max = models.PositiveSmallIntegerField(null=True, blank=True)
    band_proposed_on = models.DateField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        constraints = [
            *MissionRow.Meta.constraints,
            different("agency_a", "agency_b"),
            ordered("period_from", "period_to"),
            ordered("band_min", "band_max"),
            ordered("band_proposed_min", "band_proposed_max"),
            between("rating_a", 0, 5),
            between("rating_b", 0, 5),
        ]


class Dissent(MissionRow):
    """An agency disagrees, on the record; shown, never averaged away."""

    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT)
    statement = models.TextField()
    raised_on = models.DateField()
    resolved_on = models.DateField(null=True, blank=True)
    answer = models.TextField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    benchmark = models.ForeignKey(Benchmark, on_delete=models.RESTRICT, null=True, blank=True)
    gate = models.ForeignKey(Gate, on_delete=models.RESTRICT, null=True, blank=True)
    objective = models.ForeignKey(Objective, on_delete=models.RESTRICT, null=True, blank=True)
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.RESTRICT, null=True, blank=True)
    activity = models.ForeignKey(Activity, on_delete=models.RESTRICT, null=True, blank=True)

    def answer_by(self, day: datetime.date) -> str | None:
        """The answer as far as it was given by the day.

        One without a date was given by the day that resolved the dissent; without that too, it counts always.
        """
        given = self.answered_on or self.resolved_on
        return self.answer if given is None or given <= day else None


class LiaisonRequest(MissionRow):
    """One request for the time of an internal actor; what lies behind it is named: hours count once."""

    internal_actor = models.ForeignKey(Agency, on_delete=models.RESTRICT, related_name="+")
    requested_by = models.ForeignKey(
        Agency, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    requested_on = models.DateField()
    kind = models.CharField(max_length=15, choices=RequestKind.choices)
    person_hours = models.FloatField(null=True, blank=True)
    topic = models.TextField(null=True, blank=True)
    critical = models.BooleanField(null=True, blank=True)
    consultation = models.ForeignKey(Consultation, on_delete=models.RESTRICT, null=True, blank=True)
    forum_meeting = models.ForeignKey(ForumMeeting, on_delete=models.RESTRICT, null=True, blank=True)
    joint_mission = models.ForeignKey(JointMission, on_delete=models.RESTRICT, null=True, blank=True)
    activity = models.ForeignKey(Activity, on_delete=models.RESTRICT, null=True, blank=True)
    follow_up_on = models.DateField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        constraints = [*MissionRow.Meta.constraints, one_of("kind", RequestKind)]


class Comment(MissionRow):
    audience_agency = "agency"
    audience_by_two = True

    text = models.TextField()
    written_on = models.DateField()
    author = models.TextField(null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices, null=True, blank=True)
    reply_to = models.ForeignKey("self", on_delete=models.RESTRICT, null=True, blank=True)
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.RESTRICT, null=True, blank=True)
    objective = models.ForeignKey(Objective, on_delete=models.RESTRICT, null=True, blank=True)
    benchmark = models.ForeignKey(Benchmark, on_delete=models.RESTRICT, null=True, blank=True)
    activity = models.ForeignKey(Activity, on_delete=models.RESTRICT, null=True, blank=True)
    language = models.TextField(null=True, blank=True)
    conflict_factor = models.ForeignKey(ConflictFactor, on_delete=models.RESTRICT, null=True, blank=True)
    round = models.ForeignKey(
        "alignment.CommentRound", on_delete=models.RESTRICT, null=True, blank=True, related_name="comments"
    )
    suggestion = models.TextField(null=True, blank=True)
    suggestion_state = models.CharField(max_length=8, choices=SuggestionState.choices, null=True, blank=True)
    answer = models.TextField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    mentions = models.ManyToManyField(Agency, related_name="+", blank=True)
    mentions_recorded = models.BooleanField(null=True, blank=True)
    resolved_on = models.DateField(null=True, blank=True)
    field = models.TextField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        ordering = ["written_on"]
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("audience", Audience),
            one_of("suggestion_state", SuggestionState),
        ]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
