"""Names of organisations and places as they are compared. Pure."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from apps.core.text import fold

SIGNS = re.compile(r"[^\w]+")
IN_BRACKETS = re.compile(r"\(([^()]*)\)")
ACRONYM = re.compile(r"[A-Z][A-Z0-9&./-]{1,11}\Z")
NOBODY = frozenset(
    {
        "",
        "0",
        "a determiner",
        "a preciser",
        "aucun",
        "autre",
        "autres",
        "n a",
        "na",
        "ne pas defini",
        "non defini",
        "non definie",
        "non precise",
        "non specifie",
        "none",
        "not available",
        "not defined",
        "not specified",
        "nd",
        "other",
        "others",
        "tbc",
        "tbd",
        "unknown",
        "unspecified",
    }
)
PLACE_WORDS = re.compile(
    r"\b(?:province|provinces|region|regional|district|commune|county|state|governorate|department|departement|"
    r"prefecture|wilaya|gobolka|administrative|de|of|the|la|le)\b"
)


@lru_cache(maxsize=20_000)
def plain(name: str) -> str:
    """A name folded, its punctuation as single spaces."""
    return SIGNS.sub(" ", fold(name)).strip()


def is_nobody(name: str | None) -> bool:
    """Whether the text only says that nobody is named."""
    return name is None or plain(name) in NOBODY


def parts(name: str) -> tuple[str, str | None]:
    """A name without its brackets, and the acronym in them if there is one."""
    acronym = None
    for inside in IN_BRACKETS.findall(name):
        if ACRONYM.match(inside.strip()):
            acronym = inside.strip()
    base = IN_BRACKETS.sub(" ", name) if acronym is not None else name
    return " ".join(base.split()) or name, acronym


def spellings(name: str) -> list[str]:
    """Folded spellings of one name, the whole first: without brackets, the acronym, without a country
    before a dash."""
    base, acronym = parts(name)
    found = [plain(name), plain(base)]
    if acronym is not None:
        found.append(plain(acronym))
    return list(dict.fromkeys(one for one in found if one))


def place(name: str) -> str:
    """A place without the words that only say what kind of place it is."""
    found = plain(name)
    return " ".join(PLACE_WORDS.sub(" ", found).split()) or found


def grams(text: str) -> Counter[str]:
    """Runs of three signs of a folded name."""
    padded = f"  {text} "
    return Counter(padded[place : place + 3] for place in range(len(padded) - 2))


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """Dice's coefficient of two bags of runs, from 0 to 1."""
    size = one.total() + other.total()
    return 2 * (one & other).total() / size if size else 0.0


def closest(
    name: str, known: Iterable[tuple[int, str]], *, most: int = 3, least: float = 0.4
) -> list[tuple[int, float]]:
    """(primary key, likeness) of the known names that are most like this one, the best first."""
    wanted = grams(plain(name))
    best: dict[int, float] = {}
    for pk, other in known:
        found = likeness(wanted, grams(other))
        if found >= least and found > best.get(pk, 0.0):
            best[pk] = found
    return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
