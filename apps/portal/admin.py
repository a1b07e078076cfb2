from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.portal.models import SavedFilter, SavedReport


@admin.register(SavedReport)
class SavedReportAdmin(ReadOnlyAdmin):
    list_display = ("kind", "title", "form", "state", "owner", "asked_at", "mission")
    list_filter = ("kind", "form", "state", "mission")
    exclude = ("content", "template")


@admin.register(SavedFilter)
class SavedFilterAdmin(ReadOnlyAdmin):
    list_display = ("name", "owner", "mission")
    list_filter = ("mission",)
