from collections.abc import Sequence
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
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

    @classmethod
    def refuse_removal(cls, rows: "Sequence[Membership]") -> None:
        """Raise LastAdministrator if a mission would be left without one. Two queries, and a lock on each."""
        refuse_if_last(rows)


class LastAdministrator(ValidationError):
    """Somebody must be able to invite and remove people."""

    def __init__(self) -> None:
        super().__init__(_("Nobody else administers this mission. Make somebody else administrator first."))


def refuse_if_last(rows: "Sequence[Membership]") -> None:
    """Raise LastAdministrator if these memberships are all that administer one of their missions.

    The missions are locked until the transaction ends, so that two administrators cannot remove each other.
    """
    missions = {row.mission_id for row in rows}
    list(Mission.objects.filter(pk__in=missions).order_by("pk").select_for_update().values_list("pk"))
    held = Membership.objects.filter(
        mission__in=missions, role=Role.MISSION_ADMIN, user__is_active=True
    ).values_list("mission", "pk")
    leaving = {row.pk for row in rows}
    administered = {mission for mission, _pk in held}
    if administered - {mission for mission, pk in held if pk not in leaving}:
        raise LastAdministrator
