"""Figures that rest on the answers of so few internal actors that others could tell who said what."""

import datetime
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from itertools import starmap
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, Value

from apps.activities.models import Activity
from apps.activities.selectors import exempt
from apps.alignment.models import Consultation, InternalReview
from apps.coherence.engine.index import is_active
from apps.coherence.engine.measure import strip_of
from apps.coherence.enums import AssessmentAudience, Level
from apps.coherence.models import Assessment
from apps.core.enums import Audience
from apps.missions.enums import Side
from apps.missions.fields import REVIEWERS_SHOWN
from apps.missions.models import SECRETARIAT, Mission, MissionAgency
from apps.missions.selectors import roles_in

Reader = AbstractBaseUser | AnonymousUser
NOBODY = AnonymousUser()
"""Whoever reads what no level withholds from anybody."""
WITHHELD = "withheld"
"""Status of a value that this reader is not shown; never stored."""
FEW = frozenset({"I3", "I7"})
"""The indicators that rest on the answers of internal actors, all of one level."""
Withheld = frozenset[str]
"""The indicators of internal and external actors that a reader is not shown."""


class Answer(NamedTuple):
    """That an internal actor answered on an activity, for which indicator, and when the activity counts."""

    indicator: str
    actor: int
    on: datetime.date
    status: str
    start: datetime.date | None
    end: datetime.date | None


def withheld_of(reader: Reader, assessment: Assessment) -> Withheld:
    """The indicators of an assessment that are shown to the secretariat only. Once for each assessment
    that was read: one query, one more for who is not of the secretariat, none where nobody has answered."""
    known: dict[int | None, Withheld] = assessment.__dict__.setdefault("_withheld", {})
    if reader.pk not in known:
        known[reader.pk] = _withheld(reader, assessment)
    return known[reader.pk]


def _withheld(reader: Reader, assessment: Assessment) -> Withheld:
    levels = (assessment.result or {}).get("levels")
    if levels is not None:
        indicators = levels[Level.INTERNAL_EXTERNAL]["indicators"]
        if not any(indicators[name]["n"] for name in FEW if name in indicators):
            return frozenset()
    public = assessment.audience == AssessmentAudience.PUBLIC
    return withheld_on(reader, assessment.mission, assessment.as_of, public=public)


def withheld_on(reader: Reader, mission: Mission, *days: datetime.date, public: bool = False) -> Withheld:
    """The indicators that are shown to the secretariat only, on one of the days. One query, one more
    for who is not of the secretariat."""
    return frozenset().union(*withheld_by_day(reader, mission, days, public=public).values())


def withheld_by_day(
    reader: Reader, mission: Mission, days: Iterable[datetime.date], *, public: bool = False
) -> dict[datetime.date, Withheld]:
    """The same day by day. Queries do not depend on the days; `public`: of what everybody may see."""
    if roles_in(reader, mission).intersection(SECRETARIAT):
        return {day: frozenset() for day in days}
    answers = _answers(mission, public=public)
    return {day: frozenset(_few(answers, day)) for day in days}


def _answers(mission: Mission, *, public: bool) -> list[Answer]:
    """The answers that a figure of these readers rests on: of internal actors, on activities of external ones
    that the readers may see and that are not exempt. One query."""
    sides = MissionAgency.objects.filter(mission=mission).values("agency")
    seen = Q(audience=Audience.PUBLIC)
    if not public:
        seen |= Q(audience=Audience.MISSION) | Q(audience__isnull=True)
    counted = Activity.objects.filter(seen, mission=mission, lead__in=sides.filter(side=Side.EXTERNAL))
    of: Any = {
        "mission": mission,
        "internal_actor__in": sides.filter(side=Side.INTERNAL),
        "activity__in": counted.exclude(exempt(mission)),
    }
    consulted: Any = Consultation.objects.filter(confirmed_by_internal_actor=True, **of)
    reviewed: Any = InternalReview.objects.exclude(outcome="no_comment").filter(**of)
    found = _columns(consulted, "I3", "held_on")
    return list(starmap(Answer, found if public else found.union(_columns(reviewed, "I7", "reviewed_on"))))


def _columns(rows: Any, indicator: str, when: str) -> Any:
    activity = (f"activity__{name}" for name in ("status", "start", "end"))
    asked = rows.order_by().annotate(indicator=Value(indicator))
    return asked.values_list("indicator", "internal_actor", when, *activity).distinct()


def _few(answers: Iterable[Answer], day: datetime.date) -> Iterator[str]:
    """The indicators that on this day rest on the answers of somebody, but of too few."""
    actors: dict[str, set[int]] = defaultdict(set)
    for one in answers:
        if one.on <= day and is_active(one, day):
            actors[one.indicator].add(one.actor)
    return (name for name, found in actors.items() if len(found) < REVIEWERS_SHOWN)


def closed_strips(withheld: Withheld) -> frozenset[str]:
    """The strips of the level from which a withheld indicator could be computed: they are its means."""
    return frozenset(map(strip_of, withheld))


def is_closed(one: Any, withheld: Container[str], strips: Container[str]) -> bool:
    """Whether a stored value, given as a mapping, is a withheld indicator or a strip that tells it."""
    if one["level"] != Level.INTERNAL_EXTERNAL:
        return False
    name = one.get("indicator")
    return name in withheld if name else one.get("strip") in strips


def shown_of(values: Iterable[dict[str, Any]], withheld: Withheld) -> list[dict[str, Any]]:
    """Figures, each with its level and its indicator or strip, without those that are withheld and those that
    would tell them."""
    strips = closed_strips(withheld)
    return [one for one in values if not is_closed(one, withheld, strips)]
