"""What holds for every file that is kept: its length, what it names, what it may not contain."""

import ast
import re
import subprocess
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST = 400
LONGEST_TEST = 600
# path -> why it is longer
MAY_BE_LONGER = {
    "apps/coherence/engine/registry/indicators.py": "one entry for each indicator, read as a table",
    "apps/coherence/words.py": "the sentences for stored values side by side, so that they stay alike",
}
PURE = ("apps/coherence/engine/", "apps/core/values.py", "apps/benchmarks/progress.py")


def kept() -> list[str]:
    """The paths of all files under version control."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)  # noqa: S607
    return [name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


KEPT = kept()


def of_kind(*endings: str, under: str = "") -> list[str]:
    return [name for name in KEPT if name.endswith(endings) and name.startswith(under)]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_a_file_is_short_enough_to_be_read():
    long = {
        name
        for name in of_kind(".py", ".html", ".css", ".js")
        if "/migrations/" not in name
        and text_of(name).count("\n") > (LONGEST_TEST if name.startswith("tests/") else LONGEST)
    }
    assert long == set(MAY_BE_LONGER)


def test_what_computes_knows_no_framework_and_no_clock():
    forbidden = {"django", "celery", "auditlog", "psycopg", "redis", "requests", "socket", "time", "random"}
    found = set()
    for name in of_kind(".py"):
        if not name.startswith(PURE):
            continue
        for node in ast.walk(ast.parse(text_of(name))):
            if isinstance(node, ast.Import):
                found |= {(name, part.name) for part in node.names if part.name.split(".")[0] in forbidden}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in forbidden:
                # A generator that is made from a seed gives the same every time.
                if (node.module, [part.name for part in node.names]) != ("random", ["Random"]):
                    found.add((name, node.module))
            elif isinstance(node, ast.Attribute) and node.attr in {"today", "now", "utcnow"}:
                found.add((name, node.attr))
    assert found == set()


def test_a_file_format_takes_only_words_from_the_framework():
    """The bundle is read and written without the database; its sentences are translated like all others."""
    taken = {
        (name, node.module)
        for name in of_kind(".py", under="apps/exchange/bundle/")
        for node in ast.walk(ast.parse(text_of(name)))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django")
    }
    assert {module for _name, module in taken} <= {"django.utils.translation", "django.utils.functional"}


def test_no_file_names_the_host_of_a_package_registry():
    # In two pieces, so that this file does not name them either.
    hosts = re.compile(
        "|".join(
            [
                "py" + r"pi\.org",
                "python" + r"hosted\.",
                r"registry\." + "npm",
                "uv" + r"\.sh",
                "docker" + r"\.io/",
            ]
        )
    )
    assert [name for name in of_text() if hosts.search(text_of(name))] == []


def of_text() -> list[str]:
    endings = (
        ".py",
        ".md",
        ".toml",
        ".lock",
        ".yml",
        ".html",
        ".css",
        ".js",
        ".json",
        ".tsv",
        ".txt",
        ".po",
        "ignore",
    )
    return [
        name
        for name in KEPT
        if name.endswith(endings) or "." not in name.rpartition("/")[2] or name == ".ci/run"
    ]


def test_only_tests_know_the_folder_that_lies_beside_the_project():
    beside = ".." + "/shared"
    assert [name for name in of_text() if not name.startswith("tests/") and beside in text_of(name)] == []


@pytest.mark.parametrize("name", of_kind(".md"))
def test_a_document_names_only_paths_that_exist(name):
    tops = {path.partition("/")[0] for path in KEPT} - {"np"}
    said = re.findall(r"`([\w.*/<>-]+)`", text_of(name)) + re.findall(
        r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text_of(name)
    )
    paths = [path for path in said if path.split("/")[0] in tops and not re.search(r"[*<>]", path)]
    here = (ROOT / name).parent
    missing = [path for path in paths if not (ROOT / path).exists() and not (here / path).exists()]
    assert missing == []


@pytest.mark.parametrize("name", of_kind(".html"))
def test_a_template_brings_no_script_no_style_and_no_stranger(name):
    """A block of JSON is no script: no browser runs it."""
    text = re.sub(r"\{#.*?#\}|\{% comment .*?endcomment %\}", "", text_of(name), flags=re.DOTALL)
    inline = re.findall(
        r"<script(?![^>]*\s(?:src=|type=\"application/json\"))[^>]*>|<style\b|\sstyle\s*=|\son[a-z]+\s*="
        r"|\shx-on|javascript:",
        text,
    )
    strangers = re.findall(
        r"<(?!a\b)[a-z]+\b[^>]*\s(?:src|href|action|srcset|poster|data)\s*=\s*[\"'](?:https?:)?//", text
    )
    assert inline == []
    assert strangers == []


@pytest.mark.parametrize("name", of_kind(".css", ".js", under="static/"))
def test_a_style_sheet_or_script_fetches_nothing_from_elsewhere(name):
    assert (
        re.findall(
            r"url\(\s*[\"']?(?:https?:)?//[^)]*|@import[^;]*|\bfetch\([\"']https?:[^)]*", text_of(name)
        )
        == []
    )


@pytest.mark.parametrize("name", of_kind(".po"))
def test_a_compiled_catalogue_says_what_its_source_says(name):
    """After a change: .venv/bin/pybabel compile --domain django --directory locale"""
    source = {
        (entry.msgctxt, entry.msgid): entry.msgstr_plural or entry.msgstr
        for entry in polib.pofile(str(ROOT / name))
        if entry.translated() and not entry.obsolete
    }
    compiled = {
        (entry.msgctxt, entry.msgid): entry.msgstr_plural or entry.msgstr
        for entry in polib.mofile(str((ROOT / name).with_suffix(".mo")))
        if entry.msgid
    }
    assert compiled == source
