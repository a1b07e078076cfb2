"""A mandate with its tasks, another framework with its items, and who answers one of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.core.editing.forms import VersionedForm, VersionedModelForm
from apps.core.editing.lines import VersionedLine, VersionedLines, lines_of
from apps.frameworks.models import LinkedFramework, LinkedFrameworkItem
from apps.frameworks.services.references import Item, Said
from apps.missions.models import Mandate, MandateTask
from apps.portal.drafting.forms.base import LinesField, NamedChoice, agency_words

LONGEST = 5000


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


def _text(label: Any, *, required: bool = False, longest: int = 500, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=longest, empty_value=None, help_text=help_text
    )


def _words(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))


class ReferenceForm(VersionedModelForm):
    """What both share: an address, its lines, and more lines at once."""

    url = _text(_("Its address on the web"), longest=2000)
    more = LinesField(
        label=_("More tasks or items, one on each line"),
        help_text=_("A list pasted here becomes a line for each."),
    )

    def __init__(self, data: Any, *, instance: Any, agencies: Sequence[Agency]) -> None:
        self.agencies = {str(one.uuid): one for one in agencies}
        super().__init__(data, instance=instance, lines=[self.lines_for(data, instance)])

    def lines_for(self, data: Any, row: Any) -> VersionedLines:
        """Its tasks or items as lines. One query."""
        raise NotImplementedError

    @property
    def columns(self) -> list[str]:
        """The columns that the form writes."""
        return list(self._meta.fields or ())

    def said(self) -> list[Said]:
        """The tasks or items from now on, of a valid form."""
        lines: Any = self.lines[0]
        found = [
            Said(None if key is None else int(key), values["text"], self.agencies.get(values.get("agency")))
            for key, values in lines.said()
        ]
        return found + [Said(None, text) for text in self.cleaned_data["more"] or ()]


class TaskLine(VersionedLine):
    text = _words(_("Task"))


def _task_lines(agencies: Mapping[str, Agency]) -> type[VersionedLines]:
    choices = [("", _("nobody named")), *((key, agency_words(one)) for key, one in agencies.items())]

    class Line(TaskLine):
        agency = forms.ChoiceField(label=_("Given to"), required=False, choices=choices)

    return lines_of(Line, title=_("Tasks"))


class ItemLine(VersionedLine):
    text = _words(_("Item"))


ItemLines = lines_of(ItemLine, title=_("Items"))


class MandateForm(ReferenceForm):
    symbol = _text(_("Symbol"), required=True, help_text=_("Such as S/RES/2719 (2023)."))
    title = _text(_("Title"))
    issued_by = _text(_("Issued by"))
    adopted_on = _day(_("Adopted"))
    valid_until = _day(_("Valid until"))

    class Meta:
        model = Mandate
        fields = ("symbol", "title", "issued_by", "adopted_on", "valid_until", "url")

    def lines_for(self, data: Any, row: Any) -> VersionedLines:
        """Its tasks. One query."""
        tasks: Iterable[MandateTask] = (
            () if row.pk is None else row.tasks.select_related("agency").order_by("key")
        )
        return _task_lines(self.agencies)(
            data,
            prefix="items",
            initial=[
                {"key": one.pk, "text": one.text, "agency": str(one.agency.uuid) if one.agency else ""}
                for one in tasks
            ],
        )


class LinkedFrameworkForm(ReferenceForm):
    title = _text(_("Title"), required=True)
    period_from = _day(_("From"))
    period_to = _day(_("To"))

    class Meta:
        model = LinkedFramework
        fields = ("kind", "title", "owner", "period_from", "period_to", "url")
        labels = {"kind": _("Kind")}

    def __init__(self, data: Any, *, instance: Any, agencies: Sequence[Agency]) -> None:
        super().__init__(data, instance=instance, agencies=agencies)
        self.fields["owner"] = NamedChoice(
            Agency.objects.filter(pk__in=[one.pk for one in agencies]).order_by("name"),
            {one.pk: agency_words(one) for one in agencies},
            label=_("Owner"),
            required=False,
            empty_label=_("none of the agencies"),
        )
        self._bound_fields_cache.clear()  # type: ignore[attr-defined]
        self.carry_what_is_seen()

    def lines_for(self, data: Any, row: Any) -> VersionedLines:
        """Its items. One query."""
        items: Iterable[LinkedFrameworkItem] = () if row.pk is None else row.items.order_by("key")
        initial = [{"key": one.pk, "text": one.text} for one in items]
        return ItemLines(data, prefix="items", initial=initial)


class AnswerForm(VersionedForm):
    """The objectives of the draft that answer one task or item."""

    objectives = forms.MultipleChoiceField(
        label=_("Objectives that answer it"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
    )

    def __init__(self, data: Any, *, item: Item, names: Mapping[int, str], answering: Iterable[int]) -> None:
        super().__init__(data, row=item, initial={"objectives": [str(pk) for pk in answering]})
        # An item has no version of its own: what was seen is compared.
        self.fields["row_version"].required = False
        field: Any = self.fields["objectives"]
        field.choices = [(str(pk), name) for pk, name in names.items()]
        self.carry_what_is_seen()

    def chosen(self) -> set[int]:
        """Primary keys of the identities of the objectives, of a valid form."""
        return {int(pk) for pk in self.cleaned_data["objectives"]}
