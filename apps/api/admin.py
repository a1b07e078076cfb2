from django.contrib import admin

from apps.api.models import IdempotencyKey, Webhook, WebhookDelivery
from apps.core.admin import ReadOnlyAdmin


@admin.register(Webhook)
class WebhookAdmin(ReadOnlyAdmin):
    """Made and changed on the pages of their missions."""

    list_display = ("name", "mission", "url", "active", "failing_since")
    list_filter = ("mission", "active")
    exclude = ("sealed", "sealed_before")


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    list_display = ("webhook", "event", "state", "attempts", "status", "asked_at")
    list_filter = ("state", "event")


@admin.register(IdempotencyKey)
class IdempotencyKeyAdmin(ReadOnlyAdmin):
    # The answer may hold rows that an agency keeps to itself.
    list_display = ("user", "status", "made_at")
    fields = ("user", "status", "made_at")
