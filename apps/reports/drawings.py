"""A figure of a page as a picture that stands by itself: with its look inside, and as PNG for Word."""

import functools
import re
from pathlib import Path

from django.conf import settings

from apps.reports.texts import from_right

MEDIA = re.compile(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
VARIABLE = re.compile(r"var\((--[\w-]+)(?:,\s*([^()]*))?\)")
TITLE = re.compile(r"<title id=[^>]*>(.*?)</title>", re.DOTALL)
DESCRIPTION = re.compile(r"<desc id=[^>]*>(.*?)</desc>", re.DOTALL)
SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
PAINT = re.compile(r' fill="(url\(#[^"]+\))"')
CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
LABEL = re.compile(r'(<text class="u[ "][^>]*>(?:<title>[^<]*</title>)?)([^<]+)(</text>)')
USED = re.compile(r'class="([^"]*)"')
SCREEN_ONLY = ("focus", "hover")


@functools.cache
def look(family: str) -> tuple[tuple[frozenset[str], str], ...]:
    """The rules of figures.css for a picture outside of a page, each with the classes it is about; without
    variables, media and `:is()`.

    The writers of files know plain class names only. A rule with `:not()` comes first and without it, so that
    the rule for what it leaves out comes later and wins.
    """
    folder = Path(settings.BASE_DIR) / "static" / "css"
    variables = dict(re.findall(r"(--[\w-]+):\s*([^;}]+)", (folder / "site.css").read_text()))
    text = MEDIA.sub("", COMMENTS.sub("", (folder / "figures.css").read_text()))
    first: list[str] = []
    then: list[str] = []
    for selectors, body in RULE.findall(text):
        rule = body
        while "var(" in rule:
            rule = VARIABLE.sub(lambda found: str(variables.get(found[1]) or found[2] or "").strip(), rule)
        rule = rule.replace("font: 11px", "font-size: 11px; font-family:")
        for selector in _plain(selectors.strip()):
            if any(word in selector for word in SCREEN_ONLY):
                continue
            into = first if ":not(" in selector else then
            into.append(f"{re.sub(r':not[(][^)]*[)]', '', selector)}{{{rule}}}")
    families = variables.get("--font", "")
    return tuple(
        (frozenset(CLASS.findall(rule.partition("{")[0])), rule.replace(families, f"'{family}'"))
        for rule in first + then
    )


def _plain(selectors: str) -> list[str]:
    """The selectors of a rule, with each `:is(a, b)` written out."""
    found = re.search(r":is\(([^)]*)\)", selectors)
    if found is None:
        outside = re.sub(r":not\([^)]*\)", lambda part: part[0].replace(",", ";"), selectors)
        return [one.strip() for one in outside.split(",")]
    parts = []
    for one in re.split(r",(?![^(]*\))", selectors):
        inner = re.search(r":is\(([^)]*)\)", one)
        if inner is None:
            parts.append(one.strip())
        else:
            parts += [one.replace(inner[0], name.strip()).strip() for name in inner[1].split(",")]
    return [deep for one in parts for deep in _plain(one)] if ":is(" in ",".join(parts) else parts


def standing_alone(svg: str, family: str) -> str:
    """The drawing with its look inside."""
    painted = PAINT.sub(r' style="fill:\1"', svg)
    head, mark, rest = painted.partition(">")
    width, height = size_of(svg)
    head = head.replace(' direction="ltr"', f' width="{width:g}" height="{height:g}"')
    used = {name for names in USED.findall(svg) for name in names.split()}
    # Only what is about this drawing: a paper may hold hundreds, and each is read with its rules.
    rules = "".join(rule for classes, rule in look(family) if classes <= used)
    return f"{head}{mark}<style>{rules}</style>{LABEL.sub(_fenced, rest)}"


def _fenced(label: re.Match[str]) -> str:
    """A text in its own direction, as `unicode-bidi: plaintext` says on screen and nothing says on paper."""
    start, text, end = label.groups()
    return f"{start}\u202b{text}\u202c{end}" if from_right(text) else label[0]


def size_of(svg: str) -> tuple[float, float]:
    """Width and height of a drawing in its own units."""
    found = SIZE.search(svg)
    return (float(found[1]), float(found[2])) if found else (600.0, 300.0)


def said_of(svg: str) -> str:
    """Title and description of a drawing as one text: what stands for it where it is not seen."""
    from html import unescape

    parts = [found[1] for pattern in (TITLE, DESCRIPTION) if (found := pattern.search(svg))]
    return unescape(". ".join(part.rstrip(".") for part in parts if part))
