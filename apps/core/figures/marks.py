"""The shapes of the seven statuses: each is told from the others without its colour."""

from django.utils.safestring import mark_safe

from apps.core.figures.base import num

STATUSES = (
    "achieved",
    "on_track",
    "at_risk",
    "off_track",
    "regressing",
    "too_early_to_rate",
    "not_assessed",
)


def mark_shape(status: str, x: float, y: float, r: float) -> str:
    """The shape around a centre, within r of it. Raises KeyError for another status."""
    solid = {
        "achieved": [(x, y - r), (x + r, y), (x, y + r), (x - r, y)],
        "at_risk": [(x, y - r), (x + r, y + r * 0.8), (x - r, y + r * 0.8)],
        "off_track": [
            (x - r * 0.85, y - r * 0.85),
            (x + r * 0.85, y - r * 0.85),
            (x + r * 0.85, y + r * 0.85),
            (x - r * 0.85, y + r * 0.85),
        ],
        "regressing": [(x, y + r), (x + r, y - r * 0.8), (x - r, y - r * 0.8)],
    }
    if status in solid:
        return f'<polygon class="mark solid" points="{_points(solid[status])}"/>'
    if status == "on_track":
        return f'<circle class="mark solid" cx="{num(x)}" cy="{num(y)}" r="{num(r * 0.9)}"/>'
    if status == "too_early_to_rate":
        corners = [(x, y - r), (x + r, y), (x, y + r), (x - r, y)]
        return f'<polygon class="mark hollow" points="{_points(corners)}"/>'
    if status == "not_assessed":
        return f'<circle class="mark hollow" cx="{num(x)}" cy="{num(y)}" r="{num(r * 0.85)}"/>'
    raise KeyError(status)


def status_mark(status: str) -> str:
    """The shape as a small drawing for a line of text (12 x 12, in the colour of the text), beside the word.

    Hidden from screen readers: the word says it. Raises KeyError for another status.
    """
    return mark_safe(  # noqa: S308 - no text of a user in it; mark_shape refuses what is no status
        f'<svg class="fig-mark s-{status}" width="12" height="12" viewBox="0 0 14 14" aria-hidden="true" '
        f'focusable="false">{mark_shape(status, 7, 7, 6)}</svg>'
    )


def _points(corners: list[tuple[float, float]]) -> str:
    return " ".join(f"{num(x)},{num(y)}" for x, y in corners)
