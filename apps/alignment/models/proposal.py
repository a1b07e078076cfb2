"""One member proposes that more people see a row; another agrees, or does not."""

from typing import Any, Self, TypeAlias

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.activities.models import Activity
from apps.alignment.enums import ProposalState
from apps.alignment.models.dialogue import Comment
from apps.benchmarks.models import Observation
from apps.core.constraints import one_of, unique
from apps.core.enums import Audience
from apps.core.models import Row
from apps.frameworks.models import FrameworkVersion
from apps.missions.models import SECRETARIAT, Document, Mission, VisibleQuerySet

KINDS = ("activity", "observation", "document", "comment", "framework_version")
"""The keys to what a proposal may be about; with none of them it is about the mission as a whole."""
Subject: TypeAlias = Activity | Observation | Document | Comment | FrameworkVersion | Mission
OPEN = models.Q(state__in=(ProposalState.PENDING, ProposalState.SCHEDULED))
"""Those of which something may still come."""


def audience_of(row: Subject) -> str | None:
    """Who sees a row now. A version has no audience of its own: its embargo keeps it to the members."""
    if isinstance(row, FrameworkVersion):
        return Audience.PUBLIC if row.embargo_until is None else Audience.MISSION
    return row.audience


class AudienceProposalQuerySet(VisibleQuerySet["AudienceProposal"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Those about rows that the user may see; to the secretariat of a mission all of
        which something may come.

        Who proposes to open a row shows it to the secretariat by that.
        """
        if not user.is_authenticated:
            return self.none()
        run = Mission.objects.filter(membership__user=user.pk, membership__role__in=SECRETARIAT)
        seen = super().visible_to(user).order_by().values("pk")
        return self.filter(models.Q(pk__in=seen) | OPEN & models.Q(mission__in=run))


class AudienceProposal(Row):
    """That the row it names be seen by `audience` instead of `audience_before`, and what came of it.

    With `embargo_until` not before that day: once agreed, it waits as `scheduled`. Of a version of the
    framework it is the day to which its embargo comes forward; without one it ends at once.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE)
    activity = models.ForeignKey(
        Activity, on_delete=models.CASCADE, null=True, blank=True, related_name="audience_proposals"
    )
    observation = models.ForeignKey(
        Observation, on_delete=models.CASCADE, null=True, blank=True, related_name="audience_proposals"
    )
    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, null=True, blank=True, related_name="audience_proposals"
    )
    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="audience_proposals"
    )
    framework_version = models.ForeignKey(
        FrameworkVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="audience_proposals"
    )
    audience_before = models.CharField(max_length=10, choices=Audience.choices, null=True, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    embargo_until = models.DateField(null=True, blank=True)
    reason = models.TextField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.PENDING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(null=True, blank=True)

    objects = AudienceProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = _("proposal of an audience")
        verbose_name_plural = _("proposals of audiences")
        constraints = [
            one_of("audience", Audience),
            one_of("audience_before", Audience),
            one_of("state", ProposalState),
            models.CheckConstraint(
                condition=models.Q(embargo_until__isnull=True) | models.Q(audience=Audience.PUBLIC),
                name="%(app_label)s_%(class)s_embargo_public",
                violation_error_message=_("Only what becomes public has a day before which it is not."),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    *(
                        models.Q(**{f"{one}__isnull": True}) | models.Q(**{f"{other}__isnull": True})
                        for place, one in enumerate(KINDS)
                        for other in KINDS[place + 1 :]
                    )
                ),
                name="%(app_label)s_%(class)s_about_one",
                violation_error_message=_("A proposal is about one row."),
            ),
            *(
                unique(
                    kind,
                    name=f"one_{kind}",
                    message=_("A proposal for this row is waiting already."),
                    condition=OPEN,
                )
                for kind in KINDS
            ),
            unique(
                "mission",
                name="one_mission",
                message=_("A proposal for this mission is waiting already."),
                condition=OPEN & models.Q(**{f"{kind}__isnull": True for kind in KINDS}),
            ),
        ]

    def __str__(self) -> str:
        return str(self.subject)

    @property
    def kind(self) -> str:
        """The name of the key that is filled; "mission" where none is. No query."""
        return next((kind for kind in KINDS if getattr(self, f"{kind}_id") is not None), "mission")

    @property
    def subject(self) -> Any:
        """The row that it is about. One query where it was not read along."""
        return getattr(self, self.kind)
