"""Fetch and authorise in one call: what a person may not see is answered like what does not exist."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import CASCADE, ForeignKey, Model, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.session import require_second_factor
from apps.agencies.models import Agency
from apps.missions.enums import MissionAudience, Role
from apps.missions.models import Membership, Mission, MissionAgency, PhasePeriod
from apps.missions.models.held import held_in, keep


def get_mission_for_member(user: AbstractBaseUser | AnonymousUser, code: str) -> Mission:
    """The mission with this code and its phase today (`with_phase`), for a page of its members, and whether
    the person `administers` and `plans` it. One query, which reads all memberships of the person: what else
    the page asks of them is answered from there.

    Raises Http404 for everybody who is no member, and for a code that nobody uses; SecondFactorMissing, which
    leads the person to where one is set up, for a member who came in by password alone where the mission asks
    for more or the person administers it.
    """
    if user.pk is None:
        raise Http404
    rows = Membership.objects.filter(user=user.pk).select_related("mission", "agency").order_by("pk")
    held: Any = list(rows.annotate(**_phase(OuterRef("mission"), timezone.localdate())))
    keep(user, held)
    only = getattr(user, "only_mission", None)
    here = [one for one in held if one.mission.code == code and only in (None, one.mission.uuid)]
    if not here:
        raise Http404
    mission: Any = here[0].mission
    mission.phase, mission.phase_since = here[0].phase, here[0].phase_since
    mission.administers = any(one.role == Role.MISSION_ADMIN for one in here)
    mission.plans = any(one.role == Role.PLANNER for one in here)
    _require_factor(user, mission)
    return cast("Mission", mission)


def _require_factor(user: Any, mission: Any) -> None:
    """Raises SecondFactorMissing where this person owes this mission one. No query."""
    if mission.second_factor_required:
        general = _("This mission asks everybody for a second factor.")
        require_second_factor(user, mission.second_factor_reason or general)
    elif mission.administers or user.is_staff or user.is_superuser:
        require_second_factor(user, _("Administrators reach everything, so a password is not enough."))


def with_phase(missions: "QuerySet[Mission, Mission]", day: datetime.date) -> "QuerySet[Mission, Mission]":
    """Each with `phase` and `phase_since`: the phase of the mission as a whole on the day, or None."""
    return missions.annotate(**_phase(OuterRef("pk"), day))


def _phase(mission: OuterRef, day: datetime.date) -> dict[str, Subquery]:
    phase = (
        PhasePeriod.objects.filter(mission=mission, area__isnull=True, period_from__lte=day)
        .exclude(period_to__lte=day)
        .order_by("-period_from")
    )
    return {
        "phase": Subquery(phase.values("phase")[:1]),
        "phase_since": Subquery(phase.values("period_from")[:1]),
    }


def get_public_mission(code: str) -> Mission:
    """The mission with this code, for its page on the portal. One query.

    Raises Http404 unless the mission is public.
    """
    return _one(Mission.objects.filter(audience=MissionAudience.PUBLIC), code)


def memberships_in(user: AbstractBaseUser | AnonymousUser, mission: Mission) -> Sequence[Membership]:
    """What the user does in the mission, with the agencies it is done for. One query at most."""
    return held_in(user, mission.pk)


def roles_in(user: AbstractBaseUser | AnonymousUser, mission: Mission) -> frozenset[Role]:
    """The roles of the user in the mission, empty for an outsider. One query at most."""
    return frozenset(Role(one.role) for one in held_in(user, mission.pk))


def absent_agencies(mission: Mission, rows: Iterable[object]) -> list[Agency]:
    """The agencies among the rows that are not in the mission. One query if there are any agencies."""
    agencies = [row for row in rows if isinstance(row, Agency)]
    if not agencies:
        return []
    present = set(
        MissionAgency.objects.filter(mission=mission, agency__in=agencies).values_list("agency", flat=True)
    )
    return [agency for agency in agencies if agency.pk not in present]


def rows_naming(presence: MissionAgency) -> list[Model]:
    """The first row of each table of the mission that names the agency. One query for each such table."""
    found: list[Model] = []
    relations: Any = Agency._meta.get_fields(include_hidden=True)
    for relation in relations:
        model = relation.related_model
        if relation.concrete or model is MissionAgency or model._meta.auto_created:
            continue
        path = _path_to_mission(model)
        if path is not None:
            named = {relation.field.name: presence.agency_id, path: presence.mission_id}
            found += model._default_manager.filter(**named).order_by("pk")[:1]
    return found


def _path_to_mission(model: Any) -> str | None:
    """The way from a row to its mission, if need be through the row of which it is a part."""
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.name == "mission":
            return "mission"
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.remote_field.on_delete is CASCADE:
            path = _path_to_mission(field.related_model)
            if path is not None:
                return f"{field.name}__{path}"
    return None


def _one(missions: "QuerySet[Mission, Mission]", code: str) -> Mission:
    mission = missions.filter(code=code).first()
    if mission is None:
        raise Http404
    return mission
