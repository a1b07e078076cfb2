"""Long texts in a page."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from apps.core import prose as texts

register = template.Library()


@register.filter
def prose(text: str | None, language: str | None = None) -> SafeString:
    """The text with its headings, lists, emphasis and links, in its own direction and language."""
    if not text:
        return SafeString("")
    inner = mark_safe(texts.as_html(text))  # noqa: S308 - cleaned there
    if language:
        return format_html('<div class="prose" dir="auto" lang="{}">{}</div>', language, inner)
    return format_html('<div class="prose" dir="auto">{}</div>', inner)
