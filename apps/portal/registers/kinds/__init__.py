"""The registers, by the name that addresses give them, and the groups in which they stand."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from apps.portal.registers.base import Register
from apps.portal.registers.kinds.calendar import REGISTERS_OF_CALENDAR
from apps.portal.registers.kinds.coordination import COORDINATION, REGISTERS_OF_COORDINATION
from apps.portal.registers.kinds.networks import NETWORKED, REGISTERS_OF_NETWORKS
from apps.portal.registers.kinds.policies import POLICIES, REGISTERS_OF_POLICIES
from apps.portal.registers.kinds.relations import RELATIONS
from apps.portal.registers.kinds.tensions import FRICTIONS, TENSIONS

REGISTERS: Mapping[str, Register] = {
    one.name: one
    for one in (
        *TENSIONS,
        *RELATIONS,
        *REGISTERS_OF_POLICIES,
        *REGISTERS_OF_COORDINATION,
        *REGISTERS_OF_CALENDAR,
        *REGISTERS_OF_NETWORKS,
    )
}
GROUPS = (
    (FRICTIONS, _("Frictions")),
    (POLICIES, _("Policies")),
    (COORDINATION, _("Coordination")),
    (NETWORKED, _("Networks")),
)
