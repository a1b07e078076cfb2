"""Benchmarks, their indicators and what was observed.

A value is held in the column of its kind and in no other: `*_number` for numbers and percentages,
`*_money` for amounts, `*_stage` for the name of a stage, `*_yes` for yes or no. All empty means missing.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.benchmarks.enums import (
    AddOverAreas,
    AddOverPeriods,
    BenchmarkStatus,
    Direction,
    ObservationState,
    SeriesEventKind,
    ValueType,
)
from apps.benchmarks.progress import SMALL_CELL
from apps.core.constraints import one_of, unique
from apps.core.enums import Audience, Grade
from apps.frameworks.enums import ADOPTED
from apps.frameworks.models import FrameworkVersion, Objective, Standing, StandingRowQuerySet
from apps.missions.models import Area, Document, MissionPart, MissionRow


class Benchmark(MissionRow):
    """An identity that lives through all versions of the framework."""

    objective = models.ForeignKey(Objective, on_delete=models.RESTRICT)
    retired_on = models.DateField(null=True, blank=True)


class BenchmarkText(Standing, MissionRow):
    """The wording of one benchmark in one version."""

    public_when: ClassVar[dict[str, object]] = {
        "framework_version__status__in": ADOPTED,
        "framework_version__embargo_until__isnull": True,
    }

    framework_version = models.ForeignKey(
        FrameworkVersion, on_delete=models.CASCADE, related_name="benchmark_texts"
    )
    benchmark = models.ForeignKey(Benchmark, on_delete=models.RESTRICT, related_name="texts")
    statement = models.TextField()
    language = models.TextField(null=True, blank=True)
    translations = models.JSONField(null=True, blank=True)
    deadline = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True)
    key_benchmark = models.BooleanField(null=True, blank=True)

    objects = StandingRowQuerySet.as_manager()

    class Meta(MissionRow.Meta):
        constraints = [
            *MissionRow.Meta.constraints,
            unique(
                "framework_version",
                "benchmark",
                name="once",
                message=_("This benchmark already has a text in this version."),
            ),
        ]


class Indicator(MissionRow):
    """What is measured. One without a benchmark is a context series: shown, outside every formula."""

    benchmark = models.ForeignKey(
        Benchmark, on_delete=models.RESTRICT, null=True, blank=True, related_name="indicators"
    )
    title = models.TextField()
    language = models.TextField(null=True, blank=True)
    translations = models.JSONField(null=True, blank=True)
    headline = models.BooleanField(null=True, blank=True)
    value_type = models.CharField(max_length=8, choices=ValueType.choices)
    unit = models.TextField(null=True, blank=True)
    currency = models.CharField(max_length=3, null=True, blank=True)
    direction = models.CharField(max_length=14, choices=Direction.choices)
    baseline_number = models.FloatField(null=True, blank=True)
    baseline_money = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    baseline_stage = models.TextField(null=True, blank=True)
    baseline_yes = models.BooleanField(null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    target_number = models.FloatField(null=True, blank=True)
    target_money = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    target_stage = models.TextField(null=True, blank=True)
    target_yes = models.BooleanField(null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    tolerance = models.FloatField(null=True, blank=True)
    range_min = models.FloatField(null=True, blank=True)
    range_max = models.FloatField(null=True, blank=True)
    natural_min = models.FloatField(null=True, blank=True)
    natural_max = models.FloatField(null=True, blank=True)
    stages = models.JSONField(null=True, blank=True)
    reporting_interval_months = models.FloatField()
    source = models.TextField(null=True, blank=True)
    method = models.TextField(null=True, blank=True)
    breaks_recorded = models.BooleanField(null=True, blank=True)
    shocks_recorded = models.BooleanField(null=True, blank=True)
    required_groups = models.JSONField(null=True, blank=True)
    required_areas = models.ManyToManyField(Area, blank=True)
    required_areas_recorded = models.BooleanField(null=True, blank=True)
    add_over_areas = models.CharField(max_length=14, choices=AddOverAreas.choices, null=True, blank=True)
    add_over_periods = models.CharField(max_length=14, choices=AddOverPeriods.choices, null=True, blank=True)

    class Meta(MissionRow.Meta):
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("value_type", ValueType),
            one_of("direction", Direction),
            one_of("add_over_areas", AddOverAreas),
            one_of("add_over_periods", AddOverPeriods),
            unique(
                "benchmark",
                name="one_headline",
                message=_("Another indicator is already the headline of this benchmark."),
                condition=models.Q(headline=True),
            ),
        ]


class SeriesEvent(MissionPart):
    """A break in the series (the method changed) or a shock (the world did)."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="series_events")
    kind = models.CharField(max_length=5, choices=SeriesEventKind.choices)
    date = models.DateField()
    text = models.TextField(null=True, blank=True)

    class Meta:
        ordering = ["date"]
        constraints = [one_of("kind", SeriesEventKind)]


class Milestone(MissionRow):
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="milestones")
    due_on = models.DateField()
    value_number = models.FloatField(null=True, blank=True)
    value_money = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    value_stage = models.TextField(null=True, blank=True)
    value_yes = models.BooleanField(null=True, blank=True)
    group = models.TextField(null=True, blank=True)
    area = models.ForeignKey(Area, on_delete=models.RESTRICT, null=True, blank=True)

    class Meta(MissionRow.Meta):
        ordering = ["due_on"]


class Observation(MissionRow):
    """One value on one day, for the whole mission unless a group or an area is named."""

    audience_agency = "submitted_by"
    audience_by_two = True

    indicator = models.ForeignKey(Indicator, on_delete=models.RESTRICT, related_name="observations")
    observed_on = models.DateField()
    value_number = models.FloatField(null=True, blank=True)
    value_money = models.DecimalField(max_digits=22, decimal_places=4, null=True, blank=True)
    value_stage = models.TextField(null=True, blank=True)
    value_yes = models.BooleanField(null=True, blank=True)
    group = models.TextField(null=True, blank=True)
    area = models.ForeignKey(Area, on_delete=models.RESTRICT, null=True, blank=True)
    people = models.PositiveBigIntegerField(null=True, blank=True)
    standard_error = models.FloatField(null=True, blank=True)
    interval_low = models.FloatField(null=True, blank=True)
    interval_high = models.FloatField(null=True, blank=True)
    source = models.TextField(null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)
    grade = models.CharField(max_length=9, choices=Grade.choices, null=True, blank=True)
    attestor = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    attested_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=ObservationState.choices)
    return_note = models.TextField(null=True, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices, null=True, blank=True)
    submitted_by = models.ForeignKey(
        Agency, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )

    class Meta(MissionRow.Meta):
        ordering = ["observed_on"]
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("grade", Grade),
            one_of("state", ObservationState),
            one_of("audience", Audience),
        ]

    @property
    def about_few(self) -> bool:
        """It describes a group or an area of fewer than five people, so its value is shown to nobody."""
        part = self.group is not None or self.area_id is not None
        return part and self.people is not None and self.people < SMALL_CELL


class StatusJudgement(MissionRow):
    """A person's status with reasons, shown beside the computed one."""

    benchmark = models.ForeignKey(Benchmark, on_delete=models.RESTRICT, related_name="judgements")
    status = models.CharField(max_length=18, choices=BenchmarkStatus.choices)
    reasons = models.TextField()
    judged_on = models.DateField()
    judged_by = models.TextField(null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True)

    class Meta(MissionRow.Meta):
        ordering = ["-judged_on"]
        constraints = [*MissionRow.Meta.constraints, one_of("status", BenchmarkStatus)]
