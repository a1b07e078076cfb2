"""The catalogues: French and Spanish complete, Arabic as far as it goes; true to their originals."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import fields, is_dataclass
from pathlib import Path

import django
import polib
import pytest
from django.utils import translation

from apps.coherence.engine import registry

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ["fr", "es", "ar"]
COMPLETE = ["fr", "es"]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|(?<!%)%[a-z]|%%|\{\w*\}")
NOT_SHOWN = {"id", "level", "strip", "kind", "marks"}
EXTRACTION = ["--no-location", "--no-wrap", "-i", ".venv", "-i", "tests", "-i", "bench", "-i", "demo"]


def catalogue(language: str, ending: str = "po") -> polib.POFile | polib.MOFile:
    path = str(ROOT / "locale" / language / "LC_MESSAGES" / f"django.{ending}")
    return polib.pofile(path) if ending == "po" else polib.mofile(path)


def names(language: str, ending: str = "po") -> list[tuple[str | None, str]]:
    return sorted(((entry.msgctxt, entry.msgid) for entry in catalogue(language, ending)), key=str)


def texts(entry: polib.POEntry) -> list[str]:
    """Every translation of the entry: one, or one for each plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def contents(language: str, ending: str) -> dict[tuple[str | None, str, str], list[str]]:
    return {
        (entry.msgctxt, entry.msgid, entry.msgid_plural): texts(entry)
        for entry in catalogue(language, ending)
        if all(texts(entry))
    }


def of_registry(value: object) -> set[str]:
    """The texts that people may see inside one value of the engine's registry."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return set().union(*(of_registry(one) for one in value.values()))
    if isinstance(value, list | tuple):
        return set().union(*(of_registry(one) for one in value))
    if is_dataclass(value):
        shown = [getattr(value, field.name) for field in fields(value) if field.name not in NOT_SHOWN]
        return set().union(*(of_registry(one) for one in shown if isinstance(one, str)))
    return set()


@pytest.mark.parametrize("language", COMPLETE)
def test_every_text_has_a_translation(language):
    assert [entry.msgid for entry in catalogue(language) if not entry.translated()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_fuzzy_or_left_over(language):
    assert [entry.msgid for entry in catalogue(language) if entry.fuzzy or entry.obsolete] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_header_names_language_and_plural_forms(language):
    header = catalogue(language).metadata

    assert header["Language"] == language
    assert header["Plural-Forms"].startswith(
        {"fr": "nplurals=2;", "es": "nplurals=3;", "ar": "nplurals=6;"}[language]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_form_is_there(language):
    count = {"fr": 2, "es": 3, "ar": 6}[language]
    plural = [entry for entry in catalogue(language) if entry.msgid_plural and entry.translated()]

    assert [entry.msgid for entry in plural if sorted(entry.msgstr_plural) != list(range(count))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_translation_takes_the_placeholders_of_the_original(language):
    wrong = [
        (entry.msgid, text)
        for entry in catalogue(language)
        if entry.translated()
        for text in texts(entry)
        if sorted(PLACEHOLDER.findall(text))
        not in [
            sorted(PLACEHOLDER.findall(original))
            for original in (entry.msgid, entry.msgid_plural or entry.msgid)
        ]
    ]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_blanks_at_the_edges_are_kept(language):
    wrong = [
        (entry.msgid, text)
        for entry in catalogue(language)
        if entry.translated()
        for text in texts(entry)
        if (text[:1].isspace(), text[-1:].isspace())
        != (entry.msgid[:1].isspace(), entry.msgid[-1:].isspace())
    ]

    assert wrong == []


def test_french_is_set_as_french_is_set():
    """Curved apostrophes, and no line break before a high sign or inside quotation marks."""
    wrong = re.compile(r"\w'\w| [:;?!»]|« | %(?![(sd])|“|”")

    assert [text for entry in catalogue("fr") for text in texts(entry) if wrong.search(text)] == []


def test_spanish_is_set_as_spanish_is_set():
    """Opened questions and exclamations, and no line break before a percent sign."""
    wrong = re.compile(r" %(?![(sd])|^[^¿]*\?$|^[^¡]*!$|[«»]")

    assert [text for entry in catalogue("es") for text in texts(entry) if wrong.search(text)] == []


def test_spanish_forms_of_the_plural_are_those_of_django():
    """Other rules would be a second catalogue beside that of Django, asked with rules of its own."""
    ours = catalogue("es").metadata["Plural-Forms"]
    file = Path(django.__file__).parent / "conf/locale/es/LC_MESSAGES/django.po"

    assert ours.rstrip(";") == polib.pofile(str(file)).metadata["Plural-Forms"].rstrip(";")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language):
    assert contents(language, "mo") == contents(language, "po")
    assert catalogue(language, "mo").metadata["Plural-Forms"] == catalogue(language).metadata["Plural-Forms"]


def test_all_languages_hold_the_same_texts():
    assert names("ar") == names("fr")
    assert names("es") == names("fr")


def test_every_text_of_the_engine_is_in_the_catalogue():
    """But for the marks of sources, which are letters with words of their own."""
    exported = (getattr(registry, name) for name in registry.__all__ if name.isupper() and name != "MARKS")
    said = set().union(*(of_registry(value) for value in exported))

    assert said - {""} - {entry.msgid for entry in catalogue("fr")} == set()


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Coherence"), ("fr", "Cohérence"), ("es", "Coherencia"), ("ar", "الاتساق")]
)
def test_the_language_of_the_reader_is_spoken(language, word):
    with translation.override(language):
        assert translation.gettext("Coherence") == word


def test_texts_are_marked_by_names_that_extraction_knows():
    """It reads `_` and the functions by their own names: what another name marks reaches no catalogue."""
    alias = re.compile(r"gettext\w* as (?!_\b)\w+")
    files = [path for folder in ("apps", "nexusplan") for path in (ROOT / folder).rglob("*.py")]

    assert [str(path) for path in files if alias.search(path.read_text())] == []


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="the gettext tools are not on this machine")
def test_extraction_finds_nothing_new(tmp_path):
    for folder in ("apps", "nexusplan", "templates", "locale"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "*.mo")
        )
    shutil.copy(ROOT / "manage.py", tmp_path)
    written = names("fr")
    command = [sys.executable, "manage.py", "makemessages", "-l", "fr", *EXTRACTION]
    local = {
        "DJANGO_SETTINGS_MODULE": "nexusplan.settings",
        "NEXUSPLAN_LOCAL": "1",
        "NEXUSPLAN_VAR": str(tmp_path / "var"),
    }

    subprocess.run(
        command, cwd=tmp_path, env=os.environ | local, capture_output=True, check=True, timeout=120
    )

    found = polib.pofile(str(tmp_path / "locale/fr/LC_MESSAGES/django.po"))
    current = sorted(((entry.msgctxt, entry.msgid) for entry in found if not entry.obsolete), key=str)
    assert current == written
