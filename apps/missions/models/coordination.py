"""Where agencies meet, travel and analyse together."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.core.constraints import one_of, unique
from apps.missions.enums import DecisionAuthority, ForumPurpose
from apps.missions.models.base import MissionPart, MissionRow
from apps.missions.models.setting import Area, Document


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
