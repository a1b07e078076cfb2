from django.db import models
from django.utils.translation import gettext_lazy as _


class TokenScope(models.TextChoices):
    """What a program may do with a token, the least first: each may do what those before it may."""

    FEEDS = "feeds", _("Read the tables for spreadsheets and dashboards, nothing else")
    READ = "read", _("Read everything that I may see")
    WRITE = "write", _("Read, and change what I may change")

    def covers(self, wanted: "TokenScope") -> bool:
        order = list(TokenScope)
        return order.index(self) >= order.index(wanted)
