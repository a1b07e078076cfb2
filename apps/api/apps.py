from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "apps.api"
    label = "api"

    def ready(self) -> None:
        from apps.api.webhooks import services
        from apps.core import outbox

        outbox.writer(services.keep_messages)
