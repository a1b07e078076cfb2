from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.alignment.enums import ConsequenceKind, ContradictionStatus, ReviewScope
from apps.core.constraints import between, different, one_of, ordered
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


class UnintendedConsequence(MissionRow):
    """What the pursuit of an objective or an activity brings about that nobody wanted, and what is done.

    `kind_in_words` names a kind that is not in the list. `answer` is that of whoever answers for it;
    `follow_up` what comes of it until `follow_up_on`; from `closed_on` on nothing more is to be done.
    """

    kind = models.CharField(max_length=25, choices=ConsequenceKind.choices)
    kind_in_words = models.TextField(null=True, blank=True)
    text = models.TextField()
    objective = models.ForeignKey(Objective, on_delete=models.RESTRICT, null=True, blank=True)
    activity = models.ForeignKey(Activity, on_delete=models.RESTRICT, null=True, blank=True)
    raised_by = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    raised_on = models.DateField()
    answer = models.TextField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    follow_up = models.TextField(null=True, blank=True)
    follow_up_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        verbose_name = _("unintended consequence")
        verbose_name_plural = _("unintended consequences")
        ordering = ["-raised_on", "key"]
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("kind", ConsequenceKind),
            ordered("raised_on", "closed_on"),
        ]

    def __str__(self) -> str:
        return self.kind_in_words or str(self.get_kind_display())

    def clean(self) -> None:
        wrong = {}
        if self.kind == ConsequenceKind.OTHER and not (self.kind_in_words or "").strip():
            wrong["kind_in_words"] = gettext("Name the kind in words.")
        if self.objective_id is None and self.activity_id is None:
            wrong["objective"] = gettext("Say which objective or which activity brings it about.")
        if self.closed_on is not None and not (self.answer or "").strip():
            wrong["closed_on"] = gettext("It is closed with an answer: write that first.")
        if wrong:
            raise ValidationError(wrong)
