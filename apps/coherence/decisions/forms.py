"""A decision or recommendation as the planner writes it, and what its owner says of the follow-up."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.coherence.enums import DecisionKind
from apps.coherence.models import Assessment, Decision
from apps.core.editing.forms import VersionedModelForm
from apps.core.templatetags.nexusplan import day


def _day(label: Any, *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def _words(label: Any, *, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        empty_value=None,
        max_length=20_000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class FollowUpForm(VersionedModelForm):
    """What came of it, for its owner."""

    follow_up = _words(_("What followed"))
    closed_on = _day(_("Done on"))

    class Meta:
        model = Decision
        fields = ("follow_up", "closed_on")

    @property
    def columns(self) -> list[str]:
        """The columns that the form writes."""
        return list(self._meta.fields or ())


class DecisionForm(FollowUpForm):
    """Everything that is said of it; `assessments` are those that the mission keeps."""

    kind = forms.ChoiceField(label=_("Kind"), choices=DecisionKind.choices)
    title = forms.CharField(label=_("What was decided or recommended, in one sentence"), max_length=500)
    text = _words(_("In full"))
    decided_on = _day(_("Day"), required=True)
    body = forms.CharField(
        label=_("By whom"),
        required=False,
        max_length=500,
        empty_value=None,
        help_text=_("The body or the meeting, such as a steering group or an annual review."),
    )
    due_on = _day(_("Due"))

    class Meta:
        model = Decision
        fields = (
            "kind",
            "title",
            "text",
            "decided_on",
            "body",
            "assessment",
            "owner",
            "due_on",
            "follow_up",
            "closed_on",
        )

    def __init__(
        self, data: Any, *, instance: Decision, agencies: Sequence[Agency], assessments: Iterable[Assessment]
    ) -> None:
        super().__init__(data, instance=instance)
        self._offer(
            "owner", agencies, attrgetter("name"), label=_("Who follows it up"), empty_label=_("nobody named")
        )
        self._offer(
            "assessment",
            list(assessments),
            lambda one: day(one.as_of),
            label=_("On which assessment"),
            empty_label=_("none"),
        )
        self._bound_fields_cache.clear()  # type: ignore[attr-defined]
        self.carry_what_is_seen()

    def _offer(self, name: str, rows: Sequence[Any], words: Any, *, label: Any, empty_label: Any) -> None:
        """Let a field choose among these rows, in words that cost no query; without any there is no field."""
        if not rows:
            del self.fields[name]
            return
        queryset = type(rows[0]).objects.filter(pk__in=[one.pk for one in rows])
        field = forms.ModelChoiceField(queryset, label=label, required=False)
        field.choices = [("", empty_label), *((one.pk, words(one)) for one in rows)]
        self.fields[name] = field

    @property
    def columns(self) -> list[str]:
        return [name for name in super().columns if name in self.fields]
