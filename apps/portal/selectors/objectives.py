"""The objectives of a mission under the names that people know them by."""

from typing import Any

from apps.frameworks.models import Objective, ObjectiveText
from apps.missions.models import Mission


def named_objectives(mission: Mission) -> dict[Objective, str]:
    """Objectives of the mission with code and title of their newest wording. One query."""
    texts: Any = ObjectiveText.objects.filter(mission=mission).select_related("objective")
    found: dict[Objective, str] = {}
    for text in texts.order_by("framework_version__number", "position", "code", "pk"):
        found[text.objective] = f"{text.code or text.objective.key} {text.title}"
    return found
