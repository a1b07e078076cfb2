"""Dates that a planner proposes for the shared calendar, and what each party says to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.alignment.enums import CalendarState
from apps.benchmarks.models import Benchmark, Gate
from apps.core.constraints import one_of, ordered, unique
from apps.missions.models import MissionPart, MissionRow


class CalendarProposal(MissionRow):
    """A day, or the days from `starts_on` to `ends_on`, for what `title` names.

    Of a benchmark or a gate it is the day to which its calendar should move. What is agreed stands on the
    timeline; it changes neither the deadline of a benchmark nor the phase before a gate.
    """

    title = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.TextField(null=True, blank=True)
    benchmark = models.ForeignKey(Benchmark, on_delete=models.RESTRICT, null=True, blank=True)
    gate = models.ForeignKey(Gate, on_delete=models.RESTRICT, null=True, blank=True)
    proposed_on = models.DateField()
    state = models.CharField(max_length=9, choices=CalendarState.choices, default=CalendarState.OPEN)
    decided_on = models.DateField(null=True, blank=True)
    answers_recorded = models.BooleanField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        ordering = ["starts_on", "key"]
        verbose_name = _("proposed date")
        verbose_name_plural = _("proposed dates")
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("state", CalendarState),
            ordered("starts_on", "ends_on"),
            ordered("proposed_on", "decided_on"),
        ]

    def __str__(self) -> str:
        return self.title


class CalendarAnswer(MissionPart):
    """An agency endorses a proposed date, or objects and says why."""

    proposal = models.ForeignKey(CalendarProposal, on_delete=models.CASCADE, related_name="answers")
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT, related_name="+")
    endorses = models.BooleanField()
    reason = models.TextField(null=True, blank=True)
    said_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            unique("proposal", "agency", name="once", message=_("This agency has answered already.")),
            models.CheckConstraint(
                condition=models.Q(endorses=True) | models.Q(reason__isnull=False),
                name="%(app_label)s_%(class)s_objection_reason",
                violation_error_message=_("An objection says why."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.agency)
