from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.alignment.enums import Contribution
from apps.core.constraints import one_of, share, unique
from apps.core.enums import Grade
from apps.frameworks.models import Objective
from apps.missions.models import Document, MissionPart, MissionRow


class AlignmentLink(MissionRow):
    """An activity serves an objective: who says so, and how well it is backed.

    `grade` is as recorded; the effective grade is computed by rules R1 to R6 of the method.
    """

    public_when: ClassVar[dict[str, object]] = {}

    activity = models.ForeignKey(Activity, on_delete=models.RESTRICT, related_name="links")
    objective = models.ForeignKey(Objective, on_delete=models.RESTRICT, related_name="links")
    contribution = models.CharField(max_length=9, choices=Contribution.choices, null=True, blank=True)
    share = models.FloatField(null=True, blank=True)
    rationale = models.TextField(null=True, blank=True)
    claimed_on = models.DateField(null=True, blank=True)
    grade = models.CharField(max_length=9, choices=Grade.choices)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)
    attestor = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    attestor_income_share = models.FloatField(null=True, blank=True)
    attested_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    late = models.BooleanField(null=True, blank=True)
    redesign = models.BooleanField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("contribution", Contribution),
            one_of("grade", Grade),
            share("share"),
            share("attestor_income_share"),
            unique(
                "activity",
                "objective",
                name="once",
                message=_("This activity is already linked to this objective."),
            ),
        ]


class LinkDispute(MissionPart):
    link = models.OneToOneField(AlignmentLink, on_delete=models.CASCADE, related_name="dispute")
    by = models.ForeignKey(Agency, on_delete=models.RESTRICT)
    raised_on = models.DateField()
    reason = models.TextField(null=True, blank=True)
    resolved_on = models.DateField(null=True, blank=True)
