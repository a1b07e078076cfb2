"""What a form of a change offers: rows that the member sees among those that all members share."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.activities.models import Activity
from apps.activities.selectors import Activities, activities_for
from apps.alignment.enums import ContradictionStatus
from apps.alignment.models import AlignmentLink, Contradiction
from apps.core.enums import Audience, Grade
from apps.core.templatetags.nexusplan import day, money
from apps.core.text import fold
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import ObjectiveText
from apps.funding.enums import ScenarioPeriod
from apps.funding.models import AbsorptionScenario, FundingLine
from apps.missions.enums import Side
from apps.missions.models import Mission, MissionAgency

Choices = Sequence[tuple[str, str]]
Person = User | AnonymousUser
PAGE = 50
POLITICAL_OR_SECURITY = frozenset({"political", "security"})


def shared_activities(mission: Mission, user: Person) -> Activities:
    """Activities that the engine reads for members; one kept inside an agency is none of them."""
    rows: Activities = activities_for(user, mission).exclude(audience=Audience.AGENCY)
    return rows


def activity(mission: Mission, user: Person, key: str) -> Activity | None:
    """One of them by its key. One query."""
    return shared_activities(mission, user).filter(key=key).select_related("lead").first()


def open_contradictions(mission: Mission, user: Person) -> "QuerySet[Contradiction]":
    """Open contradictions between two shared activities, the sharpest first."""
    activities = shared_activities(mission, user).order_by().values("pk")
    return (
        Contradiction.objects.filter(
            mission=mission,
            status=ContradictionStatus.OPEN,
            score__lt=0,
            activity_a__in=activities,
            activity_b__in=activities,
        )
        .select_related("activity_a", "activity_b")
        .order_by("score", "key")
    )


def contradictions(mission: Mission, user: Person, text: str, page: str | None) -> "Page[Contradiction]":
    """A page of the open contradictions in whose activities every word stands. Two queries."""
    rows = open_contradictions(mission, user)
    for word in fold(text).split():
        rows = rows.filter(Q(activity_a__search__contains=word) | Q(activity_b__search__contains=word))
    return Paginator(rows, PAGE).get_page(page)


def contradiction(mission: Mission, user: Person, key: str) -> Contradiction | None:
    """One of them by its key. One query."""
    return open_contradictions(mission, user).filter(key=key).first()


def objectives(mission: Mission, of: Activity) -> Choices:
    """Objectives that the activity is not linked to yet, in the framework's order, by key. Three queries.

    The guard of the method, section D.1: a humanitarian activity is never offered a political or security
    objective.
    """
    core = _core_dimensions(mission)
    linked = set(AlignmentLink.objects.filter(activity=of).values_list("objective__key", flat=True))
    exempt = core.get(of.dimension, of.dimension) == "humanitarian" and not _political_or_security(
        mission, of
    )
    labels: dict[str, tuple[str, str]] = {}
    texts = ObjectiveText.objects.filter(
        mission=mission, framework_version__status__in=(VersionStatus.ADOPTED, VersionStatus.SUPERSEDED)
    ).order_by("framework_version__number", "position", "code")
    # In ascending order of versions, so that the latest wording is the one kept.
    for key, code, title, dimension in texts.values_list("objective__key", "code", "title", "dimension"):
        labels.pop(key, None)
        labels[key] = f"{code} {title}" if code else title, core.get(dimension, dimension)
    return [
        (key, label)
        for key, (label, dimension) in labels.items()
        if key not in linked and not (exempt and dimension in POLITICAL_OR_SECURITY)
    ]


def _core_dimensions(mission: Mission) -> dict[str, str]:
    return {item["code"]: item["core"] for item in mission.dimensions or () if isinstance(item, dict)}


def _political_or_security(mission: Mission, of: Activity) -> bool:
    return MissionAgency.objects.filter(
        mission=mission, agency=of.lead_id, political_or_security=True
    ).exists()


def links(of: Activity) -> Choices:
    """The links of an activity by key, with grade. One query."""
    rows = AlignmentLink.objects.filter(activity=of).order_by("objective__key")
    return [
        (key, _("%(objective)s: %(grade)s") % {"objective": objective, "grade": Grade(grade).label})
        for key, objective, grade in rows.values_list("key", "objective__key", "grade")
    ]


def attestors(mission: Mission, of: Activity) -> Choices:
    """Agencies that may attest links of the activity (R1), internal ones first, by key. Three queries."""
    involved = set(of.implementers.values_list("pk", flat=True)) | {of.lead_id}
    involved |= set(FundingLine.objects.filter(activity=of).values_list("funder_id", flat=True))
    rows = MissionAgency.objects.filter(mission=mission).exclude(agency__in=involved)
    if of.lead.state:
        rows = rows.exclude(agency__state=of.lead.state)
    found = [
        (side != Side.INTERNAL, (acronym or name).casefold(), key, acronym or name)
        for key, side, acronym, name in rows.values_list("key", "side", "agency__acronym", "agency__name")
    ]
    internal, others = ([row for row in found if row[0] is other] for other in (False, True))
    return [(key, name) for _side, _name, key, name in sorted(internal) + sorted(others)]


def funding_lines(of: Activity) -> Choices:
    """The funding lines of an activity by key, with funder, beginning and money. One query."""
    rows = FundingLine.objects.filter(activity=of).select_related("funder").order_by("period_from", "key")
    found = []
    for row in rows:
        amount = row.disbursed if row.disbursed is not None else row.scheduled
        found.append(
            (
                row.key,
                _("%(funder)s from %(date)s: %(amount)s")
                % {
                    "funder": row.funder.acronym or row.funder.name,
                    "date": day(row.period_from),
                    "amount": _("not recorded") if amount is None else money(amount, row.currency),
                },
            )
        )
    return found


def scenarios(mission: Mission) -> Choices:
    """Absorption scenarios with a delivery, by key. One query."""
    rows: Any = AbsorptionScenario.objects.filter(mission=mission, delivery_recorded=True).order_by("key")
    found = []
    for key, title, period in rows.values_list("key", "title", "period"):
        name = title or key
        if period is not None:
            name = _("%(name)s, by %(period)s") % {
                "name": name,
                "period": ScenarioPeriod(period).label.lower(),
            }
        found.append((key, name))
    return found
