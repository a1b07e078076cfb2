"""What the forms of all parts share."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.editing.forms import VersionedModelForm
from apps.portal.drafting.choices import Draft

NOT_SAID = ("", _("Not said"))


ALLOWED = _(
    "Allowed: headings (#), lists (-), *emphasis*, **strong text** and [links](https://…); "
    "everything else stays plain text."
)
"""What a long text may hold, said once."""


class LinesField(forms.CharField):
    """A list of texts, one on each line, each once; None for none."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 4}), **more)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list) or value is None:
            return value or None
        lines = dict.fromkeys(line.strip() for line in str(value).splitlines())
        return [line for line in lines if line] or None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))


class ProseField(forms.CharField):
    """A long text in the small part of Markdown that `core.prose` shows; None for none."""

    def __init__(self, *, label: Any, rows: int = 6, required: bool = False, help_text: Any = "") -> None:
        super().__init__(
            label=label,
            required=required,
            empty_value=None,
            help_text=help_text or ALLOWED,
            widget=forms.Textarea(attrs={"rows": rows, "data-prose": ""}),
        )


class NamedChoice(forms.ModelChoiceField):
    """One row of a list, under the name that the draft gives it."""

    def __init__(self, queryset: Any, names: dict[int, str], **more: Any) -> None:
        self.names = names
        super().__init__(queryset, **more)

    def label_from_instance(self, obj: Any) -> str:
        return self.names.get(obj.pk, str(obj))


class AgencyChoice(forms.ModelChoiceField):
    """One agency, by the name and acronym that people know it by."""

    def label_from_instance(self, obj: Any) -> str:
        return agency_words(obj)


class NamedChoices(forms.ModelMultipleChoiceField):
    """Several rows, ticked one by one."""

    def __init__(self, queryset: Any, name: Any = str, **more: Any) -> None:
        self.name = name
        widget = forms.CheckboxSelectMultiple(attrs={"class": "ticks"})
        super().__init__(queryset, required=False, widget=widget, **more)

    def label_from_instance(self, obj: Any) -> str:
        return str(self.name(obj))


class PartForm(VersionedModelForm):
    """A form of one part of a draft; `lists` are its many-to-many fields, saved beside the columns."""

    lists: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any, *, draft: Draft, instance: Any, under: Any, **more: Any) -> None:
        self.draft = draft
        self.under = under
        super().__init__(data, instance=instance, **more)
        self.begin()
        # Fields that `begin` put in the place of others are bound anew: a bound field keeps its first field.
        self._bound_fields_cache.clear()  # type: ignore[attr-defined]
        self.carry_what_is_seen()

    def begin(self) -> None:
        """What the fields offer; called once all fields of the class are there."""

    @property
    def columns(self) -> list[str]:
        """The columns that the form writes."""
        return [name for name in self._meta.fields or () if name not in self.lists]

    def listed(self) -> dict[str, list[Any]]:
        """What each list holds from now on, of a valid form."""
        return {name: list(self.cleaned_data[name]) for name in self.lists if name in self.fields}


def agency_words(agency: Any) -> str:
    """Its name, with the acronym that people know it by."""
    return f"{agency.name} ({agency.acronym})" if agency.acronym else str(agency.name)


def language_field(draft: Draft) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Language of this text"), required=False, choices=[NOT_SAID, *draft.languages]
    )


def none_if_empty(value: Any) -> Any:
    """Missing is missing, never an empty text."""
    return value or None
