"""Why a grade counts as what it counts, and how much is asked of an actor, in sentences."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.coherence.engine.registry import RULE_TEXTS
from apps.coherence.engine.registry.texts import RuleText
from apps.coherence.engine.results import LinkGrade
from apps.coherence.evidence.selectors import Burden, Close, Counterpart
from apps.core.enums import Grade
from apps.core.templatetags.nexusplan import day, number, percent


def rule_of(grade: LinkGrade) -> RuleText | None:
    """The rule that changed what the grade counts as, None where none did."""
    return None if grade.rule is None else RULE_TEXTS[grade.rule]


def word_of(effective: str) -> str:
    """What a link counts as; one that is left out everywhere counts as nothing."""
    return str(Grade(effective).label) if effective in Grade.values else _("Left out")


def closeness(why: Sequence[Close]) -> str:
    """Why an agency is not independent, as one sentence; empty where it is."""
    words = {
        "lead": _("it leads the activity"),
        "implementer": _("it carries it out"),
        "funder": _("it funds it"),
        "state": _("it belongs to the same state as the lead"),
    }
    if not why:
        return ""
    return _("Not independent (rule R1): %(reasons)s. A verified link would count as evidenced.") % {
        "reasons": ", ".join(words[one] for one in why)
    }


def burden(one: Burden) -> str:
    """What is asked of an actor this quarter; members for agencies and the secretariat know the hours."""
    if one.demand is None:
        return _("asked for time, nobody said how much")
    if one.capacity is None:
        return _("asked for %(hours)s h, declared none") % {"hours": number(one.demand)}
    share = "" if one.value is None else str(percent(one.value))
    return _("asked for %(hours)s of %(capacity)s h (%(share)s)") % {
        "hours": number(one.demand),
        "capacity": number(one.capacity),
        "share": share,
    }


def label_of(one: Counterpart, *, hours: bool) -> str:
    """An actor as it is offered: its name, what is asked of it, whether it is independent."""
    told = [str(one.agency)]
    if hours:
        told.append(burden(one.now))
    if one.paused_until is not None:
        told.append(_("said that it is enough until %(date)s") % {"date": day(one.paused_until)})
    elif one.now.status in {"high", "overload"}:
        told.append(_("too much is asked of it already"))
    elif one.too_much:
        told.append(_("with this request too much would be asked of it"))
    return ": ".join([told[0], "; ".join(told[1:])]) if told[1:] else told[0]
