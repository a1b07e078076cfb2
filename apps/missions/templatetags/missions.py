"""Words of missions in templates."""

from django import template

from apps.missions.enums import Phase

register = template.Library()


@register.filter
def phase_word(phase: str) -> str:
    """The name of a phase in the reader's language."""
    return str(Phase(phase).label)
