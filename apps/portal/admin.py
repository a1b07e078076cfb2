from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.portal.models import SavedReport


@admin.register(SavedReport)
class SavedReportAdmin(ReadOnlyAdmin):
    list_display = ("kind", "title", "form", "state", "owner", "asked_at", "mission")
    list_filter = ("kind", "form", "state", "mission")
    exclude = ("content", "template")
