"""What people ask the list of agencies for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.agencies.enums import AgencyKind
from apps.agencies.selectors import state_name
from apps.missions.enums import Side
from apps.portal.selectors.agencies import Present, with_words

ANY = ("", _("Any"))
GROUPS = (("side", _("Side")), ("kind", _("Kind")), ("state", pgettext_lazy("country", "State")))


class AgencySearch(forms.Form):
    """Agencies of a mission by name, side, kind and state, and what they are grouped by."""

    q = forms.CharField(label=_("Name"), required=False, max_length=200)
    side = forms.ChoiceField(label=_("Side"), required=False, choices=(ANY, *Side.choices))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=(ANY, *AgencyKind.choices))
    state = forms.ChoiceField(label=pgettext_lazy("country", "State"), required=False)
    group = forms.ChoiceField(label=_("Grouped by"), required=False, choices=GROUPS)

    def __init__(self, data: Any, agencies: Sequence[Present]) -> None:
        super().__init__(data, use_required_attribute=False)
        self.agencies = agencies
        states = {one.state for one in agencies if one.state is not None}
        named = sorted(((code, state_name(code)) for code in states), key=lambda pair: pair[1])
        self.fields["state"].choices = [ANY, *named]  # type: ignore[attr-defined]

    def found(self) -> list[Present]:
        """The agencies asked for, group by group, by name within a group; those of no group last."""
        asked = self.cleaned_data
        kept = [
            one
            for one in with_words(self.agencies, asked["q"])
            if asked["side"] in ("", one.side)
            and asked["kind"] in ("", one.kind)
            and asked["state"] in ("", one.state)
        ]
        order = {"side": Side.values, "kind": AgencyKind.values}.get(self.grouped_by)
        if order is None:
            order = [code for code, _name in self.fields["state"].choices]  # type: ignore[attr-defined]
        rank = {value: place for place, value in enumerate(order)}
        return sorted(kept, key=lambda one: rank.get(getattr(one, self.grouped_by), len(rank)))

    @property
    def grouped_by(self) -> str:
        return str(self.cleaned_data.get("group") or "side")

    def group_name(self, one: Present) -> str:
        """The heading that an agency stands under."""
        value = getattr(one, self.grouped_by)
        if value is None:
            return str(_("Belongs to no state") if self.grouped_by == "state" else _("Kind not recorded"))
        if self.grouped_by == "state":
            return state_name(value)
        return str((Side if self.grouped_by == "side" else AgencyKind)(value).label)
