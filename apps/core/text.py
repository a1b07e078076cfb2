"""Text as it is searched: lower case, without accents, whatever the database can compare by itself."""

import re
import unicodedata
from collections.abc import Mapping

# The marks of Latin letters; those of other scripts are asked for sign by sign, which takes longer.
LATIN_MARKS = re.compile("[\u0300-\u036f]+")


def fold(text: str) -> str:
    """The text without case and accents, so that "reconciliation" finds RÉCONCILIATION.

    Letters of other scripts stay what they are; only their marks fall away.
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = LATIN_MARKS.sub("", apart)
    if plain.isascii():
        return plain.lower()
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()


def searchable(*texts: str | None) -> str:
    """What a search looks through: the given texts folded, one on each line; missing ones are left out."""
    return "\n".join(fold(text) for text in texts if text is not None)


def asked_words(asked: Mapping[str, str]) -> str:
    """The words that an address asks for as `q`, at most 200 letters; without NUL, for which PostgreSQL
    cannot look."""
    return asked.get("q", "").replace("\0", "")[:200]
