"""Money of activities in words: a sum, or why there is none."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from apps.alignment.selectors.lists import ServedObjective
from apps.alignment.selectors.money import Total
from apps.core.templatetags.nexusplan import grade_shape, missing, number

register = template.Library()


@register.filter
def amount(total: Total) -> str | SafeString:
    """A total in whole units of the mission's currency."""
    if total.amount is not None:
        return number(total.amount)
    if total.obstacle == "mixed_prices":
        return format_html('<span class="missing">{}</span>', _("mixed prices"))
    if total.obstacle == "no_rate":
        return format_html('<span class="missing">{}</span>', _("no exchange rate"))
    return missing()


def sum_or_reason(total: Total) -> Decimal | str | None:
    """A total as a cell of a table or file: its amount, or why there is none; None where none is recorded."""
    if total.amount is not None:
        return total.amount
    return {"mixed_prices": _("mixed prices"), "no_rate": _("no exchange rate")}.get(total.obstacle or "")


@register.filter
def served(links: Sequence[ServedObjective]) -> SafeString:
    """The objectives that an activity serves, a line each: shape and word of the grade, code."""
    lines = [_line(link.grade, link.word, link.objective.code, link.objective.title or "") for link in links]
    return mark_safe("<br>".join(lines))  # noqa: S308 - each line is escaped


@lru_cache(maxsize=1024)
def _line(grade: str, word: str, code: str, title: str) -> SafeString:
    """Kept, because a list says the same few lines hundreds of times."""
    return format_html(
        '<span class="st {}" title="{}"><i aria-hidden="true">{}</i><span><bdi>{}</bdi> {}</span></span>',
        grade,
        title,
        grade_shape(grade),
        code,
        word,
    )


@register.filter
def prices(basis: str | None) -> str:
    """A price basis as people say it; nothing where none is recorded."""
    if basis is None:
        return ""
    kind, _sign, year = basis.partition(":")
    return _("prices of %(year)s") % {"year": year} if kind == "constant" else _("current prices")


@register.filter
def web(address: str | None) -> str | None:
    """An address that a link may carry: only http and https, never javascript or data."""
    return address if address is not None and address.startswith(("http://", "https://")) else None
