"""Walking below an activity: what is taken and what is left is counted by its path."""

import re
from collections import Counter
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T Z+-].*)?\Z", re.ASCII)
LONGEST_TEXT = 20_000
_NOTHING: frozenset[str] = frozenset()


class Tree:
    """Counts the elements and attributes of one activity into the counters of the file."""

    def __init__(self, used: "Counter[str]", unused: "Counter[str]", language: str | None) -> None:
        self.used = used
        self.unused = unused
        self.language = language

    def name(self, tag: Any) -> str:
        text = str(tag)
        if not text.startswith("{"):
            return text[:80]
        space, _brace, local = text[1:].partition("}")
        return (
            f"xml:{local}" if space.startswith("http://www.w3.org/XML/1998") else f"{space[:60]}:{local[:60]}"
        )

    def take(
        self,
        element: Any,
        path: str,
        attributes: AbstractSet[str] = _NOTHING,
        children: AbstractSet[str] | None = _NOTHING,
    ) -> None:
        """The element is used, with these attributes and children; None where the caller sees to children."""
        self.used[path] += 1
        for name in element.attrib:
            (self.used if name in attributes else self.unused)[f"{path}/@{self.name(name)}"] += 1
        if children is None:
            return
        for child in element:
            if child.tag in children:
                self.used[f"{path}/{child.tag}"] += 1
            else:
                self.skip(child, path)

    def skip(self, element: Any, path: str, because: str = "") -> None:
        """The element, a child of the one at `path`, and everything below it is not used."""
        here = f"{path}/{self.name(element.tag)}{because}"
        self.unused[here] += 1
        for child in element:
            self.skip(child, here)

    def text(
        self, element: Any, path: str, attributes: AbstractSet[str] = _NOTHING
    ) -> tuple[str | None, str | None, dict[str, str]]:
        """(text, its language, the texts in other languages) of an element with words in it.

        In 2.x they stand in `narrative`s, of which that in the language of the activity comes first; in 1.x
        they are the text of the element itself.
        """
        self.used[path] += 1
        for name in element.attrib:
            taken = name in attributes or name == LANGUAGE
            (self.used if taken else self.unused)[f"{path}/@{self.name(name)}"] += 1
        found: list[tuple[str | None, str]] = []
        if (own := _words(element.text)) is not None:
            found.append((element.get(LANGUAGE), own))
        for child in element:
            if child.tag != "narrative":
                self.skip(child, path)
                continue
            self.used[f"{path}/narrative"] += 1
            if (said := _words(child.text)) is not None:
                found.append((child.get(LANGUAGE), said))
        if not found:
            return None, None, {}
        if len(found) == 1:
            return found[0][1], found[0][0] or self.language, {}
        chosen = next((one for one in found if one[0] is None or one[0] == self.language), found[0])
        others = {
            language: said for language, said in found if language is not None and (language, said) != chosen
        }
        return chosen[1], chosen[0] or self.language, others


def _words(text: str | None) -> str | None:
    """The words of a text, its lines kept, without control signs; None of nothing."""
    if text is None:
        return None
    if "\n" not in text:
        return " ".join(text.split())[:LONGEST_TEXT] or None
    lines = (" ".join(line.split()) for line in text.replace("\x00", "").splitlines())
    return "\n".join(line for line in lines if line)[:LONGEST_TEXT] or None


def day_of(text: str | None) -> date | None:
    """The day of an ISO date, with or without a time behind it; None for anything else."""
    found = DAY.match((text or "").strip())
    if found is None:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2200 else None


def first_day(*days: date | None) -> date | None:
    """The first of the days that is known."""
    return next((day for day in days if day is not None), None)
