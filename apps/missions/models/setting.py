"""Where, when, under what mandate, and who is here."""

import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.core.constraints import one_of, ordered, unique
from apps.core.enums import Audience, Register
from apps.core.models import Row
from apps.missions.enums import EventKind, Phase, Side, Tier
from apps.missions.models.base import MissionPart, MissionRow, MissionRowQuerySet
from apps.missions.models.mission import Mission


class Document(MissionRow):
    """Evidence kept outside or uploaded: its address, its SHA-256 and who may see it.

    One that is kept inside an agency names the `agency`; without one, nobody may see it by itself.
    """

    audience_agency = "agency"
    audience_by_two = True

    title = models.TextField()
    type = models.TextField(null=True, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices, null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    language = models.TextField(null=True, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    url = models.TextField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, null=True, blank=True)
    media_type = models.TextField(null=True, blank=True)
    size_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    description = models.TextField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        constraints = [*MissionRow.Meta.constraints, one_of("audience", Audience)]


class Area(MissionRow):
    """A place in a tree of places, with an ISO 3166-2 code and a map shape (GeoJSON) where they exist."""

    public_when: ClassVar[dict[str, object]] = {}

    name = models.TextField()
    code = models.TextField(null=True, blank=True)
    parent = models.ForeignKey("self", on_delete=models.RESTRICT, null=True, blank=True)
    geometry = models.JSONField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        ordering = ["name"]


class PhasePeriod(MissionRow):
    """The phase of one area, or of the mission where none is named.

    `period_to` is the first day no longer covered.
    """

    public_when: ClassVar[dict[str, object]] = {}

    area = models.ForeignKey(Area, on_delete=models.RESTRICT, null=True, blank=True)
    phase = models.CharField(max_length=14, choices=Phase.choices)
    period_from = models.DateField()
    period_to = models.DateField(null=True, blank=True)
    basis = models.TextField(null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True)
    documents_recorded = models.BooleanField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        ordering = ["period_from"]
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("phase", Phase),
            ordered("period_from", "period_to"),
        ]

    @property
    def last_day(self) -> datetime.date | None:
        return None if self.period_to is None else self.period_to - datetime.timedelta(days=1)


class MissionAgency(Row):
    """What is true of an agency in one mission: its side, its mandate, its presence.

    `key` is the agency's key in this mission's files; `presence_key` and `uuid` those of its
    `mission_agencies` row. `registered` is false for an agency that is only named there.
    `liaison_paused_until` is the last day on which an internal actor is asked nothing but what is critical.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE)
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT)
    key = models.CharField(max_length=64)
    presence_key = models.CharField(max_length=64, null=True, blank=True)
    registered = models.BooleanField(default=False)
    side = models.CharField(max_length=8, choices=Side.choices)
    political_or_security = models.BooleanField(null=True, blank=True)
    principled_humanitarian = models.BooleanField(null=True, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    tier = models.CharField(max_length=12, choices=Tier.choices, null=True, blank=True)
    liaison_hours_per_quarter = models.FloatField(null=True, blank=True)
    liaison_paused_until = models.DateField(null=True, blank=True)
    register_policy_commitments = models.CharField(
        max_length=14, choices=Register.choices, null=True, blank=True
    )
    register_policy_products = models.CharField(
        max_length=14, choices=Register.choices, null=True, blank=True
    )
    register_forward_plans = models.CharField(max_length=14, choices=Register.choices, null=True, blank=True)
    registers_recorded = models.BooleanField(null=True, blank=True)
    remarks = models.TextField(null=True, blank=True)

    objects = MissionRowQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        verbose_name = _("agency in a mission")
        verbose_name_plural = _("agencies in missions")
        constraints = [
            one_of("side", Side),
            one_of("tier", Tier),
            unique("mission", "key", name="key", message=_("Another agency of this mission has this key.")),
            unique("mission", "agency", name="once", message=_("This agency is already in this mission.")),
            unique(
                "mission",
                "presence_key",
                name="presence_key",
                message=_("Another presence in this mission has this key."),
                condition=models.Q(presence_key__isnull=False),
            ),
        ]

    def paused_on(self, day: datetime.date) -> datetime.date | None:
        """Until when it is asked nothing but what is critical, None where it may be asked. No query."""
        until = self.liaison_paused_until
        return until if until is not None and day <= until else None


class Network(MissionRow):
    """An alliance, regional organisation or coalition; overlapping membership is normal."""

    name = models.TextField()
    kind = models.TextField(null=True, blank=True)
    members = models.ManyToManyField(Agency, through="NetworkMember", blank=True)
    members_recorded = models.BooleanField(null=True, blank=True)


class NetworkMember(MissionPart):
    network = models.ForeignKey(Network, on_delete=models.CASCADE)
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT)

    class Meta:
        constraints = [
            unique("network", "agency", name="once", message=_("This agency is already a member."))
        ]


class Mandate(MissionRow):
    """For example a resolution of the Security Council."""

    symbol = models.TextField()
    title = models.TextField(null=True, blank=True)
    issued_by = models.TextField(null=True, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    url = models.TextField(null=True, blank=True)
    tasks_recorded = models.BooleanField(null=True, blank=True)

    def __str__(self) -> str:
        return self.symbol


class MandateTask(MissionPart):
    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="tasks")
    key = models.CharField(max_length=64)
    text = models.TextField()
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True)

    class Meta:
        constraints = [
            unique("mandate", "key", name="key", message=_("Another task of this mandate has this key."))
        ]


class Event(MissionRow):
    """A dated fact that calendars must respect.

    After a `regression_trigger` (a cease-fire collapses) the phase of its area or mission is reviewed.
    """

    title = models.TextField()
    kind = models.CharField(max_length=16, choices=EventKind.choices, null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    area = models.ForeignKey(Area, on_delete=models.RESTRICT, null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True)
    regression_trigger = models.BooleanField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        ordering = ["starts_on"]
        constraints = [*MissionRow.Meta.constraints, one_of("kind", EventKind)]
