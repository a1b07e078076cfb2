from collections.abc import Sequence
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.activities.enums import ActivityStatus, Source, Withheld
from apps.agencies.models import Agency
from apps.core.constraints import one_of, share
from apps.core.enums import Audience, Register
from apps.missions.models import (
    Area,
    Document,
    MissionAgency,
    MissionPart,
    MissionRow,
    MissionRowQuerySet,
)


class ActivityQuerySet(MissionRowQuerySet["Activity"]):
    def public(self) -> Self:
        """What the portal may show: public activities of public missions."""
        return self.filter(audience=Audience.PUBLIC, mission__audience="public")


class Activity(MissionRow):
    """Who does what, where. One without implementer, end date or money is still an activity.

    `search` holds title, description and identifiers folded to lower case without accents, so that both
    databases find RÉCONCILIATION by "reconciliation"; services keep it. `iati_publish`: whether it stands in
    published IATI files; without a decision it does not. `iati_reason` is why not.
    """

    audience_agency = "lead"
    audience_by_two = True

    lead = models.ForeignKey(Agency, on_delete=models.RESTRICT, related_name="led_activities")
    co_leads = models.ManyToManyField(Agency, related_name="+", blank=True)
    co_leads_recorded = models.BooleanField(null=True, blank=True)
    implementers = models.ManyToManyField(Agency, related_name="+", blank=True)
    implementers_recorded = models.BooleanField(null=True, blank=True)
    title = models.TextField()
    description = models.TextField(null=True, blank=True)
    language = models.TextField(null=True, blank=True)
    dimension = models.CharField(max_length=40)
    intended_phases = models.JSONField(null=True, blank=True)
    areas = models.ManyToManyField(Area, through="ActivityArea", blank=True)
    areas_recorded = models.BooleanField(null=True, blank=True)
    target_group = models.TextField(null=True, blank=True)
    intervention_type = models.TextField(null=True, blank=True)
    people_planned = models.PositiveBigIntegerField(null=True, blank=True)
    people_by_area_recorded = models.BooleanField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=ActivityStatus.choices)
    approved_on = models.DateField(null=True, blank=True)
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    dac_sectors_recorded = models.BooleanField(null=True, blank=True)
    humanitarian = models.BooleanField(null=True, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices, null=True, blank=True)
    iati_identifier = models.TextField(null=True, blank=True)
    iati_publish = models.BooleanField(null=True, blank=True)
    iati_reason = models.CharField(max_length=20, choices=Withheld.choices, null=True, blank=True)
    country_owned_results_q1 = models.FloatField(null=True, blank=True)
    country_owned_results_q2 = models.FloatField(null=True, blank=True)
    country_owned_results_q3 = models.FloatField(null=True, blank=True)
    country_owned_results_recorded = models.BooleanField(null=True, blank=True)
    verification_deferred = models.BooleanField(null=True, blank=True)
    verification_deferred_reason = models.TextField(null=True, blank=True)
    results = models.TextField(null=True, blank=True)
    register_consultations = models.CharField(max_length=14, choices=Register.choices, null=True, blank=True)
    registers_recorded = models.BooleanField(null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)
    search = models.TextField(default="", editable=False)

    objects = ActivityQuerySet.as_manager()

    @classmethod
    def before_creation(cls, rows: Sequence["Activity"]) -> None:
        """Humanitarian activities begin inside their agency, which opens them to others itself. One query.

        So it is for what is entered on screen or imported from a spreadsheet or from IATI, whatever audience
        was chosen; a bundle carries audiences that were agreed on before.
        """
        leads = MissionAgency.objects.filter(
            mission__in={row.mission_id for row in rows},
            agency__in={row.lead_id for row in rows},
            principled_humanitarian=True,
        )
        principled = set(leads.values_list("mission_id", "agency_id"))
        for row in rows:
            if row.humanitarian or (row.mission_id, row.lead_id) in principled:
                row.audience = Audience.AGENCY

    class Meta(MissionRow.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("status", ActivityStatus),
            one_of("audience", Audience),
            one_of("iati_reason", Withheld),
            share("country_owned_results_q1"),
            share("country_owned_results_q2"),
            share("country_owned_results_q3"),
        ]
        indexes = [models.Index(fields=["mission", "title"], name="activities_by_title")]


class ActivityArea(MissionPart):
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE)
    area = models.ForeignKey(Area, on_delete=models.RESTRICT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "area"],
                name="activities_activityarea_once",
                violation_error_message=_("This activity already has this area."),
            )
        ]


class ActivityPeople(MissionPart):
    """People planned in one area, where the split is recorded."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="people_by_area")
    area = models.ForeignKey(Area, on_delete=models.RESTRICT)
    people = models.PositiveBigIntegerField(null=True, blank=True)


class ActivitySector(MissionPart):
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="dac_sectors")
    code = models.TextField()
    share = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [share("share")]


class SourceRecord(MissionRow):
    """The same real activity as seen in one source; merging keeps every source."""

    activity = models.ForeignKey(Activity, on_delete=models.RESTRICT, related_name="source_records")
    source = models.CharField(max_length=20, choices=Source.choices)
    identifier = models.TextField(null=True, blank=True)
    retrieved_on = models.DateField(null=True, blank=True)
    title = models.TextField(null=True, blank=True)
    content = models.JSONField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        constraints = [*MissionRow.Meta.constraints, one_of("source", Source)]


class Need(MissionRow):
    """People in need in one cell of dimension, area, target group and intervention type."""

    dimension = models.CharField(max_length=40)
    area = models.ForeignKey(Area, on_delete=models.RESTRICT)
    target_group = models.TextField()
    intervention_type = models.TextField()
    people = models.PositiveBigIntegerField(null=True, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    source = models.TextField(null=True, blank=True)
