"""Who says so, in words: the line under the number of a level. No queries."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.coherence.engine.registry.rules import AGREEMENT_TEXTS, EVIDENCE_TEXTS
from apps.coherence.words import number, percent


def who_says_so(page: Mapping[str, Any], level: str) -> dict[str, Any] | None:
    """Evidence and agreement of a level with what they rest on, from the first page that a reader is shown;
    None for an assessment computed before they were, the counts None where they are withheld."""
    found: Mapping[str, Any] | None = page.get("who_says_so", {}).get(level)
    if found is None:
        return None
    agreement = found["agreement"]
    return {
        "evidence": _(EVIDENCE_TEXTS[found["evidence"]]),
        "agreement": None if agreement is None else _(AGREEMENT_TEXTS[agreement]),
        "coverage": None if found["coverage"] is None else percent(found["coverage"]),
        **{
            name: None if found[name] is None else number(found[name])
            for name in ("verified", "graded", "agreeing", "second_voices")
        },
    }
