"""What every template needs: numbers and dates in the reader's language, missing values said as missing."""

import datetime
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import NumberPattern, format_currency, format_decimal, format_percent, parse_pattern
from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

register = template.Library()

STATUS_SHAPES = {
    "achieved": "◆",
    "on_track": "●",
    "at_risk": "▲",
    "off_track": "■",
    "regressing": "▼",
    "too_early_to_rate": "◇",
    "not_assessed": "○",
}
MOST_PLACES = 4
STATUS_WORDS = {
    "achieved": gettext_lazy("Achieved"),
    "on_track": gettext_lazy("On track"),
    "at_risk": gettext_lazy("At risk"),
    "off_track": gettext_lazy("Off track"),
    "regressing": gettext_lazy("Regressing"),
    "too_early_to_rate": gettext_lazy("Too early to rate"),
}
GRADE_WORDS = {
    "claimed": gettext_lazy("Claimed"),
    "evidenced": gettext_lazy("Evidenced"),
    "verified": gettext_lazy("Verified"),
}
GRADE_SHAPES = {"verified": "●", "evidenced": "◐", "claimed": "○"}


def locale() -> Locale:
    """Babel's locale of the active language; English where Babel does not know it."""
    return _locale_of(get_language() or "en")


@lru_cache(maxsize=32)
def _locale_of(language: str) -> Locale:
    """Kept, because a page writes some hundred numbers and dates."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def signed(text: str) -> str:
    """The number with a real minus, in front of it also where the line runs from right to left."""
    if not text.startswith("-"):
        return text
    mark = "\u200e" if locale().text_direction == "rtl" else ""
    return f"{mark}\N{MINUS SIGN}{text[1:]}"


@register.simple_tag
def missing(text: str = "") -> SafeString:
    """A dash for the eye and words for the ear; a missing value is never a zero."""
    return _dash(text or _("not recorded"))


@lru_cache(maxsize=256)
def _dash(text: str) -> SafeString:
    """Kept, because a page shows up to a hundred of them; so are grades below."""
    return format_html(
        '<span class="missing"><span aria-hidden="true">—</span>'
        '<span class="visually-hidden">{}</span></span>',
        text,
    )


@register.filter
def number(value: Decimal | float | None, places: int = 0) -> str | SafeString:
    """A grouped number with at most `places` decimals."""
    if value is None:
        return missing()
    return _decimal(value, "#,##0." + "#" * places)


def _decimal(value: Decimal | float, pattern: str) -> str:
    return signed(format_decimal(value, format=_pattern(pattern), locale=locale()))


@lru_cache(maxsize=64)
def _pattern(text: str) -> NumberPattern:
    """Kept, because reading a pattern takes twice as long as writing a number by it."""
    return parse_pattern(text)


@register.filter
def plain_number(value: Decimal | float | None) -> str | SafeString:
    """A grouped number with up to four decimals, as recorded."""
    return number(value, MOST_PLACES)


def places_of(values: Iterable[Any]) -> int:
    """The decimals that the numbers among the values need, at most four, so that a column has one number."""
    return max((_places(value) for value in values if is_number(value)), default=0)


def _places(value: Decimal | float) -> int:
    text = f"{Decimal(str(value)):.{MOST_PLACES}f}".rstrip("0")
    return len(text.partition(".")[2])


def fixed(value: Decimal | float, places: int) -> str:
    """A grouped number with just so many decimals."""
    return _decimal(value, f"#,##0.{'0' * places}")


def percentage(text: str) -> str:
    """A number of percent with its sign as the language sets it (46%, 46 %)."""
    pattern = locale().percent_formats[None].pattern
    return f"{text}{pattern[pattern.rindex('0') + 1 :]}"


@register.filter
def is_number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


@register.filter
def laid_out(table: Any) -> dict[str, Any]:
    """A table (`header`, `rows`) as `head` and `rows` of cells: `value`; of its column, whether it is
    `numeric` and the decimals (`places`) of its numbers.
    """
    below = list(zip(*table.rows, strict=True)) or [()] * len(table.header)
    columns = [(any(is_number(value) for value in values), places_of(values)) for values in below]

    def cells(values: Any) -> list[dict[str, Any]]:
        return [
            {"value": one, "numeric": numeric, "places": places}
            for one, (numeric, places) in zip(values, columns, strict=True)
        ]

    return {"head": cells(table.header), "rows": [cells(row) for row in table.rows]}


@register.filter
def degree(value: float | None) -> str | SafeString:
    """A degree from 0 to 1 with two decimals."""
    return missing() if value is None else _decimal(value, "0.00")


@register.filter
def percent(value: float | None) -> str | SafeString:
    """A ratio as a percentage without decimals, written as the language writes it (63%, 63 %)."""
    return missing() if value is None else signed(format_percent(hundredths(value), locale=locale()))


def hundredths(value: Decimal | float) -> Decimal:
    """A ratio to two decimals, halves up as people round: 0.625 is 0.63."""
    return Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@register.filter
def money(amount: Decimal | None, currency: str) -> str | SafeString:
    """An amount in whole units with the code of its currency."""
    if amount is None:
        return missing()
    return format_currency(amount, currency, format="#,##0 ¤¤", currency_digits=False, locale=locale())


@register.filter
def day(value: datetime.date | None) -> str | SafeString:
    """A date such as 30 Jun 2026."""
    return missing(_("no date")) if value is None else format_date(value, format="d MMM y", locale=locale())


@register.filter
def month(value: datetime.date | None) -> str | SafeString:
    return missing(_("no date")) if value is None else format_date(value, format="MMM y", locale=locale())


@register.filter
def cell(value: Any, places: int | None = None) -> str | SafeString:
    """One cell of a table as its kind is shown: missing, number (with `places`), date, or text."""
    if value is None:
        return missing()
    if is_number(value):
        return plain_number(value) if places is None else fixed(value, places)
    return day(value) if isinstance(value, datetime.date) else format_html("<bdi>{}</bdi>", value)


@register.filter
def startswith(text: str, beginning: str) -> bool:
    return str(text).startswith(str(beginning))


@register.filter
def status_shape(status: str | None) -> str:
    """Each of the seven statuses has its own shape."""
    return STATUS_SHAPES.get(status or "", "○")


@register.filter
def status_word(status: str | None) -> str:
    return str(STATUS_WORDS.get(status or "") or _("Not assessed"))


@register.filter
def grade_shape(grade: str | None) -> str:
    return GRADE_SHAPES.get(grade or "", "–")


@register.filter
def grade_word(grade: str | None) -> str:
    return str(GRADE_WORDS.get(grade or "") or _("Not linked"))


@register.simple_tag(name="grade")
def show_grade(grade: str | None) -> SafeString:
    """Shape and word of a grade (claimed, evidenced, verified), or None for not linked."""
    return _grade(grade, get_language())


@lru_cache(maxsize=64)
def _grade(grade: str | None, _language: str | None) -> SafeString:
    return format_html(
        '<span class="st {}"><i aria-hidden="true">{}</i>{}</span>',
        grade or "none",
        grade_shape(grade),
        grade_word(grade),
    )


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The query string of this page with some parameters replaced; None removes one."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    return "?" + parameters.urlencode()


@register.simple_tag
def sort_state(key: str, current: str | None) -> dict[str, str | None]:
    """How a column is sorted now, its mark, and what a click asks for next."""
    if current == key:
        return {"aria": "ascending", "mark": "▲", "next": f"-{key}"}
    if current == f"-{key}":
        return {"aria": "descending", "mark": "▼", "next": key}
    return {"aria": None, "mark": None, "next": key}
