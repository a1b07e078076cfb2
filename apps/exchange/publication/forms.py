"""The decision about one activity."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.activities.enums import Withheld
from apps.activities.models import Activity
from apps.core.editing.forms import VersionedForm

ANSWERS: dict[str, bool | None] = {"": None, "yes": True, "no": False}


class PublicationForm(VersionedForm):
    """Whether an activity stands in published IATI files, and if not, why."""

    publish = forms.ChoiceField(
        label=_("In published IATI files"),
        required=False,
        choices=[("", _("Not decided: it stays out")), ("yes", _("Published")), ("no", _("Left out"))],
    )
    reason = forms.ChoiceField(
        label=_("Why it stays out"), required=False, choices=[("", "–"), *Withheld.choices]
    )

    def said(self) -> bool | None:
        return ANSWERS[self.cleaned_data["publish"]]


def initial_of(activity: Activity) -> dict[str, Any]:
    """What the form shows of an activity."""
    words = {value: word for word, value in ANSWERS.items()}
    return {"publish": words[activity.iati_publish], "reason": activity.iati_reason or ""}
