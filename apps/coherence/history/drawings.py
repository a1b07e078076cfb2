"""The trend figures, from stored quarters."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from apps.coherence import words
from apps.coherence.enums import Level
from apps.coherence.history.selectors import GradePoint, Mark, Point, Series
from apps.coherence.selectors.reviewers import WITHHELD
from apps.core.figures import Figure, Line, Reading, course
from apps.core.templatetags.nexusplan import day, month

Reference = tuple[date, float, str]


def _two(value: object) -> str:
    return words.degree(float(str(value))) or ""


def _columns() -> tuple[str, ...]:
    return (_("Series"), _("Date"), _("Value"), _("At worst"), _("At best"))


def _readings(points: Sequence[Point]) -> tuple[Reading, ...]:
    return tuple(Reading(one.on, one.value, one.lo, one.hi) for one in points)


def level_course(
    level: Level, found: Series, marks: Sequence[Mark], references: Sequence[Reference]
) -> Figure:
    """Consistency of a level with its bounds, and its coordination process, quarter by quarter."""
    points = found.consistency[level]
    return course(
        prefix=f"course-{level}",
        title=str(level.label),
        desc=described(points),
        lines=[
            Line(_("Consistency"), _readings(points)),
            Line(_("Coordination process"), _readings(found.process[level])),
        ]
        if points
        else [],
        marks=[(one.on, one.text) for one in marks],
        references=references,
        fmt=_two,
        fmt_date=lambda on: str(month(on)),
        empty=_("No quarter is computed yet."),
        columns=_columns(),
    )


def described(points: Sequence[Point]) -> str:
    """The course in a sentence: how many quarters are assessed, and the last of them."""
    known = [one for one in points if one.value is not None]
    unseen = f"{words.status_text(WITHHELD)}." if any(one.status == WITHHELD for one in points) else ""
    if not known:
        none = _("In none of %(all)s quarters can this be assessed.") % {"all": words.number(len(points))}
        return unseen or none
    last = known[-1]
    text = _(
        "Assessed in %(known)s of %(all)s quarters; on %(date)s it was %(value)s, bounds %(lo)s to %(hi)s."
    ) % {
        "known": words.number(len(known)),
        "all": words.number(len(points)),
        "date": day(last.on),
        "value": words.degree(last.value),
        "lo": words.degree(last.lo),
        "hi": words.degree(last.hi),
    }
    return f"{text} {unseen}".strip()


def linkage_course(found: Series, marks: Sequence[Mark]) -> Figure:
    """E1: the share of external activities that are linked, at each grade of evidence or a better one."""
    labels = (
        ("verified", _("verified")),
        ("evidenced", _("evidenced or better")),
        ("claimed", _("claimed or better")),
    )
    return course(
        prefix="course-E1",
        title=_("External activities linked to the framework, by grade of evidence"),
        desc=linkage_described(found.linkage),
        lines=[
            Line(name, tuple(Reading(one.on, one.grades.get(grade)) for one in found.linkage))
            for grade, name in labels
        ]
        if found.linkage
        else [],
        marks=[(one.on, one.text) for one in marks],
        fmt=_two,
        fmt_date=lambda on: str(month(on)),
        empty=_("No quarter is computed yet."),
        columns=_columns(),
    )


def linkage_described(points: Sequence[GradePoint]) -> str:
    """The last known shares in a sentence."""
    known = [one for one in points if one.grades.get("evidenced") is not None]
    if not known:
        return _("In none of %(all)s quarters can this be assessed.") % {"all": words.number(len(points))}
    last = known[-1]
    return _(
        "On %(date)s %(claimed)s were linked by a claim or better, %(evidenced)s with evidence or better, "
        "%(verified)s verified."
    ) % {
        "date": day(last.on),
        **{grade: words.percent(share or 0.0) for grade, share in last.grades.items()},
    }
