"""What one person keeps for themselves: filters of lists, and reports as they were asked for."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.constraints import one_of, unique
from apps.core.models import Row
from apps.missions.models import Mission
from apps.missions.models.base import VisibleQuerySet
from apps.portal.enums import ReportFormat, ReportState


class SavedReportQuerySet(VisibleQuerySet["SavedReport"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The user's own reports of missions that the user is still a member of."""
        return super().visible_to(user).filter(owner=user.pk)


class SavedReport(Row):
    """A report as somebody asked for it, to be made again, and the file that was made last.

    Only its owner sees it; one without a title is put away after 30 days. `options` are what was chosen
    beside the kind of report (apps/portal/papers/options.py); `template` is a Word file of the owner's own
    that is filled. `accessible`: whether a PDF meets PDF/UA-1.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    form = models.CharField(max_length=5, choices=ReportFormat.choices)
    title = models.TextField(null=True, blank=True)
    options = models.JSONField(default=dict, blank=True)
    template = models.BinaryField(null=True, blank=True, editable=False)
    state = models.CharField(max_length=7, choices=ReportState.choices)
    problem = models.TextField(null=True, blank=True)
    accessible = models.BooleanField(null=True, blank=True)
    content = models.BinaryField(null=True, blank=True, editable=False)
    file_name = models.TextField(null=True, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)

    objects = SavedReportQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [one_of("form", ReportFormat), one_of("state", ReportState)]


class SavedFilterQuerySet(VisibleQuerySet["SavedFilter"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The user's own, in missions that the user is still a member of."""
        return super().visible_to(user).filter(owner=user.pk)


class SavedFilter(Row):
    """What somebody asks of the list of activities again and again, under a name. `query` is the end of its
    address, without the place in the list."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    query = models.TextField()

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [
            unique(
                "owner", "mission", "name", name="once", message=_("You have a filter of this name already.")
            )
        ]
