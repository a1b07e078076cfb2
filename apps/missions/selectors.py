"""Fetch and authorise in one call: what a person may not see is answered like what does not exist."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from apps.missions.enums import MissionAudience, Role
from apps.missions.models import Membership, Mission


def get_mission_for_member(user: AbstractBaseUser | AnonymousUser, code: str) -> Mission:
    """The mission with this code, for a page of its members. One query.

    Raises Http404 for everybody who is no member, and for a code that nobody uses.
    """
    return _one(Mission.objects.of_member(user), code)


def get_public_mission(code: str) -> Mission:
    """The mission with this code, for its page on the portal. One query.

    Raises Http404 unless the mission is public.
    """
    return _one(Mission.objects.filter(audience=MissionAudience.PUBLIC), code)


def memberships_in(
    user: AbstractBaseUser | AnonymousUser, mission: Mission
) -> "QuerySet[Membership, Membership]":
    """What the user does in the mission, with the agencies it is done for. One query when read."""
    if not user.is_authenticated:
        return Membership.objects.none()
    return Membership.objects.filter(user=user.pk, mission=mission).select_related("agency").order_by("pk")


def roles_in(user: AbstractBaseUser | AnonymousUser, mission: Mission) -> frozenset[Role]:
    """The roles of the user in the mission, empty for an outsider. One query."""
    return frozenset(Role(role) for role in memberships_in(user, mission).values_list("role", flat=True))


def _one(missions: "QuerySet[Mission, Mission]", code: str) -> Mission:
    mission = missions.filter(code=code).first()
    if mission is None:
        raise Http404
    return mission
