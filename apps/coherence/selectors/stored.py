"""Reading stored assessments: nothing here computes more than a sum over stored rows."""

import datetime

from django.db.models import QuerySet, Subquery

from apps.coherence.enums import AssessmentKind, Level
from apps.coherence.models import Assessment, Finding, IndicatorValue, SignalContent
from apps.coherence.selectors.reviewers import Reader
from apps.coherence.selectors.shown import shown_values
from apps.missions.models import Mission

ONE_SUBJECT = (Level.EXTERNAL, Level.INTERNAL_EXTERNAL)
"""Levels measured as a whole; the other two are measured per agency and per state."""


def computed(mission: Mission, audience: str, as_of: datetime.date | None = None) -> Assessment | None:
    """The computed assessment of a date, or the newest one; None where there is none. One query.

    That of a date carries date and hash of the inputs of the newest one: `newest_on`, `newest_sha256`.
    """
    found = Assessment.objects.filter(
        mission=mission, kind=AssessmentKind.COMPUTED, audience=audience
    ).select_related("framework_version")
    if as_of is not None:
        newest = found.order_by("-as_of").select_related(None)
        found = found.filter(as_of=as_of).annotate(
            newest_on=Subquery(newest.values("as_of")[:1]),
            newest_sha256=Subquery(newest.values("inputs_sha256")[:1]),
        )
    return _of(mission, found.order_by("-as_of").first())


def _of(mission: Mission, found: Assessment | None) -> Assessment | None:
    """The assessment with its mission, that is there already."""
    if found is not None:
        found.mission = mission
    return found


def values_of(
    assessment: Assessment, level: str, subject: str | None, reader: Reader
) -> list[IndicatorValue]:
    """Indicators and strips of one subject (None: the whole level) as this reader is shown them, without
    their units. One query, and those of `shown_values`."""
    of = {"subject__isnull": True} if subject is None else {"subject": subject}
    found = assessment.values.filter(level=level, **of).defer("units").order_by("pk")
    return shown_values(assessment, found, reader)


def strips_of_subjects(assessment: Assessment, level: str) -> list[IndicatorValue]:
    """The strips of every subject of a level, by subject. One query."""
    return list(
        assessment.values.filter(level=level, subject__isnull=False, indicator__isnull=True)
        .defer("units")
        .order_by("subject", "strip")
    )


def value_of(
    assessment: Assessment, level: str, subject: str | None, indicator: str, reader: Reader
) -> IndicatorValue | None:
    """One indicator of one subject with its units, as this reader is shown it. One query, and those of
    `shown_values`."""
    of = {"subject__isnull": True} if subject is None else {"subject": subject}
    found = assessment.values.filter(level=level, indicator=indicator, **of)[:1]
    return next(iter(shown_values(assessment, found, reader)), None)


def findings(
    assessment: Assessment, code: str | None = None, *, signal: str | None = None
) -> QuerySet[Finding]:
    """Findings, or those of one code or one signal, the weightiest of each signal first."""
    found = assessment.findings.order_by("signal", "-weight", "pk")
    if signal is not None:
        found = found.filter(signal=signal)
    return found if code is None else found.filter(code=code)


def signal(assessment: Assessment, signal: str) -> SignalContent | None:
    """One signal with all that its page shows; None for an assessment from before they were stored. One
    query."""
    return assessment.signals.filter(signal=signal).first()


def signals(assessment: Assessment) -> dict[str, SignalContent]:
    """Every signal by its id, without the rows behind it. One query."""
    return {one.signal: one for one in assessment.signals.defer("behind")}


def finding(mission: Mission, audience: str, token: str) -> Finding | None:
    """One finding of a computed or kept assessment of this mission and audience. One query."""
    return (
        Finding.objects.filter(
            token=token,
            assessment__mission=mission,
            assessment__kind__in=[AssessmentKind.COMPUTED, AssessmentKind.RECORDED],
            assessment__audience=audience,
        )
        .select_related("assessment")
        .first()
    )
