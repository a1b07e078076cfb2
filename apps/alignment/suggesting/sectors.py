"""Names of the sectors that aid is sorted by and what belongs to each, in English and French.

Sector.xml and SectorCategory.xml of the IATI codelists: IATI Standard (http://iatistandard.org/), CC BY 4.0,
descriptions cut at 240 letters, with four French names of our own where the list has none. Three digits name
a category, five a purpose in it.
"""

import functools
from collections.abc import Mapping
from pathlib import Path

CATEGORY = 3
DIMENSIONS = (
    ("15210", "security"),
    ("15230", "security"),
    ("15240", "security"),
    ("15250", "security"),
    ("15261", "security"),
    ("15132", "security"),
    ("1513", "rule_of_law"),
    ("1516", "human_rights"),
    ("15161", "political"),
    ("15163", "political"),
    ("1517", "human_rights"),
    ("1518", "human_rights"),
    ("15185", "political"),
    ("151", "political"),
    ("152", "political"),
    ("72", "humanitarian"),
    ("1", "development"),
    ("2", "development"),
    ("3", "development"),
    ("4", "development"),
    ("5", "development"),
    ("73", "development"),
)
"""The dimension that work of a sector usually belongs to, by the beginning of its code; the longest counts.
Of our own: the standard has no such table."""


@functools.cache
def _table() -> Mapping[str, tuple[str, ...]]:
    text = Path(__file__).with_name("sectors.tsv").read_text(encoding="utf-8")
    return {code: tuple(rest) for code, *rest in (line.split("\t") for line in text.splitlines()[1:])}


@functools.cache
def names() -> Mapping[str, tuple[str, ...]]:
    """The names of each sector by its code, English first."""
    return {code: tuple(name for name in both[:2] if name) for code, both in _table().items()}


def texts() -> list[tuple[str, str]]:
    """Each sector's code with its name and with what belongs to it, once for each language."""
    return [
        (code, f"{name} {name} {about}".strip())
        for code, (english, french, english_about, french_about) in _table().items()
        for name, about in ((english, english_about), (french, french_about))
        if name
    ]


def category(code: str) -> str:
    """The category that a code belongs to; one of three digits is its own."""
    return code[:CATEGORY]


def dimension_of(code: str) -> str | None:
    """The core dimension that work of this sector usually belongs to."""
    found = [(len(start), dimension) for start, dimension in DIMENSIONS if code.startswith(start)]
    return max(found)[1] if found else None
