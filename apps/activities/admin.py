from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from apps.activities.models import (
    Activity,
    ActivityArea,
    ActivityPeople,
    ActivitySector,
    Need,
    SourceRecord,
)
from apps.core.text import searchable
from apps.missions.admin import MissionRowAdmin, PartAdmin


@admin.register(Activity)
class ActivityAdmin(MissionRowAdmin):
    list_display = ("key", "title", "lead", "dimension", "status", "audience", "start", "end", "mission")
    list_filter = ("status", "audience", "humanitarian", "mission")
    search_fields = ("key", "search")

    def fields_to_save(self, form: forms.ModelForm) -> list[str]:
        return [*super().fields_to_save(form), "search"]

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:  # noqa: FBT001
        obj.search = searchable(obj.title, obj.description, obj.key, obj.iati_identifier)
        super().save_model(request, obj, form, change)


@admin.register(ActivityArea)
class ActivityAreaAdmin(PartAdmin):
    list_display = ("activity", "area")


@admin.register(ActivityPeople)
class ActivityPeopleAdmin(PartAdmin):
    list_display = ("activity", "area", "people")


@admin.register(ActivitySector)
class ActivitySectorAdmin(PartAdmin):
    list_display = ("activity", "code", "share")
    search_fields = ("code",)


@admin.register(SourceRecord)
class SourceRecordAdmin(MissionRowAdmin):
    list_display = ("key", "activity", "source", "identifier", "retrieved_on", "mission")
    list_filter = ("source", "mission")
    search_fields = ("key", "identifier", "title")


@admin.register(Need)
class NeedAdmin(MissionRowAdmin):
    list_display = ("key", "dimension", "area", "target_group", "intervention_type", "people", "mission")
