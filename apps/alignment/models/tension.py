from django.db import models

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.alignment.enums import ContradictionStatus, ReviewScope
from apps.core.constraints import between, different, one_of
from apps.core.enums import Grade
from apps.frameworks.models import Objective
from apps.missions.models import Area, Document, MissionRow


class Contradiction(MissionRow):
    """Two activities help (+3) or cancel (-3) one another, somebody says, and how well that is backed."""

    activity_a = models.ForeignKey(Activity, on_delete=models.RESTRICT, related_name="contradictions_a")
    activity_b = models.ForeignKey(Activity, on_delete=models.RESTRICT, related_name="contradictions_b")
    score = models.SmallIntegerField()
    text = models.TextField(null=True, blank=True)
    raised_by = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    raised_on = models.DateField(null=True, blank=True)
    grade = models.CharField(max_length=9, choices=Grade.choices)
    status = models.CharField(max_length=18, choices=ContradictionStatus.choices)
    closed_on = models.DateField(null=True, blank=True)
    acknowledged_by = models.ManyToManyField(Agency, related_name="+", blank=True)
    acknowledged_by_recorded = models.BooleanField(null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        constraints = [
            *MissionRow.Meta.constraints,
            between("score", -3, 3),
            one_of("grade", Grade),
            one_of("status", ContradictionStatus),
            different("activity_a", "activity_b"),
        ]


class ContradictionReview(MissionRow):
    """Somebody looked for contradictions among these activities on this day."""

    scope = models.CharField(max_length=9, choices=ReviewScope.choices)
    objective = models.ForeignKey(Objective, on_delete=models.RESTRICT, null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.RESTRICT, null=True, blank=True)
    reviewed_on = models.DateField()
    reviewers = models.ManyToManyField(Agency, related_name="+", blank=True)
    reviewers_recorded = models.BooleanField(null=True, blank=True)
    activities = models.ManyToManyField(Activity, blank=True)
    activities_recorded = models.BooleanField(null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        constraints = [*MissionRow.Meta.constraints, one_of("scope", ReviewScope)]
