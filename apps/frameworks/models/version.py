import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.core.constraints import one_of, ordered, unique
from apps.core.models import Editable, Row
from apps.frameworks.enums import ADOPTED, VersionStatus
from apps.frameworks.models.adopted import Standing, StandingQuerySet, StandingRowQuerySet
from apps.missions.models import Document, Mission, MissionPart, MissionRow, VisibleQuerySet


class StrategicFramework(Row):
    """The one shared strategy of a mission; what it says stands in its versions."""

    mission = models.OneToOneField(Mission, on_delete=models.CASCADE)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("strategic framework")

    def __str__(self) -> str:
        return str(_("Strategic framework of %(mission)s") % {"mission": self.mission})


class FrameworkVersionQuerySet(StandingRowQuerySet):
    def in_force(self, on: datetime.date) -> Self:
        """The version adopted on or before the day and not yet superseded then (at most one a mission)."""
        return self.filter(
            models.Q(superseded_on__isnull=True) | models.Q(superseded_on__gt=on),
            status__in=(VersionStatus.ADOPTED, VersionStatus.SUPERSEDED),
            adopted_on__lte=on,
        )

    def in_force_for_all(self, on: datetime.date) -> Self:
        """The version in force on the day as far as everybody may know (at most one a mission).

        A version below an embargo is none yet, and the one before it stands meanwhile.
        """
        adopted = self.model._default_manager.filter(
            mission=models.OuterRef("mission"), status__in=ADOPTED, adopted_on__lte=on
        )
        later = adopted.filter(embargo_until__isnull=True, number__gt=models.OuterRef("number"))
        secretly = adopted.filter(embargo_until__isnull=False, adopted_on=models.OuterRef("superseded_on"))
        return self.filter(
            models.Q(superseded_on__isnull=True)
            | models.Q(superseded_on__gt=on)
            | models.Exists(secretly) & ~models.Exists(later),
            status__in=ADOPTED,
            adopted_on__lte=on,
            embargo_until__isnull=True,
        )


class FrameworkVersion(Standing, MissionRow):
    """One version of the framework.

    Once `adoption_sha256` stands, queryset and trigger refuse any change to the version, its texts and its
    assumptions; only `status`, `superseded_on`, `embargo_until` and rows that come after adoption may follow.
    `template` is the key of the template framework it was begun from, `pillars` are their names in their
    order. While `embargo_until` stands nobody outside of the members learns of it; a job lifts it on the day.
    """

    public_when: ClassVar[dict[str, object]] = {"status__in": ADOPTED, "embargo_until__isnull": True}
    version_path = ""
    may_follow = frozenset(
        {
            "status",
            "superseded_on",
            "embargo_until",
            "row_version",
            "reservations_recorded",
            "acknowledged_by_recorded",
        }
    )

    framework = models.ForeignKey(StrategicFramework, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=12, choices=VersionStatus.choices)
    vision = models.TextField(null=True, blank=True)
    language = models.TextField(null=True, blank=True)
    template = models.TextField(null=True, blank=True)
    pillars = models.JSONField(null=True, blank=True)
    translations = models.JSONField(null=True, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    adopted_by = models.TextField(null=True, blank=True)
    adoption_basis = models.TextField(null=True, blank=True)
    superseded_on = models.DateField(null=True, blank=True)
    embargo_until = models.DateField(null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)
    sections_recorded = models.BooleanField(null=True, blank=True)
    reservations_recorded = models.BooleanField(null=True, blank=True)
    acknowledged_by_recorded = models.BooleanField(null=True, blank=True)
    adoption_document = models.TextField(null=True, blank=True, editable=False)
    adoption_sha256 = models.CharField(max_length=64, null=True, blank=True, editable=False)

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta(MissionRow.Meta):
        ordering = ["number"]
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("status", VersionStatus),
            ordered("adopted_on", "superseded_on"),
            unique(
                "mission",
                name="one_open",
                message=_("Another version of this framework is still open: adopt or withdraw it first."),
                condition=models.Q(status__in=(VersionStatus.DRAFT, VersionStatus.CONSULTATION)),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Version %(number)s") % {"number": self.number})


class VersionSection(Standing, Editable, MissionPart):
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=64)
    title = models.TextField()
    text = models.TextField(null=True, blank=True)
    language = models.TextField(null=True, blank=True)
    translations = models.JSONField(null=True, blank=True)
    position = models.PositiveIntegerField(null=True, blank=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        ordering = ["position", "key"]
        constraints = [
            unique(
                "framework_version",
                "key",
                name="key",
                message=_("Another section of this version has this key."),
            )
        ]


class VersionReservation(MissionPart):
    """What an agency holds against a version; may come after adoption."""

    framework_version = models.ForeignKey(
        FrameworkVersion, on_delete=models.CASCADE, related_name="reservations"
    )
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT)
    text = models.TextField()
    dated_on = models.DateField(null=True, blank=True)


class VersionAcknowledgement(MissionPart):
    """An agency says that it has read a version; may come after adoption."""

    framework_version = models.ForeignKey(
        FrameworkVersion, on_delete=models.CASCADE, related_name="acknowledgements"
    )
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT)
    acknowledged_on = models.DateField(null=True, blank=True)
