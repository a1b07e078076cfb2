"""Observed values in words."""

import re
from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.benchmarks.models import Indicator, Observation
from apps.benchmarks.values import NO, YES, said, value_text
from apps.core.templatetags.nexusplan import missing
from apps.portal.models import SavedFilter
from apps.portal.saved.services import query_of
from apps.portal.speaking import mark_of, older

register = template.Library()


@register.inclusion_tag("portal/saved/bar.html", takes_context=True)
def saved_filters(context: Context) -> dict[str, Any]:
    """The own saved filters of the list of activities, and a way to save what it is asked now. One query."""
    request, mission = context["request"], context["mission"]
    own = SavedFilter.objects.visible_to(request.user).filter(mission=mission)
    return {"filters": own, "code": mission.code, "query": query_of(request.GET)}


@register.filter
def lang(row: Any, column: str) -> SafeString:
    """The attribute that says in which language a column of a row stands on this page, nothing if nobody
    knows."""
    spoken = getattr(row, "spoken", None) or {}
    language = spoken.get(column) or getattr(row, "language", None)
    return _lang(language)


@register.filter
def spoken(row: Any, column: str) -> str | None:
    """The language itself, for `prose`."""
    return (getattr(row, "spoken", None) or {}).get(column) or getattr(row, "language", None)


FENCED = re.compile("\u2068([^\u2068\u2069]*)\u2069")


@register.filter
def tongues(sentence: str, languages: Mapping[str, str]) -> SafeString:
    """A sentence in which each name from the data (`words.isolated`) is an element that says its language."""
    between = FENCED.split(sentence)
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<bdi{}>{}</bdi>", _lang(languages.get(part)), part) if place % 2 else part,)
            for place, part in enumerate(between)
        ),
    )


def _lang(language: str | None) -> SafeString:
    return format_html(' lang="{}"', language) if language else SafeString("")


@register.filter
def translated(row: Any) -> SafeString:
    """How the words of a row came into the language of the reader, and whether they are older than the
    original; nothing where they stand as written."""
    by = getattr(row, "translated", None)
    if not by:
        return SafeString("")
    mark = format_html(' <span class="tag">{}</span>', mark_of(by))
    if not getattr(row, "outdated", False):
        return mark
    return mark + format_html(' <span class="flag a"><i aria-hidden="true">▲</i> {}</span>', older())


@register.filter
def observed(row: Observation, indicator: Indicator) -> str | SafeString:
    """The observed value as people read it."""
    value = said(row, indicator)
    return missing() if value is None else value


@register.filter
def recorded_value(row: Any, prefix: str) -> str | None:
    """A baseline, target or value to be reached as it was recorded; None where none is."""
    text = value_text(row, prefix)
    return {YES: _("Yes"), NO: _("No")}.get(text or "", text)
