"""Faults of shape: what the JSON Schema says, in the words and codes of the format."""

import copy
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import jsonschema_rs
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .collections import plain, schema
from .faults import Code, Fault, Suggester, pointer, shown, some_names, type_names
from .moments import day, moment

LARGEST_NUMBER = 2**53 - 1  # whole numbers beyond it differ from one JSON reader to the next (RFC 8259, 6)

Path = tuple[str | int, ...]

_definitions = schema()["$defs"]
_bad_date = gettext_lazy(
    "%(value)s is not a calendar day; a date is written YYYY-MM-DD with a real day, such as 2025-01-31."
)
_not_an_amount = gettext_lazy(
    "%(value)s is not an amount; write a decimal text such as “4000000.00”: a point, "
    "at most 4 decimals, no exponent, no separator, no leading zero."
)
_bad_uuid = gettext_lazy("%(value)s is not a UUID; write it in small letters with hyphens, 36 characters.")
_too_large = gettext_lazy("%(value)s is too large; an amount has at most 18 digits before its point.")
_large_amount = re.compile(r"-?[1-9]\d{18,}(\.\d{1,4})?", re.ASCII)
_patterns: dict[str, tuple[Code, Promise]] = {
    _definitions["date"]["pattern"]: (Code.BAD_DATE, _bad_date),
    _definitions["decimal"]["pattern"]: (Code.BAD_DECIMAL, _not_an_amount),
    _definitions["exchange_rate"]["pattern"]: (
        Code.BAD_DECIMAL,
        gettext_lazy(
            "%(value)s is not an exchange rate; write a decimal text such as “0.00065”: a point, "
            "at most 10 decimals, no sign, no exponent."
        ),
    ),
    _definitions["key"]["pattern"]: (
        Code.BAD_VALUE,
        gettext_lazy(
            "%(value)s is not a key; a key has 1 to 64 characters "
            "without / ~ | @, line breaks or outer blanks."
        ),
    ),
    _definitions["currency"]["pattern"]: (
        Code.BAD_VALUE,
        gettext_lazy(
            "%(value)s is not a currency; write the three capital letters of ISO 4217, such as USD."
        ),
    ),
    _definitions["sha256"]["pattern"]: (
        Code.BAD_VALUE,
        gettext_lazy("%(value)s is not a SHA-256 digest; write 64 digits 0-9, a-f."),
    ),
    _definitions["state"]["pattern"]: (
        Code.BAD_VALUE,
        gettext_lazy("%(value)s is not a state; write a code of one to three capital letters, such as BDI."),
    ),
    _definitions["dimension"]["pattern"]: (
        Code.BAD_VALUE,
        gettext_lazy(
            "%(value)s is not the code of a dimension; write small letters, digits and _, such as security."
        ),
    ),
    _definitions["uuid"]["pattern"]: (Code.BAD_VALUE, _bad_uuid),
    plain(_definitions["funding_lines_row"]["properties"]["price_basis"])[0]["pattern"]: (
        Code.BAD_VALUE,
        gettext_lazy(
            "%(value)s is not a price basis; write current, or constant: and a year (constant:2010)."
        ),
    ),
}
_formats: dict[str, tuple[Code, Promise]] = {
    "date": (Code.BAD_DATE, _bad_date),
    "date-time": (
        Code.BAD_DATE,
        gettext_lazy(
            "%(value)s is not a moment; write date, time and time zone, such as 2026-01-01T00:00:00Z."
        ),
    ),
    "uuid": (Code.BAD_VALUE, _bad_uuid),
}


def _bounded(node: Any) -> Any:
    """The schema with the range of exchangeable numbers as bound wherever it gives none."""
    if isinstance(node, list):
        return [_bounded(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    bounded = {name: _bounded(entry) for name, entry in node.items()}
    types = node.get("type")
    if types in ("integer", "number") or (isinstance(types, list) and "number" in types):
        bounded.setdefault("maximum", LARGEST_NUMBER)
        bounded.setdefault("minimum", -LARGEST_NUMBER)
    return bounded


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        _bounded(copy.deepcopy(schema())),
        validate_formats=True,
        formats={
            "date": lambda text: day(text) is not None,
            "date-time": lambda text: moment(text) is not None,
        },
        offline=True,
    )


def shape_faults(document: dict[str, Any], suggest: Suggester) -> list[Fault]:
    """Every fault of shape of a sound document (see sound.py), in no particular order.

    unknown_field points to the member that should not be there, missing_field to the object that lacks the
    member (or to the null that stands for it), all others to the value.
    """
    found: dict[Fault, None] = {}
    for error in _validator().iter_errors(document):
        for path, keyword, detail in _singles(error):
            for fault in _faults(path, keyword, detail, document, suggest):
                found[fault] = None
    return list(found)


def _singles(error: jsonschema_rs.ValidationError) -> Iterator[tuple[Path, str, Any]]:
    """Path, keyword and its value of an error; for "none of these fits" those of the alternative meant.

    Meant is the first alternative whose type fits; if none fits, one error of type names them all.
    """
    path: Path = tuple(error.instance_path)
    if error.kind.name != "anyOf":
        yield path, error.kind.name, error.kind.value
        return
    types: list[str] = []
    for branch in error.kind.value:
        wrong = [one for one in branch if one.kind.name == "type" and tuple(one.instance_path) == path]
        if not wrong:
            for one in branch:
                yield from _singles(one)
            return
        types += [name for one in wrong for name in one.kind.value]
    yield path, "type", types


def _faults(
    path: Path, keyword: str, detail: Any, document: dict[str, Any], suggest: Suggester
) -> Iterator[Fault]:
    value = _value(document, path)
    if keyword == "additionalProperties":
        known = list(_node(path).get("properties", ()))
        for name in detail:
            yield Fault(pointer((*path, name)), Code.UNKNOWN_FIELD, _unknown(name, path, known, suggest))
    elif keyword == "required":
        yield Fault(
            pointer(path), Code.MISSING_FIELD, _("The field “%(name)s” is required.") % {"name": detail}
        )
    elif value is None and isinstance(path[-1], str) and path[-1] in _node(path[:-1]).get("required", ()):
        message = _("The field “%(name)s” is required; null stands for a missing value.")
        yield Fault(pointer(path), Code.MISSING_FIELD, message % {"name": path[-1]})
    elif keyword == "type" or value is None:
        yield Fault(pointer(path), Code.WRONG_TYPE, _wrong_type(value, detail if keyword == "type" else ()))
    else:
        code, message = _value_fault(keyword, detail, value, suggest)
        yield Fault(pointer(path), code, message)


def _value_fault(keyword: str, detail: Any, value: object, suggest: Suggester) -> tuple[Code, str]:
    if keyword == "pattern" and detail in _patterns:
        code, text = _patterns[detail]
        if text is _not_an_amount and isinstance(value, str) and _large_amount.fullmatch(value):
            text = _too_large
        return code, str(text) % {"value": shown(value)}
    if keyword == "format" and detail in _formats:
        code, text = _formats[detail]
        return code, str(text) % {"value": shown(value)}
    if keyword == "enum":
        options = [str(option) for option in detail if option is not None]
        message = _("%(value)s is not one of: %(options)s.") % {
            "value": shown(value),
            "options": some_names(options),
        }
        return Code.BAD_VALUE, message + suggest.did_you_mean(value, options)
    if keyword == "const":
        if type(value) is not type(detail):
            return Code.WRONG_TYPE, _("Here %(expected)s is expected.") % {"expected": shown(detail)}
        return Code.BAD_VALUE, _("%(value)s stands where %(expected)s is expected.") % {
            "value": shown(value),
            "expected": shown(detail),
        }
    if keyword == "minimum":
        sentence = _("%(value)s is too small; at least %(limit)s is allowed.")
        return Code.BAD_VALUE, sentence % {"value": shown(value), "limit": detail}
    if keyword == "maximum":
        sentence = _("%(value)s is too large; at most %(limit)s is allowed.")
        return Code.BAD_VALUE, sentence % {"value": shown(value), "limit": detail}
    if keyword == "minLength":
        return Code.BAD_VALUE, _("The text is empty; write at least one character or leave the row out.")
    if keyword == "minItems":
        return Code.BAD_VALUE, _("The list is empty; it needs at least one entry.")
    if keyword == "uniqueItems":
        sentence = _("The list names %(value)s more than once; once is enough.")
        return Code.BAD_VALUE, sentence % {"value": shown(_repeated(value))}
    sentence = _("%(value)s does not have the form %(form)s.")
    return Code.BAD_VALUE, sentence % {"value": shown(value), "form": detail}


def _repeated(value: object) -> object:
    seen: set[str] = set()
    for entry in value if isinstance(value, list) else []:
        written = json.dumps(entry, sort_keys=True)
        if written in seen:
            return entry
        seen.add(written)
    return None


def _wrong_type(value: object, expected: Iterable[str]) -> str:
    names = [str(type_names[name]) for name in expected if name != "null"]
    if not names:
        return _("Null is not allowed in a list; leave the entry out.")
    sentence = _("Here %(expected)s is expected, not %(found)s.")
    return sentence % {"expected": _(" or ").join(names), "found": type_names[_type(value)]}


def _type(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def _unknown(name: str, path: Path, known: list[str], suggest: Suggester) -> str:
    if path:
        where = ".".join(part for part in path if isinstance(part, str))
        message = _("%(name)s is not a field of %(where)s.") % {"name": shown(name), "where": where}
    else:
        message = _("%(name)s is not a collection of the format.") % {"name": shown(name)}
    nearest = suggest.did_you_mean(name, known)
    if nearest or not path:
        return message + nearest
    return message + " " + _("Known here are: %(known)s.") % {"known": some_names(known)}


def _value(document: object, path: Path) -> object:
    for part in path:
        document = document[part]  # type: ignore[index]  # the path comes from the validator, so it exists
    return document


def _node(path: Path) -> dict[str, Any]:
    """The object schema at a path of the document."""
    node: dict[str, Any] = schema()
    for part in path:
        node = plain(node["items"] if isinstance(part, int) else node["properties"][part])[0]
        node = next((option for option in node.get("anyOf", ()) if option.get("type") == "object"), node)
    return node
