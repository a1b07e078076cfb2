"""How agencies and the states they belong to are named."""

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language


def state_name(code: str) -> str:
    """The name of a state in the reader's language; the code itself where it is none of ISO 3166-1.

    No query.
    """
    try:
        locale = Locale.parse(get_language() or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return str(locale.territories.get(code.upper(), code))
