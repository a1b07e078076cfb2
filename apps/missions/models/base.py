from typing import Self, TypeVar

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.constraints import unique
from apps.core.models import Row
from apps.missions.models.mission import Mission

R_co = TypeVar("R_co", bound=models.Model, covariant=True)


class MissionRowQuerySet(models.QuerySet[R_co]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Rows of the missions the user is a member of; models with an audience narrow this."""
        return self.filter(mission__in=Mission.objects.of_member(user))


class MissionRow(Row):
    """A row of one mission, named in files by a key that is unique in its table and mission."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE)
    key = models.CharField(max_length=64)

    objects = MissionRowQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            unique("mission", "key", name="key", message=_("Another row of this mission has this key."))
        ]
