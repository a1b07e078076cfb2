"""Links between the pages of one assessment."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from apps.coherence.models import Assessment
from apps.core.templatetags.nexusplan import day

register = template.Library()
ASKED_FOR = ("kept", "as_of")


@register.simple_tag(takes_context=True)
def at(context: Context, **more: Any) -> str:
    """The query that stays with the assessment of this page (`kept`, `as_of`), and `more`; empty if none."""
    asked = context["request"].GET if "request" in context else {}
    query = {name: asked[name] for name in ASKED_FOR if asked.get(name)} | more
    return f"?{urlencode(query)}" if query else ""


@register.simple_tag
def of_day(assessment: Assessment) -> str:
    """The day an assessment is of, and when it was recorded if it was kept."""
    shown = {"date": day(assessment.as_of)}
    if not assessment.occasion or assessment.computed_at is None:
        return _("As of %(date)s") % shown
    recorded = {"recorded": day(localdate(assessment.computed_at))}
    return _("As of %(date)s, as recorded on %(recorded)s") % (shown | recorded)
