"""What the forms of all registers share."""

import contextlib
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.activities.models import Activity
from apps.activities.selectors import activities_for
from apps.agencies.models import Agency
from apps.core.editing.forms import VersionedForm, VersionedModelForm
from apps.core.text import fold
from apps.frameworks.models import Objective
from apps.missions.documents.selectors import documents_for
from apps.missions.models import Area, Document
from apps.portal.registers.base import Here, Register

MOST_DOCUMENTS = 60
MOST_FOUND = 30
LONGEST = 20_000


def text_field(label: Any, *, rows: int = 0, required: bool = False, help_text: Any = "") -> forms.CharField:
    """A text of one line, or of several; None for none."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        empty_value=None,
        max_length=LONGEST if rows else 500,
        widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(),
    )


def day_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def choice_field(
    label: Any, choices: Any, *, required: bool = False, help_text: Any = ""
) -> forms.TypedChoiceField:
    """One of a list of words; None for none of them."""
    nothing = ("", _("Choose") if required else _("Not said"))
    return forms.TypedChoiceField(
        label=label,
        required=required,
        help_text=help_text,
        choices=[nothing, *choices],
        empty_value=None,
    )


def yes_no_field(label: Any, *, help_text: Any = "") -> forms.NullBooleanField:
    return forms.NullBooleanField(
        label=label,
        help_text=help_text,
        widget=forms.Select(choices=[("", _("Not said")), ("true", _("Yes")), ("false", _("No"))]),
    )


def hours_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.FloatField:
    return forms.FloatField(
        label=label, required=required, help_text=help_text, min_value=0, max_value=1_000_000
    )


class AgencyField(forms.ModelChoiceField):
    """An agency of the mission; with `own` one that the person writes for, unless they plan the mission."""

    def __init__(self, label: Any, *, own: bool = False, required: bool = False, help_text: Any = "") -> None:
        super().__init__(
            Agency.objects.none(),
            label=label,
            required=required,
            help_text=help_text,
            empty_label=_("Choose") if required else _("Not said"),
        )
        self.own = own

    def label_from_instance(self, obj: Any) -> str:
        return agency_words(obj)


class AgenciesField(forms.ModelMultipleChoiceField):
    """Agencies of the mission, ticked one by one."""

    def __init__(self, label: Any, *, required: bool = False, help_text: Any = "") -> None:
        super().__init__(
            Agency.objects.none(),
            label=label,
            required=required,
            help_text=help_text,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
        )

    def label_from_instance(self, obj: Any) -> str:
        return agency_words(obj)


class AreaField(forms.ModelChoiceField):
    def __init__(self, label: Any, *, help_text: Any = "") -> None:
        super().__init__(
            Area.objects.none(),
            label=label,
            required=False,
            help_text=help_text,
            empty_label=_("The whole mission"),
        )


class AreasField(forms.ModelMultipleChoiceField):
    def __init__(self, label: Any, *, help_text: Any = "") -> None:
        super().__init__(
            Area.objects.none(),
            label=label,
            required=False,
            help_text=help_text,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
        )


class ObjectiveField(forms.ModelChoiceField):
    def __init__(self, label: Any, *, help_text: Any = "") -> None:
        super().__init__(
            Objective.objects.none(),
            label=label,
            required=False,
            help_text=help_text,
            empty_label=_("None"),
        )


class ActivityField(forms.ModelChoiceField):
    """An activity that was picked on a page of its own, for a mission has too many for a list."""

    def __init__(self, label: Any, *, required: bool = False) -> None:
        super().__init__(Activity.objects.none(), label=label, required=required, empty_label=_("None"))

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} ({obj.lead})"


class RowField(forms.ModelChoiceField):
    """Another row of the mission, such as a forum or a network, by name."""

    def __init__(self, model: Any, label: Any, *, required: bool = False, help_text: Any = "") -> None:
        super().__init__(
            model.objects.none(),
            label=label,
            required=required,
            help_text=help_text,
            empty_label=_("Choose") if required else _("None"),
        )


class DocumentsField(forms.ModelMultipleChoiceField):
    """Documents of the mission that the person may see: the newest, and those that are named already."""

    def __init__(self, label: Any = None, *, help_text: Any = "") -> None:
        super().__init__(
            Document.objects.none(),
            label=label or _("Documents that show it"),
            required=False,
            help_text=help_text,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
        )


def agency_words(agency: Any) -> str:
    """Its name, with the acronym that people know it by."""
    return f"{agency.name} ({agency.acronym})" if agency.acronym else str(agency.name)


class RecordForm(VersionedModelForm):
    """The form of a row of a register. `lists` are its many-to-many fields, saved beside the columns.

    Each field offers what is of the mission and the person may see. A new row carries its identifier, so that
    a form that is sent twice makes one row.
    """

    lists: ClassVar[tuple[str, ...]] = ()
    new = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any,
        *,
        here: Here,
        instance: Any,
        picked: dict[str, Any] | None = None,
        **more: Any,
    ) -> None:
        self.here = here
        self.picked = picked or {}
        initial = {"new": uuid4(), **{name: one.pk for name, one in self.picked.items()}}
        if instance.pk is not None:
            initial |= {name: [one.pk for one in getattr(instance, name).all()] for name in self.lists}
        super().__init__(data, instance=instance, initial=initial, **more)
        if instance.pk is not None:
            del self.fields["new"]
        for name, field in list(self.fields.items()):
            self._offer(name, field)
        self.begin()
        # Fields that `begin` put in the place of others are bound anew: a bound field keeps its first field.
        self._bound_fields_cache.clear()  # type: ignore[attr-defined]
        self.carry_what_is_seen()

    def begin(self) -> None:
        """What else the fields offer; called once all fields of the class are there."""

    @classmethod
    def activity_fields(cls) -> list[str]:
        """The fields in which an activity is picked on a page of its own."""
        return [name for name, field in cls.base_fields.items() if isinstance(field, ActivityField)]

    @property
    def columns(self) -> list[str]:
        """The columns that the form writes."""
        names = self._meta.fields or ()
        return [name for name in names if name in self.fields and name not in self.lists]

    def listed(self) -> dict[str, list[Any]]:
        """What each list holds from now on, of a valid form; documents the person may not see stay on it."""
        said = {name: list(self.cleaned_data[name]) for name in self.lists if name in self.fields}
        if "documents" in said and self.instance.pk is not None:
            offered: Any = self.fields["documents"]
            said["documents"] += list(self.instance.documents.exclude(pk__in=offered.queryset.values("pk")))
        return said

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.instance.pk is None and self.cleaned_data.get("new"):
            self.instance.uuid = self.cleaned_data["new"]

    def _offer(self, name: str, field: Any) -> None:
        """Let a field offer the rows of the mission."""
        here = self.here
        if isinstance(field, AgencyField | AgenciesField):
            offered = Agency.objects.filter(missionagency__mission=here.mission).order_by("name")
            if getattr(field, "own", False) and not here.plans:
                offered = offered.filter(pk__in=[one.pk for one in self.own_agencies()])
                field.required, field.empty_label = True, None
            field.queryset = offered
        elif isinstance(field, AreaField | AreasField):
            areas: Any = Area.objects.filter(mission=here.mission)
            field.queryset = areas.defer("geometry").order_by("name")
        elif isinstance(field, ObjectiveField):
            field.queryset = Objective.objects.filter(mission=here.mission)
            field.choices = [
                ("", field.empty_label),
                *((pk, words) for pk, (words, _a) in here.objectives.items()),
            ]
        elif isinstance(field, RowField):
            listed: Any = field.queryset
            rows = listed.model.objects.visible_to(here.user)
            field.queryset = rows.filter(mission=here.mission).order_by("name")
        elif isinstance(field, ActivityField):
            self._offer_activity(name, field)
        elif isinstance(field, DocumentsField):
            self._offer_documents(name, field)

    def own_agencies(self) -> list[Agency]:
        """The agencies in whose name this person writes here."""
        return self.here.agencies

    def _offer_activity(self, name: str, field: Any) -> None:
        """What was picked, and what stands there."""
        visible = activities_for(self.here.user, self.here.mission).select_related("lead")
        field.queryset = visible
        stored = getattr(self.instance, name) if getattr(self.instance, f"{name}_id") else None
        shown = {one.pk: one for one in (self.picked.get(name), stored) if one is not None}
        field.choices = [
            *([] if field.required and shown else [("", field.empty_label)]),
            *((pk, field.label_from_instance(one)) for pk, one in shown.items()),
        ]

    def _offer_documents(self, name: str, field: Any) -> None:
        """None where the mission has no document yet."""
        visible = documents_for(self.here.user, self.here.mission)
        named = [] if self.instance.pk is None else [one.pk for one in self.instance.documents.all()]
        newest = list(visible.values_list("pk", flat=True)[:MOST_DOCUMENTS])
        field.queryset = visible.filter(pk__in={*newest, *named})
        if not newest:
            del self.fields[name]


class RemoveForm(VersionedForm):
    """The button that takes a row out."""


class NarrowForm(forms.Form):
    """Which rows of a register are shown: by words, and by each of its columns of choices."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200)

    def __init__(self, data: Any, register: Register) -> None:
        super().__init__(data, use_required_attribute=False)
        self.register = register
        if not register.words:
            del self.fields["q"]
        for name in register.choices:
            column: Any = register.model._meta.get_field(name)
            self.fields[name] = forms.ChoiceField(
                label=register.labels.get(name, column.verbose_name),
                required=False,
                choices=[("", _("Any")), *column.choices],
            )

    def narrowed(self, rows: Any) -> Any:
        """Those that are asked for; all where something unknown is asked. No query."""
        if not self.is_valid():
            return rows
        asked = self.cleaned_data
        for name in self.register.choices:
            if asked[name]:
                rows = rows.filter(**{name: asked[name]})
        if asked.get("q"):
            found = Q()
            for name in self.register.words:
                found |= Q(**{f"{name}__icontains": asked["q"]})
            rows = rows.filter(found)
        return rows


def picked_of(here: Here, asked: Any, form: type[RecordForm]) -> dict[str, Any]:
    """The rows that an address names for fields of a form, as far as the person may see them. One query for
    each that is named."""
    found: dict[str, Any] = {}
    for name, field in form.base_fields.items():
        if not asked.get(name) or not isinstance(field, ActivityField | AgencyField | RowField):
            continue
        with contextlib.suppress(ValueError):
            uuid = UUID(str(asked[name]))
            listed: Any = field.queryset
            rows = listed.model.objects.visible_to(here.user).filter(uuid=uuid)
            if isinstance(field, AgencyField):
                rows = rows.filter(missionagency__mission=here.mission)
            else:
                rows = rows.filter(mission=here.mission)
            if isinstance(field, ActivityField):
                rows = rows.select_related("lead")
            found[name] = rows.first()
    return {name: one for name, one in found.items() if one is not None}


def activities_found(here: Here, words: str) -> list[Activity]:
    """Activities whose title holds the words, by title, at most a page of them. One query."""
    rows = activities_for(here.user, here.mission).select_related("lead").order_by("title", "pk")
    if words.strip():
        rows = rows.filter(search__contains=fold(words.strip()))
    return list(rows[:MOST_FOUND])


def refuse_other_agencies() -> ValidationError:
    """What somebody is told who would write a row of an agency that is not theirs."""
    return ValidationError(gettext("You write here for your own agency: name it in the row."))
