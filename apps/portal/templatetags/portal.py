"""Observed values in words."""

from django import template
from django.utils.safestring import SafeString

from apps.benchmarks.models import Indicator, Observation
from apps.core.templatetags.nexusplan import missing
from apps.portal.drawings import shown_value

register = template.Library()


@register.filter
def observed(row: Observation, indicator: Indicator) -> str | SafeString:
    """The observed value as people read it."""
    value = shown_value(indicator, row)
    return missing() if value is None else value
