from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.exchange.models import ColumnMapping, ImportRow, ImportRun, KnownName


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "owner", "agency", "form", "state", "created_at", "mission")
    list_filter = ("form", "state", "mission")
    exclude = ("content",)


@admin.register(ImportRow)
class ImportRowAdmin(ReadOnlyAdmin):
    list_display = ("run", "line", "identifier", "outcome")
    list_filter = ("outcome",)


@admin.register(ColumnMapping)
class ColumnMappingAdmin(ReadOnlyAdmin):
    list_display = ("headings", "agency", "mission")


@admin.register(KnownName)
class KnownNameAdmin(ReadOnlyAdmin):
    list_display = ("name", "choice", "agency", "owner_agency", "mission")
    search_fields = ("name",)
