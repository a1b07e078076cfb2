"""Effective grade of an alignment link: rules R1 to R5, in the order R5, R4, R3, R1, R2; the first that
applies counts."""

import functools
from collections.abc import Collection, Mapping
from datetime import date

from apps.coherence.engine.inputs import Activity, Agency, Link
from apps.coherence.engine.results import LinkGrade
from apps.coherence.engine.settings import Settings
from apps.core.values import above

CLAIMED = "claimed"
EVIDENCED = "evidenced"
VERIFIED = "verified"
EXCLUDED = "excluded"
GRADES = (CLAIMED, EVIDENCED, VERIFIED)
RANK = {EXCLUDED: 0, CLAIMED: 1, EVIDENCED: 2, VERIFIED: 3}
EVIDENCE_RANK = RANK[EVIDENCED]


def effective_grade(
    link: Link,
    *,
    activity: Activity,
    exempt: bool,
    political_or_security: bool,
    funders: Collection[str],
    agencies: Mapping[str, Agency],
    as_of: date,
    settings: Settings,
) -> LinkGrade:
    """The grade that counts at `as_of`, and the rule that changed the recorded one (None if none did)."""
    disputed = is_disputed(link, as_of)
    if exempt and political_or_security:
        return _grade(link.grade, EXCLUDED, "R5", disputed)
    if link.grade == CLAIMED:
        return _grade(CLAIMED, CLAIMED, None, disputed)
    if disputed:
        return _grade(link.grade, CLAIMED, "R4", disputed)
    if link.valid_until is not None and as_of > link.valid_until:
        return _grade(link.grade, CLAIMED, "R3", disputed)
    if link.grade != VERIFIED:
        return _grade(link.grade, link.grade, None, disputed)
    if not _attested(link, activity, funders, agencies, as_of):
        return _grade(VERIFIED, EVIDENCED, "R1", disputed)
    income = link.attestor_income_share
    if income is not None and above(income, settings.dependence_threshold):
        return _grade(VERIFIED, EVIDENCED, "R2", disputed)
    return _grade(VERIFIED, VERIFIED, None, disputed)


_grade = functools.cache(LinkGrade)
"""Links are many, and little can be said of one: equal grades are one object."""


def is_disputed(link: Link, as_of: date) -> bool:
    """A dispute is raised and not yet resolved at that date."""
    if link.disputed_on is None or link.disputed_on > as_of:
        return False
    return link.dispute_resolved_on is None or link.dispute_resolved_on > as_of


def _attested(
    link: Link,
    activity: Activity,
    funders: Collection[str],
    agencies: Mapping[str, Agency],
    as_of: date,
) -> bool:
    """Somebody independent attested by then."""
    if link.attestor is None or (link.attested_on is not None and link.attested_on > as_of):
        return False
    return independent(link.attestor, activity, funders, agencies)


def independent(
    attestor: str, activity: Activity, funders: Collection[str], agencies: Mapping[str, Agency]
) -> bool:
    """R1: neither leads, implements nor funds the activity, nor shares the lead's state."""
    if attestor == activity.lead or attestor in (activity.implementers or ()) or attestor in funders:
        return False
    state = agencies[activity.lead].state
    return state is None or agencies[attestor].state != state
