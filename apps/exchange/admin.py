from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.exchange.models import ColumnMapping, ImportRow, ImportRun, KnownName

# What a file says is its owner's alone until it is stored, and then as visible as the rows that it became:
# the administration shows that an import is there and how far it is, not what stands in it.


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "owner", "agency", "form", "state", "created_at", "mission")
    list_filter = ("form", "state", "mission")
    exclude = ("content", "columns", "options", "decisions", "report", "problem")


@admin.register(ImportRow)
class ImportRowAdmin(ReadOnlyAdmin):
    list_display = ("run", "line", "outcome")
    list_filter = ("outcome",)
    fields = ("run", "line", "outcome")


@admin.register(ColumnMapping)
class ColumnMappingAdmin(ReadOnlyAdmin):
    list_display = ("headings", "agency", "mission")


@admin.register(KnownName)
class KnownNameAdmin(ReadOnlyAdmin):
    list_display = ("name", "choice", "agency", "owner_agency", "mission")
    search_fields = ("name",)
