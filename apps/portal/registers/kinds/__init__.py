"""The registers, by the name that addresses give them, and the groups in which they stand."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from apps.portal.registers.base import Register
from apps.portal.registers.kinds.relations import RELATIONS
from apps.portal.registers.kinds.tensions import FRICTIONS, TENSIONS

REGISTERS: Mapping[str, Register] = {one.name: one for one in (*TENSIONS, *RELATIONS)}
GROUPS = ((FRICTIONS, _("Frictions")),)
