"""Text as it is searched: lower case, without accents, whatever the database can compare by itself."""

import unicodedata


def fold(text: str) -> str:
    """The text without case and accents, so that "reconciliation" finds RÉCONCILIATION.

    Letters of other scripts stay what they are; only their marks fall away.
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold()


def searchable(*texts: str | None) -> str:
    """What a search looks through: the given texts folded, one on each line; missing ones are left out."""
    return "\n".join(fold(text) for text in texts if text is not None)
