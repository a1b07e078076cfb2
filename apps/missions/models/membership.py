from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.core.constraints import one_of, unique
from apps.core.models import Row
from apps.missions.enums import Role
from apps.missions.models.mission import Mission

SECRETARIAT = (Role.PLANNER, Role.MISSION_ADMIN)
"""Who runs a mission: they see who its members are, and figures that rest on very few answers."""


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The user's own, and all of the missions that the user runs."""
        if not user.is_authenticated:
            return self.none()
        run = Mission.objects.filter(membership__user=user.pk, membership__role__in=SECRETARIAT)
        return self.filter(models.Q(user=user.pk) | models.Q(mission__in=run))


class Membership(Row):
    """What one person does in one mission, and for which agency."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE)
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            one_of("role", Role),
            unique(
                "user",
                "mission",
                "role",
                "agency",
                name="once",
                message=_("This person already has this role for this agency."),
            ),
            unique(
                "user",
                "mission",
                "role",
                name="once_without_agency",
                message=_("This person already has this role."),
                condition=models.Q(agency__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
