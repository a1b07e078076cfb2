"""Who is asked to come, and who looked at what."""

import datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.core.constraints import one_of
from apps.core.models import Row
from apps.missions.enums import ReadingKind, Role
from apps.missions.models.mission import Mission


def administered_by(user: AbstractBaseUser | AnonymousUser) -> "models.QuerySet[Mission]":
    """The missions whose people the user decides on."""
    if not user.is_authenticated:
        return Mission.objects.none()
    return Mission.objects.filter(membership__user=user.pk, membership__role=Role.MISSION_ADMIN)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Those of the missions that the user administers."""
        return self.filter(mission__in=administered_by(user))

    def waiting(self) -> Self:
        """Neither accepted nor withdrawn; they may have expired."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


class Invitation(Row):
    """Somebody with this address is asked to take a role in a mission.

    The database holds the hash of the link in the mail only, and none before the mail leaves.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE)
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    agency = models.ForeignKey(
        Agency, on_delete=models.RESTRICT, null=True, blank=True, verbose_name=_("agency")
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mail_due = models.BooleanField(default=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            one_of("role", Role),
            models.UniqueConstraint(
                "mission",
                Lower("email"),
                name="missions_invitation_once",
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                violation_error_message=_(
                    "This address is invited already: send that invitation again, or withdraw it."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}"

    def is_open(self, now: datetime.datetime) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and now < self.expires_at


class ReadingQuerySet(models.QuerySet["Reading"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The user's own, all of the missions that the user administers, and those of rows of the agencies
        that the user is a member for.
        """
        if not user.is_authenticated:
            return self.none()
        own = models.Exists(
            Mission.objects.filter(
                pk=models.OuterRef("mission"),
                membership__user=user.pk,
                membership__agency=models.OuterRef("agency"),
            )
        )
        return self.filter(models.Q(user=user.pk) | models.Q(mission__in=administered_by(user)) | own)


class Reading(models.Model):
    """Somebody read what is sensitive: a page, an export, a file, or rows of an agency that is not theirs.

    `what` names it as a person would; `about` is the row, where it was one; `reason` is what an administrator
    gave for it.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT)
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=ReadingKind.choices)
    what = models.TextField()
    about = models.UUIDField(null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT, null=True, blank=True)
    reason = models.TextField(null=True, blank=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [one_of("kind", ReadingKind)]
        indexes = [models.Index(fields=["mission", "-at"], name="missions_reading_newest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.what}"
