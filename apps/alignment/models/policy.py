"""What agencies and governments say they want, and which activities trace to it."""

from django.db import models

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.alignment.enums import StrategyStatus
from apps.core.constraints import between, one_of
from apps.core.enums import Grade
from apps.frameworks.models import Objective
from apps.missions.models import Document, MissionPart, MissionRow


class PolicyCommitment(MissionRow):
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT)
    text = models.TextField()
    made_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    activities_recorded = models.BooleanField(null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)


class CommitmentTrace(MissionPart):
    """An activity acts on a commitment of its agency."""

    commitment = models.ForeignKey(PolicyCommitment, on_delete=models.CASCADE, related_name="traces")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE)
    grade = models.CharField(max_length=9, choices=Grade.choices)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [one_of("grade", Grade)]


class PolicyProduct(MissionRow):
    """A policy, plan or programme document with its coherence record."""

    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT)
    title = models.TextField()
    kind = models.TextField(null=True, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    consulted = models.BooleanField(null=True, blank=True)
    references = models.BooleanField(null=True, blank=True)
    contested_points = models.BooleanField(null=True, blank=True)
    contested_note = models.TextField(null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)


class PolicyPosition(MissionRow):
    """Where an agency stands on an objective: support +1, neutral 0, oppose -1, or not known."""

    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT)
    objective = models.ForeignKey(Objective, on_delete=models.RESTRICT)
    support = models.SmallIntegerField(null=True, blank=True)
    reservation = models.TextField(null=True, blank=True)
    dated_on = models.DateField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        constraints = [*MissionRow.Meta.constraints, between("support", -1, 1)]


class WholeOfGovernmentStrategy(MissionRow):
    """The one strategy of a state's agencies for this country, and how they keep to it together."""

    state = models.CharField(max_length=3)
    status = models.CharField(max_length=8, choices=StrategyStatus.choices)
    title = models.TextField(null=True, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    signatories = models.ManyToManyField(Agency, related_name="+", blank=True)
    signatories_recorded = models.BooleanField(null=True, blank=True)
    mechanism_regular_mechanism = models.FloatField(null=True, blank=True)
    mechanism_trade_off_mandate = models.FloatField(null=True, blank=True)
    mechanism_central_convening = models.FloatField(null=True, blank=True)
    mechanism_political_and_technical = models.FloatField(null=True, blank=True)
    mechanism_internal_external_mandate = models.FloatField(null=True, blank=True)
    mechanism_recorded = models.BooleanField(null=True, blank=True)
    activities_recorded = models.BooleanField(null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        verbose_name_plural = "whole of government strategies"
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("status", StrategyStatus),
            between("mechanism_regular_mechanism", 0, 5),
            between("mechanism_trade_off_mandate", 0, 2),
            between("mechanism_central_convening", 0, 1),
            between("mechanism_political_and_technical", 0, 1),
            between("mechanism_internal_external_mandate", 0, 1),
        ]


class StrategyTrace(MissionPart):
    """An activity acts on the strategy of its state."""

    strategy = models.ForeignKey(WholeOfGovernmentStrategy, on_delete=models.CASCADE, related_name="traces")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE)
    grade = models.CharField(max_length=9, choices=Grade.choices)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [one_of("grade", Grade)]
