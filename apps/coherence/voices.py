"""Who says so, in words: the line under the number of a level. No queries."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.coherence.engine.registry.rules import AGREEMENT_TEXTS, EVIDENCE_TEXTS
from apps.coherence.models import Assessment
from apps.coherence.words import number, percent


def who_says_so(assessment: Assessment, level: str) -> dict[str, Any] | None:
    """Evidence and agreement of a level with what they rest on; None for an assessment computed before they
    were."""
    found: Mapping[str, Any] | None = (assessment.result or {}).get("who_says_so", {}).get(level)
    if found is None:
        return None
    agreement = found["agreement"]
    return {
        "evidence": _(EVIDENCE_TEXTS[found["evidence"]]),
        "agreement": None if agreement is None else _(AGREEMENT_TEXTS[agreement]),
        "coverage": None if found["coverage"] is None else percent(found["coverage"]),
        "verified": number(found["verified"]),
        "graded": number(found["graded"]),
        "agreeing": number(found["agreeing"]),
        "second_voices": number(found["second_voices"]),
    }
