"""Values that no table can hold, sorted out before the schema sees them, so that nothing crashes later.

Refused are text with the character U+0000 or a lone surrogate (PostgreSQL stores neither), numbers that are
not finite, nesting beyond MAX_DEPTH, and, for callers that hand in Python objects, whatever JSON does not
know.
"""

import sys
from typing import Any

from django.utils.translation import gettext as _

from .faults import Code, Fault, pointer, shown

MAX_DEPTH = 64  # the document itself is level 1; the format needs 9, source records are somebody else's
LARGEST = sys.float_info.max


def storable(text: str) -> bool:
    """Whether the text can be written as UTF-8 and stored in a text column."""
    if "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _is_sound(value: object, room: int) -> bool:
    if isinstance(value, str):
        return storable(value)
    if value is None or value is True or value is False:
        return True
    if isinstance(value, (int, float)):
        return -LARGEST <= value <= LARGEST
    if isinstance(value, dict):
        if room <= 0:
            return False
        for name, entry in value.items():
            if not (isinstance(name, str) and storable(name) and _is_sound(entry, room - 1)):
                return False
        return True
    if isinstance(value, list):
        if room <= 0:
            return False
        for entry in value:  # noqa: SIM110  (a generator costs twice the time over a million values)
            if not _is_sound(entry, room - 1):
                return False
        return True
    return False


def sound(document: dict[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """The document with every unsound value replaced by null, and one `bad_value` for each of them.

    A document without such values comes back as it is (the same object). One pass over all values.
    """
    faults: list[Fault] = []
    if _is_sound(document, MAX_DEPTH):
        return document, faults
    cleaned = _cleaned(document, (), MAX_DEPTH, faults)
    return (cleaned if isinstance(cleaned, dict) else {}), faults


def _cleaned(value: object, parts: tuple[str | int, ...], room: int, faults: list[Fault]) -> object:
    if _is_sound(value, room):
        return value
    if isinstance(value, dict) and room > 0:
        kept: dict[str, object] = {}
        for name, entry in value.items():
            if isinstance(name, str) and storable(name):
                kept[name] = _cleaned(entry, (*parts, name), room - 1, faults)
            else:
                message = _(
                    "The member name %(name)s holds a character that cannot be stored; use plain text."
                )
                faults.append(Fault(pointer(parts), Code.BAD_VALUE, message % {"name": shown(name)}))
        return kept
    if isinstance(value, list) and room > 0:
        return [_cleaned(entry, (*parts, number), room - 1, faults) for number, entry in enumerate(value)]
    faults.append(Fault(pointer(parts), Code.BAD_VALUE, _why(value)))
    return None


def _why(value: object) -> str:
    if isinstance(value, str):
        return _(
            "The text %(text)s holds a character that cannot be stored "
            "(U+0000 or half of a pair); leave it out."
        ) % {"text": shown(value)}
    if isinstance(value, (int, float)):
        return _("%(number)s is beyond the range of numbers; give a finite number.") % {
            "number": shown(value)
        }
    if isinstance(value, (dict, list)):
        return _("The value is nested more than %(depth)d levels deep; the format needs far fewer.") % {
            "depth": MAX_DEPTH
        }
    return _("A value of the type %(type)s is not JSON.") % {"type": type(value).__name__}
