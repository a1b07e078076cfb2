"""Observed values in words."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.benchmarks.models import Indicator, Observation
from apps.benchmarks.values import NO, YES, value_text
from apps.core.templatetags.nexusplan import missing
from apps.portal.drawings import shown_value

register = template.Library()


@register.filter
def observed(row: Observation, indicator: Indicator) -> str | SafeString:
    """The observed value as people read it."""
    value = shown_value(indicator, row)
    return missing() if value is None else value


@register.filter
def recorded_value(row: Any, prefix: str) -> str | None:
    """A baseline, target or value to be reached as it was recorded; None where none is."""
    text = value_text(row, prefix)
    return {YES: _("Yes"), NO: _("No")}.get(text or "", text)
