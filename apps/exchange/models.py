"""Imports of portfolios: a file with its rows as they were understood, and what people decided about them."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.core.constraints import one_of, unique
from apps.core.models import Row
from apps.exchange.enums import NameChoice, RowOutcome, RunForm, RunState
from apps.missions.models import Mission
from apps.missions.models.base import MissionPart, VisibleQuerySet


class ImportRunQuerySet(VisibleQuerySet["ImportRun"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The user's own imports into missions that the user is still a member of."""
        return super().visible_to(user).filter(owner=user.pk)


class ImportRun(Row):
    """One file on its way into a mission. Only its owner sees it; it is put away after 30 days.

    `content` is the file as it came, compressed; `columns` are fields by number of column; `options` say what
    holds where rows say nothing; `decisions` are those about organisations and rows; `report` counts.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    form = models.CharField(max_length=5, choices=RunForm.choices)
    state = models.CharField(max_length=8, choices=RunState.choices)
    file_name = models.TextField()
    content = models.BinaryField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    columns = models.JSONField(default=dict, blank=True)
    options = models.JSONField(default=dict, blank=True)
    decisions = models.JSONField(default=dict, blank=True)
    report = models.JSONField(null=True, blank=True)
    problem = models.TextField(null=True, blank=True)
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [one_of("form", RunForm), one_of("state", RunState)]

    def __str__(self) -> str:
        return self.file_name


class ImportRowQuerySet(VisibleQuerySet["ImportRow"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The rows of the user's own imports."""
        return super().visible_to(user).filter(run__owner=user.pk)


class ImportRow(MissionPart):
    """One activity of the file and what becomes of it: the differences field by field, and what to know.

    `activity` is the public identifier of the activity it changes or became; no key, for what waits to be
    decided must not hold an activity back.
    """

    uuid = models.UUIDField(unique=True, editable=False)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    natural = models.CharField(max_length=64, null=True, blank=True)
    identifier = models.TextField(null=True, blank=True)
    title = models.TextField(null=True, blank=True)
    outcome = models.CharField(max_length=7, choices=RowOutcome.choices)
    differences = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)
    activity = models.UUIDField(null=True, blank=True)
    suggestions = models.JSONField(default=list, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        ordering = ["line", "pk"]
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        constraints = [one_of("outcome", RowOutcome)]
        indexes = [models.Index(fields=["run", "outcome", "line"], name="exchange_rows_by_outcome")]


class ColumnMapping(Row):
    """Which columns an agency's tables have: remembered by their headings, offered for the next file.

    Without an agency it is that of the planners of the mission.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    headings = models.TextField()
    columns = models.JSONField(default=dict, blank=True)
    options = models.JSONField(default=dict, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")
        constraints = [
            unique(
                "mission", "agency", "headings", name="once", message=_("These headings are known already.")
            ),
            unique(
                "mission",
                "headings",
                name="once_without_agency",
                message=_("These headings are known already."),
                condition=models.Q(agency__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.headings.replace("\n", ", ")[:80]


class KnownName(Row):
    """A name that a source uses and whom it means here, as somebody decided; `name` is folded."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE)
    owner_agency = models.ForeignKey(
        Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    name = models.TextField()
    choice = models.CharField(max_length=9, choices=NameChoice.choices)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("known name")
        verbose_name_plural = _("known names")
        constraints = [
            one_of("choice", NameChoice),
            unique(
                "mission", "owner_agency", "name", name="once", message=_("This name is decided already.")
            ),
            unique(
                "mission",
                "name",
                name="once_without_agency",
                message=_("This name is decided already."),
                condition=models.Q(owner_agency__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(choice=NameChoice.LEAVE_OUT, agency__isnull=True)
                | models.Q(choice=NameChoice.SAME, agency__isnull=False),
                name="exchange_knownname_says_whom",
                violation_error_message=_("Say which agency is meant."),
            ),
        ]
