"""The line of the dashboard about change: since when, what moved, and what may be claimed of it."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.coherence.enums import AssessmentKind, Level
from apps.coherence.models import Assessment
from apps.coherence.references import comparisons, words
from apps.coherence.references.comparisons import NOW, Side
from apps.coherence.references.selectors import recorded
from apps.coherence.selectors.reviewers import Reader, withheld_on
from apps.coherence.selectors.shown import comparison_without, trend_without
from apps.missions.models import Mission


def trend_line(mission: Mission, assessment: Assessment, user: Reader) -> dict[str, Any] | None:
    """What has changed since the reference that the assessment compares itself with; None where it has none.

    The claims, and the sentence of each level, are those of the stored comparison, if it was made of the same
    rows; else they say that this is not computed yet. Two queries, none without a trend; five more where a
    comparison is shown, one for the secretariat.
    """
    found = (assessment.result or {}).get("trend")
    if found is None:
        return None
    reference = recorded(mission).filter(key=found["against"]).defer("result").first()
    if reference is None:
        found = trend_without(found, withheld_on(user, mission, assessment.as_of))
        return {"verdict": words.verdict(found), "since": None, "claims": [], "url": None, "levels": {}}
    withheld = withheld_on(user, mission, reference.as_of, assessment.as_of)
    found = trend_without(found, withheld)
    before = Side(str(reference.uuid), reference.as_of, reference)
    after = _side_of(assessment)
    result = comparisons.result(mission, before, after)
    current = result is not None and not comparisons.is_stale(result, assessment)
    comparison = None
    if result is not None and current:
        comparison = comparison_without(result["comparison"], withheld)
    query = urlencode({"from": before.token, "to": after.token})
    return {
        "verdict": words.verdict(found),
        "since": reference.as_of,
        "claims": words.claims(comparison)
        if comparison is not None
        else [_("What may be claimed of it is not computed yet.")],
        "levels": {
            level: words.moved_since(level, reference.as_of, found, comparison) for level in Level.values
        },
        "url": f"{reverse('coherence:compare', kwargs={'code': mission.code})}?{query}",
    }


def _side_of(assessment: Assessment) -> Side:
    if assessment.kind == AssessmentKind.RECORDED:
        return Side(str(assessment.uuid), assessment.as_of, assessment)
    newest_on = getattr(assessment, "newest_on", None)
    if newest_on is None or newest_on == assessment.as_of:
        return Side(NOW, assessment.as_of)
    return Side(assessment.as_of.isoformat(), assessment.as_of)
