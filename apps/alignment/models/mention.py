"""A member who is mentioned in a comment."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.alignment.models.dialogue import Comment
from apps.core.constraints import unique
from apps.core.models import Row
from apps.missions.models import SECRETARIAT, Mission, VisibleQuerySet


class MentionQuerySet(VisibleQuerySet["Mention"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Of comments that the user sees, the user's own, and all of the missions that the user runs: they
        know who the members are."""
        if not user.is_authenticated:
            return self.none()
        run = Mission.objects.filter(membership__user=user.pk, membership__role__in=SECRETARIAT)
        return super().visible_to(user).filter(models.Q(user=user.pk) | models.Q(comment__mission__in=run))


class Mention(Row):
    """That a comment mentions this person; `noted_on` is the day on which they said so or answered.

    Who else is a member is not known to everybody who reads the comment, so it is a row of its own.
    """

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions_of_people")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    noted_on = models.DateField(null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            unique("comment", "user", name="once", message=_("This person is mentioned already.")),
        ]
