"""What is kept for programs: answers to requests that may be repeated, webhooks, each message to them."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.api.enums import DeliveryState, Event
from apps.core.constraints import one_of, unique
from apps.core.models import Row
from apps.missions.models import Mission
from apps.missions.models.people import administered_by


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Those of the missions that the user administers."""
        return self.filter(mission__in=administered_by(user))


class Webhook(Row):
    """An address outside that is told what happens in a mission; `events` are those it is told of.

    `sealed` is its secret as the secret key seals it, `sealed_before` the former one, which signs too until
    `former_until`. `failing_since`: the first message of those that have failed in a row.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE)
    name = models.CharField(_("what it is for"), max_length=100)
    url = models.TextField(_("address"))
    events = models.JSONField(_("events"), default=list)
    active = models.BooleanField(_("switched on"), default=True)
    sealed = models.TextField(editable=False)
    sealed_before = models.TextField(null=True, blank=True, editable=False)
    former_until = models.DateTimeField(null=True, blank=True, editable=False)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    made_at = models.DateTimeField(editable=False)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")


class DeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Those of the missions that the user administers."""
        return self.filter(webhook__mission__in=administered_by(user))


class WebhookDelivery(Row):
    """One message to one address, kept in the transaction of what it tells.

    `uuid` is the id that the receiver sees, the same each time it is sent; `body` is what is signed and sent.
    `problem` is a code.
    """

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=30, choices=Event.choices)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    problem = models.CharField(max_length=20, null=True, blank=True)
    asked_at = models.DateTimeField(db_index=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("message to a webhook")
        verbose_name_plural = _("messages to webhooks")
        constraints = [one_of("event", Event), one_of("state", DeliveryState)]

    def __str__(self) -> str:
        return f"{self.event} {self.uuid}"


class IdempotencyKey(models.Model):
    """The answer to a request that a program may send twice, kept in the transaction of what it did.

    `request` is the SHA-256 of method, address and body: the same key with another request is a mistake.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.JSONField(null=True, blank=True)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("answer kept for a program")
        verbose_name_plural = _("answers kept for programs")
        constraints = [unique("user", "key", name="once", message=_("This key was used already."))]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key} {self.status}"
