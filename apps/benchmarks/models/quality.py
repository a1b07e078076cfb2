"""What a planner accepted of the quality check, with the reason in writing."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.benchmarks.models.benchmark import Benchmark, Indicator
from apps.frameworks.models import ConflictFactor, FrameworkVersion, Objective
from apps.missions.models import MissionRow


class QualityWaiver(MissionRow):
    """A finding of one version that stands with a reason: `rule` by its identifier, and the row it is about;
    `subject` is a phase or a dimension, all empty means the version itself."""

    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="+")
    rule = models.TextField()
    objective = models.ForeignKey(
        Objective, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    benchmark = models.ForeignKey(
        Benchmark, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    conflict_factor = models.ForeignKey(
        ConflictFactor, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    subject = models.TextField(null=True, blank=True)
    reason = models.TextField()
    accepted_on = models.DateField()
    accepted_by = models.TextField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        ordering = ["accepted_on", "key"]
        verbose_name = _("accepted finding")
        verbose_name_plural = _("accepted findings")

    def __str__(self) -> str:
        return f"{self.rule}: {self.reason}"
