from typing import Self

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.core.constraints import one_of
from apps.core.enums import Register
from apps.core.models import Row
from apps.missions.enums import GovernmentCounterpart, MissionAudience


class MissionQuerySet(models.QuerySet["Mission"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Missions whose public part the user may read: public ones, and those they are a member of."""
        return self.filter(models.Q(audience=MissionAudience.PUBLIC) | models.Q(pk__in=self.of_member(user)))

    def of_member(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Missions whose members' pages the user may read; for a program only that which its token is for."""
        if not user.is_authenticated:
            return self.none()
        # A set of keys: who holds two roles would otherwise need a DISTINCT over every column.
        held = self.filter(pk__in=Mission.objects.filter(membership__user=user.pk).values("pk"))
        only = getattr(user, "only_mission", None)
        return held if only is None else held.filter(uuid=only)


class MethodSettings(models.Model):
    """A mission's own thresholds of the coherence method; missing means the method's default."""

    setting_coverage_min = models.FloatField(null=True, blank=True)
    setting_strip_share_min = models.FloatField(null=True, blank=True)
    setting_cap_threshold = models.FloatField(null=True, blank=True)
    setting_change_delta = models.FloatField(null=True, blank=True)
    setting_trade_off_flag = models.FloatField(null=True, blank=True)
    setting_dependence_threshold = models.FloatField(null=True, blank=True)
    setting_burden_watch = models.FloatField(null=True, blank=True)
    setting_burden_high = models.FloatField(null=True, blank=True)
    setting_burden_overload = models.FloatField(null=True, blank=True)
    setting_cost_watch = models.FloatField(null=True, blank=True)
    setting_cost_high = models.FloatField(null=True, blank=True)
    setting_on_track_min = models.FloatField(null=True, blank=True)
    setting_at_risk_min = models.FloatField(null=True, blank=True)
    setting_stale_factor = models.FloatField(null=True, blank=True)
    setting_expired_factor = models.FloatField(null=True, blank=True)
    setting_concentration_high = models.FloatField(null=True, blank=True)
    setting_fragmentation_cumulative = models.FloatField(null=True, blank=True)
    settings_recorded = models.BooleanField(null=True, blank=True)

    class Meta:
        abstract = True


class Mission(Row, MethodSettings):
    """One peacebuilding system in a country or conflict region."""

    audience_by_two = True

    code = models.CharField(max_length=64, unique=True)
    name = models.TextField()
    countries = models.JSONField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    time_zone = models.TextField(null=True, blank=True)
    languages = models.JSONField(null=True, blank=True)
    method_version = models.TextField(null=True, blank=True)
    dimensions = models.JSONField(null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    government_counterpart = models.CharField(
        max_length=20, choices=GovernmentCounterpart.choices, null=True, blank=True
    )
    audience = models.CharField(max_length=10, choices=MissionAudience.choices, null=True, blank=True)
    register_joint_missions = models.CharField(max_length=14, choices=Register.choices, null=True, blank=True)
    register_analytic_work = models.CharField(max_length=14, choices=Register.choices, null=True, blank=True)
    register_forums = models.CharField(max_length=14, choices=Register.choices, null=True, blank=True)
    register_coordination_costs = models.CharField(
        max_length=14, choices=Register.choices, null=True, blank=True
    )
    registers_recorded = models.BooleanField(null=True, blank=True)
    second_factor_required = models.BooleanField(_("second factor required"), default=False)
    second_factor_reason = models.TextField(_("reason"), null=True, blank=True)

    objects = MissionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("mission")
        verbose_name_plural = _("missions")
        constraints = [
            one_of("audience", MissionAudience),
            one_of("government_counterpart", GovernmentCounterpart),
            models.UniqueConstraint(
                Lower("code"),
                name="missions_mission_code_once",
                violation_error_message=_("Another mission has this code."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
