from django.contrib import admin

from apps.benchmarks.models import (
    Benchmark,
    BenchmarkText,
    Gate,
    GateBenchmark,
    GateCondition,
    GateDecision,
    Indicator,
    Milestone,
    Observation,
    QualityWaiver,
    SeriesEvent,
    StatusJudgement,
)
from apps.frameworks.admin import VersionedAdmin
from apps.missions.admin import MissionRowAdmin, PartAdmin


@admin.register(Benchmark)
class BenchmarkAdmin(MissionRowAdmin):
    list_display = ("key", "objective", "retired_on", "mission")


@admin.register(BenchmarkText)
class BenchmarkTextAdmin(VersionedAdmin, MissionRowAdmin):
    list_display = ("key", "framework_version", "statement", "deadline", "key_benchmark", "owner", "mission")
    list_filter = ("key_benchmark", "mission")
    search_fields = ("key", "statement")


@admin.register(Indicator)
class IndicatorAdmin(MissionRowAdmin):
    list_display = ("key", "title", "benchmark", "headline", "value_type", "direction", "mission")
    list_filter = ("value_type", "direction", "headline", "mission")
    search_fields = ("key", "title")


@admin.register(SeriesEvent)
class SeriesEventAdmin(PartAdmin):
    list_display = ("indicator", "kind", "date", "text")
    list_filter = ("kind",)


@admin.register(Milestone)
class MilestoneAdmin(MissionRowAdmin):
    list_display = ("key", "indicator", "due_on", "group", "area", "mission")


@admin.register(Observation)
class ObservationAdmin(MissionRowAdmin):
    list_display = ("key", "indicator", "observed_on", "group", "area", "grade", "state", "mission")
    list_filter = ("state", "grade", "audience", "mission")


@admin.register(StatusJudgement)
class StatusJudgementAdmin(MissionRowAdmin):
    list_display = ("key", "benchmark", "status", "judged_on", "agency", "mission")
    list_filter = ("status", "mission")


@admin.register(Gate)
class GateAdmin(MissionRowAdmin):
    list_display = ("key", "title", "from_phase", "to_phase", "area", "agreed_on", "mission")
    search_fields = ("key", "title")


@admin.register(GateBenchmark)
class GateBenchmarkAdmin(PartAdmin):
    list_display = ("gate", "benchmark", "role", "comparator", "threshold")
    list_filter = ("role",)


@admin.register(GateDecision)
class GateDecisionAdmin(MissionRowAdmin):
    list_display = ("key", "gate", "decided_on", "body", "decision", "mission")
    list_filter = ("decision", "mission")


@admin.register(GateCondition)
class GateConditionAdmin(PartAdmin):
    list_display = ("decision", "text", "owner", "due_on", "met_on")


@admin.register(QualityWaiver)
class QualityWaiverAdmin(MissionRowAdmin):
    list_display = ("key", "framework_version", "rule", "reason", "accepted_on", "accepted_by", "mission")
    list_filter = ("rule", "mission")
