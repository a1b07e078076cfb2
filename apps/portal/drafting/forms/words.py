"""The words of one part of a draft in another language."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.benchmarks.drafting.translating import WORDS, changed_since, translation_of
from apps.core.editing.conflicts import Piece, marked
from apps.core.editing.forms import VersionedForm
from apps.frameworks.enums import TranslationOrigin
from apps.frameworks.models import Assumption
from apps.portal.drafting.forms.base import LinesField, ProseField

LABELS = {
    "vision": _("Vision"),
    "pillars": _("Pillars"),
    "title": _("Title"),
    "description": _("Description"),
    "text": _("Text"),
    "statement": _("Benchmark"),
}
LONG = frozenset({"vision", "description", "text"})


def is_prose(row: Any, name: str) -> bool:
    """Whether the column holds a long text with headings and lists."""
    return name in LONG and not isinstance(row, Assumption)


def changes_of(row: Any, found: Mapping[str, Any] | None) -> dict[str, list[Piece]]:
    """The original of a translation, by column, with what of it is new since it was translated. No query."""
    return {
        name: marked(_plain(was), _plain(getattr(row, name))) for name, was in changed_since(found).items()
    }


def _plain(words: Any) -> str:
    return "\n".join(words) if isinstance(words, list) else str(words or "")


class WordsForm(VersionedForm):
    """What a part says, in one language, and who translated it; `row` is the part."""

    origin = forms.ChoiceField(
        label=_("How it came about"),
        required=False,
        choices=[("", _("Choose")), *TranslationOrigin.choices],
        help_text=_("“Checked” means that a person who knows both languages read it against the original."),
    )

    def __init__(self, data: Any, *, row: Any, language: str) -> None:
        super().__init__(data, row=row, initial=dict(translation_of(row, language) or {}))
        names = [name for name in WORDS[type(row)] if getattr(row, name)]
        for name in names:
            self.fields[name] = self._field(row, name)
        self.order_fields([*names, "origin"])
        self.carry_what_is_seen()

    def _field(self, row: Any, name: str) -> forms.Field:
        label = LABELS[name]
        if name == "pillars":
            return LinesField(label=label, help_text=_("One on each line, in the order of the original."))
        if is_prose(row, name):
            return ProseField(label=label, rows=8)
        widget = forms.Textarea(attrs={"rows": 3})
        return forms.CharField(label=label, required=False, empty_value=None, widget=widget)

    def clean_pillars(self) -> list[str] | None:
        pillars: list[str] | None = self.cleaned_data["pillars"]
        row: Any = self.row
        if pillars and len(pillars) != len(row.pillars):
            raise forms.ValidationError(
                gettext("There are %(n)s pillars: translate each of them on its own line."),
                params={"n": len(row.pillars)},
            )
        return pillars
