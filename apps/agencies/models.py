from typing import Self

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.agencies.enums import AgencyKind
from apps.core.constraints import one_of
from apps.core.models import Row


class AgencyQuerySet(models.QuerySet["Agency"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Agencies present in the user's missions: the directory as a whole would tell of other missions."""
        if not user.is_authenticated:
            return self.none()
        shared = models.Exists(
            self.model._default_manager.filter(
                pk=models.OuterRef("pk"), missionagency__mission__membership__user=user.pk
            )
        )
        return self.filter(shared)


class Agency(Row):
    """A peacebuilding agent, shared by all missions; what holds in one mission is a MissionAgency."""

    name = models.TextField()
    acronym = models.TextField(null=True, blank=True)
    kind = models.CharField(max_length=40, choices=AgencyKind.choices, null=True, blank=True)
    state = models.CharField(_("state"), max_length=3, null=True, blank=True)
    parent = models.ForeignKey("self", on_delete=models.RESTRICT, null=True, blank=True)
    iati_identifier = models.TextField(null=True, blank=True, db_index=True)
    other_names = models.JSONField(null=True, blank=True)
    website = models.TextField(null=True, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        constraints = [one_of("kind", AgencyKind)]

    def __str__(self) -> str:
        return self.acronym or self.name
