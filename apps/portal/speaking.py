"""The framework in the language of the reader, as far as it is translated, and how that came about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass, replace
from typing import Any, TypeVar

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.benchmarks.drafting.translating import WORDS, changed_since, translation_of
from apps.benchmarks.selectors.board import BoardRow
from apps.frameworks.enums import TranslationOrigin
from apps.frameworks.models import FrameworkVersion

R = TypeVar("R")
ORIGINAL = "original"
UNSAID = "unsaid"
"""How a translation came about of which nobody said it."""


@dataclass(slots=True)
class Speaking:
    """In which language a page says the words of the framework; `original` asks for those that were written.

    `found`: whether something on the page is translated into the language at all.
    """

    language: str
    original: bool = False
    found: bool = field(default=False, init=False)

    def put(self, rows: Iterable[R]) -> list[R]:
        """The rows, each with its words in the language where it has them; to be read, not saved. No query.

        A row of the database says them itself; of a value a new one does. What was put into the language is
        `translated`, with how it came about, `outdated` where the original was changed since, and `spoken`
        names the language of each of its columns.
        """
        return [self._put(row) for row in rows]

    def _put(self, row: Any) -> Any:
        found = said_in(row, self.language)
        if not found:
            return row
        self.found = True
        if self.original:
            return row
        words = {name: found[name] for name in _columns(row) if hasattr(row, name) and found.get(name)}
        more = {
            "spoken": dict.fromkeys(words, self.language),
            "translated": found.get("origin") or UNSAID,
            "outdated": bool(changed_since(found)),
        }
        if is_dataclass(row) and not isinstance(row, type):
            return replace(row, **words, **more)
        for name, value in {**words, **more}.items():
            setattr(row, name, value)
        return row

    def board(self, rows: Iterable[BoardRow]) -> list[BoardRow]:
        """Benchmarks of a board with their wording and the name of their indicator. No query."""
        found = []
        for row in rows:
            if row.measured is not None:
                self.put([row.measured.indicator])
            found.append(replace(row, plan=self.put([row.plan])[0]))
        return found

    def said(self, text: str, translation: str | None, by: str | None, *, outdated: bool) -> str:
        """One name for a sentence: as it is translated, with how that came about; else as it was written."""
        if not translation:
            return text
        self.found = True
        return text if self.original else f"{translation} ({mark_of(by, outdated=outdated)})"

    def pillars(self, version: FrameworkVersion) -> Mapping[str, str]:
        """The pillars of a version in the language, by the names that its objectives use. No query."""
        own: Sequence[str] = version.pillars or ()
        found = (said_in(version, self.language) or {}).get("pillars") or ()
        if not own or len(own) != len(found):
            return {}
        self.found = True
        return {} if self.original else dict(zip(own, found, strict=True))


def speaking(request: HttpRequest) -> Speaking:
    """The language of the page; `?words=original` asks for the words as they were written."""
    return Speaking(get_language() or "en", request.GET.get("words") == ORIGINAL)


def mark_of(by: str | None, *, outdated: bool = False) -> str:
    """How a translation came about, in words, and whether its original was changed since."""
    words: dict[str, str] = {
        TranslationOrigin.MACHINE: _("translated by machine"),
        TranslationOrigin.HUMAN: _("translated by a person"),
        TranslationOrigin.CHECKED: _("translation checked"),
    }
    mark = words.get(by or UNSAID, _("translated, not said by whom"))
    return f"{mark}, ▲ {older()}" if outdated else mark


def older() -> str:
    return _("the original changed since")


def said_in(row: Any, language: str) -> Mapping[str, Any] | None:
    """The words of a row, or of a value with `translations`, in a language. No query, as `translation_of`."""
    if type(row) in WORDS:
        return translation_of(row, language)
    return next((one for one in row.translations or () if one.get("language") == language), None)


def _columns(row: Any) -> Iterable[str]:
    return WORDS.get(type(row), ("title", "description", "text", "statement"))
