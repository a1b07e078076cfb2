"""Registers that are declared empty: somebody looked, and there is nothing, which differs from silence."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.editing.forms import VersionedForm
from apps.core.enums import Register as Declared
from apps.missions.models import Mission, MissionAgency
from apps.portal.registers.base import Here, Register


class DeclareForm(VersionedForm):
    """Whether there is nothing to be entered."""

    empty = forms.BooleanField(label=_("We have looked, and there is none"), required=False)


def holders(register: Register, here: Here) -> list[tuple[Mission | MissionAgency, str]]:
    """Whose register it is that this person can declare empty, with its name: the mission's or that of each
    agency that the person writes for. At most one query."""
    if not register.declared:
        return []
    if hasattr(here.mission, f"register_{register.declared}"):
        return [(here.mission, here.mission.name)] if here.plans else []
    rows = MissionAgency.objects.filter(mission=here.mission, agency__in=[one.pk for one in here.agencies])
    return [(one, one.agency.name) for one in rows.select_related("agency").order_by("agency__name")]


def is_declared_empty(register: Register, row: Mission | MissionAgency) -> bool:
    """Whether the mission or the agency has said that there is none."""
    return bool(getattr(row, f"register_{register.declared}") == Declared.DECLARED_EMPTY)


def declarations(register: Register, here: Here) -> Mapping[str, Any]:
    """What was declared, and where this person declares it, for the list of a register."""
    found = [
        (
            name,
            is_declared_empty(register, row),
            here.page("register_empty", register=register.name, uuid=row.uuid),
        )
        for row, name in holders(register, here)
    ]
    return {"declarations": found}
