from django.contrib import admin

from apps.coherence.models import (
    Assessment,
    Decision,
    Finding,
    FrozenInputs,
    IndicatorValue,
    SignalContent,
    WhatIf,
)
from apps.core.admin import ReadOnlyAdmin
from apps.missions.admin import MissionRowAdmin


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    exclude = ("result",)
    list_display = ("key", "kind", "as_of", "audience", "computed_at", "mission")
    list_filter = ("kind", "audience", "mission")


@admin.register(IndicatorValue)
class IndicatorValueAdmin(ReadOnlyAdmin):
    """Without figures: some rest on so few answers that only the secretariat of the mission reads them."""

    exclude = ("value", "k", "n", "lo", "hi", "units", "details")
    list_display = ("assessment", "level", "subject", "indicator", "strip", "status")
    list_filter = ("level", "status")


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    list_display = ("assessment", "signal", "kind", "code", "weight")
    list_filter = ("kind", "signal")


@admin.register(SignalContent)
class SignalContentAdmin(ReadOnlyAdmin):
    exclude = ("content", "behind")
    list_display = ("assessment", "signal")
    list_filter = ("signal",)


@admin.register(FrozenInputs)
class FrozenInputsAdmin(ReadOnlyAdmin):
    list_display = ("assessment",)
    exclude = ("content",)


@admin.register(WhatIf)
class WhatIfAdmin(ReadOnlyAdmin):
    exclude = ("result",)
    list_display = ("key", "title", "as_of", "owner", "shared", "mission")
    list_filter = ("shared", "mission")


@admin.register(Decision)
class DecisionAdmin(MissionRowAdmin):
    list_display = ("key", "kind", "title", "decided_on", "body", "owner", "due_on", "closed_on", "mission")
    search_fields = ("key", "title")
