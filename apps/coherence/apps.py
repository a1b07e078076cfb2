from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoherenceConfig(AppConfig):
    name = "apps.coherence"
    verbose_name = _("Coherence")
