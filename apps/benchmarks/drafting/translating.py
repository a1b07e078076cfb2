"""The words of a version in other languages: each part says them beside its own, with who translated.

They are a list on the row that they translate, so they stand, are copied, compared and brought back with it;
those of an objective are rows of their own (docs/decisions).
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.benchmarks.models import BenchmarkText, Gate, Indicator
from apps.frameworks.enums import TranslationOrigin
from apps.frameworks.models import (
    Assumption,
    ConflictFactor,
    FrameworkVersion,
    ObjectiveText,
    VersionSection,
)
from apps.frameworks.services.editing import AGING, change_parts

WORDS: Mapping[Any, tuple[str, ...]] = {
    FrameworkVersion: ("vision", "pillars"),
    ConflictFactor: ("title", "description"),
    ObjectiveText: ("title", "description"),
    BenchmarkText: ("statement",),
    Indicator: ("title",),
    Assumption: ("text",),
    Gate: ("title",),
    VersionSection: ("title", "text"),
}
"""What is translated of each kind of row, in the order of reading."""


def translation_of(row: Any, language: str) -> Mapping[str, Any] | None:
    """The words of a row in a language, by column, with their `origin`, and as `was_…` what the original said
    then, where it says something else since; None for none. No query, but for an objective one where its
    translations were not read along."""
    if isinstance(row, ObjectiveText):
        for one in row.translations.all():
            if one.language == language:
                return {name: getattr(one, name) for name in AGING}
        return None
    return next((one for one in row.translations or () if one.get("language") == language), None)


def changed_since(found: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the original said, by column, when these words were translated, where it was changed since."""
    kept = {name: was for name, was in (found or {}).items() if name.startswith("was_") and was}
    return {name.removeprefix("was_"): was for name, was in kept.items()}


def languages_of(rows: Iterable[Any]) -> set[str]:
    """The languages into which something of the rows is translated. No query, as `translation_of`."""
    return {
        one.language if isinstance(row, ObjectiveText) else one["language"]
        for row in rows
        for one in (row.translations.all() if isinstance(row, ObjectiveText) else row.translations or ())
    }


def has_words(row: Any) -> bool:
    """Whether there is anything in the row to translate. No query."""
    return any(getattr(row, name) for name in WORDS[type(row)])


def marks_of(rows: Iterable[Any], language: str | None) -> Counter[str | None]:
    """How many of the rows are translated into a language, by how that came about. No query."""
    found = [translation_of(row, language) for row in rows] if language is not None else []
    return Counter(one.get("origin") for one in found if one is not None)


def put_into_language(rows: Iterable[Any], language: str) -> None:
    """Let rows that are only read say their words in a language as far as they are translated. No query."""
    for row in rows:
        found = translation_of(row, language) or {}
        for name in WORDS[type(row)]:
            if found.get(name):
                setattr(row, name, found[name])
        if found and hasattr(row, "language"):
            row.language = language


def save_translation(
    *,
    by: AbstractBaseUser | None,
    version: FrameworkVersion,
    row: Any,
    language: str,
    words: Mapping[str, Any],
    origin: str | None,
    at: datetime.datetime | None = None,
) -> None:
    """Let a part of an open version say these words in a language; empty ones take them out.

    Raises ValidationError, by field, for words without who translated them, EditConflict where somebody
    changed the part since it was read, VersionAdopted where the version is not open.
    """
    given = {name: words[name] for name in WORDS[type(row)] if words.get(name)}
    if given and origin not in TranslationOrigin.values:
        raise ValidationError({"origin": _("Say how the translation came about.")})
    others = [one for one in row.translations or () if one["language"] != language]
    entry = [{"language": language, **given, "origin": origin}] if given else []
    row.translations = sorted([*others, *entry], key=lambda one: str(one["language"])) or None
    change_parts(by=by, version=version, rows=[row], fields=["translations"], at=at)
