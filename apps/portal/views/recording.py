"""What the pages of gates share: the gate of an address, and who asks."""

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest

from apps.accounts.models import User
from apps.benchmarks.models import Gate
from apps.coherence.gates.selectors import gate_named
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member


def gate_of(request: HttpRequest, code: str, uuid: UUID) -> tuple[Mission, Gate]:
    """The mission and its gate for a member; 404 for everybody and everything else. Two queries."""
    mission = get_mission_for_member(request.user, code)
    gate = gate_named(mission, uuid)
    if gate is None:
        raise Http404
    return mission, gate


def signed_in(request: HttpRequest) -> User:
    """Who asks; only signed-in people get so far."""
    return cast("User", request.user)
