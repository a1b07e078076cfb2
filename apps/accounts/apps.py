from django.apps import AppConfig
from django.contrib.admin import apps as administration
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    default = True
    name = "apps.accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from apps.accounts import checks, record  # noqa: F401 - they register themselves


class AdministrationConfig(administration.AdminConfig):
    default = False
    default_site = "apps.accounts.site.Administration"
