from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.TextChoices):
    """What others outside can be told of."""

    ADOPTED = "framework.adopted", _("A version of the framework is adopted")
    GATE_DECIDED = "gate.decided", _("A decision at a gate is recorded")
    ASSESSED = "assessment.computed", _("An assessment is computed")
    OBSERVATION_ACCEPTED = "observation.accepted", _("An observation is accepted")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waits")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Given up")
