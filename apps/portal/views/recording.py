"""What the pages of gates share: the gate of an address, who asks, and what a service refused."""

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

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


def show(form: Form, error: ValidationError, instead: Mapping[str, str] | None = None) -> None:
    """Put what a service refused at the fields it is about, or on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.message_dict.items():
        field = (instead or {}).get(name, name)
        form.add_error(field if field in form.fields else None, errors)


def changed_meanwhile() -> str:
    """What a form says whose row somebody else saved first."""
    return _("Somebody else changed this since you opened it. Open the page again; your words stand below.")
