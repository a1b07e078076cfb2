"""The strategy. What belongs to an adopted version is shown and cannot be changed."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from apps.core.admin import LoggedAdmin, RowAdmin
from apps.frameworks.models import (
    Assumption,
    ConflictFactor,
    Endorsement,
    FrameworkVersion,
    LinkedFramework,
    LinkedFrameworkItem,
    MutualCommitment,
    Objective,
    ObjectiveLinkedItem,
    ObjectiveText,
    ObjectiveTranslation,
    ResourceRequirement,
    StrategicFramework,
    VersionAcknowledgement,
    VersionReservation,
    VersionSection,
)
from apps.missions.admin import AssessedAgain, InMissionForm, MissionRowAdmin, PartAdmin

ADOPTED = _("This version of the framework is adopted: open a new draft to change it.")


def version_of(row: Any) -> FrameworkVersion | None:
    """The version to which a row belongs, if need be through an objective's text."""
    if isinstance(row, FrameworkVersion):
        return row
    if getattr(row, "objective_text_id", None) is not None:
        row = row.objective_text
    if getattr(row, "framework_version_id", None) is None:
        return None
    version: FrameworkVersion = row.framework_version
    return version


def is_adopted(row: Any) -> bool:
    """The row belongs to a version whose adoption is sealed."""
    version = version_of(row)
    return version is not None and version.adoption_sha256 is not None


class VersionedForm(InMissionForm):
    """Refuses a new row in an adopted version."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        named = [cleaned.get("framework_version"), cleaned.get("objective_text")]
        if any(row is not None and is_adopted(row) for row in named):
            raise forms.ValidationError(str(ADOPTED), code="adopted")
        return cleaned


class VersionedAdmin(LoggedAdmin):
    """Rows of an adopted version are for reading only."""

    form = VersionedForm

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not is_adopted(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not is_adopted(obj)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if is_adopted(self.get_object(request, object_id)):
            messages.info(request, ADOPTED)
        return super().change_view(request, object_id, form_url, extra_context)


@admin.register(StrategicFramework)
class StrategicFrameworkAdmin(AssessedAgain, RowAdmin):
    form = InMissionForm
    list_display = ("uuid", "mission")


@admin.register(FrameworkVersion)
class FrameworkVersionAdmin(VersionedAdmin, MissionRowAdmin):
    list_display = ("key", "number", "status", "adopted_on", "superseded_on", "mission")
    list_filter = ("status", "mission")


@admin.register(VersionSection)
class VersionSectionAdmin(VersionedAdmin, PartAdmin):
    list_display = ("key", "framework_version", "title", "position")
    search_fields = ("key", "title")


@admin.register(VersionReservation)
class VersionReservationAdmin(PartAdmin):
    list_display = ("framework_version", "agency", "dated_on")


@admin.register(VersionAcknowledgement)
class VersionAcknowledgementAdmin(PartAdmin):
    list_display = ("framework_version", "agency", "acknowledged_on")


@admin.register(ConflictFactor)
class ConflictFactorAdmin(MissionRowAdmin):
    list_display = ("key", "kind", "title", "mission")
    list_filter = ("kind", "mission")
    search_fields = ("key", "title")


@admin.register(LinkedFramework)
class LinkedFrameworkAdmin(MissionRowAdmin):
    list_display = ("key", "kind", "title", "owner", "mission")
    list_filter = ("kind", "mission")
    search_fields = ("key", "title")


@admin.register(LinkedFrameworkItem)
class LinkedFrameworkItemAdmin(PartAdmin):
    list_display = ("key", "linked_framework", "text")
    search_fields = ("key", "text")


@admin.register(MutualCommitment)
class MutualCommitmentAdmin(MissionRowAdmin):
    list_display = ("key", "party", "text", "due_on", "status_by_party", "status_by_others", "mission")
    list_filter = ("status_by_party", "status_by_others", "mission")
    search_fields = ("key", "text")


@admin.register(Objective)
class ObjectiveAdmin(MissionRowAdmin):
    list_display = ("key", "mission", "retired_on")


@admin.register(ObjectiveText)
class ObjectiveTextAdmin(VersionedAdmin, MissionRowAdmin):
    list_display = ("key", "code", "title", "framework_version", "dimension", "pillar", "mission")
    search_fields = ("key", "code", "title")


@admin.register(ObjectiveLinkedItem)
class ObjectiveLinkedItemAdmin(VersionedAdmin, PartAdmin):
    list_display = ("objective_text", "linked_framework", "item")


@admin.register(ObjectiveTranslation)
class ObjectiveTranslationAdmin(VersionedAdmin, PartAdmin):
    list_display = ("objective_text", "language", "title", "origin")
    list_filter = ("language", "origin")
    search_fields = ("title",)


@admin.register(Endorsement)
class EndorsementAdmin(PartAdmin):
    list_display = ("objective_text", "agency", "endorsed_on")


@admin.register(Assumption)
class AssumptionAdmin(VersionedAdmin, MissionRowAdmin):
    list_display = ("key", "text", "tested_on", "holds", "mission")
    list_filter = ("holds", "mission")
    search_fields = ("key", "text")


@admin.register(ResourceRequirement)
class ResourceRequirementAdmin(MissionRowAdmin):
    list_display = ("key", "objective", "period_from", "period_to", "amount", "currency", "mission")
