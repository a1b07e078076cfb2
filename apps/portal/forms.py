"""What people ask the board of benchmarks for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.benchmarks.enums import BenchmarkStatus

ANY = ("", _("Any"))


class BoardSearch(forms.Form):
    """Benchmarks by status and objective, on a day."""

    status = forms.ChoiceField(label=_("Status"), required=False, choices=(ANY, *BenchmarkStatus.choices))
    objective = forms.ChoiceField(label=_("Objective"), required=False)
    as_of = forms.DateField(
        label=_("As of"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, objectives: Sequence[tuple[str, str]], as_of: Any) -> None:
        given = data.copy()
        given.setdefault("as_of", as_of.isoformat())
        super().__init__(given, use_required_attribute=False)
        self.fields["objective"].choices = [ANY, *objectives]  # type: ignore[attr-defined]
