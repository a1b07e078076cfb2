"""Forms of one row that carry the version and the values they were filled from."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import model_to_dict
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from apps.core.editing.conflicts import Conflict, FieldChange, in_words
from apps.core.forms import row_version_field
from apps.core.free_text import WarnsOfPersonalData

VERSION = "row_version"
NO_FILES: "MultiValueDict[str, Any]" = MultiValueDict()
TAKE = "take"
"""Ending of the name under which a field changed by both says whose value counts: "mine" or "theirs"."""


class Lines(Protocol):
    """Lines that belong to the row (`lines.VersionedLines`)."""

    def merge(self) -> Conflict: ...

    def is_valid(self) -> bool: ...


class Versioned(forms.BaseForm):
    """What both kinds of forms share.

    Three values of each field meet: the one the person saw (Django's hidden initial value), the one they
    sent, and the one the row has now (the form's initial value: the row has to be read anew in each request).
    What only others changed is taken over, what the person changed stays, and version and seen values become
    those of now: the form that is shown again is the merged one, and sending it is a save like any other.
    """

    data: Any
    lines: Sequence[Lines] = ()
    version_name = VERSION
    _conflict: Conflict | None = None

    @property
    def row(self) -> models.Model | None:
        """The row being changed, as it stands; None for a new one."""
        raise NotImplementedError

    def carry_what_is_seen(self) -> None:
        """Let each field that can be merged carry its value; call it once all fields are there."""
        for bound in self.merged_fields():
            bound.field.show_hidden_initial = True

    def merged_fields(self) -> list[forms.BoundField]:
        """The fields that two people can change; not files, and not what is only shown."""
        return [
            self[name]
            for name, field in self.fields.items()
            if name != self.version_name and not field.disabled and not isinstance(field, forms.FileField)
        ]

    @cached_property
    def changed_data(self) -> list[str]:
        """Names of the fields that the person changed from what they saw."""
        if self.is_bound:
            self.errors  # noqa: B018  only then stands in the data what was seen
        bound: list[Any] = [self[name] for name in self.fields if name != self.version_name]
        return [one.name for one in bound if one._has_changed()]  # noqa: SLF001  Django's own way

    @property
    def conflict(self) -> Conflict | None:
        """What both sides did, where the row has moved on under the person."""
        if self.is_bound:
            self.errors  # noqa: B018  finds it
        return self._conflict

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if self._conflict is not None or not self.is_bound:
            return False
        return all([lines.is_valid() for lines in self.lines]) and valid  # noqa: C419  all their errors

    def full_clean(self) -> None:
        self._conflict = None
        if self.is_bound:
            self.carry_what_is_seen()
            self._conflict = self._meet()
        if self._conflict is None:
            super().full_clean()
            return
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data: dict[str, Any] = {}
        self.add_error(None, self.conflict_sentence())

    def conflict_sentence(self) -> str:
        """What stands on top of the form."""
        if not self.merged_fields():
            return _("Somebody else changed this since you opened it. Look at it again before you go on.")
        return _("Somebody else changed this since you opened it. Nothing is saved yet, and nothing is lost.")

    # Three values of each field ------------------------------------------------------------------------

    def _meet(self) -> Conflict | None:
        """Hold the data against the row as it is now, and merge it in. What both sides did, if it matters."""
        self.data = writable(self.data)
        if not self._stale():
            self._take_theirs()
            for one in self.merged_fields():
                self._set_seen(one)
            return None
        found = Conflict.of([self.merge(), *(lines.merge() for lines in self.lines)])
        if self.version_name in self.fields:
            self.data[self[self.version_name].html_name] = str(self._version() or "")
        only_a_button = not self.lines and not self.merged_fields()
        return found if found.both or found.mine or only_a_button else None

    def merge(self) -> Conflict:
        """Merge the row as it is now into what was sent. What each side did."""
        self.data = writable(self.data)
        self._take_theirs()
        found: dict[str, list[FieldChange]] = {"both": [], "theirs": [], "mine": []}
        for one in self.merged_fields():
            side = self.side(one)
            if side is not None and not (one.is_hidden and side == "theirs"):
                found[side].append(self._change(one))
            if side == "theirs":
                self._set(one, one.initial)
            self._set_seen(one)
        return Conflict(**found)

    def _take_theirs(self) -> None:
        for one in self.merged_fields():
            if self.data.get(f"{one.html_name}-{TAKE}") == "theirs":
                self._set(one, self._seen(one, self.data))

    def _version(self) -> int | None:
        return getattr(self.row, VERSION, None)

    def _stale(self) -> bool:
        """Whether the row is no longer the one that was seen; False where no version was sent, an error.

        A row without a version is compared by the values that were seen.
        """
        if self.row is None or self.version_name not in self.fields:
            return False
        if self._version() is None:
            return any(
                _differ(one.field, self._seen(one, self.data), self._shown(one, one.initial))
                for one in self.merged_fields()
                if one.html_initial_name in self.data
            )
        field = self[self.version_name]
        try:
            return field.field.clean(field.data) not in {None, self._version()}
        except ValidationError:
            return False

    def side(self, bound: forms.BoundField) -> str | None:
        """Who changed the field: "both" differently, "theirs", "mine", or None."""
        seen, now = self._seen(bound, self.data), self._seen(bound, self._as_seen(bound))
        mine = _differ(bound.field, seen, bound.data)
        theirs = _differ(bound.field, seen, self._shown(bound, bound.initial))
        if mine and theirs:
            return "both" if _differ(bound.field, now, bound.data) else None
        return "mine" if mine else "theirs" if theirs else None

    def _change(self, bound: forms.BoundField) -> FieldChange:
        return FieldChange(
            name=bound.html_name,
            label=str(bound.label),
            was=in_words(bound.field, sent_as_seen(bound, self.data)),
            theirs=in_words(bound.field, self._shown(bound, bound.initial)),
            mine=in_words(bound.field, bound.data),
        )

    @staticmethod
    def _seen(bound: forms.BoundField, data: Any) -> Any:
        """The value that was seen; None where it is no value any more."""
        try:
            return bound.field.to_python(sent_as_seen(bound, data))
        except ValidationError:
            return None

    @staticmethod
    def _as_seen(bound: forms.BoundField) -> "MultiValueDict[str, Any]":
        """What the hidden field sends for the row as it is now."""
        value = bound.field.prepare_value(bound.initial)
        return MultiValueDict(sent(bound.field.hidden_widget(), bound.html_initial_name, value))

    @staticmethod
    def _shown(bound: forms.BoundField, value: Any) -> Any:
        """What the field itself would send if it held this value."""
        widget = bound.field.widget
        data = MultiValueDict(sent(widget, bound.html_name, bound.field.prepare_value(value)))
        return widget.value_from_datadict(data, NO_FILES, bound.html_name)

    def _set(self, bound: forms.BoundField, value: Any) -> None:
        prepared = bound.field.prepare_value(value)
        for name, texts in sent(bound.field.widget, bound.html_name, prepared).items():
            self.data.setlist(name, texts)

    def _set_seen(self, bound: forms.BoundField) -> None:
        for name, texts in self._as_seen(bound).lists():
            self.data.setlist(name, texts)


class VersionedForm(WarnsOfPersonalData, Versioned, forms.Form):
    """A form of the fields that a service takes. `row` is the row being changed, read in this request."""

    use_required_attribute = False

    def __init__(
        self,
        data: Any = None,
        *args: Any,
        row: models.Model | None,
        lines: Sequence[Lines] = (),
        **kwargs: Any,
    ) -> None:
        self._row, self.lines = row, lines
        stored = {} if row is None else model_to_dict(row, fields=[*self.base_fields])
        kwargs["initial"] = stored | (kwargs.get("initial") or {})
        super().__init__(data, *args, **kwargs)
        if row is not None:
            self.fields[VERSION] = row_version_field(initial=self._version())
        self.carry_what_is_seen()

    @property
    def row(self) -> models.Model | None:
        return self._row


class VersionedModelForm(WarnsOfPersonalData, Versioned, forms.ModelForm):
    """A model form whose `instance` is read in this request; services save `changed_data` of it."""

    use_required_attribute = False

    def __init__(self, *args: Any, lines: Sequence[Lines] = (), **kwargs: Any) -> None:
        self.lines = lines
        super().__init__(*args, **kwargs)
        if self.row is not None:
            self.fields[VERSION] = row_version_field(initial=self._version())
        self.carry_what_is_seen()

    @property
    def row(self) -> models.Model | None:
        return self.instance if self.instance.pk is not None else None


def sent_as_seen(bound: forms.BoundField, data: Any) -> Any:
    """What the hidden field of what was seen has sent."""
    return bound.field.hidden_widget().value_from_datadict(data, NO_FILES, bound.html_initial_name)


def sent(widget: forms.Widget, name: str, value: Any) -> Mapping[str, list[Any]]:
    """What a browser sends for a widget that shows a prepared value, by name."""
    if isinstance(widget, forms.MultiWidget):
        several: Any = widget
        parts = value if isinstance(value, list | tuple) else several.decompress(value)
        found: dict[str, list[Any]] = {}
        for ending, inner, part in zip(several.widgets_names, several.widgets, parts, strict=True):
            found |= sent(inner, name + ending, part)
        return found
    if isinstance(widget, forms.CheckboxInput):
        return {name: ["on"] if widget.check_test(value) else []}
    shown = widget.format_value(value)
    if isinstance(shown, list | tuple | set):
        return {name: [str(one) for one in shown]}
    return {name: ["" if shown is None else _one_kind_of_line(str(shown))]}


def _one_kind_of_line(value: Any) -> Any:
    """A text with its lines ended as browsers send them."""
    return re.sub(r"\r\n|\r|\n", "\r\n", value) if isinstance(value, str) else value


def _differ(field: forms.Field, one: Any, other: Any) -> bool:
    return bool(field.has_changed(_one_kind_of_line(one), _one_kind_of_line(other)))


def writable(data: Any) -> Any:
    """Data that can be written to; a plain mapping becomes what a browser would have sent."""
    if hasattr(data, "setlist"):
        return data.copy()
    return MultiValueDict(
        {name: list(value) if isinstance(value, list | tuple) else [value] for name, value in data.items()}
    )
