from django.contrib import admin

from apps.funding.models import (
    AbsorptionScenario,
    Capacity,
    CoordinationCost,
    ExchangeRate,
    ForwardPlan,
    ForwardPlanAmount,
    FundingLine,
    FundingOutlook,
    Handover,
    ScenarioAmount,
)
from apps.missions.admin import MissionRowAdmin, PartAdmin


@admin.register(FundingLine)
class FundingLineAdmin(MissionRowAdmin):
    list_display = (
        "key",
        "activity",
        "funder",
        "period_from",
        "committed",
        "disbursed",
        "currency",
        "mission",
    )
    list_filter = ("kind", "mission")


@admin.register(ExchangeRate)
class ExchangeRateAdmin(MissionRowAdmin):
    list_display = ("key", "currency", "valid_on", "rate", "mission")


@admin.register(ForwardPlan)
class ForwardPlanAdmin(MissionRowAdmin):
    list_display = ("key", "funder", "years_shared", "shared_on", "mission")


@admin.register(ForwardPlanAmount)
class ForwardPlanAmountAdmin(PartAdmin):
    list_display = ("plan", "year", "amount", "currency")


@admin.register(Capacity)
class CapacityAdmin(MissionRowAdmin):
    list_display = (
        "key",
        "agency",
        "period_from",
        "period_to",
        "received",
        "executed",
        "currency",
        "mission",
    )


@admin.register(FundingOutlook)
class FundingOutlookAdmin(MissionRowAdmin):
    list_display = ("key", "function", "year", "currency", "need", "mission")
    search_fields = ("key", "function")


@admin.register(CoordinationCost)
class CoordinationCostAdmin(MissionRowAdmin):
    list_display = ("key", "kind", "agency", "period_from", "period_to", "amount", "currency", "mission")
    list_filter = ("kind", "mission")


@admin.register(Handover)
class HandoverAdmin(MissionRowAdmin):
    list_display = ("key", "task", "from_agency", "to_agency", "due_on", "mission")
    search_fields = ("key", "task")


@admin.register(AbsorptionScenario)
class AbsorptionScenarioAdmin(MissionRowAdmin):
    list_display = ("key", "title", "agency", "plan_of_record", "period", "mission")


@admin.register(ScenarioAmount)
class ScenarioAmountAdmin(PartAdmin):
    list_display = ("scenario", "series", "position", "amount")
    list_filter = ("series",)
