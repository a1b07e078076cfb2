"""Random audit: who was drawn to be checked, with what chance, and what came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.alignment.enums import AuditOutcome, ReviewScope
from apps.core.constraints import one_of, share, unique
from apps.core.models import Row
from apps.frameworks.models import Objective
from apps.missions.models import Area, MissionRow, VisibleQuerySet


class AuditSample(MissionRow):
    """Activities drawn by chance, to ask about their links instead of asking about all.

    `population` is how many were drawn from (those with something to check), `eligible` how many there were
    in scope at all. The seed and the keys of the population repeat the draw (`apps.alignment.sampling`).
    """

    scope = models.CharField(max_length=9, choices=ReviewScope.choices)
    objective = models.ForeignKey(Objective, on_delete=models.RESTRICT, null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.RESTRICT, null=True, blank=True)
    drawn_on = models.DateField()
    seed = models.PositiveBigIntegerField()
    population = models.PositiveIntegerField()
    eligible = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(null=True, blank=True)
    units_recorded = models.BooleanField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        ordering = ["-drawn_on", "key"]
        constraints = [*MissionRow.Meta.constraints, one_of("scope", ReviewScope)]

    def __str__(self) -> str:
        return str(_("Sample of %(date)s") % {"date": self.drawn_on})


class AuditUnit(Row):
    """One activity drawn; without an outcome nobody has asked yet."""

    sample = models.ForeignKey(AuditSample, on_delete=models.CASCADE, related_name="units")
    activity = models.ForeignKey(Activity, on_delete=models.RESTRICT, related_name="+")
    inclusion_probability = models.FloatField()
    outcome = models.CharField(max_length=13, choices=AuditOutcome.choices, null=True, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    checker = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    note = models.TextField(null=True, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("outcome", AuditOutcome),
            share("inclusion_probability"),
            unique("sample", "activity", name="once", message=_("This activity is already in the sample.")),
        ]
