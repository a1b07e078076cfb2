from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.benchmarks.enums import Comparator, GateRole, Verdict
from apps.benchmarks.models.benchmark import Benchmark
from apps.core.constraints import one_of, unique
from apps.core.models import Editable
from apps.missions.enums import Phase
from apps.missions.models import Area, Document, MissionPart, MissionRow


class Gate(MissionRow):
    """A set of benchmarks agreed in advance for the step from one phase to another."""

    title = models.TextField(null=True, blank=True)
    translations = models.JSONField(null=True, blank=True)
    from_phase = models.CharField(max_length=14, choices=Phase.choices)
    to_phase = models.CharField(max_length=14, choices=Phase.choices)
    area = models.ForeignKey(Area, on_delete=models.RESTRICT, null=True, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    benchmarks_recorded = models.BooleanField(null=True, blank=True)
    blocking_signals = models.JSONField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("from_phase", Phase),
            one_of("to_phase", Phase),
        ]


class GateBenchmark(Editable, MissionPart):
    gate = models.ForeignKey(Gate, on_delete=models.CASCADE, related_name="benchmarks")
    benchmark = models.ForeignKey(Benchmark, on_delete=models.RESTRICT, related_name="gates")
    role = models.CharField(max_length=10, choices=GateRole.choices)
    comparator = models.CharField(max_length=8, choices=Comparator.choices)
    threshold = models.FloatField()
    regression_threshold = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            one_of("role", GateRole),
            one_of("comparator", Comparator),
            unique("gate", "benchmark", name="once", message=_("This gate already names this benchmark.")),
        ]


class GateDecision(MissionRow):
    """What a body decided, and the picture it had before it on that day."""

    gate = models.ForeignKey(Gate, on_delete=models.RESTRICT, related_name="decisions")
    decided_on = models.DateField()
    body = models.TextField()
    decision = models.CharField(max_length=20, choices=Verdict.choices)
    recommendation_shown = models.TextField(null=True, blank=True)
    reasons = models.TextField(null=True, blank=True)
    conditions_recorded = models.BooleanField(null=True, blank=True)
    answer_to_dissents = models.TextField(null=True, blank=True)
    next_review_on = models.DateField(null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)
    picture = models.TextField(null=True, blank=True, editable=False)

    class Meta(MissionRow.Meta):
        ordering = ["-decided_on"]
        constraints = [*MissionRow.Meta.constraints, one_of("decision", Verdict)]


class GateCondition(MissionPart):
    decision = models.ForeignKey(GateDecision, on_delete=models.CASCADE, related_name="conditions")
    text = models.TextField()
    owner = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    met_on = models.DateField(null=True, blank=True)
