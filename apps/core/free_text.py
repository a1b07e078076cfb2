"""A warning where a free text seems to name how to reach or find a person: nexusplan is no place for that.

A warning, not a refusal: the text may be an office's. It is given once, with a box to save anyway. The forms
of `apps.core.editing` warn by themselves; another form does with `WarnsOfPersonalData` before its base.
"""

import re
import unicodedata
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
PHONE = re.compile(r"(?<![\w.,])(?:(?:\+|00)\d(?:[ \-()]{0,2}\d){6,14}|0\d(?:[ \-]?\d){7,10})(?![\w.,]?\d)")
"""With the code of a country, or with a leading zero as at home; amounts and dates have neither."""
PAIR = re.compile(r"(?<![\d.])[-−]?\d{1,2}\.\d{3,}°?\s*[NS]?\s*[,;/ ]\s*[-−]?\d{1,3}\.\d{3,}")
DEGREES = re.compile(r"\d{1,3}\s*°\s*\d{1,2}(?:\.\d+)?\s*['′’]|\d{1,3}(?:\.\d+)?\s*°\s*[NSEW]\b")
ANYWAY = "save_anyway"


def kinds_in(text: str) -> list[str]:
    """What the text seems to hold, as words for the reader: e-mail addresses, phone numbers, coordinates."""
    text = "".join(str(unicodedata.digit(letter, letter)) for letter in text)
    found = []
    if EMAIL.search(text):
        found.append(_("an e-mail address"))
    # What is an address is no phone number as well.
    if PHONE.search(EMAIL.sub(" ", text)):
        found.append(_("a phone number"))
    if PAIR.search(text) or DEGREES.search(text):
        found.append(_("coordinates"))
    return found


class WarnsOfPersonalData(forms.BaseForm):
    """Looks at every field of several lines; `not_free_text` names those that are meant for addresses."""

    not_free_text: ClassVar[tuple[str, ...]] = ()
    data: Any
    _errors: Any

    def full_clean(self) -> None:
        self.fields.pop(ANYWAY, None)
        super().full_clean()
        if not self.is_bound:
            return
        agreed = bool(self.data.get(self.add_prefix(ANYWAY)))
        warned = not agreed and not self._errors and self._warnings()
        if not agreed and not warned:
            return
        if agreed and not self._errors:
            return
        self.fields[ANYWAY] = forms.BooleanField(label=gettext_lazy("Save anyway"), required=False)
        for said in warned or ():
            self.add_error(ANYWAY, said)

    def _warnings(self) -> list[str]:
        said = []
        for name, field in self.fields.items():
            text = self.cleaned_data.get(name)
            if name in self.not_free_text or not isinstance(text, str):
                continue
            if not isinstance(field.widget, forms.Textarea) or not self._is_new(name, text):
                continue
            said += [
                _("“%(field)s” seems to hold %(kind)s. Whoever may read it could find a person by it.")
                % {"field": self[name].label, "kind": kind}
                for kind in kinds_in(text)
            ]
        return said

    def _is_new(self, name: str, text: str) -> bool:
        """Whether the text is not what stood there before: nobody is asked twice about the same words."""
        before = self.get_initial_for_field(self.fields[name], name)
        return not isinstance(before, str) or before.split() != text.split()
