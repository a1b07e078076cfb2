"""A draft open for comment: who is asked, until when, and what came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.alignment.enums import RoundAudience
from apps.alignment.models.dialogue import Consultation
from apps.core.constraints import one_of, ordered, unique
from apps.frameworks.models import FrameworkVersion
from apps.missions.models import MissionPart, MissionRow


class CommentRound(MissionRow):
    """A version of the framework open for comment until a day; `outcome` says what changed because of it."""

    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.RESTRICT, related_name="rounds")
    opened_on = models.DateField()
    closes_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    open_to = models.CharField(max_length=7, choices=RoundAudience.choices)
    message = models.TextField(null=True, blank=True)
    document_pages = models.PositiveIntegerField(null=True, blank=True)
    outcome = models.TextField(null=True, blank=True)
    invitations_recorded = models.BooleanField(null=True, blank=True)

    class Meta(MissionRow.Meta):
        ordering = ["-opened_on", "key"]
        verbose_name = _("comment round")
        verbose_name_plural = _("comment rounds")
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("open_to", RoundAudience),
            ordered("opened_on", "closes_on"),
            ordered("opened_on", "closed_on"),
        ]

    def __str__(self) -> str:
        return str(_("Comment round of %(date)s") % {"date": self.opened_on})


class RoundInvitation(MissionPart):
    """An agency that is asked, the hours it may cost its people, and why in spite of its load."""

    round = models.ForeignKey(CommentRound, on_delete=models.CASCADE, related_name="invitations")
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT, related_name="+")
    person_hours = models.FloatField(null=True, blank=True)
    reason = models.TextField(null=True, blank=True)
    consultation = models.ForeignKey(
        Consultation, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    sent_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            unique("round", "agency", name="once", message=_("This agency is invited already.")),
        ]
