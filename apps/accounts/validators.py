"""Accounts of the demonstration: their password is public, so they live nowhere else."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DEMO_DOMAIN = "demo.example"


def is_demo_address(email: str) -> bool:
    """The address is one of the demonstration's."""
    return email.casefold().rpartition("@")[2] == DEMO_DOMAIN


def refuse_demo_address(email: str) -> None:
    """Raises ValidationError for an address of the demonstration where the settings show none."""
    if is_demo_address(email) and not settings.DEMO:
        raise ValidationError(
            _("Addresses of %(domain)s belong to the demonstration (./np demo)."),
            params={"domain": DEMO_DOMAIN},
            code="demo",
        )
