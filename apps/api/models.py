from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.constraints import unique


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
