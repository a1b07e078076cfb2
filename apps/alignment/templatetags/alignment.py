"""Money of activities in words: a sum, or why there is none."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.alignment.selectors.money import Total
from apps.core.templatetags.nexusplan import missing, number

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
