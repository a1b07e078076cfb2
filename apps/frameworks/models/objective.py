from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.core.constraints import different, one_of, ordered, share, unique
from apps.core.models import Editable
from apps.frameworks.enums import ADOPTED, Origin, TranslationOrigin
from apps.frameworks.models.adopted import Standing, StandingQuerySet, StandingRowQuerySet
from apps.frameworks.models.context import ConflictFactor, LinkedFramework, LinkedFrameworkItem
from apps.frameworks.models.version import FrameworkVersion
from apps.missions.models import MandateTask, MissionPart, MissionRow


class Objective(MissionRow):
    """An identity that lives through all versions; links, money and observations point here."""

    retired_on = models.DateField(null=True, blank=True)


class ObjectiveText(Standing, MissionRow):
    """The wording of one objective in one version."""

    public_when: ClassVar[dict[str, object]] = {
        "framework_version__status__in": ADOPTED,
        "framework_version__embargo_until__isnull": True,
    }
    may_follow = frozenset({"row_version", "endorsements_recorded"})

    framework_version = models.ForeignKey(
        FrameworkVersion, on_delete=models.CASCADE, related_name="objective_texts"
    )
    objective = models.ForeignKey(Objective, on_delete=models.RESTRICT, related_name="texts")
    code = models.TextField(null=True, blank=True)
    title = models.TextField()
    description = models.TextField(null=True, blank=True)
    language = models.TextField(null=True, blank=True)
    pillar = models.TextField(null=True, blank=True)
    parent = models.ForeignKey(
        Objective, on_delete=models.RESTRICT, null=True, blank=True, related_name="children_texts"
    )
    dimension = models.CharField(max_length=40)
    phases = models.JSONField(null=True, blank=True)
    priority = models.PositiveIntegerField(null=True, blank=True)
    origin = models.CharField(max_length=24, choices=Origin.choices, null=True, blank=True)
    lead_agencies = models.ManyToManyField(Agency, related_name="+", blank=True)
    lead_agencies_recorded = models.BooleanField(null=True, blank=True)
    contributing_agencies = models.ManyToManyField(Agency, related_name="+", blank=True)
    contributing_agencies_recorded = models.BooleanField(null=True, blank=True)
    conflict_factors = models.ManyToManyField(ConflictFactor, blank=True)
    conflict_factors_recorded = models.BooleanField(null=True, blank=True)
    mandate_tasks = models.ManyToManyField(MandateTask, blank=True)
    mandate_tasks_recorded = models.BooleanField(null=True, blank=True)
    linked_items_recorded = models.BooleanField(null=True, blank=True)
    endorsements_recorded = models.BooleanField(null=True, blank=True)
    translations_recorded = models.BooleanField(null=True, blank=True)
    position = models.PositiveIntegerField(null=True, blank=True)

    objects = StandingRowQuerySet.as_manager()

    class Meta(MissionRow.Meta):
        ordering = ["position", "code", "key"]
        constraints = [
            *MissionRow.Meta.constraints,
            one_of("origin", Origin),
            unique(
                "framework_version",
                "objective",
                name="once",
                message=_("This objective already has a text in this version."),
            ),
        ]


class ObjectiveLinkedItem(Standing, MissionPart):
    """Which item of another framework (or the whole of it) an objective answers."""

    version_path = "objective_text__framework_version__"

    objective_text = models.ForeignKey(ObjectiveText, on_delete=models.CASCADE, related_name="linked_items")
    linked_framework = models.ForeignKey(LinkedFramework, on_delete=models.RESTRICT)
    item = models.ForeignKey(LinkedFrameworkItem, on_delete=models.RESTRICT, null=True, blank=True)

    objects = StandingQuerySet.as_manager()


class ObjectiveTranslation(Standing, Editable, MissionPart):
    """`was_title`, `was_description`: what the original said then, where it says something else since."""

    version_path = "objective_text__framework_version__"

    objective_text = models.ForeignKey(ObjectiveText, on_delete=models.CASCADE, related_name="translations")
    language = models.TextField()
    title = models.TextField()
    description = models.TextField(null=True, blank=True)
    origin = models.CharField(max_length=8, choices=TranslationOrigin.choices, null=True, blank=True)
    was_title = models.TextField(null=True, blank=True, editable=False)
    was_description = models.TextField(null=True, blank=True, editable=False)

    objects = StandingQuerySet.as_manager()

    class Meta:
        constraints = [one_of("origin", TranslationOrigin)]


class Endorsement(MissionPart):
    """An internal actor stands behind an objective; may come after adoption.

    `income_share`: share of the endorser's income inside this framework that comes from those it endorses.
    """

    objective_text = models.ForeignKey(ObjectiveText, on_delete=models.CASCADE, related_name="endorsements")
    agency = models.ForeignKey(Agency, on_delete=models.RESTRICT)
    endorsed_on = models.DateField(null=True, blank=True)
    income_share = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [share("income_share")]


class Assumption(Standing, MissionRow):
    """What must hold for one objective to serve another (theory of change)."""

    framework_version = models.ForeignKey(
        FrameworkVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="assumptions"
    )
    parent = models.ForeignKey(Objective, on_delete=models.RESTRICT, related_name="+")
    child = models.ForeignKey(Objective, on_delete=models.RESTRICT, related_name="+")
    text = models.TextField()
    language = models.TextField(null=True, blank=True)
    translations = models.JSONField(null=True, blank=True)
    tested_on = models.DateField(null=True, blank=True)
    holds = models.BooleanField(null=True, blank=True)

    objects = StandingRowQuerySet.as_manager()

    class Meta(MissionRow.Meta):
        constraints = [*MissionRow.Meta.constraints, different("parent", "child")]


class ResourceRequirement(MissionRow):
    """What an objective needs over a period, in whole units of its currency."""

    objective = models.ForeignKey(Objective, on_delete=models.RESTRICT)
    period_from = models.DateField()
    period_to = models.DateField()
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=22, decimal_places=4)

    class Meta(MissionRow.Meta):
        constraints = [*MissionRow.Meta.constraints, ordered("period_from", "period_to")]
