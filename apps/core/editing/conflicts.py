"""What two people did to one row, field by field, in words; and the words in which two texts differ."""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _

from apps.core.templatetags.nexusplan import day

MOST_WORDS = 3000
"""Texts with more are shown without marks: comparing them would keep the page waiting."""
SIDES = ("both", "theirs", "mine")
AROUND = 12
"""Words kept on each side of a change in a long run of equal ones."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text: `same`, `new` or `gone`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: what it was, what stands in the database now, what the person wrote; None where empty."""

    name: str
    label: str
    was: str | None
    theirs: str | None
    mine: str | None
    choice: bool = True
    """Whether the form asks whose version counts; a line that one side removed is kept or removed there."""

    @property
    def theirs_marked(self) -> list[Piece]:
        return marked(self.was, self.theirs)

    @property
    def mine_marked(self) -> list[Piece]:
        return marked(self.was, self.mine)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Fields by who changed them since the person opened the form: both, only the others, only the person."""

    both: Sequence[FieldChange] = ()
    theirs: Sequence[FieldChange] = ()
    mine: Sequence[FieldChange] = ()

    @classmethod
    def of(cls, several: "Iterable[Conflict]") -> "Conflict":
        """All of them as one, in their order."""
        found = list(several)
        return cls(*([one for each in found for one in getattr(each, side)] for side in SIDES))


def marked(before: str | None, after: str | None) -> list[Piece]:
    """`after` with the words that are new in it and those of `before` that are gone, long equal runs cut."""
    old, new = _words(before), _words(after)
    if not old or not new or len(old) + len(new) > MOST_WORDS:
        return [Piece("same", after)] if after else []
    return list(_pieces(old, new))


def _words(text: str | None) -> list[str]:
    return re.findall(r"\s*\S+", text or "")


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (kind, i, j, k, m) in enumerate(blocks):
        if kind == "equal":
            yield Piece("same", _cut(new[k:m], first=place == 0, last=place == len(blocks) - 1))
            continue
        if i < j:
            yield Piece("gone", "".join(old[i:j]))
        if k < m:
            yield Piece("new", "".join(new[k:m]))


def _cut(words: list[str], *, first: bool, last: bool) -> str:
    before, after = (0 if first else AROUND), (0 if last else AROUND)
    if len(words) <= before + after + AROUND:
        return "".join(words)
    return "".join([*words[:before], " …", *words[len(words) - after :]])


def in_words(field: forms.Field, raw: Any) -> str | None:
    """A value as a form sent or holds it, as people read it; None for nothing. At most one query."""
    if isinstance(field, forms.BooleanField) and not isinstance(field, forms.NullBooleanField):
        return _("Yes") if field.to_python(raw) else _("No")
    if raw in field.empty_values:
        return None
    if isinstance(field, forms.ChoiceField):
        labels = _labels(field, raw)
        return ", ".join(labels) or None
    try:
        value = field.to_python(raw)
    except ValidationError:
        return str(raw)
    return str(day(value)) if type(value) is datetime.date else str(raw)


def _labels(field: forms.ChoiceField, raw: Any) -> list[str]:
    given = [str(one) for one in raw] if isinstance(raw, list | tuple) else [str(raw)]
    if isinstance(field, forms.ModelChoiceField) and isinstance(field.choices, ModelChoiceIterator):
        return _labels_of_rows(field, raw)
    known: dict[str, str] = {}
    for key, label in cast("Iterable[tuple[Any, Any]]", field.choices):
        if isinstance(label, list | tuple):
            known |= {str(inner): str(words) for inner, words in label}
        else:
            known[str(key)] = str(label)
    return [known.get(one, one) for one in given]


def _labels_of_rows(field: "forms.ModelChoiceField[Any]", raw: Any) -> list[str]:
    try:
        found: Any = field.to_python(raw)
    except ValidationError:
        return [_("(no longer to be chosen)")]
    rows = found if hasattr(found, "__iter__") else [found]
    return [str(field.label_from_instance(row)) for row in rows]
