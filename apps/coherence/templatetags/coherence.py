"""Links between the pages of one assessment."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context

register = template.Library()
ASKED_FOR = ("kept", "as_of")


@register.simple_tag(takes_context=True)
def at(context: Context, **more: Any) -> str:
    """The query that stays with the assessment of this page (`kept`, `as_of`), and `more`; empty if none."""
    asked = context["request"].GET if "request" in context else {}
    query = {name: asked[name] for name in ASKED_FOR if asked.get(name)} | more
    return f"?{urlencode(query)}" if query else ""
