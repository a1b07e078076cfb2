from django.apps import AppConfig
from django.core.signals import request_started
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "apps.core"
    verbose_name = _("Core")

    def ready(self) -> None:
        from apps.core.jobs import ensure_thread
        from apps.core.sqlite import read_each_day_once

        read_each_day_once()
        request_started.connect(ensure_thread, dispatch_uid="nexusplan.jobs")
