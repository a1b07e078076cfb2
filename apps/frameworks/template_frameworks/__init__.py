"""The template frameworks that a draft can begin from, by key."""

from collections.abc import Mapping

from apps.frameworks.template_frameworks.base import TemplateFramework
from apps.frameworks.template_frameworks.others import (
    AFRICAN_UNION,
    NEPAD,
    RESULTS_FOCUSED,
    TASK_FRAMEWORK,
    WHOLE_OF_GOVERNMENT,
)
from apps.frameworks.template_frameworks.united_nations import (
    COOPERATION_FRAMEWORK,
    COUNCIL_BENCHMARKS,
    HUMANITARIAN_RESPONSE,
    INTEGRATED_STRATEGIC_FRAMEWORK,
    PEACEBUILDING_STRATEGY,
    POVERTY_REDUCTION,
)

TEMPLATES: Mapping[str, TemplateFramework] = {
    one.key: one
    for one in (
        INTEGRATED_STRATEGIC_FRAMEWORK,
        PEACEBUILDING_STRATEGY,
        COUNCIL_BENCHMARKS,
        RESULTS_FOCUSED,
        AFRICAN_UNION,
        WHOLE_OF_GOVERNMENT,
        COOPERATION_FRAMEWORK,
        POVERTY_REDUCTION,
        HUMANITARIAN_RESPONSE,
        NEPAD,
        TASK_FRAMEWORK,
    )
}

__all__ = ["TEMPLATES", "TemplateFramework"]
