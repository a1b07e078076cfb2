"""From bytes to a document, and everything that is wrong with a document. No database, no clock, no files."""

import codecs
import json
import unicodedata
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from .collections import VERSION
from .faults import BundleRefused, Code, Fault, Suggester, pointer, shown
from .references import duplicate_faults, known_keys, reference_faults
from .registers import register_faults
from .rules import rule_faults
from .shape import shape_faults
from .sound import MAX_DEPTH, sound
from .values import value_faults


def read(data: bytes) -> dict[str, Any]:
    """The document in the bytes, every text in Unicode NFC (the content of source records stays as received).

    Raises BundleRefused with `not_utf8`, `not_json` (also for member names given twice, NaN and Infinity,
    each with its pointer), `wrong_type` if the document is no object, or `unsupported_version`. Says
    nothing about the content: that is `check`.
    """
    document = parse(data)
    if not isinstance(document, dict):
        raise BundleRefused([_no_object(document)])
    refused = _version_fault(document)
    if refused is not None:
        raise BundleRefused([refused])
    return document


def parse(data: bytes) -> object:
    """Any JSON value in the bytes, every text in NFC. Raises BundleRefused with `not_utf8` or `not_json`."""
    return _parse(_decode(data))


def check(document: object) -> list[Fault]:
    """Every fault of a document in the order of their pointers; an empty list means it can be imported.

    Takes any value and never raises. Texts are expected in NFC (see `read`). 120,000 rows take about 2 s.
    """
    if not isinstance(document, dict):
        return [_no_object(document)]
    refused = _version_fault(document)
    if refused is not None:
        return [refused]
    suggest = Suggester()
    document, faults = sound(document)
    unsound = {fault.pointer for fault in faults}
    faults += [fault for fault in shape_faults(document, suggest) if fault.pointer not in unsound]
    taken = {fault.pointer for fault in faults}
    known = known_keys(document)
    faults += duplicate_faults(document, taken)
    faults += reference_faults(document, known, suggest, taken)
    faults += register_faults(document)
    faults += rule_faults(document, suggest, taken)
    faults += value_faults(document, suggest, taken)
    return sorted(faults, key=_place)


def _place(fault: Fault) -> tuple[list[tuple[bool, int, str]], str, str]:
    parts = fault.pointer.split("/")[1:]
    numbers = [part.isascii() and part.isdigit() and len(part) < 19 for part in parts]
    place = [
        (not is_number, int(part) if is_number else 0, part)
        for part, is_number in zip(parts, numbers, strict=True)
    ]
    return place, fault.code, fault.message


def _no_object(document: object) -> Fault:
    message = _("A mission bundle is a JSON object with format, version and mission, not %(value)s.")
    return Fault("", Code.WRONG_TYPE, message % {"value": shown(document)})


def _version_fault(document: dict[str, Any]) -> Fault | None:
    version = document.get("version")
    if isinstance(version, bool) or not isinstance(version, (int, float)) or version == VERSION:
        return None  # a missing version, or one of another type, is a fault of shape
    message = _("Version %(version)s of the format is not known; this program reads version %(known)d.")
    return Fault(
        "/version", Code.UNSUPPORTED_VERSION, message % {"version": shown(version), "known": VERSION}
    )


# --- bytes to values ----------------------------------------------------------------------------------------


def _decode(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        message = _("The file begins with a byte order mark; save it as UTF-8 without one.")
        raise BundleRefused([Fault("", Code.NOT_UTF8, message)])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = _("Byte %(number)d is not UTF-8; save the file as UTF-8.") % {"number": error.start}
        raise BundleRefused([Fault("", Code.NOT_UTF8, message)]) from error


class _Repeating(dict[str, Any]):
    """An object of the file in which a member name stands more than once."""

    repeated: list[str]


class _NoNumber(float):
    """NaN, Infinity or -Infinity as the file wrote it."""

    name: str


def _parse(text: str) -> object:
    strange = (
        False  # whether values stand in the document that JSON does not allow, to be found by their pointer
    )

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal strange
        plain = dict(pairs)
        if len(plain) == len(pairs):
            return plain
        strange = True
        marked = _Repeating(plain)
        counted = Counter(name for name, _value in pairs)
        marked.repeated = [name for name, times in counted.items() if times > 1]
        return marked

    def constant(name: str) -> _NoNumber:
        nonlocal strange
        strange = True
        value = _NoNumber(name)
        value.name = name
        return value

    if not text.strip():
        raise BundleRefused([Fault("", Code.NOT_JSON, _("The file is empty."))])
    try:
        document = json.loads(text, object_pairs_hook=members, parse_constant=constant)
    except json.JSONDecodeError as error:
        message = _("Line %(line)d, column %(column)d is not JSON: %(reason)s.")
        values = {"line": error.lineno, "column": error.colno, "reason": error.msg}
        raise BundleRefused([Fault("", Code.NOT_JSON, message % values)]) from error
    except RecursionError as error:
        message = _("The file is nested too deeply; at most %(depth)d levels are read.") % {
            "depth": MAX_DEPTH
        }
        raise BundleRefused([Fault("", Code.NOT_JSON, message)]) from error
    except ValueError as error:  # Python reads no whole number of more than 4300 digits
        message = _("The file holds a number of thousands of digits; no field of the format takes one.")
        raise BundleRefused([Fault("", Code.NOT_JSON, message)]) from error
    if strange:
        faults: list[Fault] = []
        _find_strange(document, (), faults)
        raise BundleRefused(sorted(faults, key=_place))
    if "\\u" in text or not unicodedata.is_normalized("NFC", text):
        return _composed_document(document)
    return document


def _find_strange(value: object, parts: tuple[str | int, ...], faults: list[Fault]) -> None:
    if len(parts) >= MAX_DEPTH and not faults:
        message = _("The file is nested too deeply; at most %(depth)d levels are read.") % {
            "depth": MAX_DEPTH
        }
        faults.append(Fault("", Code.NOT_JSON, message))
    if len(parts) >= MAX_DEPTH:
        return
    if isinstance(value, _NoNumber):
        message = _("%(name)s is not JSON; leave the value out if it is not known.") % {"name": value.name}
        faults.append(Fault(pointer(parts), Code.NOT_JSON, message))
    elif isinstance(value, dict):
        for name in value.repeated if isinstance(value, _Repeating) else ():
            message = _("The member %(name)s stands more than once in one object; once is enough.")
            faults.append(Fault(pointer((*parts, name)), Code.NOT_JSON, message % {"name": shown(name)}))
        for name, entry in value.items():
            _find_strange(entry, (*parts, name), faults)
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            _find_strange(entry, (*parts, index), faults)


def _composed_document(document: object) -> object:
    if not isinstance(document, dict):
        return document
    return {
        name: _composed_records(value) if name == "source_records" else composed(value)
        for name, value in document.items()
    }


def _composed_records(records: object) -> object:
    """Source records with their texts in NFC, but `content` as received."""
    if not isinstance(records, list):
        return composed(records)
    return [
        {name: value if name == "content" else composed(value) for name, value in row.items()}
        if isinstance(row, dict)
        else composed(row)
        for row in records
    ]


def composed(value: object, room: int = MAX_DEPTH) -> object:
    """The value with every text in NFC; member names, and what is nested too deeply to be valid, stay."""
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, dict) and room > 0:
        return {name: composed(entry, room - 1) for name, entry in value.items()}
    if isinstance(value, list) and room > 0:
        return [composed(entry, room - 1) for entry in value]
    return value
