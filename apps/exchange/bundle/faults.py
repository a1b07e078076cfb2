"""What the reader and the checker say about a file: faults with an address, a code and one clear sentence.

The codes are those of the format and are part of it: programs read them, people read the message.
"""

import difflib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SHOWN = 60  # characters of a value that a message repeats
LISTED = 40  # names that a message lists; no object of the format has more members
COMPARABLE = 64  # longer names are not compared: difflib is quadratic and no name of the format is as long
CHOICES = 500  # in a larger collection no near key is looked for
SUGGESTIONS = 200  # per checked document; a hostile file must not buy minutes of searching


class Code(StrEnum):
    """The codes of the format. `edit_conflict` and `shared_field` come from the import, not from here."""

    UNKNOWN_FIELD = "unknown_field"
    MISSING_FIELD = "missing_field"
    WRONG_TYPE = "wrong_type"
    BAD_VALUE = "bad_value"
    BAD_DATE = "bad_date"
    BAD_DECIMAL = "bad_decimal"
    UNKNOWN_REFERENCE = "unknown_reference"
    DUPLICATE_KEY = "duplicate_key"
    REGISTER_CONFLICT = "register_conflict"
    RULE_BROKEN = "rule_broken"
    EDIT_CONFLICT = "edit_conflict"
    SHARED_FIELD = "shared_field"
    UNSUPPORTED_VERSION = "unsupported_version"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file: where (RFC 6901 pointer), which code, and a sentence for the reader."""

    pointer: str
    code: Code
    message: str

    def as_dict(self) -> dict[str, str]:
        """The fault as the format writes it."""
        return {"pointer": self.pointer, "code": self.code.value, "message": self.message}


class BundleRefused(Exception):
    """A file that is not taken, with every fault found in it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(
            "\n".join(f"{fault.pointer or '/'} {fault.code}: {fault.message}" for fault in self.faults)
        )


type_names: dict[str, Promise] = {
    "object": gettext_lazy("an object"),
    "array": gettext_lazy("a list"),
    "string": gettext_lazy("a text in quotes"),
    "integer": gettext_lazy("a whole number"),
    "number": gettext_lazy("a number"),
    "boolean": gettext_lazy("true or false"),
    "null": gettext_lazy("null"),
}


def pointer(parts: Iterable[str | int]) -> str:
    """The RFC 6901 pointer of a path; "" is the whole document. Always encodable as UTF-8."""
    text = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return printable(text)


def printable(text: str) -> str:
    r"""The text with lone surrogates written as \udxxx, so that it can be printed and sent."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def shown(value: object) -> str:
    """A value as a message repeats it: short, on one line, never a whole list or object."""
    if isinstance(value, dict):
        return str(type_names["object"])
    if isinstance(value, list):
        return str(type_names["array"])
    if isinstance(value, str):
        text = value if len(value) <= SHOWN else value[:SHOWN] + "…"
        return f"“{printable(json.dumps(text, ensure_ascii=False)[1:-1])}”"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int) and value.bit_length() > 128:
        return _("a number of more than 38 digits")
    if isinstance(value, (int, float)):
        return str(value)
    return type(value).__name__


def some_names(names: Collection[str]) -> str:
    """Names as a message lists them: all if they are few, the first of them and … if they are many."""
    few = [printable(name if len(name) <= SHOWN else name[:SHOWN] + "…") for name in islice(names, LISTED)]
    return ", ".join(few) + (", …" if len(names) > LISTED else "")


class Suggester:
    """Finds the nearest known name, with a budget for the whole document."""

    def __init__(self) -> None:
        self._left = SUGGESTIONS

    def nearest(self, name: object, known: Collection[str]) -> str | None:
        """The known name nearest to `name`, None if none is near or the search would cost too much."""
        if not isinstance(name, str) or len(name) > COMPARABLE or len(known) > CHOICES or self._left == 0:
            return None
        self._left -= 1
        same = [other for other in known if other.casefold() == name.casefold().strip()]
        found = same or difflib.get_close_matches(name, known, n=1, cutoff=0.6)
        return found[0] if found else None

    def did_you_mean(self, name: object, known: Collection[str]) -> str:
        """A sentence that names the nearest known name, with a leading blank, or nothing."""
        found = self.nearest(name, known)
        return "" if found is None else " " + _("Did you mean “%(name)s”?") % {"name": found}
