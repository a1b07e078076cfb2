"""What a browser makes of a page: its forms, as they would be sent."""

import re

import lxml.html


def shown_forms(content: bytes | str) -> list[dict[str, list[str]]]:
    """The names and values that each form of the page would send as it is shown, without its buttons."""
    page = lxml.html.fromstring(content.decode() if isinstance(content, bytes) else content)
    return [_sent(form) for form in page.iter("form")]


def _sent(form) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in form.iter("input", "select", "textarea"):
        if one.name is None or one.get("disabled") is not None or one.get("type") in {"submit", "file"}:
            continue
        if one.tag == "select":
            values = list(one.value) if one.multiple else [one.value or ""]
        elif one.get("type") in {"checkbox", "radio"}:
            values = [one.get("value", "on")] if one.get("checked") is not None else []
        else:
            # A browser leaves out the line break that a textarea begins with.
            values = [re.sub(r"^\r?\n", "", one.value or "")]
        for value in values:
            found.setdefault(one.name, []).append(re.sub(r"\r?\n", "\r\n", value))
    return found


def form_with(content: bytes | str, *names: str) -> dict[str, list[str]]:
    """The one form of the page that sends all these names. Raises ValueError for none or several."""
    [found] = [form for form in shown_forms(content) if set(names) <= set(form)]
    return found
