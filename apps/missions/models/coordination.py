"""Where agencies meet, travel and analyse together."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.core.constraints import one_of, ordered, unique
from apps.missions.enums import (
    DecisionAuthority,
    ForumPurpose,
    HarmonisationState,
    HarmonisationSubject,
    RegionalActivityKind,
    Vacancy,
)
from apps.missions.models.base import MissionPart, MissionRow
from apps.missions.models.setting import Area, Document, Network


class Forum(MissionRow):
    """A coordination mechanism; one without authority to decide is visible as such."""

    name = models.TextField()
    purpose = models.CharField(max_length=20, choices=ForumPurpose.choices, null=True, blank=True)
    decision_authority = models.CharField(
        max_length=10, choices=DecisionAuthority.choices, null=True, blank=True
    )
    escalates_to = models.ForeignKey("self", on_delete=models.RESTRICT, null=True, blank=True)
    chairs = models.ManyToManyField(Agency, through="ForumChair", related_name="+", blank=True)
    chairs_recorded = models.BooleanField(null=True, blank=True)
    members = models.ManyToManyField(Agency, related_name="+", blank=True)
    members_recorded = models.BooleanField(null=True, blank=True)
    humanitarian = models.BooleanField(null=True, blank=True)
    areas = models.ManyToManyField(Area, blank=True)
    areas_recorded = models.BooleanField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("purpose", ForumPurpose),
            one_of("decision_authority", DecisionAuthority),
        ]


class ForumChair(MissionPart):
    """A chair or co-chair; position 0 is the chair."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE)
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [unique("forum", "agency", name="once", message=_("This agency is already a chair."))]


class ForumMeeting(MissionRow):
    forum = models.ForeignKey(Forum, on_delete=models.RESTRICT)
    held_on = models.DateField()
    hours = models.FloatField(null=True, blank=True)
    attendance_recorded = models.BooleanField(null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)


class Attendance(MissionPart):
    meeting = models.ForeignKey(ForumMeeting, on_delete=models.CASCADE, related_name="attendance")
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT)
    persons = models.PositiveIntegerField(null=True, blank=True)
    hours = models.FloatField(null=True, blank=True)


class JointMission(MissionRow):
    title = models.TextField(null=True, blank=True)
    lead = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    participants = models.ManyToManyField(Agency, related_name="+")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    humanitarian = models.BooleanField(null=True, blank=True)
    areas = models.ManyToManyField(Area, blank=True)
    areas_recorded = models.BooleanField(null=True, blank=True)

    def clean(self) -> None:
        if self.ended_on is not None and self.started_on is not None and self.ended_on < self.started_on:
            raise ValidationError({"ended_on": gettext("The end lies before the beginning.")})


class AnalyticWork(MissionRow):
    title = models.TextField(null=True, blank=True)
    lead = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    participants = models.ManyToManyField(Agency, related_name="+")
    published_on = models.DateField()
    humanitarian = models.BooleanField(null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        verbose_name = _("analytic work")
        verbose_name_plural = _("analytic work")


class HarmonisationItem(MissionRow):
    """Something that the agencies of the mission do each in their own way, and what is done about it."""

    title = models.TextField()
    subject = models.CharField(max_length=26, choices=HarmonisationSubject.choices)
    text = models.TextField(null=True, blank=True)
    state = models.CharField(max_length=13, choices=HarmonisationState.choices)
    owner = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    agencies = models.ManyToManyField(Agency, related_name="+", blank=True)
    agencies_recorded = models.BooleanField(null=True, blank=True)
    next_step = models.TextField(null=True, blank=True)
    next_step_on = models.DateField(null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        ordering = ["subject", "title"]
        verbose_name = _("subject of harmonisation")
        verbose_name_plural = _("subjects of harmonisation")
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("subject", HarmonisationSubject),
            one_of("state", HarmonisationState),
        ]


class Post(MissionRow):
    """A post that leads or coordinates, with every hat its holder wears; never the name of a person.

    `phases` are those that the profile of the holder, or the one that is sought, fits.
    """

    title = models.TextField()
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    hats = models.JSONField(null=True, blank=True)
    vacancy = models.CharField(max_length=6, choices=Vacancy.choices, null=True, blank=True)
    since = models.DateField(null=True, blank=True)
    profile = models.TextField(null=True, blank=True)
    phases = models.JSONField(null=True, blank=True)
    area = models.ForeignKey(Area, on_delete=models.RESTRICT, null=True, blank=True)

    class Meta(MissionRow.Meta):
        ordering = ["title"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [*MissionRow.Meta.constraints, one_of("vacancy", Vacancy)]


class RegionalActivity(MissionRow):
    """What a network does for peace here, such as diplomacy that kept a conflict from breaking out."""

    network = models.ForeignKey(Network, on_delete=models.RESTRICT, related_name="activities")
    title = models.TextField()
    kind = models.CharField(max_length=20, choices=RegionalActivityKind.choices)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    area = models.ForeignKey(Area, on_delete=models.RESTRICT, null=True, blank=True)
    outcome = models.TextField(null=True, blank=True)
    averted_conflict = models.BooleanField(null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        ordering = ["-started_on", "key"]
        verbose_name = _("activity of a network")
        verbose_name_plural = _("activities of networks")
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("kind", RegionalActivityKind),
            ordered("started_on", "ended_on"),
        ]

    def clean(self) -> None:
        if self.averted_conflict and not (self.outcome or "").strip():
            raise ValidationError(
                {"outcome": gettext("Say which conflict did not break out, and how that is known.")}
            )
