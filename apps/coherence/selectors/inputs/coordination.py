"""Where agencies work together, and assessments kept for comparison."""

from apps.coherence.engine import inputs as rows
from apps.coherence.enums import AssessmentAudience, AssessmentKind
from apps.coherence.models import Assessment, IndicatorValue
from apps.coherence.selectors.inputs.reader import MEMBERS, Reader, grouped, listed
from apps.missions.models import AnalyticWork, Forum, ForumChair, JointMission


def forums(reader: Reader) -> tuple[rows.Forum, ...]:
    chairs = reader.pairs(ForumChair, "forum_id", "agency_id", reader.agency)
    return tuple(
        rows.Forum(key, listed(chairs, pk, recorded))
        for pk, key, recorded in reader.of(Forum).values_list("pk", "key", "chairs_recorded")
    )


def joint_missions(reader: Reader) -> tuple[rows.JointMission, ...]:
    participants = reader.pairs(
        JointMission.participants.through, "jointmission_id", "agency_id", reader.agency
    )
    return tuple(
        rows.JointMission(key, tuple(participants.get(pk, ())), started_on, ended_on, humanitarian is True)
        for pk, key, started_on, ended_on, humanitarian in reader.of(JointMission).values_list(
            "pk", "key", "started_on", "ended_on", "humanitarian"
        )
    )


def analytic_work(reader: Reader) -> tuple[rows.AnalyticWork, ...]:
    participants = reader.pairs(
        AnalyticWork.participants.through, "analyticwork_id", "agency_id", reader.agency
    )
    return tuple(
        rows.AnalyticWork(key, tuple(participants.get(pk, ())), published_on, humanitarian is True)
        for pk, key, published_on, humanitarian in reader.of(AnalyticWork).values_list(
            "pk", "key", "published_on", "humanitarian"
        )
    )


def recorded(reader: Reader) -> tuple[rows.RecordedAssessment, ...]:
    """Assessments that were imported or kept as reference, restated ones by their restatement.

    The public compares with those kept for the public only, and members never do, because these know public
    rows only.
    """
    kept = Assessment.objects.filter(
        mission=reader.mission, kind=AssessmentKind.RECORDED, restatements__isnull=True
    )
    if reader.public:
        kept = kept.filter(audience=AssessmentAudience.PUBLIC)
    elif reader.audience == MEMBERS:
        kept = kept.exclude(audience=AssessmentAudience.PUBLIC)
    values = grouped(
        (assessment, rows.RecordedValue(level, indicator, strip, status, value, k, n))
        for assessment, level, indicator, strip, status, value, k, n in IndicatorValue.objects.filter(
            assessment__in=kept, subject__isnull=True
        ).values_list("assessment_id", "level", "indicator", "strip", "status", "value", "k", "n")
    )
    return tuple(
        rows.RecordedAssessment(key, as_of, tuple(values.get(pk, ())))
        for pk, key, as_of in kept.values_list("pk", "key", "as_of")
    )
