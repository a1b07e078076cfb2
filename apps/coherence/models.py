"""What it adds up to: computed and recorded assessments, their values and findings."""

from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.coherence.enums import (
    AssessmentAudience,
    AssessmentKind,
    DecisionKind,
    FindingKind,
    Level,
    Occasion,
    Strip,
    ValueStatus,
)
from apps.core.constraints import one_of, unique
from apps.frameworks.models import FrameworkVersion
from apps.missions.models import MissionPart, MissionRow, MissionRowQuerySet


class Assessment(MissionRow):
    """The state of coherence on one date, for one audience.

    `computed` rows come from the engine and are replaced by the next computation of the same date and
    audience; `recorded` ones were imported, or kept as reference with their `occasion` and `FrozenInputs`;
    `history` ones hold the levels of a past quarter for trend figures, without subjects, units and findings.
    `result` holds what the first page of a computed or kept one shows, without links, subjects and signals,
    which have rows of their own. A restatement names the assessment that it `restates`; both stay.
    """

    kind = models.CharField(max_length=8, choices=AssessmentKind.choices)
    as_of = models.DateField()
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.RESTRICT, null=True, blank=True)
    method_version = models.TextField(null=True, blank=True)
    engine_version = models.TextField(null=True, blank=True)
    inputs_sha256 = models.CharField(max_length=64, null=True, blank=True)
    audience = models.CharField(max_length=10, choices=AssessmentAudience.choices, null=True, blank=True)
    values_recorded = models.BooleanField(null=True, blank=True)
    computed_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    occasion = models.CharField(max_length=13, choices=Occasion.choices, null=True, blank=True)
    note = models.TextField(null=True, blank=True)
    restates = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="restatements"
    )

    class Meta(MissionRow.Meta):
        ordering = ["-as_of"]
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("kind", AssessmentKind),
            one_of("audience", AssessmentAudience),
            one_of("occasion", Occasion),
            unique(
                "mission",
                "as_of",
                "audience",
                name="computed_once",
                message=_("This date is already assessed for this audience."),
                condition=models.Q(kind=AssessmentKind.COMPUTED),
            ),
            unique(
                "mission",
                "as_of",
                "audience",
                name="history_once",
                message=_("The history already has this date for this audience."),
                condition=models.Q(kind=AssessmentKind.HISTORY),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Assessment of %(date)s") % {"date": self.as_of})


class FrozenInputs(MissionPart):
    """The rows that the engine read for a kept assessment, so that it can be computed again as recorded then.

    `content` is the canonical JSON of the inputs, compressed.
    """

    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="frozen")
    content = models.BinaryField()


class IndicatorValue(MissionPart):
    """One value of an assessment: an indicator of a subject, or a strip where no indicator is named.

    `units` (computed ones only): a list of `[rows, score, weight, reason]` where rows is a list of
    `[collection, key]`; left-out units have no score and a reason. `details` holds what a page
    shows beside the value: interval and grades of an indicator; band, quadrant, sensitivity of a strip.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="values")
    level = models.CharField(max_length=20, choices=Level.choices)
    subject = models.TextField(null=True, blank=True)
    indicator = models.TextField(null=True, blank=True)
    strip = models.CharField(max_length=11, choices=Strip.choices, null=True, blank=True)
    status = models.CharField(max_length=14, choices=ValueStatus.choices)
    value = models.FloatField(null=True, blank=True)
    k = models.FloatField(null=True, blank=True)
    n = models.FloatField(null=True, blank=True)
    eligible = models.FloatField(null=True, blank=True)
    lo = models.FloatField(null=True, blank=True)
    hi = models.FloatField(null=True, blank=True)
    units = models.JSONField(null=True, blank=True)
    details = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            one_of("level", Level),
            one_of("strip", Strip),
            one_of("status", ValueStatus),
        ]
        indexes = [
            models.Index(fields=["assessment", "level", "subject", "indicator"], name="coherence_value_of")
        ]


class Finding(MissionPart):
    """A signal with the rows behind it, frozen as `[collection, key]` pairs, and who can act.

    `token` names it in addresses: made of assessment, signal, code, names and rows, so that a computation of
    the same date finds the same finding at the same address, or none (docs/decisions/0011).
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="findings")
    token = models.CharField(max_length=32)
    signal = models.CharField(max_length=4)
    kind = models.CharField(max_length=12, choices=FindingKind.choices)
    code = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    who_can_act = models.JSONField(default=list)
    weight = models.FloatField()

    def summary(self) -> dict[str, Any]:
        """What one line about the finding shows; `more` counts others like it."""
        return {
            "token": self.token,
            "signal": self.signal,
            "kind": self.kind,
            "code": self.code,
            "params": self.params,
            "rows": len(self.rows),
            "who_can_act": self.who_can_act,
            "more": 0,
        }

    class Meta:
        ordering = ["-weight", "pk"]
        constraints = [
            one_of("kind", FindingKind),
            unique("assessment", "token", name="token_once", message=_("This finding is already stored.")),
        ]
        indexes = [models.Index(fields=["token"], name="coherence_finding_token")]


class SignalContent(MissionPart):
    """One signal of an assessment as a whole, beside its findings; apart, so that no list of assessments
    drags it along.

    `content` is what the printed document says of the signal; `behind` holds the keys of rows and the parts
    of sums that its page shows beside.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="signals")
    signal = models.CharField(max_length=4)
    content = models.JSONField()
    behind = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            unique("assessment", "signal", name="signal_once", message=_("This signal is already stored."))
        ]


class Decision(MissionRow):
    """What a review decided or recommended, on which assessment, by whom, and what follows."""

    kind = models.CharField(max_length=14, choices=DecisionKind.choices, null=True, blank=True)
    title = models.TextField()
    decided_on = models.DateField()
    body = models.TextField(null=True, blank=True)
    assessment = models.ForeignKey(Assessment, on_delete=models.RESTRICT, null=True, blank=True)
    text = models.TextField(null=True, blank=True)
    owner = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    follow_up = models.TextField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        ordering = ["-decided_on"]
        constraints = [*MissionRow.Meta.constraints, one_of("kind", DecisionKind)]


class WhatIfQuerySet(MissionRowQuerySet):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """What-ifs of the user's missions that are the user's own or shared with the members."""
        return super().visible_to(user).filter(models.Q(shared=True) | models.Q(owner=user.pk))


class WhatIf(MissionRow):
    """A named list of changes to the inputs, applied in memory to the same engine and never written back.

    `changes` is a list of `{"kind": ..., ...}` objects; `result` holds the levels without and with them.
    Only its owner sees it until it is shared with the members of the mission.
    """

    title = models.TextField()
    note = models.TextField(null=True, blank=True)
    as_of = models.DateField()
    changes = models.JSONField(default=list)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    shared = models.BooleanField(default=False)
    result = models.JSONField(null=True, blank=True, editable=False)
    engine_version = models.TextField(null=True, blank=True, editable=False)
    inputs_sha256 = models.CharField(max_length=64, null=True, blank=True, editable=False)
    computed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = WhatIfQuerySet.as_manager()

    class Meta(MissionRow.Meta):
        ordering = ["title"]
        verbose_name = _("what-if")
        verbose_name_plural = _("what-ifs")
