from django.contrib import admin

from apps.api.models import IdempotencyKey
from apps.core.admin import ReadOnlyAdmin


@admin.register(IdempotencyKey)
class IdempotencyKeyAdmin(ReadOnlyAdmin):
    # The answer may hold rows that an agency keeps to itself.
    list_display = ("user", "status", "made_at")
    fields = ("user", "status", "made_at")
