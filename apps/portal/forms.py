"""What people ask the board of benchmarks for, and what they put on record at gates."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.benchmarks.enums import BenchmarkStatus, Verdict
from apps.benchmarks.models import GateDecision
from apps.coherence.gates.services import Condition, Decision
from apps.core.editing.forms import VersionedForm
from apps.core.free_text import WarnsOfPersonalData
from apps.missions.enums import Phase
from apps.portal.selectors.changes import KINDS, Asked

ANY = ("", _("Any"))


class DayInput(forms.DateInput):
    """Picks a day; a plain field for what is none, since a picker would show nothing of it."""

    input_type = "date"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        try:
            datetime.date.fromisoformat(context["widget"]["value"] or "2000-01-01")
        except ValueError:
            context["widget"]["type"] = "text"
        return context


def asked_day_field() -> forms.DateField:
    """The day that an address names, as a field of a filter."""
    return forms.DateField(
        label=_("As of"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=DayInput(format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a day as year, month and day: 2026-06-30.")},
    )


class DayAsked(forms.Form):
    """The day that a page is about, if its address names one."""

    as_of = asked_day_field()

    def __init__(self, data: Any, usual: datetime.date) -> None:
        super().__init__(data, use_required_attribute=False)
        self.usual = usual

    @property
    def day(self) -> datetime.date:
        """The day asked for; the usual one where none is, or what is asked for is no day."""
        given = self.cleaned_data.get("as_of") if self.is_valid() else None
        return given or self.usual

    @property
    def known(self) -> datetime.date | None:
        """The last day of which the page tells, if one is asked for; otherwise it tells all."""
        return self.cleaned_data.get("as_of") if self.is_valid() else None


class VersionAsked(forms.Form):
    """The version of the framework that a page shows, by its number."""

    version = forms.CharField(label=_("Version"), required=False, max_length=20)

    def __init__(self, data: Any, numbers: Collection[int]) -> None:
        super().__init__(data, use_required_attribute=False)
        self.numbers = numbers

    def clean_version(self) -> int | None:
        """The number, None for no wish. Raises ValidationError for one that no version has."""
        given = self.cleaned_data["version"]
        for number in self.numbers:
            if str(number) == given:
                return number
        if given:
            numbers = ", ".join(str(number) for number in sorted(self.numbers))
            raise forms.ValidationError(
                _("There is no version of this number. Write one of these: %(numbers)s."),
                params={"numbers": numbers},
            )
        return None


class BoardSearch(forms.Form):
    """Benchmarks by status, objective, phase, gate and owner, on a day."""

    status = forms.ChoiceField(label=_("Status"), required=False, choices=(ANY, *BenchmarkStatus.choices))
    objective = forms.ChoiceField(label=_("Objective"), required=False)
    phase = forms.ChoiceField(label=_("Phase"), required=False, choices=(ANY, *Phase.choices))
    gate = forms.ChoiceField(label=_("Gate"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    key_only = forms.BooleanField(label=_("Key benchmarks only"), required=False)
    as_of = asked_day_field()

    def __init__(
        self,
        data: Any,
        objectives: Sequence[tuple[str, str]],
        as_of: Any,
        *,
        gates: Sequence[tuple[str, str]] = (),
        owners: Sequence[str] = (),
    ) -> None:
        given = data.copy()
        given.setdefault("as_of", as_of.isoformat())
        super().__init__(given, use_required_attribute=False)
        fields: Any = self.fields
        fields["objective"].choices = [ANY, *objectives]
        fields["gate"].choices = [ANY, *gates]
        fields["owner"].choices = [ANY, *((name, name) for name in owners)]


CONDITIONS = 4
"""Rows for conditions in the form of a decision; more can be recorded by importing a bundle."""


def _day_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _text_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": 4})
    )


class DecisionForm(WarnsOfPersonalData, forms.Form):
    """What a body decided at a gate, with up to four conditions."""

    decided_on = _day_field(_("Decided on"), required=True)
    body = forms.CharField(label=_("Body that decided"))
    decision = forms.ChoiceField(label=_("Decision"), choices=(("", _("Choose")), *Verdict.choices))
    reasons = _text_field(
        _("Reasons"),
        help_text=_("Needed where the decision differs from the recommendation, and for every step back."),
    )
    answer_to_dissents = _text_field(
        _("Answer to the dissents"), help_text=_("Needed while the gate is contested.")
    )
    next_review_on = _day_field(_("Next review"))

    def __init__(self, data: Any, agencies: Sequence[Agency], initial: Any = None) -> None:
        super().__init__(data, initial=initial, use_required_attribute=False)
        self.agencies = {str(agency.uuid): agency for agency in agencies}
        owners = [("", _("Nobody yet")), *((key, agency.name) for key, agency in self.agencies.items())]
        for place in range(1, CONDITIONS + 1):
            self.fields[f"condition_{place}"] = _text_field(_("Condition %(n)s") % {"n": place})
            self.fields[f"condition_{place}"].widget.attrs["rows"] = 2
            self.fields[f"owner_{place}"] = forms.ChoiceField(
                label=_("Owner of condition %(n)s") % {"n": place}, required=False, choices=owners
            )
            self.fields[f"due_{place}"] = _day_field(_("Due date of condition %(n)s") % {"n": place})

    def decision_fields(self) -> list[forms.BoundField]:
        """The fields of the decision itself, for the template."""
        return [self[name] for name in self.base_fields]

    def conditions_fields(self) -> list[list[forms.BoundField]]:
        """The three fields of each condition, for the template."""
        names = ("condition", "owner", "due")
        return [[self[f"{name}_{place}"] for name in names] for place in range(1, CONDITIONS + 1)]

    def clean(self) -> dict[str, Any]:
        """A condition has words, an owner and a day, or nothing."""
        cleaned: dict[str, Any] = super().clean() or {}
        for place in range(1, CONDITIONS + 1):
            fields = {
                f"condition_{place}": _("Say what has to be done."),
                f"owner_{place}": _("Name who has to do it."),
                f"due_{place}": _("Say by when."),
            }
            if any(cleaned.get(name) for name in fields):
                for name, words in fields.items():
                    if not cleaned.get(name) and name not in self.errors:
                        self.add_error(name, words)
        return cleaned

    def decision_given(self) -> Decision:
        """What was entered, of a valid form."""
        data = self.cleaned_data
        return Decision(
            decided_on=data["decided_on"],
            body=data["body"],
            decision=Verdict(data["decision"]),
            reasons=data["reasons"],
            answer_to_dissents=data["answer_to_dissents"],
            next_review_on=data["next_review_on"],
            conditions=[
                Condition(
                    data[f"condition_{place}"], self.agencies[data[f"owner_{place}"]], data[f"due_{place}"]
                )
                for place in range(1, CONDITIONS + 1)
                if data[f"condition_{place}"]
            ],
        )


def decision_initial(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The form of a decision filled with one that was sent before, as `gates.services.as_json` gives it."""
    initial = {name: arguments[name] for name in DecisionForm.base_fields}
    for place, one in enumerate(arguments["conditions"], 1):
        initial |= {
            f"condition_{place}": one["text"],
            f"owner_{place}": one["owner"],
            f"due_{place}": one["due_on"],
        }
    return initial


class FollowUpForm(VersionedForm):
    """When conditions of a decision were met, and the next review."""

    next_review_on = _day_field(_("Next review"))

    def __init__(self, data: Any, decision: GateDecision) -> None:
        conditions = list(decision.conditions.all())
        super().__init__(data, row=decision)
        self.conditions = conditions
        for one in conditions:
            self.fields[f"met_{one.pk}"] = _day_field(_("Met on: %(text)s") % {"text": one.text})
            self.initial[f"met_{one.pk}"] = one.met_on
        self.carry_what_is_seen()

    def met(self) -> dict[int, datetime.date | None]:
        """The day each condition was met, by primary key, of a valid form."""
        return {one.pk: self.cleaned_data[f"met_{one.pk}"] for one in self.conditions}


class DissentForm(WarnsOfPersonalData, forms.Form):
    """What an agency holds against a gate or a benchmark."""

    agency = forms.ChoiceField(label=_("Agency"))
    statement = _text_field(_("What it disagrees with, and why"), required=True)

    def __init__(self, data: Any, agencies: Sequence[Agency]) -> None:
        super().__init__(data, use_required_attribute=False)
        self.agencies = {str(agency.uuid): agency for agency in agencies}
        choices = [(key, agency.name) for key, agency in self.agencies.items()]
        self.fields["agency"].choices = choices  # type: ignore[attr-defined]


class AnswerForm(VersionedForm):
    """The written answer to a dissent."""

    answer = _text_field(_("Answer"), required=True)


class WithdrawForm(VersionedForm):
    """From when on a dissent no longer stands."""

    resolved_on = _day_field(_("Resolved on"), required=True)


class ChangeSearch(forms.Form):
    """Changes by kind of row and period, and by person for whoever may know who made them.

    `row` comes from the link of one row and stays while its changes are filtered.
    """

    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=(ANY, *((name, kind.name) for name, kind in KINDS.items())),
    )
    person = forms.ChoiceField(label=_("Who"), required=False)
    since = _day_field(_("From"))
    until = _day_field(_("To"))
    row = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, people: Sequence[tuple[str, str]] | None) -> None:
        super().__init__(data, use_required_attribute=False)
        if people is None:
            del self.fields["person"]
        else:
            self.fields["person"].choices = [ANY, *people]  # type: ignore[attr-defined]

    def asked(self, before: int | None) -> Asked:
        """What a valid form asks for, from the entry `before` on."""
        given = self.cleaned_data
        person = given.get("person")
        return Asked(
            kind=given["kind"],
            row=given["row"],
            person=int(person) if person else None,
            since=given["since"],
            until=given["until"],
            before=before,
        )
