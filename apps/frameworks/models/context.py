"""What the strategy answers to: the conflict, other frameworks, and what the parties promised."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.core.constraints import one_of, ordered, unique
from apps.frameworks.enums import CommitmentStatus, FactorKind, LinkedFrameworkKind
from apps.missions.models import Area, Document, MissionPart, MissionRow


class ConflictFactor(MissionRow):
    kind = models.CharField(max_length=18, choices=FactorKind.choices)
    title = models.TextField()
    description = models.TextField(null=True, blank=True)
    language = models.TextField(null=True, blank=True)
    translations = models.JSONField(null=True, blank=True)
    areas = models.ManyToManyField(Area, blank=True)
    areas_recorded = models.BooleanField(null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        constraints = [*MissionRow.Meta.constraints, one_of("kind", FactorKind)]


class LinkedFramework(MissionRow):
    """Another strategy whose items the objectives answer."""

    kind = models.CharField(max_length=40, choices=LinkedFrameworkKind.choices)
    title = models.TextField()
    owner = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True)
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)
    url = models.TextField(null=True, blank=True)
    items_recorded = models.BooleanField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("kind", LinkedFrameworkKind),
            ordered("period_from", "period_to"),
        ]


class LinkedFrameworkItem(MissionPart):
    linked_framework = models.ForeignKey(LinkedFramework, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(max_length=64)
    text = models.TextField()

    class Meta:
        constraints = [
            unique(
                "linked_framework",
                "key",
                name="key",
                message=_("Another item of this framework has this key."),
            )
        ]


class MutualCommitment(MissionRow):
    """A promise by any party, with its status as each side sees it."""

    party = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True)
    party_text = models.TextField(null=True, blank=True)
    text = models.TextField()
    due_on = models.DateField(null=True, blank=True)
    objective = models.ForeignKey("frameworks.Objective", on_delete=models.RESTRICT, null=True, blank=True)
    status_by_party = models.CharField(max_length=12, choices=CommitmentStatus.choices, null=True, blank=True)
    status_by_others = models.CharField(
        max_length=12, choices=CommitmentStatus.choices, null=True, blank=True
    )
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("status_by_party", CommitmentStatus),
            one_of("status_by_others", CommitmentStatus),
        ]
