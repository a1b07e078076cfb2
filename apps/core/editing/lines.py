"""Lines of one row that are changed in its form: they share its version, and are merged one by one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT, formset_factory
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from apps.core.editing.conflicts import SIDES, Conflict, FieldChange, in_words
from apps.core.editing.forms import Versioned, sent_as_seen, writable

KEY = "key"
MOST_LINES = 200


class VersionedLine(Versioned, forms.Form):
    """One line. `key`, a primary key or a uuid, names it between two requests; a new line has none."""

    version_name = KEY
    use_required_attribute = False

    key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carry_what_is_seen()

    @property
    def row(self) -> models.Model | None:
        """None: the version is the one of the row that the lines belong to."""
        return None

    def in_words(self, *, seen: bool = False) -> str | None:
        """All values of the line as they were sent or, `seen`, as they had been shown."""
        told = [
            in_words(bound.field, sent_as_seen(bound, self.data) if seen else bound.data)
            for bound in self.merged_fields()
        ]
        return ", ".join(filter(None, told)) or None


class VersionedLines(forms.BaseFormSet):
    """The lines, made by `lines_of`; `initial` holds them as they stand, each with its key, in a fixed order.

    Given to the form of the row as `lines=[...]`, which checks them and shows their conflicts with its own.
    """

    data: Any
    prefix: str
    title: Any = ""

    def said(self) -> list[tuple[str | None, Mapping[str, Any]]]:
        """Key, None for a new line, and values of each line that stays, in order; of valid lines."""
        return [
            (form.cleaned_data.get(KEY) or None, form.cleaned_data)
            for form in self.forms
            if not form.cleaned_data.get(DELETION_FIELD_NAME)
            and not (form.empty_permitted and not form.has_changed())
        ]

    def merge(self) -> Conflict:
        """Rebuild what was sent on the lines as they stand now. What each side did, line by line."""
        old = writable(self.data)
        places = [place for place in range(self.total_form_count()) if self._holds_something(old, place)]
        self.data = _without_lines(old, self.prefix)
        now = [dict(values) for values in self.initial or ()]
        known = {str(values[KEY]) for values in now}
        by_key = {key: place for place in places if (key := self._key(old, place))}
        found = []
        for number, values in enumerate(now):
            place = by_key.get(str(values[KEY]))
            found.append(
                self._theirs(number, values)
                if place is None
                else self._met(number, self._line(old, place, values))
            )
        total = len(now)
        for place in places:
            key = self._key(old, place)
            if key not in known:
                line = self._line(old, place, {})
                conflict, kept = self._mine(total, line) if not key else self._removed_by_them(total, line)
                found.append(conflict)
                total += kept
        self.data[f"{self.prefix}-{TOTAL_FORM_COUNT}"] = str(total)
        self.data[f"{self.prefix}-{INITIAL_FORM_COUNT}"] = str(len(now))
        for name in ("forms", "management_form"):
            self.__dict__.pop(name, None)
        return Conflict.of(found)

    # One line ------------------------------------------------------------------------------------------

    def _theirs(self, number: int, values: Mapping[str, Any]) -> Conflict:
        """A line that they added."""
        line = self._line(MultiValueDict(), number, values)
        line.merge()
        self._put(line, number, key=str(values[KEY]))
        return Conflict(theirs=[_whole(number, was=None, theirs=line.in_words(), mine=None)])

    def _met(self, number: int, line: Any) -> Conflict:
        """A line that is still there."""
        was = line.in_words(seen=True)
        conflict: Conflict = line.merge()
        self._put(line, number, key=line[KEY].data)
        if line.data.get(f"{line.prefix}-{DELETION_FIELD_NAME}"):
            theirs = line.in_words() if conflict.theirs or conflict.both else was
            whole = _whole(number, was=was, theirs=theirs, mine=_("(removed)"))
            return Conflict(mine=[whole]) if theirs == was else Conflict(both=[whole])
        return Conflict(
            *(
                [self._of_line(change, number, line) for change in cast("Any", getattr(conflict, side))]
                for side in SIDES
            )
        )

    def _mine(self, number: int, line: Any) -> tuple[Conflict, bool]:
        """A line that the person added."""
        self._put(line, number, key="")
        return Conflict(mine=[_whole(number, was=None, theirs=None, mine=line.in_words())]), True

    def _removed_by_them(self, number: int, line: Any) -> tuple[Conflict, bool]:
        """A line that is gone, and whether the form keeps it as a new one because the person changed it."""
        was, mine = line.in_words(seen=True), line.in_words()
        changed = any(line.side(bound) in {"both", "mine"} for bound in line.merged_fields())
        kept = changed and not line.data.get(f"{line.prefix}-{DELETION_FIELD_NAME}")
        if not kept:
            return Conflict(theirs=[_whole(number, was=was, theirs=None, mine=None)]), False
        self._put(line, number, key="")
        return Conflict(both=[_whole(number, was=was, theirs=_("(removed)"), mine=mine)]), True

    def _line(self, data: Any, place: int, values: Mapping[str, Any]) -> Any:
        return self.form(data, prefix=self.add_prefix(place), initial=values)

    def _key(self, data: Any, place: int) -> str:
        return str(data.get(f"{self.add_prefix(place)}-{KEY}") or "")

    def _holds_something(self, data: Any, place: int) -> bool:
        """A line with a key, or a new one in which something was entered."""
        if self._key(data, place):
            return True
        line = self._line(data, place, {})
        return any(line.side(bound) in {"both", "mine"} for bound in line.merged_fields())

    def _put(self, line: Any, number: int, *, key: str) -> None:
        """Write the data of a line at its new place."""
        before, after = f"{line.prefix}-", f"{self.add_prefix(number)}-"
        for start in ("", "initial-"):
            for name, texts in line.data.lists():
                if name.startswith(start + before):
                    self.data.setlist(start + after + name.removeprefix(start + before), texts)
        self.data[f"{after}{KEY}"] = key

    def _of_line(self, change: FieldChange, number: int, line: Any) -> FieldChange:
        name = f"{self.add_prefix(number)}-{change.name.removeprefix(f'{line.prefix}-')}"
        label = _("Line %(number)s, %(field)s") % {"number": number + 1, "field": change.label}
        return replace(change, name=name, label=label)


def lines_of(line: type[VersionedLine], *, title: Any, empty: int = 2) -> type[VersionedLines]:
    """Lines of this kind under a title, with so many empty ones for new lines and a box to remove each."""
    made = formset_factory(
        line, formset=VersionedLines, extra=empty, can_delete=True, max_num=MOST_LINES, validate_max=True
    )
    made.title = title  # type: ignore[attr-defined]
    return cast("type[VersionedLines]", made)


def _whole(number: int, *, was: str | None, theirs: str | None, mine: str | None) -> FieldChange:
    label = _("Line %(number)s") % {"number": number + 1}
    return FieldChange(name="", label=label, was=was, theirs=theirs, mine=mine, choice=False)


def _without_lines(data: Any, prefix: str) -> Any:
    """The data without the lines; what counts them stays."""
    left = data.copy()
    for name in list(left):
        if name.startswith((f"{prefix}-", f"initial-{prefix}-")) and not name.endswith("_FORMS"):
            del left[name]
    return left
